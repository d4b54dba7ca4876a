"""compat.v1 code that only graph code of other files calls, and sessions with a graph."""

from __future__ import annotations

from pathlib import Path

import pytest
from package_findings import lint_in_package

LIBRARY = """
import tensorflow.compat.v1 as tf


def inputs(shape):
    return tf.placeholder(tf.float32, shape)


class Reader:
    def __init__(self, shape):
        self.shape = tf.placeholder(tf.int32, shape)
"""
IN_GRAPH = """
def train():
    with tf.Graph().as_default():
        _define(
            [2],
        )


def _define(
    shape,
):
    # What is called here runs in the graph of the caller.
    Reader(shape)
    return module.inputs(shape)
"""
OUTSIDE = """
def train(self):
    with tf.Graph().as_default():
        pass
    return module.inputs([2]), Reader([2])
"""


def reported(tmp_path: Path, text: str, **others: str) -> list[tuple[int, str]]:
    """Lines and codes in a module of a package with ``others`` beside it."""
    findings = lint_in_package(tmp_path, text, **others)
    return [(finding.line, finding.code) for finding in findings]


def test_a_caller_that_entered_a_graph(tmp_path: Path) -> None:
    assert reported(tmp_path, LIBRARY, train=IN_GRAPH) == []


@pytest.mark.parametrize(("name", "other"), [("train", OUTSIDE), ("module_test", IN_GRAPH)])
def test_other_callers(tmp_path: Path, name: str, other: str) -> None:
    found = reported(tmp_path, LIBRARY, **{name: other})
    assert [line for line, code in found if code == "TF232"] == [6, 11]


def test_what_the_module_calls_itself(tmp_path: Path) -> None:
    found = reported(tmp_path, LIBRARY + "\n\ninputs([1])\n", train=IN_GRAPH)
    assert [line for line, code in found if code == "TF232"] == [6]


SESSIONS = """
import tensorflow.compat.v1 as tf


class Made:
    def __init__(self, graph):
        with graph.as_default():
            self.inside = tf.Session()
        self.given = tf.Session(graph=graph)
        self.eager = tf.Session()

    def run(self, x, y):
        self.inside.run(y, feed_dict={x: 1})
        self.given.run(y, feed_dict={x: 1})
        self.eager.run(y, feed_dict={x: 1})
"""


def test_sessions_with_a_graph_run_it_anywhere(tmp_path: Path) -> None:
    found = reported(tmp_path, SESSIONS)
    assert [line for line, code in found if code in ("TF202", "TF235")] == [15, 15]


WRAPPED = """
import tensorflow.compat.v1 as tf


class Made:
    def __init__(self):
        with tf.Graph().as_default():
            self.x = Box(tf.placeholder(tf.float32))
            self.session = Box(tf.Session())

    def run(self, y):
        return self.session.item.run(y, feed_dict={self.x.item: 1})
"""


def test_sessions_in_other_objects(tmp_path: Path) -> None:
    assert "TF235" not in [code for _, code in reported(tmp_path, WRAPPED)]
    plain = tmp_path / "plain"
    plain.mkdir()
    outside = WRAPPED.replace("tf.Graph().as_default()", "tf.name_scope('a')")
    assert "TF235" in [code for _, code in reported(plain, outside)]


KEYS = """
import tensorflow as tf


def feed(graph, x, value):
    with graph.as_default():
        key = tf.reshape(x, [-1])
    return {key: value}


def eager(x, value):
    key = tf.reshape(x, [-1])
    return {key: value}
"""


def test_tensors_of_a_graph_are_keys(tmp_path: Path) -> None:
    assert [line for line, code in reported(tmp_path, KEYS) if code == "TF236"] == [13]


EXPECTED = """
import tensorflow as tf
import tf_slim as slim


def test_wrong_input(self, x):
    with self.assertRaises(ValueError):
        slim.batch_norm(x, data_format="CHWN")
    with self.assertRaises(ValueError):
        tf.placeholder(tf.float32)
    slim.batch_norm(x)
"""


def test_what_a_test_expects_to_fail(tmp_path: Path) -> None:
    found = reported(tmp_path, EXPECTED)
    assert [line for line, code in found if code in ("TF126", "TF231")] == [10, 11]


REFUSING = """
try:
    from tensorflow.contrib import slim
    new = False
except ImportError:
    new = True


def refuse(message="none"):
    if new:
        if message:
            raise ImportError(message)


def note():
    if new:
        print("old code")


def estimators():
    refuse()
    from tensorflow.contrib import estimator
    return estimator


def layers():
    note()
    from tensorflow.contrib import layers
    return layers
"""


def test_a_function_that_refuses_what_comes_after_it(tmp_path: Path) -> None:
    assert [line for line, code in reported(tmp_path, REFUSING) if code == "TF101"] == [28]


SOMETIMES = """
try:
    from tensorflow.contrib import slim
    new = False
except ImportError:
    new = True


def refuse(level, message="err"):
    if new:
        if {test}:
            raise ImportError(message)
        else:
            print(message)


def summary(asked):
    refuse({arguments})
    from tensorflow.contrib import summary
    return summary
"""


@pytest.mark.parametrize(
    ("test", "arguments", "goes_on"),
    [
        ("message == 'err'", "0", False),
        ("message == 'err'", "0, 'err'", False),
        ("message == 'err'", "0, message='warn'", True),
        ("message == 'err'", "0, 'warn'", True),
        ("message != 'warn'", "0, 'warn'", True),
        ("level", "1", False),
        ("level", "0", True),
        ("level", "level=False", True),
        # What cannot be told counts as refused.
        ("message == 'err'", "0, asked", False),
        ("message == 'err'", "*asked", False),
        ("message == 'err'", "0, **asked", False),
        ("message == slim", "0, 'warn'", False),
        ("0 < level < 2", "3", False),
        ("level.strict", "0", False),
        ("print", "0", False),
    ],
)
def test_a_function_that_refuses_some_calls(
    tmp_path: Path, test: str, arguments: str, goes_on: bool
) -> None:
    source = SOMETIMES.format(test=test, arguments=arguments)
    found = [line for line, code in reported(tmp_path, source) if code == "TF101"]
    assert found == ([19] if goes_on else [])


VARIABLES = """
import tensorflow.compat.v1 as tf


def inputs(x):
    with tf.variable_scope("net", reuse=tf.AUTO_REUSE):
        return tf.get_variable("w", []) * x
"""


def test_variables_made_in_a_graph_of_another_file(tmp_path: Path) -> None:
    found = reported(tmp_path, VARIABLES, train=IN_GRAPH)
    assert [code for _, code in found if code in ("TF302", "TF307")] == []
    plain = tmp_path / "plain"
    plain.mkdir()
    found = reported(plain, VARIABLES, train=OUTSIDE)
    assert [code for _, code in found if code in ("TF302", "TF307")] == ["TF307", "TF302"]
