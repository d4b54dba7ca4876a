"""What moved from tf.contrib into a package: its imports follow where all uses go on."""

from __future__ import annotations

import pytest

SAFE = {
    "import tensorflow.contrib.slim as slim\nwith slim.arg_scope([slim.conv2d]):\n    x = 1\n": (
        "import tf_slim as slim\nwith slim.arg_scope([slim.conv2d]):\n    x = 1\n"
    ),
    "from tensorflow.contrib import slim as s\n@s.add_arg_scope\ndef f():\n    s.flatten(x)\n": (
        "import tf_slim as s\n@s.add_arg_scope\ndef f():\n    s.flatten(x)\n"
    ),
    "import tensorflow as tf\nslim = tf.contrib.slim\nslim.flatten(x)\n": (
        "import tensorflow as tf\nimport tf_slim\nslim = tf_slim\nslim.flatten(x)\n"
    ),
    "from tensorflow.contrib.slim import conv2d, flatten\nflatten(conv2d(x, 3, 3))\n": (
        "from tf_slim import conv2d, flatten\nflatten(conv2d(x, 3, 3))\n"
    ),
    "from tensorflow.contrib import slim as contrib_slim\nslim = contrib_slim\nslim.flatten(x)\n": (
        "import tf_slim as contrib_slim\nslim = contrib_slim\nslim.flatten(x)\n"
    ),
}
#: Something in these fails under TensorFlow 2.21 with tf_slim, too, or nobody can tell.
UNSAFE = {
    "import tensorflow.contrib.slim as slim\nslim.batch_norm(x)\n": (
        "import tf_slim as slim\nslim.batch_norm(x)\n"
    ),
    "import tensorflow.contrib.slim as slim\nslim.learning.train(x)\n": (
        "import tf_slim as slim\nslim.learning.train(x)\n"
    ),
    "import tensorflow.contrib.slim as slim\nuse(slim)\n": ("import tf_slim as slim\nuse(slim)\n"),
    "from tensorflow.contrib import slim as cs\nslim = cs\nslim.batch_norm(x)\n": (
        "import tf_slim as cs\nslim = cs\nslim.batch_norm(x)\n"
    ),
    "import tensorflow.contrib.slim as slim\ngetattr(slim, x)\n": (
        "import tf_slim as slim\ngetattr(slim, x)\n"
    ),
    "import tensorflow as tf\nslim = tf.contrib.slim\nslim.batch_norm(x)\n": (
        "import tensorflow as tf\nimport tf_slim\nslim = tf_slim\nslim.batch_norm(x)\n"
    ),
    "import tensorflow as tf\nuse(tf.contrib.slim)\n": (
        "import tensorflow as tf\nimport tf_slim\nuse(tf_slim)\n"
    ),
    "from tensorflow.contrib.slim.nets import vgg\nvgg.vgg_16(x)\n": (
        "from tf_slim.nets import vgg\nvgg.vgg_16(x)\n"
    ),
    "from tensorflow.contrib.slim.python.slim.nets.vgg import vgg_16\nvgg_16(x)\n": (
        "from tf_slim.nets.vgg import vgg_16\nvgg_16(x)\n"
    ),
    # Every symbol has a package, which is imported once.
    "import tensorflow.contrib.slim\ntensorflow.contrib.slim.flatten(x)\n": (
        "import tf_slim\ntf_slim.flatten(x)\n"
    ),
    "import tensorflow as tf\nfrom tensorflow.contrib import layers, framework\n"
    "layers.flatten(framework.add_model_variable(x))\ntf.contrib.layers.flatten(x)\n": (
        "import tensorflow as tf\nimport tf_slim\n"
        "tf_slim.flatten(tf_slim.add_model_variable(x))\ntf_slim.flatten(x)\n"
    ),
    "import tensorflow as tf\nimport tensorflow.contrib.slim as slim\n"
    "slim.flatten(tf.contrib.slim.flatten(x))\n": (
        "import tensorflow as tf\nimport tf_slim as slim\nslim.flatten(slim.flatten(x))\n"
    ),
}
LEFT = (
    "from tensorflow.contrib.slim.nets import resnet_v1\nresnet_v1.resnet_v1_50(x)\n",
    "from tensorflow.contrib.slim import batch_norm\nbatch_norm(x)\n",
)


@pytest.mark.parametrize("before", SAFE)
def test_safe(fix, before: str) -> None:
    assert fix(before) == SAFE[before]


@pytest.mark.parametrize("before", UNSAFE)
def test_unsafe(fix, before: str) -> None:
    assert fix(before, unsafe=True) == UNSAFE[before]
    assert fix(before) != UNSAFE[before]


@pytest.mark.parametrize("before", LEFT)
def test_left(fix, before: str) -> None:
    assert fix(before, unsafe=True) == before
