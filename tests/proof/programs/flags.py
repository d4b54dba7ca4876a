import tensorflow as tf

flags = tf.app.flags
FLAGS = tf.flags.FLAGS
if "proof_rate" not in FLAGS:
    flags.DEFINE_float("proof_rate", 0.5, "How fast.")
    tf.flags.DEFINE_string("proof_name", "x", "What it is called.")
    tf.app.flags.DEFINE_integer("proof_count", default=3, help="How many.")
    tf.flags.DEFINE_bool("proof_really", False, "Whether.")


def main(argv):
    outcome.append([FLAGS.proof_rate, FLAGS.proof_name, FLAGS.proof_count, FLAGS.proof_really])
    outcome.append(argv[1:])


outcome = []
try:
    tf.app.run(main=main, argv=["program", "--proof_rate=0.25", "--proof_count=4", "rest"])
except SystemExit as end:
    outcome.append(str(end.code))
result = outcome
