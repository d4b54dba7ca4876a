import tensorflow as tf

ds = tf.data.Dataset.from_tensor_slices([[1, 2], [3, 4]]).map(lambda x: (x, tf.cast(x, tf.float32)))
result = [
    [kind.name for kind in ds.output_types],
    [shape.as_list() for shape in ds.output_shapes],
    [cls.__name__ for cls in ds.output_classes],
]
