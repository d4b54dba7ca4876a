# eager
import tensorflow as tf

tf.compat.v1.enable_eager_execution()
result = tf.ones([2]) + 1
