"""Calls become calls of the successor: names, order and values of arguments."""

from __future__ import annotations

import pytest

#: Before and after; all of it is proved by tests/proof, so that no --unsafe-fixes is needed.
SAFE = {
    "tf.log(x)": "tf.math.log(x)",
    "tf.log(tf.log(x))": "tf.math.log(tf.math.log(x))",
    "tf.reduce_sum(x, 1, True)": "tf.reduce_sum(x, 1, True)",
    "tf.reduce_sum(x, keep_dims=True, reduction_indices=1)": (
        "tf.reduce_sum(x, keepdims=True, axis=1)"
    ),
    "tf.reduce_sum(x, 1, name='n', keep_dims=a)": "tf.reduce_sum(x, 1, name='n', keepdims=a)",
    "tf.to_float(x)": "tf.cast(x, dtype=tf.float32)",
    "tf.to_int64(x, 'n')": "tf.cast(x, name='n', dtype=tf.int64)",
    "tf.to_float(x, )": "tf.cast(x, dtype=tf.float32, )",
    "tf.argmax(x, 1, 'n')": "tf.argmax(x, 1, name='n')",
    "tf.argmax(x, dimension=1)": "tf.argmax(x, axis=1)",
    "tf.nn.dropout(x, keep_prob=0.5)": "tf.nn.dropout(x, rate=1 - 0.5)",
    "tf.nn.dropout(x, keep_prob=a if b else c)": "tf.nn.dropout(x, rate=1 - (a if b else c))",
    "tf.nn.dropout(x, keep_prob=(a + b))": "tf.nn.dropout(x, rate=1 - (a + b))",
    "tf.nn.dropout(x, keep_prob=a.b(c)[0])": "tf.nn.dropout(x, rate=1 - a.b(c)[0])",
    "tf.nn.dropout(x, keep_prob=-a)": "tf.nn.dropout(x, rate=1 - (-a))",
    "tf.nn.dropout(x, keep_prob=tf.to_float(a))": (
        "tf.nn.dropout(x, rate=1 - tf.cast(a, dtype=tf.float32))"
    ),
    "tf.random_normal([2, 3], 0.0, 1.0)": "tf.random.normal([2, 3], 0.0, 1.0)",
    "tf.multinomial(x, 3, output_dtype=a)": "tf.random.categorical(x, 3, dtype=a)",
    "tf.gfile.Exists(filename=a)": "tf.io.gfile.exists(path=a)",
    "tf.gfile.Exists(*a)": "tf.compat.v1.gfile.Exists(*a)",
    "f = tf.gfile.Exists": "f = tf.compat.v1.gfile.Exists",
    "tf.logging.info('x')": "tf.compat.v1.logging.info('x')",
    "tf.truncated_normal_initializer(0.0, dtype=a)": (
        "tf.compat.v1.truncated_normal_initializer(0.0, dtype=a)"
    ),
    "tf.zeros_initializer(tf.float32)": "tf.zeros_initializer()",
    "tf.zeros_initializer(dtype=tf.int32)": "tf.compat.v1.zeros_initializer(dtype=tf.int32)",
    "tf.constant_initializer(2, tf.float32)": "tf.compat.v1.constant_initializer(2, tf.float32)",
    "tf.initializers.random_normal()": "tf.compat.v1.initializers.random_normal()",
    "tf.random_normal_initializer()": "tf.random_normal_initializer(stddev=1.0)",
    "tf.case({x: a, y: b}, exclusive=True)": "tf.case([(x, a), (y, b)], exclusive=True)",
    # Keras' regularizers take no numbers of NumPy: a name may be one.
    "tf.contrib.layers.l2_regularizer(0.1)": "tf.keras.regularizers.L2(l2=0.5 * 0.1)",
    "tf.contrib.layers.xavier_initializer(uniform=True, seed=None)": (
        "tf.compat.v1.glorot_uniform_initializer(seed=None)"
    ),
    "tf.nn.sigmoid_cross_entropy_with_logits(None, x, y)": (
        "tf.nn.sigmoid_cross_entropy_with_logits(labels=x, logits=y)"
    ),
    "tf.cond(a, fn1=b, fn2=c)": "tf.cond(a, true_fn=b, false_fn=c)",
    "f = tf.log": "f = tf.math.log",
    "v = tf.VERSION": "v = tf.version.VERSION",
    "tf.expand_dims(x, dim=0)": "tf.expand_dims(x, axis=0)",
    "tf.batch_gather(x, y)": "tf.compat.v1.batch_gather(x, y)",
    "tf.cond(a, b, c, strict=False)": "tf.compat.v1.cond(a, b, c, strict=False)",
    "tf.nn.embedding_lookup(x, y, 'div')": "tf.compat.v1.nn.embedding_lookup(x, y, 'div')",
    "tf.image.resize_area(x, y, True)": "tf.compat.v1.image.resize_area(x, y, True)",
    "tf.image.resize(x, y, align_corners=True)": (
        "tf.compat.v1.image.resize(x, y, align_corners=True)"
    ),
    "c = tf.python_io.TFRecordCompressionType.GZIP": (
        "c = tf.compat.v1.python_io.TFRecordCompressionType.GZIP"
    ),
    # All there is to pass was proved, so that stars may bring anything.
    "tf.log(*a, **c)": "tf.math.log(*a, **c)",
    "tf.gfile.GFile(*a)": "tf.io.gfile.GFile(*a)",
}
#: What nobody can be sure about stays as it is, with --unsafe-fixes too.
LEFT = (
    "tf.multinomial(*a)",
    "tf.nn.pool(*a)",
    "tf.reduce_sum(x, keep_dims=True, **c)",
    "tf.contrib.layers.xavier_initializer(uniform=False)",
    "tf.to_int32(x for x in y)",
    "f = tf.to_float",
    "tf.Variable(1.0).load(*a)",
    "tf.contrib.summary.scalar('a', x, family='f')",
    "tf.contrib.summary.scalar(*a)",
    "tf.assign(value=y, ref=x)",
    "tf.losses.mean_pairwise_squared_error(x, y)",
    "print(f'{tf.log(x)}')",
    "tf.Session()",
    "tf.placeholder(tf.float32)",
    "tf.layers.dense(x, 3)",
    "tf.estimator.Estimator(x)",
)
UNSAFE = {
    "tf.contrib.layers.l2_regularizer(a or b)": "tf.keras.regularizers.L2(l2=0.5 * (a or b))",
    "tf.contrib.layers.l1_regularizer(0.0)": "tf.keras.regularizers.L1(0.0)",
    "tf.multinomial(x, 3, 7)": "tf.random.categorical(x, 3, seed=7)",
    "tf.nn.dropout(x, keep_prob=0.5, seed=7)": "tf.nn.dropout(x, rate=1 - 0.5, seed=7)",
    # The order of a dictionary was that of its tensors' names.
    "tf.case({x: a, y: b})": "tf.case([(x, a), (y, b)])",
    "tf.constant_initializer([1, 2], tf.float32)": (
        "tf.compat.v1.constant_initializer([1, 2], tf.float32)"
    ),
    # The numbers of a seed go on in eager code; in a graph each operation began with them.
    "tf.contrib.layers.xavier_initializer(True, 1)": (
        "tf.compat.v1.glorot_uniform_initializer(seed=1)"
    ),
    # What happens where a file or no folder is has changed.
    "tf.gfile.Glob(x)": "tf.io.gfile.glob(x)",
    "tf.gfile.MakeDirs(dirname=x)": "tf.io.gfile.makedirs(path=x)",
    "tf.gfile.DeleteRecursively(x)": "tf.io.gfile.rmtree(x)",
    "c = tf.gfile.Glob": "c = tf.compat.v1.gfile.Glob",
    # What it is told goes with it.
    "tf.enable_eager_execution(config=a)": "",
    # A model of Keras that holds it could not be loaded.
    "tf.keras.layers.Dense(3, kernel_initializer=tf.glorot_uniform_initializer())": (
        "tf.keras.layers.Dense(3, kernel_initializer=tf.compat.v1.glorot_uniform_initializer())"
    ),
    # None for the parameter that went: the rate is one already.
    "tf.nn.dropout(x, None, [a, 1], b, c, 0.2)": (
        "tf.nn.dropout(x, noise_shape=[a, 1], seed=b, name=c, rate=0.2)"
    ),
    "tf.nn.dropout(x, None, [a, 1], rate=b)": "tf.nn.dropout(x, noise_shape=[a, 1], rate=b)",
    "tf.assign(x, y)": "x.assign(y)",
    "tf.assign_add(x[0], value=y)": "x[0].assign_add(delta=y)",
    "tf.set_random_seed(1)": "tf.random.set_seed(1)",
    "tf.nn.dropout(x, 0.5)": "tf.nn.dropout(x, rate=1 - 0.5)",
    "tf.assign_add(ref=x, value=y)": "x.assign_add(delta=y)",
    "tf.assign(ref=x.a, value=y, name='n')": "x.a.assign(value=y, name='n')",
    "tf.train.AdamOptimizer(0.1, beta1=a)": "tf.compat.v1.train.AdamOptimizer(0.1, beta1=a)",
    "c(a=tf.train.MomentumOptimizer)": "c(a=tf.compat.v1.train.MomentumOptimizer)",
    "tf.keras.Sequential().compile(tf.compat.v1.train.AdamOptimizer(a, beta1=b))": (
        "tf.keras.Sequential().compile(tf.keras.optimizers.Adam(a, beta_1=b, epsilon=1e-08))"
    ),
    "tf.keras.Sequential().compile(tf.compat.v1.train.MomentumOptimizer(a, b, False, 'm', c))": (
        "tf.keras.Sequential().compile(tf.keras.optimizers.SGD(a, b, name='m', nesterov=c))"
    ),
    "c = tf.global_variables_initializer()": "c = tf.compat.v1.global_variables_initializer()",
    "tf.assert_equal(x, y, data=[a])": "tf.compat.v1.assert_equal(x, y, data=[a])",
    "tf.assert_equal(x, y, [a])": "tf.compat.v1.assert_equal(x, y, [a])",
    "tf.nn.embedding_lookup([x, a], y)": "tf.compat.v1.nn.embedding_lookup([x, a], y)",
    "tf.losses.mean_squared_error(x, y)": "tf.compat.v1.losses.mean_squared_error(x, y)",
    "c = tf.layers.Conv2D(3, 3, (1, 1), 'same', 'channels_last', (1, 1), a)": (
        "c = tf.keras.layers.Conv2D(3, 3, (1, 1), 'same', 'channels_last', (1, 1), activation=a)"
    ),
    "tf.contrib.summary.scalar('a', x)": (
        "tf.summary.scalar('a', x, step=tf.compat.v1.train.get_or_create_global_step())"
    ),
    "tf.contrib.summary.always_record_summaries()": "tf.summary.record_if(condition=True)",
    "tf.contrib.summary.image('a', x, None, 2, None, y)": (
        "tf.summary.image('a', x, max_outputs=2, step=y)"
    ),
    "c = tf.RunOptions.FULL_TRACE": "c = tf.compat.v1.RunOptions.FULL_TRACE",
    # What a star brings is not known to be proved, though the same call without one is.
    "tf.regex_replace(*a)": "tf.strings.regex_replace(*a)",
    # Nor what a function is called with that is passed on.
    "f = tf.glorot_uniform_initializer": "f = tf.compat.v1.glorot_uniform_initializer",
    "tf.glorot_uniform_initializer(**a)": "tf.compat.v1.glorot_uniform_initializer(**a)",
    "f = tf.regex_replace": "f = tf.strings.regex_replace",
    "tf.FixedLenFeature(**a)": "tf.io.FixedLenFeature(**a)",
    "tf.reset_default_graph()": "",
    "tf.sparse_reduce_sum_sparse(x)": "tf.compat.v1.sparse_reduce_sum_sparse(x)",
}


@pytest.mark.parametrize("before", SAFE)
def test_safe(fix_line, before: str) -> None:
    assert fix_line(before) == SAFE[before]


@pytest.mark.parametrize("before", UNSAFE)
def test_unsafe(fix_line, before: str) -> None:
    assert fix_line(before) == before
    assert fix_line(before, unsafe=True) == UNSAFE[before]


@pytest.mark.parametrize("before", LEFT)
def test_left(fix_line, before: str) -> None:
    assert fix_line(before, unsafe=True) == before
