import tensorflow as tf
import tensorflow.contrib.slim as slim
from tensorflow.contrib.slim import arg_scope, max_pool2d

layers = tf.contrib.slim


@slim.add_arg_scope
def scaled(x, factor=1.0):
    return x * factor


with slim.arg_scope([scaled], factor=3.0):
    result = [scaled(tf.constant([1.0, 2.0])), slim.flatten(tf.ones([2, 3, 4]))]
with arg_scope([max_pool2d], stride=1):
    result.append(max_pool2d(tf.reshape(tf.range(16.0), [1, 4, 4, 1]), 2))
result.append(layers.one_hot_encoding([0, 2], 3))
