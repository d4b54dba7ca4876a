import tensorflow as tf

scale = 0.25
weights = tf.constant([[1.0, -2.0], [3.0, 0.5]])
result = [
    tf.contrib.layers.l2_regularizer(scale=0.1)(weights),
    tf.contrib.layers.l2_regularizer(scale if scale > 0.5 else 0.75)(weights),
    tf.contrib.layers.l2_regularizer(scale / 2, scope="l2")(weights),
    tf.contrib.layers.l1_regularizer(scale)(weights),
    tf.contrib.layers.l1_regularizer(scale=0.1, scope=None)(weights),
]
