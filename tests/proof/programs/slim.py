import tensorflow as tf
import tensorflow.contrib.slim as slim


@slim.add_arg_scope
def scaled(x, factor=1.0):
    return x * factor


with slim.arg_scope([scaled], factor=3.0):
    result = [scaled(tf.constant([1.0, 2.0])), slim.flatten(tf.ones([2, 3, 4]))]
