# eager
import tensorflow as tf

tf.enable_v2_tensorshape()
tf.enable_eager_execution()
result = tf.ones([2]) + 1
