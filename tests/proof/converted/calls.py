import tensorflow as tf
from absl import flags

if "proof_path" not in flags.FLAGS:
    flags.DEFINE_string(flag_name="proof_path", default_value="a", docstring="Where.")
variable = tf.Variable([1.0, 2.0])
variable.load([3.0, 4.0])
other = tf.compat.v1.Variable(0, use_resource=False)
strategy = tf.distribute.get_strategy()
twice = tf.function(lambda a: a * 2, experimental_relax_shapes=True)
fast = tf.function(lambda a: a + 1, experimental_compile=True)
result = [
    flags.FLAGS["proof_path"].default,
    variable,
    other,
    strategy.experimental_run_v2(lambda: 1),
    tf.compat.v1.compat.v1.where([True, False]),
    twice(variable),
    fast(variable),
]
expected = [
    "a",
    tf.constant([3.0, 4.0]),
    tf.constant(0),
    1,
    tf.constant([[0]], tf.int64),
    tf.constant([6.0, 8.0]),
    tf.constant([4.0, 5.0]),
]
