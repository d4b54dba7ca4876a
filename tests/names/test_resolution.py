"""Which symbol an expression denotes, for every way to give TensorFlow a name."""

from __future__ import annotations

import pytest

from tf2lint.knowledge import Target, load
from tf2lint.names import Facts, Project, read_module
from tf2lint.source import deep_recursion, parse

KNOWLEDGE = load(Target())


def read(source: str, path: str = "/project/module.py") -> Facts:
    with deep_recursion():
        return read_module(parse(source), path, KNOWLEDGE, Project(KNOWLEDGE))


def uses(source: str) -> set[str]:
    """Symbols that are called or referred to, aliases of a told symbol left out."""
    facts = read(source)
    events = [*facts.references, *facts.calls]
    return {event.path for event in events if event.path and not event.alias}


def sure(source: str, path: str) -> bool:
    facts = read(source)
    return all(not e.weak for e in [*facts.references, *facts.calls] if e.path == path)


FOUND = {
    "plain import": ("import tensorflow\ntensorflow.Session()", "tf.Session"),
    "usual alias": ("import tensorflow as tf\ntf.Session()", "tf.Session"),
    "odd alias": ("import tensorflow as T\nT.Session()", "tf.Session"),
    "submodule import": (
        "import tensorflow.contrib.slim as slim\nslim.conv2d(x)",
        "tf.contrib.slim.conv2d",
    ),
    "submodule import without alias": (
        "import tensorflow.contrib.slim\ntensorflow.contrib.slim.conv2d(x)",
        "tf.contrib.slim.conv2d",
    ),
    "from import with alias": ("from tensorflow import placeholder as ph\nph(1)", "tf.placeholder"),
    "from contrib import": (
        "from tensorflow.contrib import layers\nlayers.conv2d(x)",
        "tf.contrib.layers.conv2d",
    ),
    "private module": (
        "from tensorflow.python.ops import array_ops\narray_ops.concat([x], 0)",
        "tf.python.ops.array_ops.concat",
    ),
    "private root of 1.15": (
        "from tensorflow_core.python.ops import array_ops\narray_ops.concat([x], 0)",
        "tf.python.ops.array_ops.concat",
    ),
    "import in a function": ("def f():\n  import tensorflow as tf\n  tf.Session()", "tf.Session"),
    "import in a class": (
        "class A:\n  import tensorflow as tf\n  s = tf.Session()",
        "tf.Session",
    ),
    "conditional import": ("if x:\n  import tensorflow as tf\ntf.Session()", "tf.Session"),
    "fallback import": (
        "try:\n  import tensorflow.compat.v1 as tf\n"
        "except ImportError:\n  import tensorflow as tf\ntf.Session()",
        "tf.compat.v1.Session",
    ),
    "fallback for what the target lacks": (
        "try:\n  import tensorflow.contrib.slim as slim\n"
        "except ImportError:\n  import tf_slim as slim\nslim.conv2d(x)",
        "tf_slim.conv2d",
    ),
    "compat.v2 is TensorFlow 2": (
        "import tensorflow.compat.v2 as tf\ntf.nn.dropout(x, 0.1)",
        "tf.nn.dropout",
    ),
    "compat.v1": (
        "import tensorflow.compat.v1 as tf\ntf.placeholder(1)",
        "tf.compat.v1.placeholder",
    ),
    "import_module": (
        "import importlib\nslim = importlib.import_module('tensorflow.contrib.slim')\n"
        "slim.conv2d(x)",
        "tf.contrib.slim.conv2d",
    ),
    "import_module by name": (
        "from importlib import import_module\nm = import_module('tensorflow')\nm.Session()",
        "tf.Session",
    ),
    "dunder import": ("tf = __import__('tensorflow')\ntf.Session()", "tf.Session"),
    "getattr": ("import tensorflow as tf\ngetattr(tf, 'Session')()", "tf.Session"),
    "module alias": (
        "import tensorflow as tf\nslim = tf.contrib.slim\nslim.conv2d(x)",
        "tf.contrib.slim.conv2d",
    ),
    "compat alias": (
        "import tensorflow as tf\nv1 = tf.compat.v1\nv1.placeholder(1)",
        "tf.compat.v1.placeholder",
    ),
    "tuple assignment": (
        "import tensorflow as tf\nnn, layers = tf.nn, tf.layers\nlayers.dense(x, 1)",
        "tf.layers.dense",
    ),
    "chained assignment": (
        "import tensorflow as tf\na = b = tf.layers\nb.dense(x, 1)",
        "tf.layers.dense",
    ),
    "walrus": ("import tensorflow as tf\nif (L := tf.layers):\n  L.dense(x, 1)", "tf.layers.dense"),
    "attribute of self": (
        "import tensorflow as tf\nclass A:\n  def __init__(self):\n    self.tf = tf\n"
        "  def run(self):\n    self.tf.Session()",
        "tf.Session",
    ),
    "attribute assigned in a later method": (
        "import tensorflow as tf\nclass A:\n  def run(self):\n    self.L.dense(x, 1)\n"
        "  def setup(self):\n    self.L = tf.layers",
        "tf.layers.dense",
    ),
    "class attribute": (
        "import tensorflow as tf\nclass A:\n  L = tf.layers\n  def f(self):\n"
        "    self.L.dense(x, 1)",
        "tf.layers.dense",
    ),
    "inherited attribute": (
        "import tensorflow as tf\nclass A:\n  L = tf.layers\nclass B(A):\n  def f(self):\n"
        "    self.L.dense(x, 1)",
        "tf.layers.dense",
    ),
    "default argument": (
        "import tensorflow as tf\ndef f(L=tf.layers):\n  L.dense(x, 1)",
        "tf.layers.dense",
    ),
    "value returned by a function": (
        "import tensorflow as tf\ndef lib():\n  return tf.layers\nlib().dense(x, 1)",
        "tf.layers.dense",
    ),
    "argument seen in a call": (
        "import tensorflow as tf\ndef f(lib):\n  lib.Session()\nf(tf)",
        "tf.Session",
    ),
    "lambda": ("import tensorflow as tf\nf = lambda x: tf.to_float(x)", "tf.to_float"),
    "comprehension": ("import tensorflow as tf\n[tf.to_float(x) for x in y]", "tf.to_float"),
    "decorator": (
        "import tensorflow as tf\n@tf.contrib.framework.add_arg_scope\ndef f(): 0",
        "tf.contrib.framework.add_arg_scope",
    ),
    "base class": ("import tensorflow as tf\nclass A(tf.layers.Layer): 0", "tf.layers.Layer"),
    "annotation": ("import tensorflow as tf\ndef f(s: tf.Session): 0", "tf.Session"),
    "f-string": ("import tensorflow as tf\nf'{tf.VERSION}'", "tf.VERSION"),
    "global": (
        "def f():\n  global tf\n  import tensorflow as tf\ndef g():\n  tf.Session()",
        "tf.Session",
    ),
    "nonlocal": (
        "import tensorflow as tf\ndef f():\n  L = 0\n  def g():\n    nonlocal L\n"
        "    L = tf.layers\n  def h():\n    L.dense(x, 1)",
        "tf.layers.dense",
    ),
    "keras backend": (
        "from tensorflow.keras import backend as K\nK.get_session()",
        "tf.keras.backend.get_session",
    ),
    "name in an else of a version test": (
        "import tensorflow as tf\nif tf.__version__.startswith('2'):\n  L = tf.keras.layers\n"
        "else:\n  L = tf.layers\nL.Dense(1)",
        "tf.keras.layers.Dense",
    ),
    "match": (
        "import tensorflow as tf\nmatch x:\n  case 1:\n    tf.Session()",
        "tf.Session",
    ),
    "with and async": (
        "import tensorflow as tf\nasync def f():\n  async with tf.Session() as s: 0",
        "tf.Session",
    ),
}


