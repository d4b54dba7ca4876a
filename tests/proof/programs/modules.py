import tensorflow as tf

flags, app = tf.flags, tf.app
if "proof_depth" not in flags.FLAGS:
    flags.DEFINE_integer("proof_depth", 3, "How deep.")
result = [
    flags.FLAGS["proof_depth"].default,
    app.flags.FLAGS["proof_depth"].help,
    callable(app.run),
]
