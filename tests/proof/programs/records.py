import os
import tempfile

import tensorflow as tf

path = os.path.join(tempfile.mkdtemp(), "records")
with tf.python_io.TFRecordWriter(path) as writer:
    for number in range(3):
        writer.write(b"record %d" % number)
zipped = os.path.join(tempfile.mkdtemp(), "zipped")
options = tf.python_io.TFRecordOptions(tf.python_io.TFRecordCompressionType.GZIP)
with tf.python_io.TFRecordWriter(zipped, options) as writer:
    writer.write(b"record")
result = [
    list(tf.python_io.tf_record_iterator(path)),
    list(tf.io.tf_record_iterator(path=path)),
    list(tf.python_io.tf_record_iterator(zipped, options=options)),
]