@pytest.mark.parametrize("name", FOUND)
def test_found(name: str) -> None:
    source, path = FOUND[name]
    assert path in uses(source)


SILENT = {
    "another library": "import requests\nrequests.Session()",
    "a local module called layers": "import layers\nlayers.dense(x, 1)",
    "parameter called tf": "import tensorflow as tf\ndef f(tf):\n  tf.Session()",
    "name rebound": "import tensorflow as tf\ntf = object()\ntf.Session()",
    "name deleted": "import tensorflow as tf\ndel tf\ntf.Session()",
    "loop variable": "import tensorflow as tf\nfor tf in x:\n  tf.Session()",
    "with target": "import tensorflow as tf\nwith open(x) as tf:\n  tf.Session()",
    "except target": "import tensorflow as tf\ntry: pass\nexcept E as tf:\n  tf.Session()",
    "comprehension target": "import tensorflow as tf\n[tf.Session() for tf in x]",
    "lambda parameter": "import tensorflow as tf\nf = lambda tf: tf.Session()",
    "match capture": "import tensorflow as tf\nmatch x:\n  case [tf]:\n    tf.Session()",
    "walrus rebinds": "import tensorflow as tf\nprint(tf := y)\ntf.Session()",
    "mock": "from unittest import mock\ntf = mock.Mock()\ntf.Session()",
    "class scope is not seen by methods": (
        "class A:\n  import tensorflow as tf\n  def f(self):\n    tf.Session()"
    ),
    "dead branch of a version test": (
        "import tensorflow as tf\nif tf.__version__.startswith('1'):\n  tf.Session()"
    ),
    "dead after a returning version test": (
        "import tensorflow as tf\ndef f():\n  if int(tf.__version__.split('.')[0]) >= 2:\n"
        "    return 1\n  return tf.Session()"
    ),
    "dead by LooseVersion": (
        "from distutils.version import LooseVersion\nimport tensorflow as tf\n"
        "if LooseVersion(tf.__version__) < LooseVersion('2.0'):\n  tf.Session()"
    ),
    "dead by a flag": (
        "import tensorflow as tf\nTF2 = tf.__version__[0] == '2'\nif not TF2:\n  tf.Session()"
    ),
    "dead by numbers of the version": (
        "import tensorflow as tf\ndef numbers():\n"
        "  return tuple(map(int, tf.__version__.split('.')[:2]))\n"
        "if numbers() < (1, 4):\n  tf.Session()"
    ),
    "dead by a comprehension over the version": (
        "import tensorflow as tf\nif [int(x) for x in tf.__version__.split('.')] < [2, 0]:\n"
        "  tf.Session()"
    ),
    "dead by hasattr": "import tensorflow as tf\nif hasattr(tf, 'Session'):\n  tf.Session()",
}


