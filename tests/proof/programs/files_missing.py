"""What is missing, there already, or of another kind gives the same outcome, mostly an error."""

import os
import tempfile

import tensorflow as tf

folder = tempfile.mkdtemp()
path = os.path.join(folder, "one.txt")
below = os.path.join(folder, "below")
missing = os.path.join(folder, "missing")


def outcomes(call, paths):
    """What a call gives for each path, or the name of its error."""
    return [outcome(call, x) for x in paths]


def outcome(call, x):
    """The same for one; a file and a folder with a file are there, as new."""
    os.makedirs(below, exist_ok=True)
    for name in (path, os.path.join(below, "two.txt")):
        with open(name, "w") as file:
            file.write("one\ntwo\n")
    try:
        return str(call(x)).replace(folder, "")
    except Exception as error:
        return type(error).__name__


result = [
    outcomes(lambda x: tf.gfile.Exists(x), ("", missing, path + "/x", below + "/")),
    outcomes(lambda x: tf.gfile.IsDirectory(x), ("", missing, path, below.encode())),
    outcomes(lambda x: sorted(tf.gfile.ListDirectory(x)), ("", missing, path, below)),
    outcomes(lambda x: tf.gfile.MkDir(x), ("", below, path, missing + "/a")),
    outcomes(lambda x: tf.gfile.Remove(x), ("", missing, below)),
    outcomes(lambda x: tf.gfile.Stat(x).length, ("", missing, path)),
    outcomes(lambda x: list(tf.gfile.Walk(x)), ("", missing, path, below)),
    outcomes(lambda x: list(tf.gfile.Walk(x, in_order=False)), (missing, below)),
    outcomes(lambda x: tf.gfile.Copy(x, path), (missing, below, path)),
    outcomes(lambda x: tf.gfile.Copy(x, path, overwrite=True), (missing, below, path)),
    outcomes(lambda x: tf.gfile.Copy(path, x, True), ("", missing + "/a", below)),
    outcomes(lambda x: tf.gfile.Rename(x, path), (missing, below, path)),
    outcomes(lambda x: tf.gfile.Rename(path, x, True), ("", missing + "/a", below)),
    outcomes(lambda x: tf.gfile.GFile(x).read(), ("", missing, below, path)),
    outcomes(lambda x: tf.gfile.GFile(path, x).read(), ("r", "rb", "w", "x", "rt", "r+")),
    outcomes(lambda x: tf.gfile.Open(x, "w").write("a"), ("", missing + "/a", below)),
    outcomes(lambda x: tf.gfile.FastGFile(x, "rb").readline(), (missing, below, path)),
    outcomes(lambda x: list(tf.python_io.tf_record_iterator(x)), (missing, path, below)),
    outcomes(lambda x: tf.python_io.TFRecordWriter(x) and 1, (missing + "/a", below)),
]
