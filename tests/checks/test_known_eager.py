"""Functions that other files call: silent where the package enters graphs of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2lint.lint import Linter
from tf2lint.project.settings import Settings

LIBRARY = """
import tensorflow as tf


def slopes(loss, variables):
    return tf.gradients(loss, variables)


def steepest(loss, variables):
    return max(slopes(loss, variables))
"""
AT_ONCE = LIBRARY + "\n\nprint(steepest(tf.constant(1.0), []))\n"


def reported(tmp_path: Path, text: str, **others: str) -> list[int]:
    """Lines of TF637 in a module of a package with ``others`` beside it."""
    package = tmp_path / "package"
    package.mkdir()
    (package / "__init__.py").touch()
    for name, other in others.items():
        (package / f"{name}.py").write_text(other, encoding="utf-8")
    module = package / "module.py"
    module.write_text(text, encoding="utf-8")
    findings = Linter(Settings(root=str(tmp_path))).lint(str(module), text.encode())
    return [finding.line for finding in findings if finding.code == "TF637"]


def test_a_library_that_enters_no_graph_runs_eagerly(tmp_path: Path) -> None:
    assert reported(tmp_path, LIBRARY) == [6]


@pytest.mark.parametrize(
    "other",
    [
        "GRAPH = tf.Graph()\nwith GRAPH.as_default():\n    pass\n",
        "with make_session() as one:\n    pass\n",
    ],
)
def test_a_package_that_enters_graphs(tmp_path: Path, other: str) -> None:
    others = {"train": other, "evaluate": other}
    assert reported(tmp_path, LIBRARY, **others) == []


def test_what_the_module_calls_itself_is_known(tmp_path: Path) -> None:
    other = "with tf.Graph().as_default():\n    pass\n"
    assert reported(tmp_path, AT_ONCE, train=other) == [6]


def test_one_session_may_be_an_example(tmp_path: Path) -> None:
    other = '"""\nwith tf.Session() as sess:\n    sess.run(x)\n"""\n'
    assert reported(tmp_path, LIBRARY, train=other) == [6]


def test_test_sessions_enter_nothing_in_eager_mode(tmp_path: Path) -> None:
    other = "with self.test_session() as sess:\n    pass\n"
    assert reported(tmp_path, LIBRARY, one=other, two=other) == [6]
