import tensorflow as tf

x = tf.constant([1.0, 2.0])


def doubled(value, name=None):
    with tf.name_scope(name, "doubled", [value]):
        return value * 2.0


def halved(value, name=None):
    with tf.name_scope(name, default_name="halved", values=[value]) as scope:
        return value / 2.0, scope.rstrip("/")


with tf.name_scope(None, "first", [x]) as first:
    y = x + 1.0
with tf.name_scope("second", values=[x]) as second:
    y += 1.0
with tf.colocate_with(x):
    z = x * 3.0
result = [doubled(x), doubled(x, "mine"), halved(x), halved(x, name="its"), first, second, y, z]
