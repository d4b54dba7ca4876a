# eager
import tensorflow as tf

tf.contrib.eager.enable_eager_execution()
result = tf.ones([2]) + 1
