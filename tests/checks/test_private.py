"""Imports of private modules: the hint names what this file takes from them."""

from __future__ import annotations

from tf2lint.lint import Linter
from tf2lint.project.settings import Settings


def hints(text: str) -> list[str]:
    settings = Settings(extend_select=("TF132",))
    findings = Linter(settings).lint("module.py", text.encode())
    return [finding.hint for finding in findings if finding.code in ("TF112", "TF132")]


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


def codes(text: str, *selected: str) -> list[tuple[str, str]]:
    settings = Settings(extend_select=selected)
    findings = Linter(settings).lint("module.py", text.encode())
    return [(finding.code, finding.severity) for finding in findings if finding.line == 1]


WORKS = "from tensorflow.python.ops import array_ops\n"


def test_a_path_that_works_is_told_in_files_of_tensorflow_1() -> None:
    assert codes(WORKS + "import tensorflow as tf\nx = tf.placeholder('float32')\n") == [
        ("TF112", "warning")
    ]


def test_elsewhere_only_when_asked() -> None:
    text = WORKS + "import tensorflow as tf\nx = tf.Variable(1.0).assign(array_ops.zeros([]))\n"
    assert codes(text) == []
    assert codes(text, "TF132") == [("TF132", "warning")]


def test_a_path_that_is_gone_is_told_everywhere() -> None:
    assert codes("from tensorflow.python.tpu import tpu_config\n") == [("TF112", "error")]
