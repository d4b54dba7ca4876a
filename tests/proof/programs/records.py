import os
import tempfile

import tensorflow as tf

path = os.path.join(tempfile.mkdtemp(), "records")
with tf.python_io.TFRecordWriter(path) as writer:
    for number in range(3):
        writer.write(b"record %d" % number)
result = [list(tf.python_io.tf_record_iterator(path)), list(tf.io.tf_record_iterator(path=path))]
