import tensorflow as tf

one, two = tf.constant(1), tf.constant(2)
x = tf.constant([1.0, 2.0])
result = [
    tf.case({tf.less(one, two): lambda: one}, default=lambda: two, exclusive=True),
    tf.stop_gradient(tf.stop_gradient(x)),
    tf.gather(x, [1], validate_indices=True),
    tf.Print(x, [x], "x is", summarize=2),
]
