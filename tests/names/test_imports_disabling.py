"""Tests of a package whose import switches eager execution off."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2lint.lint import Linter
from tf2lint.project.settings import Settings

TEST = """
import tensorflow.compat.v1 as tf
import package

x = tf.placeholder(tf.float32)
"""


@pytest.mark.parametrize(
    ("initial", "expected"),
    [
        ("import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n", []),
        ("import tensorflow.compat.v1 as tf\ndef f():\n    tf.disable_v2_behavior()\n", ["TF232"]),
        ("", ["TF232"]),
    ],
)
@pytest.mark.parametrize("packaged", [False, True])
def test_what_the_package_does(
    tmp_path: Path, initial: str, expected: list[str], packaged: bool
) -> None:
    package = tmp_path / "package"
    package.mkdir()
    (package / "__init__.py").write_text(initial, encoding="utf-8")
    tests = tmp_path / "tests"
    tests.mkdir()
    if packaged:
        (tests / "__init__.py").touch()
    file = tests / "test_it.py"
    file.write_text(TEST, encoding="utf-8")
    findings = Linter(Settings(root=str(tmp_path))).lint(str(file), TEST.encode())
    assert [finding.code for finding in findings if finding.code == "TF232"] == expected
