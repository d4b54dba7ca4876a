# eager
import tensorflow as tf

tf.enable_v2_behavior()
result = tf.ones([2]) + 1
