"""The silent rules in each execution mode: the same lines, in other surroundings."""

from __future__ import annotations

from pathlib import Path
from textwrap import indent

import pytest

from tf2lint.knowledge import Target
from tf2lint.lint import Linter
from tf2lint.project.settings import Settings

#: What each line gives where nothing but eager execution is in sight.
LINES = {
    "v1.trainable_variables()": "TF242",
    "v1.get_collection(v1.GraphKeys.UPDATE_OPS)": "TF246",
    "v1.losses.get_regularization_loss()": "TF247",
    "v1.losses.absolute_difference([1.0], [2.0])": "TF248",
    "v1.add_to_collection('mine', 1)": "TF243",
    "v1.placeholder_with_default(1.0, [])": "TF233",
    "v1.placeholder(tf.float32)": "TF232",
    "v1.metrics.mean([1.0])": "TF615",
    "v1.get_variable('w', [3])": "TF302",
    "v1.variable_scope('s', reuse=v1.AUTO_REUSE)": "TF307",
    "v1.get_variable_scope().reuse_variables()": "TF307",
    "v1.Variable(0, use_resource=False)": "TF308",
}
EAGER = frozenset(LINES.values())
#: What is frozen, empty or impossible in ``tf.function`` too. Its own losses are collected,
#: its own keys work, and AUTO_REUSE reuses.
TRACED = frozenset({"TF242", "TF246", "TF247", "TF233", "TF232", "TF615"})
BODY = indent("\n".join(LINES), "    ")
INNER = indent(BODY, "    ")
DEFINED = f"def build():\n{BODY}\n"

