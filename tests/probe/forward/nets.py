"""Networks for the forward pass: they run under TensorFlow 1.15 and, by tf_slim, under 2."""

import sys

import tensorflow.compat.v1 as tf

try:
    # tf_slim's batch_norm asks for a module that tf_keras 2.21 keeps somewhere else.
    import tf_keras.src.legacy_tf_layers.normalization as normalization

    sys.modules["tf_keras.legacy_tf_layers"] = sys.modules["tf_keras.src.legacy_tf_layers"]
    sys.modules["tf_keras.legacy_tf_layers.normalization"] = normalization
except ImportError:
    pass
try:
    import tf_slim as slim
    from tf_slim.nets import inception_v3 as inception
    from tf_slim.nets import overfeat, resnet_v1, resnet_v2, vgg
except ImportError:
    from tensorflow.contrib import slim
    from tensorflow.contrib.slim.nets import inception, overfeat, resnet_v1, resnet_v2, vgg


def _in_scope(net, scope, x, is_training):
    with slim.arg_scope(scope):
        return net(x, num_classes=10, is_training=is_training)


def resnet_v1_50(x, is_training):
    return _in_scope(resnet_v1.resnet_v1_50, resnet_v1.resnet_arg_scope(), x, is_training)


def resnet_v2_50(x, is_training):
    return _in_scope(resnet_v2.resnet_v2_50, resnet_v2.resnet_arg_scope(), x, is_training)


def inception_v3(x, is_training):
    return _in_scope(inception.inception_v3, inception.inception_v3_arg_scope(), x, is_training)


def vgg_16(x, is_training):
    return _in_scope(vgg.vgg_16, vgg.vgg_arg_scope(), x, is_training)


def overfeat_net(x, is_training):
    return _in_scope(overfeat.overfeat, overfeat.overfeat_arg_scope(), x, is_training)


def cells(x, is_training):
    """A stack of cells as NASNet has them: branches of separable convolutions, concatenated."""
    batch_norm = {"is_training": is_training, "decay": 0.9, "scale": True}
    kinds = [slim.conv2d, slim.separable_conv2d]
    penalty = slim.l2_regularizer(1e-4)
    with slim.arg_scope(
        kinds,
        activation_fn=None,
        normalizer_fn=slim.batch_norm,
        normalizer_params=batch_norm,
        weights_regularizer=penalty,
        biases_initializer=None,
    ):
        before, net = x, slim.conv2d(x, 8, 3, scope="stem")
        for number in range(2):
            with tf.variable_scope(f"cell_{number}"):
                left = slim.separable_conv2d(tf.nn.relu(net), 8, 3, depth_multiplier=1, scope="a")
                right = slim.conv2d(tf.nn.relu(before), 8, 1, scope="b")
                pooled = slim.avg_pool2d(net, 3, stride=1, padding="SAME", scope="pool")
                before, net = net, tf.concat([left + right, pooled], 3)
    net = tf.reduce_mean(tf.nn.relu(net), [1, 2])
    net = slim.dropout(net, 0.8, is_training=is_training, scope="dropout")
    return slim.fully_connected(net, 5, activation_fn=None, scope="logits")


def mlp(x):
    penalty = slim.l2_regularizer(1e-3)
    for number, units in enumerate((16, 16, 4)):
        with tf.variable_scope(f"layer_{number}"):
            shape = [x.shape.as_list()[1], units]
            weights = tf.get_variable("weights", shape, regularizer=penalty)
            bias = tf.get_variable("bias", [units], initializer=tf.zeros_initializer())
            x = tf.tanh(tf.matmul(x, weights) + bias)
    return x


def batch_norm_net(x, is_training):
    x = tf.layers.conv2d(x, 8, 3, name="conv")
    x = tf.nn.relu(tf.layers.batch_normalization(x, training=is_training, name="bn"))
    return tf.layers.dense(tf.reduce_mean(x, [1, 2]), 3, name="out")


def dropout_trap(x):
    import tensorflow

    return tensorflow.nn.dropout(x, 0.9)


def bert(ids, is_training, scope="bert"):
    """BERT's own model; what it takes from contrib comes from tf_slim under TensorFlow 2."""
    if tf.__version__.startswith("2"):
        import types

        contrib = types.ModuleType("tensorflow.contrib")
        contrib.layers = slim.layers
        sys.modules["tensorflow.contrib"] = contrib
    from bert import modeling

    config = modeling.BertConfig(
        vocab_size=100,
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=32,
    )
    model = modeling.BertModel(config, is_training, ids, scope=scope)
    return model.get_pooled_output(), model.get_sequence_output()