@pytest.mark.parametrize("name", SILENT)
def test_silent(name: str) -> None:
    assert not {path for path in uses(SILENT[name]) if path.endswith(("Session", "dense"))}


def test_star_import_is_unsure() -> None:
    source = "from tensorflow import *\nx = placeholder(float32)\nabs(x)"
    assert "tf.placeholder" in uses(source)
    assert not sure(source, "tf.placeholder")
    assert "tf.abs" not in uses(source)


def test_one_branch_of_several_is_unsure() -> None:
    source = "import tensorflow as tf\nif x:\n  tf = y\ntf.Session()"
    assert "tf.Session" in uses(source)
    assert not sure(source, "tf.Session")


def test_alias_of_a_function_is_told_once() -> None:
    facts = read("import tensorflow as tf\nconv = tf.layers.conv2d\nconv(x, 1, 1)")
    assert [event.alias for event in facts.calls] == [True]
    assert [event.path for event in facts.references] == ["tf.layers.conv2d"]


def test_partial_call_is_seen() -> None:
    facts = read(
        "import functools, tensorflow as tf\n"
        "drop = functools.partial(tf.nn.dropout, keep_prob=0.5)\ndrop(x)"
    )
    (event,) = [event for event in facts.calls if event.partial]
    assert event.path == "tf.nn.dropout"
    assert list(event.keywords) == ["keep_prob"]


