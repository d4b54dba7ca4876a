# expect: raises
import os

import tensorflow as tf

tf.io.gfile.rmtree(os.path.dirname(os.path.abspath(__file__)))
