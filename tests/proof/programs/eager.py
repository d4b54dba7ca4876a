# eager
import tensorflow as tf

tf.enable_eager_execution()
x = tf.constant([1.0, 2.0])
result = x * 2
