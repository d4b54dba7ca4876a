import io
import logging as log

import tensorflow as tf

stream = io.StringIO()
handler = log.StreamHandler(stream)
log.getLogger("tensorflow").addHandler(handler)
before = tf.logging.get_verbosity()
tf.logging.set_verbosity(tf.logging.INFO)
tf.logging.info("step %d", 3)
tf.logging.warn("slow: %s", "x")
tf.logging.debug("not said")
logging = tf.logging
logging.error("bad")
tf.logging.log(tf.logging.WARN, "again %d", 1)
levels = [tf.logging.DEBUG, tf.logging.ERROR, tf.logging.FATAL, tf.logging.get_verbosity()]
tf.logging.set_verbosity(before)
log.getLogger("tensorflow").removeHandler(handler)
result = [stream.getvalue(), levels]
