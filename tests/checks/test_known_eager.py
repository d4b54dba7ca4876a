"""Functions that other files call: silent where the package enters graphs of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from package_findings import lint_in_package

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
    findings = lint_in_package(tmp_path, text, **others)
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
