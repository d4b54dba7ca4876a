# expect: raises
import os

import tensorflow as tf

path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "gfile.txt")
with tf.io.gfile.GFile(path, "w") as file:
    file.write("x")
