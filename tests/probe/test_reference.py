"""The agent in a Python 3.7 with TensorFlow 1.15: there the flagged code runs, in a graph."""

from __future__ import annotations

import os
import textwrap
from pathlib import Path

import pytest

from tf2lint.lint import Linter
from tf2lint.probe.controller import Controller
from tf2lint.probe.rounds import Limits
from tf2lint.probe.targets import module_of
from tf2lint.project.settings import Settings

PYTHON = os.environ.get("TF2LINT_TF1_PYTHON", "")

pytestmark = [
    pytest.mark.tensorflow,
    pytest.mark.skipif(not PYTHON, reason="TF2LINT_TF1_PYTHON names no interpreter"),
]

SOURCE = """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 2])
y = tf.log(tf.to_float(x))
def f():
    return tf.argmax(
        x, dimension=1)
z = tf.no_such_thing
s = tf.Session(
    "grpc://nowhere", 1, 2, 3)
"""


def test_nothing_that_tensorflow_1_has_is_confirmed(tmp_path: Path) -> None:
    path = tmp_path / "m.py"
    path.write_text(textwrap.dedent(SOURCE))
    found = Linter(Settings()).lint(str(path), path.read_bytes())
    with Controller(PYTHON, Limits(timeout=60.0, memory=2000), workers=1) as controller:
        (probed,) = controller.probe([module_of(str(path), found)])
        environment = controller.environment
    assert environment.tensorflow.startswith("1.15") and environment.python.startswith("3.7")
    assert (probed.verdict, probed.operations) == ("raises", ())
    assert "no_such_thing" in probed.reason and "(line 7)" in probed.reason
    verdicts = {(f.line, f.symbol): v for f, v in zip(found, probed.verdicts)}
    for place in ((2, "tf.placeholder"), (3, "tf.log"), (3, "tf.to_float")):
        assert verdicts[place].reason == "it ran, but while a graph was built", place
    assert verdicts[6, "tf.argmax"].verdict == "not-reached"
    session = verdicts[8, "tf.Session"]
    assert session.verdict == "confirmed" and "positional argument" in session.exception
