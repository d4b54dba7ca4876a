import tensorflow as tf

SHAPE = [40, 50]


def spread(initializer):
    values = initializer(SHAPE)
    return [tf.reduce_mean(values), tf.math.reduce_std(values), tf.shape(values)]


def repeats(initializer):
    """Whether one object gives the same numbers twice, as a seed may make it do."""
    return tf.reduce_all(tf.equal(initializer([5, 5]), initializer([5, 5])))


random = [
    spread(tf.truncated_normal_initializer()),
    spread(tf.truncated_normal_initializer(0.0, 2.0, dtype=tf.float32)),
    spread(tf.initializers.truncated_normal(mean=1.0)),
    spread(tf.random_normal_initializer()),
    spread(tf.random_normal_initializer(mean=1.0, stddev=0.1, dtype=tf.float32)),
    spread(tf.random_uniform_initializer()),
    spread(tf.random_uniform_initializer(-2, 2, dtype=tf.float32)),
    spread(tf.glorot_uniform_initializer(dtype=tf.float32)),
    spread(tf.glorot_normal_initializer()),
    spread(tf.variance_scaling_initializer(scale=2.0, mode="fan_out", distribution="uniform")),
    spread(tf.initializers.variance_scaling(2.0, "fan_avg", distribution="normal")),
    spread(tf.contrib.layers.xavier_initializer()),
    spread(tf.contrib.layers.xavier_initializer_conv2d(uniform=True)),
    spread(tf.initializers.random_normal()),
    spread(tf.initializers.random_uniform()),
    spread(tf.initializers.random_normal(dtype=tf.float32)),
    spread(tf.initializers.glorot_normal(dtype=tf.float32)),
    spread(tf.initializers.glorot_uniform(dtype=tf.float32)),
    spread(tf.initializers.truncated_normal()),
    spread(tf.initializers.variance_scaling(dtype=tf.float32)),
]
again = [
    repeats(tf.truncated_normal_initializer()),
    repeats(tf.truncated_normal_initializer(seed=None)),
    repeats(tf.random_normal_initializer()),
    repeats(tf.random_normal_initializer(seed=3)),
    repeats(tf.random_uniform_initializer()),
    repeats(tf.glorot_uniform_initializer()),
    repeats(tf.glorot_normal_initializer()),
    repeats(tf.orthogonal_initializer()),
    repeats(tf.variance_scaling_initializer()),
    repeats(tf.contrib.layers.xavier_initializer()),
    repeats(tf.contrib.layers.xavier_initializer_conv2d()),
]
exact = [
    tf.zeros_initializer()([2, 3]),
    tf.zeros_initializer(tf.float32)([2]),
    tf.ones_initializer(dtype=tf.float32)([2]),
    tf.constant_initializer(2.5)([2]),
    tf.constant_initializer(0, tf.int64)([2]),
    tf.constant_initializer(value=3.0, verify_shape=False)([2]),
    tf.constant_initializer(2, dtype=tf.float32)([2]),
    tf.constant_initializer(2.5, verify_shape=True)([]),
    tf.zeros_initializer(dtype=tf.int32)([2]),
    tf.ones_initializer(dtype=tf.bool)([2]),
    tf.initializers.zeros(dtype=tf.int32)([2]),
    tf.initializers.ones(dtype=tf.int32)([2]),
    tf.initializers.constant(2, dtype=tf.float64)([2]),
    tf.initializers.identity(dtype=tf.float64)([2, 2]),
]
square = tf.orthogonal_initializer(gain=2.0)([4, 4])
other = tf.initializers.orthogonal(dtype=tf.float32)([4, 4])
orthogonal = [
    tf.matmul(square, square, transpose_b=True),
    tf.matmul(other, other, transpose_b=True),
]
result = {"again": again, "exact": exact, "orthogonal": orthogonal, "random": random}
