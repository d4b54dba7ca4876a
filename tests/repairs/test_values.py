"""One value is put right: a text, an expression, what a name or a tape gets."""

from __future__ import annotations

import pytest

HEAD = "import tensorflow as tf\n"
COMPILED = HEAD + "model = tf.keras.Sequential([])\nmodel.compile('sgd', metrics=['accuracy'])\n"
TAPE = HEAD + "def f(x, y):\n"

#: Before and after; a person has to look at each.
UNSAFE = {
    # Labels that get no gradient.
    HEAD + "tf.log(tf.nn.softmax_cross_entropy_with_logits(labels=f(a), logits=b))\n": (
        HEAD + "tf.math.log(tf.nn.softmax_cross_entropy_with_logits("
        "labels=tf.stop_gradient(f(a)), logits=b))\n"
    ),
    # Keys of the logs.
    COMPILED + "tf.keras.callbacks.EarlyStopping(monitor='val_acc')\n": (
        COMPILED + "tf.keras.callbacks.EarlyStopping(monitor='val_accuracy')\n"
    ),
    COMPILED + 'def f(x):\n    return model.fit(x).history["acc"]\n': (
        COMPILED + 'def f(x):\n    return model.fit(x).history["accuracy"]\n'
    ),
    # Names with slashes.
    HEAD + "tf.keras.layers.Dense(1, name='a/b/c')\n": (
        HEAD + "tf.keras.layers.Dense(1, name='a_b_c')\n"
    ),
    HEAD + "tf.keras.layers.Dense(1, name='a' '/b')\n": (
        HEAD + "tf.keras.layers.Dense(1, name='a' '_b')\n"
    ),
    # A print that is no identity.
    HEAD + "def f(x):\n    x = (  tf.print(x, [x]))\n    return x\n": (
        HEAD + "def f(x):\n    (  tf.print(x, [x]))\n    return x\n"
    ),
    HEAD + "def f(x):\n    x = (  # why\n        tf.print(x))\n    return x\n": (
        HEAD + "def f(x):\n    (  # why\n        tf.print(x))\n    return x\n"
    ),
    # A tape that is asked twice.
    TAPE + "    with tf.GradientTape() as tape:\n        z = x * y\n"
    "    return tape.gradient(z, x), tape.gradient(z, y)\n": (
        TAPE + "    with tf.GradientTape(persistent=True) as tape:\n        z = x * y\n"
        "    return tape.gradient(z, x), tape.gradient(z, y)\n"
    ),
    TAPE + "    with tf.GradientTape(watch_accessed_variables=False) as t:\n        z = x * y\n"
    "    a = t.gradient(z, x)\n    with g():\n        return a, t.jacobian(z, y)\n": (
        TAPE + "    with tf.GradientTape(watch_accessed_variables=False, persistent=True) as t:\n"
        "        z = x * y\n"
        "    a = t.gradient(z, x)\n    with g():\n        return a, t.jacobian(z, y)\n"
    ),
    # Layers that left their experimental module, and schedules.
    HEAD + "tf.keras.layers.experimental.preprocessing.Rescaling(1. / 255, offset=0.5)\n": (
        HEAD + "tf.keras.layers.Rescaling(1. / 255, offset=0.5)\n"
    ),
    HEAD + "tf.keras.experimental.CosineDecay(0.1, 100, 0.2, 'n')\n": (
        HEAD + "tf.keras.optimizers.schedules.CosineDecay(0.1, 100, 0.2, 'n')\n"
    ),
}
LEFT = (
    # The text is not in the call, or says more than it shows.
    COMPILED + "key = 'val_acc'\ntf.keras.callbacks.EarlyStopping(monitor=key)\n",
    HEAD + "tf.keras.layers.Dense(1, name='a\\x2fb')\n",
    # More names than one get the value.
    HEAD + "def f(x):\n    y = x = tf.print(x)\n    return x, y\n",
)


@pytest.mark.parametrize("before", UNSAFE)
def test_unsafe(fix, before: str) -> None:
    assert fix(before, unsafe=True) == UNSAFE[before]
    if "tf.log" not in before:
        assert fix(before) == before


@pytest.mark.parametrize("before", LEFT)
def test_left(fix, before: str) -> None:
    assert fix(before, unsafe=True) == before