SURROUNDINGS: dict[str, tuple[str, frozenset[str]]] = {
    "function that nothing calls": (DEFINED, EAGER),
    "called from the module": (DEFINED + "build()\n", EAGER),
    "graph in the function": (
        f"def f():\n    with tf.Graph().as_default():\n{INNER}\n",
        frozenset(),
    ),
    "given graph": (f"def f(graph):\n    with graph.as_default():\n{INNER}\n", frozenset()),
    "session in the function": (f"def f():\n    with v1.Session() as s:\n{INNER}\n", frozenset()),
    "both in one with": (
        f"def f():\n    with tf.Graph().as_default(), v1.Session():\n{INNER}\n",
        frozenset(),
    ),
    "default session only": (
        f"def f():\n    s = v1.Session()\n    with s.as_default():\n{INNER}\n",
        EAGER,
    ),
    "called in a graph alone": (
        DEFINED + "with tf.Graph().as_default():\n    build()\n",
        frozenset(),
    ),
    "called through another, in a graph alone": (
        DEFINED + "def outer():\n    build()\nwith v1.Session():\n    outer()\n",
        frozenset(),
    ),
    "called in a graph and outside": (
        DEFINED + "with tf.Graph().as_default():\n    build()\nbuild()\n",
        EAGER,
    ),
    "given to an operation in a graph": (
        DEFINED + "with tf.Graph().as_default():\n    tf.cond(True, true_fn=build)\n",
        frozenset(),
    ),
    "function that calls itself": (DEFINED + "    build()\n", EAGER),
    "method that __init__ calls in a graph": (
        "class Net:\n  def __init__(self):\n    with tf.Graph().as_default():\n"
        f"      self.build()\n  def build(self):\n{BODY}\n",
        frozenset(),
    ),
    "function inside a function of graphs": (
        f"def f():\n    with tf.Graph().as_default():\n        def g():\n{indent(INNER, '    ')}\n",
        frozenset(),
    ),
    "hook of a session": (
        f"class Hook(v1.train.SessionRunHook):\n  def begin(self):\n{BODY}\n",
        frozenset(),
    ),
    "hook with a base between": (
        "class Base(v1.train.SessionRunHook):\n    pass\n"
        f"class Hook(Base):\n  def begin(self):\n{BODY}\n",
        frozenset(),
    ),
    "wrap_function": (DEFINED + "v1.wrap_function(build, [])\n", frozenset()),
    "model_fn": (f"def model_fn(features, labels, mode):\n{BODY}\n", frozenset()),
    "input function": (f"def train_input_fn():\n{BODY}\n", frozenset()),
    "test that runs in a graph": (f"@test_util.run_deprecated_v1\n{DEFINED}", frozenset()),
    "eager refused": (
        f"def f():\n    if tf.executing_eagerly():\n        raise ValueError\n{BODY}\n",
        frozenset(),
    ),
    "eager code went its own way": (
        f"def f():\n    if tf.executing_eagerly():\n        return 1\n{BODY}\n",
        frozenset(),
    ),
    "graph code went its own way": (
        f"def f():\n    if not tf.executing_eagerly():\n        return 1\n{BODY}\n",
        EAGER,
    ),
    "graph asserted": (f"def f():\n    assert not tf.executing_eagerly()\n{BODY}\n", frozenset()),
    "TensorFlow 2 refused": (
        f"def f():\n    if not v1.executing_eagerly_outside_functions():\n{INNER}\n",
        frozenset(),
    ),
    "test left by a loop": (
        "def f():\n    for x in y:\n        if tf.executing_eagerly():\n            continue\n"
        f"{BODY}\n",
        EAGER,
    ),
    "eager switched off before": (f"v1.disable_eager_execution()\n{DEFINED}", frozenset()),
    "eager switched off by main": (
        f"{DEFINED}def main():\n    v1.disable_v2_behavior()\n    build()\n",
        frozenset(),
    ),
    "make_template": (
        f"{DEFINED}template = v1.make_template('t', build)\n",
        EAGER - {"TF302", "TF307", "TF308"},
    ),
}
IN_FUNCTION = {
    "tf.function": f"@tf.function\n{DEFINED}",
    "tf.function with arguments": f"@tf.function(autograph=False)\n{DEFINED}",
    "function inside tf.function": f"@tf.function\ndef f():\n    def g():\n{INNER}\n",
    "given to tf.function": f"{DEFINED}step = tf.function(build)\n",
    "method given to tf.function": (
        "class Net:\n  def make(self):\n    self.step = tf.function(self.build)\n"
        f"  def build(self):\n{BODY}\n"
    ),
    "called in tf.function alone": f"{DEFINED}@tf.function\ndef step():\n    build()\n",
}
SURROUNDINGS.update({name: (text, TRACED) for name, text in IN_FUNCTION.items()})


def codes(tmp_path: Path, text: str, **settings: object) -> frozenset[str]:
    """The codes that the lines of `LINES` are given."""
    source = f"import tensorflow as tf\nimport tensorflow.compat.v1 as v1\n{text}"
    found = Linter(Settings(Target(), **settings)).lint(str(tmp_path / "a.py"), source.encode())
    return frozenset(finding.code for finding in found) & EAGER


@pytest.mark.parametrize("name", SURROUNDINGS)
def test_surroundings(name: str, tmp_path: Path) -> None:
    text, expected = SURROUNDINGS[name]
    assert codes(tmp_path, text) == expected


def test_program_that_switches_eager_off(tmp_path: Path) -> None:
    assert codes(tmp_path, DEFINED) == EAGER
    (tmp_path / "main.py").write_text("import a\nfrom t import v1\nv1.disable_v2_behavior()\n")
    (tmp_path / "a.py").write_text("")
    assert codes(tmp_path, DEFINED) == frozenset()


def test_setting_decides_where_the_line_does_not(tmp_path: Path) -> None:
    in_graph = f"with tf.Graph().as_default():\n{BODY}\n"
    assert codes(tmp_path, DEFINED, execution="graph") == frozenset()
    assert codes(tmp_path, in_graph, execution="eager") == frozenset()
    (tmp_path / "main.py").write_text("import a\nfrom t import v1\nv1.disable_v2_behavior()\n")
    (tmp_path / "a.py").write_text("")
    assert codes(tmp_path, DEFINED, execution="eager") == EAGER
