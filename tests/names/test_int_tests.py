"""Sizes that are asked whether they are whole numbers, which those of TensorFlow 2 are."""

from __future__ import annotations

import pytest

from tf2lint.lint import Linter
from tf2lint.project.settings import Settings


def lines(text: str) -> list[int]:
    findings = Linter(Settings()).lint("module.py", text.encode())
    return [finding.line for finding in findings if finding.code == "TF530"]


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("type(size) is int", []),
        ("isinstance(size, int)", []),
        ("isinstance(size, tuple)", [6]),
        ("size", [6]),
        ("type(size) is int is True", [6]),
    ],
)
def test_the_value_of_what_is_no_whole_number(test: str, expected: list[int]) -> None:
    text = f"""
import tensorflow as tf

x = tf.ones([2, 3])
for size in x.shape:
    print(size if {test} else size.value)
"""
    assert lines(text) == expected
