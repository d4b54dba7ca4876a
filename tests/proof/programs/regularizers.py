import tensorflow as tf

weights = tf.constant([[1.0, -2.0], [3.0, 0.5]])
result = [
    tf.contrib.layers.l2_regularizer(scale=0.1)(weights),
    tf.contrib.layers.l2_regularizer(0.25, scope="l2")(weights),
    tf.contrib.layers.l2_regularizer(1e-4)(tf.cast(weights, tf.float64)),
    tf.contrib.layers.l1_regularizer(0.25)(weights),
    tf.contrib.layers.l1_regularizer(scale=0.1, scope=None)(weights),
]
