import tensorflow as tf


@tf.function
def slope():
    x = tf.constant(3.0)
    y = x * x
    return tf.gradients(y, x, colocate_gradients_with_ops=True)[0]


result = [slope()]
expected = [tf.constant(6.0)]
