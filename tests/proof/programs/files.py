import os
import shutil
import tempfile

import tensorflow as tf

folder = os.path.join(tempfile.mkdtemp(), "a")
os.makedirs(os.path.join(folder, "b"))
tf.gfile.MkDir(os.path.join(folder, "c"))
path = os.path.join(folder, "one.txt")
with tf.gfile.GFile(path, "w") as file:
    file.write("one\ntwo\n")
with tf.gfile.Open(path) as file:
    text = file.read()
with tf.gfile.FastGFile(path, "rb") as file:
    data = file.read()
tf.gfile.Copy(path, os.path.join(folder, "two.txt"), overwrite=True)
tf.gfile.Copy(oldpath=path, newpath=os.path.join(folder, "three.txt"))
tf.gfile.Rename(oldname=os.path.join(folder, "two.txt"), newname=os.path.join(folder, "four.txt"))
tf.gfile.Remove(filename=os.path.join(folder, "three.txt"))
walked = [
    (os.path.relpath(at, folder), sorted(folders), sorted(files))
    for at, folders, files in tf.gfile.Walk(folder, in_order=True)
]
found = [
    tf.gfile.Exists(filename=path),
    tf.gfile.IsDirectory(folder),
    sorted(name.rstrip("/") for name in tf.gfile.ListDirectory(dirname=folder)),
    tf.gfile.Stat(path).length,
]
found.append([check(path) for check in (tf.gfile.Exists, tf.gfile.IsDirectory)])
found.append(tf.gfile.Exists(*[path]))
shutil.rmtree(folder)
result = [text, data, sorted(walked), found, tf.gfile.Exists(folder)]
