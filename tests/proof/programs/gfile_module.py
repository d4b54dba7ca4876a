import os
import tempfile

import tensorflow as tf

gfile = tf.gfile
path = os.path.join(tempfile.mkdtemp(), "one.txt")
with gfile.Open(path, "w") as file:
    file.write("one")
result = [gfile.Exists(path), gfile.Open(path).read(), gfile.IsDirectory(path)]
