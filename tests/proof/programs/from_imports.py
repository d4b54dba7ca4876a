import os
import tempfile

from tensorflow import argmax, constant, log, reduce_sum, to_int32
from tensorflow import expand_dims as widened
from tensorflow.contrib.layers import l2_regularizer
from tensorflow.gfile import Exists, ListDirectory, MkDir
from tensorflow.nn import l2_normalize, sigmoid_cross_entropy_with_logits
from tensorflow.python_io import TFRecordWriter

folder = os.path.join(tempfile.mkdtemp(), "a")
MkDir(dirname=folder)
with TFRecordWriter(os.path.join(folder, "b")) as writer:
    writer.write(b"one")
x = constant([[1.0, 4.0], [2.5, 3.0]])
result = [
    argmax(x, dimension=1),
    log(x),
    reduce_sum(x, reduction_indices=[1], keep_dims=True),
    to_int32(x),
    widened(x, dim=0),
    l2_regularizer(scale=0.5)(x),
    l2_normalize(x, dim=1),
    sigmoid_cross_entropy_with_logits(None, x, x),
    Exists(filename=folder),
    list(ListDirectory(dirname=folder)),
    list(map(log, [x])),
]
