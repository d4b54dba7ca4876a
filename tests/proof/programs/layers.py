import tensorflow as tf


class Scale(tf.keras.layers.Layer):
    def build(self, shape):
        self.kernel = self.add_weight("kernel", [2, 3], tf.float32, "ones")
        self.bias = self.add_weight("bias", (3,), initializer="zeros")

    def call(self, x):
        return tf.matmul(x, self.kernel) + self.bias


layer = Scale()
y = layer(tf.constant([[1.0, 2.0]]))
if not tf.executing_eagerly():
    session = tf.compat.v1.Session()
    session.run([weight.initializer for weight in layer.weights])
    y = session.run(y)
penalty = tf.keras.regularizers.l1_l2()
result = [
    tf.convert_to_tensor(y),
    [weight.name.partition("/")[2].partition(":")[0] or weight.name for weight in layer.weights],
    penalty(tf.constant([1.0, 2.0])),
]
