import tensorflow as tf

ds = tf.data.Dataset.from_tensor_slices([3, 1, 3, 2, 1])
rows = tf.data.Dataset.from_tensor_slices([[1, 2], [3, 4]])
ragged = tf.data.Dataset.range(1, 6).map(lambda n: tf.fill([n], n))


def running(state, value):
    return state + value, state * value


def window(key, values):
    return values.batch(2)


made = [
    ds.apply(tf.contrib.data.batch_and_drop_remainder(2)),
    ragged.apply(tf.contrib.data.padded_batch_and_drop_remainder(2, [None])),
    ragged.apply(tf.contrib.data.padded_batch_and_drop_remainder(batch_size=2, padded_shapes=[6])),
    rows.apply(tf.contrib.data.unbatch()),
    ds.apply(tf.contrib.data.unique()),
    ds.apply(tf.contrib.data.scan(0, running)),
    ds.apply(tf.contrib.data.scan(initial_state=1, scan_func=running)),
    ds.apply(tf.contrib.data.group_by_window(lambda n: tf.cast(n % 2, tf.int64), window, 2)),
    ds.map(lambda n: tf.debugging.check_numerics(1.0 / tf.cast(n - 1, tf.float32), "zero")).apply(
        tf.contrib.data.ignore_errors()
    ),
]
made += [
    rows.apply(tf.data.experimental.unbatch()),
    ds.apply(tf.data.experimental.unique()),
    ds.apply(tf.data.experimental.scan(0, running)),
    ds.apply(
        tf.data.experimental.group_by_window(
            key_func=lambda n: tf.cast(n % 2, tf.int64), reduce_func=window, window_size=2
        )
    ),
    ds.map(lambda n: tf.debugging.check_numerics(1.0 / tf.cast(n - 1, tf.float32), "zero")).apply(
        tf.data.experimental.ignore_errors()
    ),
]
pairs = rows.map(lambda n: n * 2)
moved = [
    ds.apply(tf.contrib.data.shuffle_and_repeat(1, 2)),
    ds.apply(tf.contrib.data.shuffle_and_repeat(buffer_size=1, count=2, seed=3)),
    pairs.apply(tf.contrib.data.parallel_interleave(tf.data.Dataset.from_tensor_slices, 2)),
    pairs.apply(
        tf.contrib.data.parallel_interleave(
            tf.data.Dataset.from_tensor_slices,
            cycle_length=2,
            block_length=2,
            sloppy=False,
            buffer_output_elements=1,
            prefetch_input_elements=1,
        )
    ),
    ds.apply(tf.contrib.data.map_and_batch(lambda n: n + 1, 2, drop_remainder=True)),
    ds.apply(tf.contrib.data.map_and_batch(lambda n: n + 1, 2, num_parallel_calls=2)),
    ds.apply(tf.contrib.data.map_and_batch(lambda n: n + 1, batch_size=2, num_parallel_batches=2)),
    tf.contrib.data.choose_from_datasets([ds, ds.skip(2)], tf.data.Dataset.range(2)),
    ragged.apply(
        tf.contrib.data.bucket_by_sequence_length(
            lambda n: tf.shape(n)[0], [3, 6], [2, 2, 2], None, None, True
        )
    ),
    ragged.apply(
        tf.contrib.data.bucket_by_sequence_length(
            element_length_func=tf.size,
            bucket_boundaries=[3, 9],
            bucket_batch_sizes=[2, 3, 4],
            padded_shapes=[None],
            padding_values=tf.constant(7, tf.int64),
        )
    ),
]
alone = [
    tf.contrib.data.get_single_element(ds.take(1)),
    tf.contrib.data.get_single_element(dataset=ragged.skip(2).take(1)),
    tf.contrib.data.get_single_element(
        ragged.apply(tf.contrib.data.dense_to_sparse_batch(batch_size=3, row_shape=[5]))
        .take(1)
        .map(tf.sparse.to_dense)
    ),
]
numbered = [
    ds.apply(tf.contrib.data.enumerate_dataset()),
    ds.apply(tf.contrib.data.enumerate_dataset(start=5)),
    ds.apply(tf.data.experimental.enumerate_dataset(2)),
]


def elements(dataset):
    step = tf.compat.v1.data.make_one_shot_iterator(dataset)
    if tf.executing_eagerly():
        return list(step)
    value, found = step.get_next(), []
    with tf.compat.v1.Session() as session:
        while True:
            try:
                found.append(session.run(value))
            except tf.errors.OutOfRangeError:
                return found


result = [[tf.convert_to_tensor(e) for e in elements(d)] for d in made + moved] + [
    [(int(i), int(e)) for i, e in elements(d)] for d in numbered
]
result.append(alone)
