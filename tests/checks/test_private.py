"""Imports of private modules: the hint names what this file takes from them."""

from __future__ import annotations

from tf2lint.lint import Linter
from tf2lint.project.settings import Settings


def hints(text: str) -> list[str]:
    findings = Linter(Settings()).lint("module.py", text.encode())
    return [finding.hint for finding in findings if finding.code == "TF112"]


def test_the_names_that_are_used() -> None:
    text = """
from tensorflow.python.ops import array_ops

x = array_ops.placeholder("float32")
y = array_ops.reshape(array_ops.reshape(x, [1]), [-1])
"""
    assert hints(text) == ["use tf.reshape, tf.compat.v1.placeholder"]


def test_an_attribute_of_a_used_name() -> None:
    text = """
from tensorflow.python.framework import ops

key = ops.GraphKeys.UPDATE_OPS
"""
    assert hints(text) == ["use tf.compat.v1.GraphKeys"]


def test_a_use_without_a_public_name_keeps_the_advice() -> None:
    text = """
from tensorflow.python.ops import array_ops

x = array_ops.shape_internal(array_ops.placeholder("float32"))
"""
    (hint,) = hints(text)
    assert hint.startswith("use tf.<name>")
    assert hint.endswith("; here also tf.compat.v1.placeholder")


def test_nothing_used() -> None:
    (hint,) = hints("from tensorflow.python.ops import array_ops\n")
    assert hint.startswith("use tf.<name>")


def test_many_names_are_cut_off() -> None:
    names = (
        "placeholder reshape zeros ones concat identity fill tile stop_gradient rank "
        "split slice expand_dims squeeze"
    ).split()
    uses = "".join(f"array_ops.{name}\n" for name in names)
    (hint,) = hints("from tensorflow.python.ops import array_ops\n" + uses)
    assert hint.count("tf.") == 12
    assert hint.endswith(", …")


def test_a_use_that_has_no_public_name_and_a_row_that_says_so() -> None:
    text = """
from tensorflow.python.framework import ops

name = ops.strip_name_scope("a/b", "a")
"""
    (hint,) = hints(text)
    assert hint.endswith("; strip_name_scope has no public name: cut the prefix off the text")
