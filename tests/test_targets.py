"""What is said of one line depends on the TensorFlow and the Keras that it shall run under."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from tf2lint.knowledge import Target
from tf2lint.lint import Linter
from tf2lint.model import Finding
from tf2lint.project.settings import Settings

# In graph mode, where making variables by name is right.
LAYERS = """\
import tensorflow as tf

def model(graph, images):
    with graph.as_default():
        return tf.compat.v1.layers.dense(images, 8)
"""
SHIM = """\
import tensorflow as tf

class Model(tf.keras.layers.Layer):
    @tf.compat.v1.keras.utils.track_tf1_style_variables
    def call(self, inputs):
        return inputs
"""
ESTIMATOR = """\
import tensorflow as tf

estimator = tf.estimator.Estimator(None)
"""
SUMMARY = """\
import tensorflow as tf

def watch(loss):
    tf.summary.scalar("loss", loss)
"""
OPTIMIZER = """\
import tensorflow as tf

optimizer = tf.keras.optimizers.legacy.Adam(0.001)
"""
SLIM = """\
import tf_slim as slim

def norm(net):
    return slim.batch_norm(net)
"""
VARIABLE = """\
import tensorflow as tf

class Scale(tf.keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.factor = tf.Variable(1.0)

    def call(self, inputs):
        return inputs * self.factor
"""


class Case(NamedTuple):
    """A program, a target, and the severities of what is found, with words of the hint."""

    program: str
    version: str
    keras: str
    severities: list[str]
    words: str = ""


CASES = {
    "layers-2.15": Case(LAYERS, "2.15", "3", ["info"], "TF_USE_LEGACY_KERAS=1"),
    "layers-2.21-keras3": Case(LAYERS, "2.21", "3", ["error"]),
    "layers-2.21-legacy": Case(
        LAYERS, "2.21", "legacy", ["info"], "TF_USE_LEGACY_KERAS=1 set before the first import"
    ),
    "shim-2.6": Case(SHIM, "2.6", "3", ["error"], "came with TensorFlow 2.7"),
    "shim-2.7": Case(SHIM, "2.7", "3", []),
    "shim-2.8": Case(SHIM, "2.8", "3", []),
    "shim-2.21-keras3": Case(SHIM, "2.21", "3", ["error"], "tf_keras"),
    "shim-2.21-legacy": Case(SHIM, "2.21", "legacy", []),
    "estimator-2.15": Case(ESTIMATOR, "2.15", "3", ["info"], "2.16"),
    "estimator-2.16-keras3": Case(ESTIMATOR, "2.16", "3", ["error"], "2.15"),
    "estimator-2.16-legacy": Case(ESTIMATOR, "2.16", "legacy", ["error"], "2.15"),
    "summary-2.0": Case(SUMMARY, "2.0", "3", ["warning"], "step=step"),
    "summary-2.21": Case(SUMMARY, "2.21", "3", ["warning"], "step=step"),
    "optimizer-2.8": Case(OPTIMIZER, "2.8", "3", ["error"], "came with TensorFlow 2.9"),
    "optimizer-2.15": Case(OPTIMIZER, "2.15", "3", []),
    "optimizer-2.21-keras3": Case(OPTIMIZER, "2.21", "3", ["error"], "tf.keras.optimizers"),
    "optimizer-2.21-legacy": Case(OPTIMIZER, "2.21", "legacy", []),
    "slim-2.14": Case(SLIM, "2.14", "3", []),
    "slim-2.15": Case(SLIM, "2.15", "3", ["error"], "tf.keras.layers.BatchNormalization"),
    "slim-2.21-legacy": Case(SLIM, "2.21", "legacy", ["error"]),
    "variable-2.15": Case(VARIABLE, "2.15", "3", []),
    "variable-2.21-keras3": Case(VARIABLE, "2.21", "3", ["warning"], "add_weight"),
    "variable-2.21-legacy": Case(VARIABLE, "2.21", "legacy", []),
}


def _findings(case: Case) -> list[Finding]:
    settings = Settings(Target.parse(case.version, case.keras), dialect="tf1")
    return list(Linter(settings).lint("/example/model.py", case.program.encode()))


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_target_decides(case: Case) -> None:
    found = _findings(case)
    assert [finding.severity for finding in found] == case.severities
    assert all(case.words in finding.hint for finding in found)


def test_hint_for_legacy_keras_says_how_to_get_it() -> None:
    (finding,) = _findings(CASES["layers-2.21-legacy"])
    assert "tf_keras" in finding.hint
