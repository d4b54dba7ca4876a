import os
import tempfile

import numpy as np
import tensorflow as tf

x = tf.constant([[1.0, 2.0, 3.0]])
inputs = tf.keras.Input(shape=(20))
model = tf.keras.Sequential([tf.keras.Input((3,)), tf.keras.layers.Dense(1)])
path = os.path.join(tempfile.mkdtemp(), "model.weights.h5")
model.save_weights(path)
model.load_weights(path).expect_partial()
model.load_weights(path).assert_consumed()
model.load_weights(path).assert_existing_objects_matched()
mean = tf.keras.metrics.Mean()
mean.update_state(3.0)
mean.reset_states()
mean.update_state(5.0)
adam = tf.keras.optimizers.Adam(lr=0.25, beta1=0.5, beta2=0.75)
sgd = tf.keras.optimizers.SGD(0.1, use_locking=False)
normal = tf.keras.layers.BatchNormalization()
loss = tf.keras.losses.MeanSquaredError(reduction="auto")
result = [
    list(inputs.shape),
    float(mean.result()),
    [float(adam.learning_rate), adam.beta_1, adam.beta_2, round(float(sgd.learning_rate), 6)],
    np.array(normal(x, True)),
    loss([[1.0]], [[3.0]]),
]
expected = [
    [None, 20],
    5.0,
    [0.25, 0.5, 0.75, 0.1],
    np.zeros([1, 3], np.float32),
    tf.constant(4.0),
]