KINDS = {
    "constructor": ("s = tf.Session()", "s.run(x)", "Session"),
    "with": ("with tf.Session() as s:\n  pass", "s.run(x)", "Session"),
    "returned": ("def make():\n  return tf.Session()\ns = make()", "s.run(x)", "Session"),
    "self": (
        "class A:\n  def __init__(self):\n    self.s = tf.Session()\na = A()",
        "a.s.run(x)",
        "Session",
    ),
    "annotated": ("def f(s: tf.Session):\n  return s\ng = 0", "tf.Session().run(x)", "Session"),
    "operators": ("t = tf.constant(1) * 2 + 1", "t.eval()", "Tensor"),
    "unpacked": ("a, t = tf.split(x, 2), tf.constant(1)", "t.eval()", "Tensor"),
    "conditional": ("t = tf.ones(1) if x else tf.zeros(1)", "t.eval()", "Tensor"),
    "dimension": ("d = tf.constant([1]).shape[0]", "d.foo()", "Size"),
    "shape loop": ("for d in tf.ones(1).get_shape():\n  pass", "d.foo()", "Size"),
    "dataset": ("ds = tf.data.Dataset.range(3).map(f).batch(2)", "ds.map(f)", "Dataset"),
    "iterator": (
        "it = tf.data.Dataset.range(3).make_one_shot_iterator()",
        "it.get_next()",
        "Iterator",
    ),
    "optimizer": ("o = tf.train.AdamOptimizer(1)", "o.minimize(x)", "Optimizer"),
    "saver": ("o = tf.train.Saver()", "o.save(x)", "Saver"),
    "writer": ("o = tf.summary.FileWriter(x)", "o.add_summary(x)", "FileWriter"),
    "variable": ("v = tf.get_variable('v', [1])", "v.eval()", "Variable"),
    "placeholder": ("v = tf.placeholder(tf.int32)", "v.eval()", "Placeholder"),
    "graph": ("g = tf.Graph()", "g.as_default()", "Graph"),
    "layer": ("d = tf.keras.layers.Dense(1)", "d.build(x)", "Layer"),
    "model": ("m = tf.keras.Sequential()", "m.fit(x)", "Model"),
}


@pytest.mark.parametrize("name", KINDS)
def test_kind_of_receiver(name: str) -> None:
    setup, use, kind = KINDS[name]
    facts = read(f"import tensorflow as tf\n{setup}\n{use}\n")
    member = use.rpartition(".")[2].partition("(")[0]
    last = [event for event in facts.calls if event.member == member][-1]
    assert last.receiver is not None
    assert last.receiver.kind == kind


def test_unknown_receivers_have_no_kind() -> None:
    facts = read("import tensorflow as tf, subprocess\nsubprocess.run(x)\nframe.eval('a')\n")
    assert all(event.receiver is None for event in facts.calls)


MODES = {
    "module": ("tf.ones(1)", "eager", True),
    "function": ("def f():\n  tf.ones(1)", "eager", False),
    "graph": ("with tf.Graph().as_default():\n  tf.ones(1)", "graph", True),
    "disabled": ("tf.compat.v1.disable_v2_behavior()\ndef f():\n  tf.ones(1)", "graph", True),
    "tf.function": ("@tf.function\ndef f():\n  tf.ones(1)", "function", True),
    "model_fn": ("def model_fn(features, labels, mode):\n  tf.ones(1)", "graph", True),
    "eager test": (
        "def f():\n  if not tf.executing_eagerly():\n    tf.ones(1)",
        "graph",
        True,
    ),
}


@pytest.mark.parametrize("name", MODES)
def test_execution_mode(name: str) -> None:
    source, mode, certain = MODES[name]
    facts = read("import tensorflow as tf\n" + source)
    (event,) = [event for event in facts.calls if event.path == "tf.ones"]
    assert (event.context.mode, event.context.certain) == (mode, certain)


@pytest.mark.parametrize("handler", ["ImportError", "(ImportError, OSError)", "Exception", ""])
def test_import_with_a_fallback_is_guarded(handler: str) -> None:
    facts = read(
        f"try:\n  import tensorflow.contrib.slim as slim\nexcept {handler}:\n  slim = None"
    )
    assert facts.imports[0].context.guarded


@pytest.mark.parametrize(
    "source",
    [
        "try:\n  import tensorflow.contrib.slim as slim\nexcept ImportError:\n  raise",
        "try:\n  import tensorflow.contrib.slim as slim\nexcept ValueError:\n  slim = None",
    ],
)
def test_import_without_a_fallback_is_not_guarded(source: str) -> None:
    assert not read(source).imports[0].context.guarded


def test_deep_code_does_not_break_reading() -> None:
    long_sum = "x = " + " + ".join(["tf.ones(1)"] * 900)
    chain = "if a: pass\n" + "elif b: pass\n" * 900
    facts = read(f"import tensorflow as tf\n{long_sum}\n{chain}")
    assert len(facts.calls) == 900
