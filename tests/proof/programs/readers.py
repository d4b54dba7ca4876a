import os
import tempfile

import tensorflow as tf

folder = tempfile.mkdtemp()
save = tf.raw_ops.SaveV2(
    prefix=os.path.join(folder, "model"),
    tensor_names=["a", "b"],
    shape_and_slices=["", ""],
    tensors=[tf.constant([1.0, 2.0]), tf.constant(3)],
)
if not tf.executing_eagerly():
    tf.compat.v1.Session().run(save)
reader = tf.train.NewCheckpointReader(os.path.join(folder, "model"))
event = tf.compat.v1.Event(step=7, wall_time=2.0).SerializeToString()
path = os.path.join(folder, "events")
with tf.io.TFRecordWriter(path) as writer:
    writer.write(event)
features = [
    tf.FixedLenFeature([2], tf.int64, default_value=[0, 1]),
    tf.FixedLenFeature(shape=[], dtype=tf.string),
    tf.VarLenFeature(tf.float32),
    tf.FixedLenSequenceFeature([1], tf.int64, allow_missing=True),
    tf.SparseFeature("i", "v", tf.float32, size=4, already_sorted=True),
]
strategy = tf.distribute.get_strategy()
nest = [1, {"b": (2, 3), "a": 4}]
tf.contrib.framework.nest.assert_same_structure(nest, [5, {"a": 6, "b": (7, 8)}])
flat = tf.contrib.framework.nest.flatten(nest)
result = [
    sorted(reader.get_variable_to_shape_map().items()),
    reader.get_tensor("a"),
    [(event.step, event.wall_time) for event in tf.train.summary_iterator(path)],
    [[getattr(v, "name", v) for v in feature] for feature in features],
    strategy.reduce(tf.distribute.ReduceOp.SUM, tf.constant(2.0)),
    flat,
    tf.contrib.framework.nest.map_structure(lambda n: n + 1, nest),
    tf.contrib.framework.nest.pack_sequence_as(nest, flat),
]
