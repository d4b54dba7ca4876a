# eager
import tensorflow as tf

tf.compat.v1.enable_v2_behavior()
result = tf.ones([2]) + 1
