# alone: importing from tensorflow.app puts the bare module, without flags, in the place of tf.app
from tensorflow import app, flags, gfile
from tensorflow import logging as log
from tensorflow.app import run
from tensorflow.gfile import Exists

FLAGS = flags.FLAGS
if "proof_text" not in FLAGS:
    flags.DEFINE_string("proof_text", "a", "What it says.")
    flags.DEFINE_integer("proof_number", 2, "How many.")


def main(argv):
    said.extend([FLAGS.proof_text, flags.FLAGS.proof_number, app.flags.FLAGS.proof_number])
    said.extend(argv[1:])


said = []
try:
    run(main=main, argv=["program", "--proof_text=b", "rest"])
except SystemExit as end:
    said.append(str(end.code))
before = log.get_verbosity()
log.set_verbosity(log.ERROR)
levels = [log.get_verbosity(), log.INFO, log.WARN]
log.set_verbosity(before)
result = [said, levels, gfile.Exists("/nowhere"), list(map(Exists, ["/nowhere", "/"]))]
