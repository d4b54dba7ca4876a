import tensorflow as tf

tf.enable_resource_variables()
tf.enable_control_flow_v2()
tf.global_variables_initializer()
tf.local_variables_initializer()
tf.initialize_all_variables()
tf.initialize_local_variables()


def start():
    tf.tables_initializer()


def start_all():
    tf.initialize_all_tables()


start()
start_all()
result = tf.constant(2.0) + 1.0
