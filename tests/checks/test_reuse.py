"""Scopes that ask for reuse: silent where nothing in them could be a variable."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2lint.lint import Linter
from tf2lint.project.settings import Settings

SCOPE = """
import tensorflow.compat.v1 as tf
from package import helpers
import package.helpers as renamed


def local(x):
    return tf.reshape(x, [-1])


def cell(state, x):
    return tf.get_variable("w", []) * state + x


def net(x, name, given):
    with tf.variable_scope(name, reuse=tf.AUTO_REUSE):
        {line}
"""
HELPERS = """
import tensorflow.compat.v1 as tf


def shape_of(
    x,
):
    return tf.shape(tf.convert_to_tensor(x))


def dense(x):
    return tf.layers.dense(x, 3)
"""


def reported(tmp_path: Path, line: str) -> bool:
    package = tmp_path / "package"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "helpers.py").write_text(HELPERS, encoding="utf-8")
    text = SCOPE.replace("{line}", line)
    module = package / "module.py"
    module.write_text(text, encoding="utf-8")
    findings = Linter(Settings(root=str(tmp_path))).lint(str(module), text.encode())
    return any(finding.code == "TF307" for finding in findings)


@pytest.mark.parametrize(
    "line",
    [
        "return tf.transpose(tf.reshape(x, [len(name), -1]))",
        "return tf.reshape(x, helpers.shape_of(x))",
        "return tf.reshape(x, renamed.shape_of(x))",
        "return local(x)",
        "return tf.identity(x).get_shape()",
    ],
)
def test_nothing_to_reuse(tmp_path: Path, line: str) -> None:
    assert not reported(tmp_path, line)


@pytest.mark.parametrize(
    "line",
    [
        'return tf.get_variable("w", [1]) * x',
        "return tf.layers.dense(x, 3)",
        "return helpers.dense(x)",
        "return helpers.missing(x)",
        "return cell(x, x)",
        "return tf.scan(cell, x)",
        "return given(x)",
        "return given.more.deep(x)",
    ],
)
def test_what_may_be_a_variable(tmp_path: Path, line: str) -> None:
    assert reported(tmp_path, line)
