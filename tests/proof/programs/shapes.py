import tensorflow as tf

x = tf.constant([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
rows = x.shape[0].value
columns = x.get_shape()[1].value
sizes = [size.value for size in x.shape]
result = [rows, columns, sizes, x.shape.as_list()[0]]
