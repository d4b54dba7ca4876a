"""Trees for `speed.py`: generated ones, and copies of the corpus."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

SMALL = """import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 10])
with tf.Session() as sess:
    print(sess.run(tf.nn.dropout(x, 0.5)))
"""
#: A module of a project without TensorFlow; numbers make the files differ, and repeats of
#: it make them as long as modules are (those of Python's own library: 15 KB in the mean).
PLAIN = '''"""Orders of branch {number}."""

import json
from collections import defaultdict

import numpy as np


class Order{number}:
    """What a customer asked for, and when."""

    def __init__(self, customer, lines):
        self.customer = customer
        self.lines = list(lines)

    def total(self):
        return sum(line["price"] * line["count"] for line in self.lines)

    def as_json(self):
        return json.dumps({{"customer": self.customer, "lines": self.lines}})


def totals_by_customer(orders):
    totals = defaultdict(float)
    for order in orders:
        totals[order.customer] += order.total()
    return dict(totals)


def histogram(orders, bins={number}):
    values = np.array([order.total() for order in orders])
    counts, edges = np.histogram(values, bins=bins)
    return [(float(edge), int(count)) for edge, count in zip(edges, counts)]
'''
#: A module of a project of any size: it imports its neighbour, and has findings.
LAYER = '''"""Layer {number}."""

import tensorflow as tf

from . import layer{below} as below


def layer{number}(x, rate):
    with tf.variable_scope("layer{number}"):
        weights = tf.get_variable("weights", [10, {number}])
        y = below.tf.matmul(x, weights)
    return tf.nn.dropout(y, keep_prob=rate)
'''


def plain_tree(tree: Path, files: int, repeats: int) -> Path:
    """Make files without TensorFlow, a hundred a folder."""
    for number in range(files):
        path = tree / f"branch{number // 100}" / f"orders{number % 100}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PLAIN.format(number=number) * repeats, encoding="utf-8")
    return tree


def layers_tree(tree: Path, files: int) -> Path:
    """Make files of TensorFlow 1, a hundred a package."""
    for count in range(files):
        package, number = tree / f"net{count // 100}", count % 100
        if not number:
            package.mkdir(parents=True)
            (package / "__init__.py").touch()
        text = LAYER.format(number=number, below=max(0, number - 1))
        (package / f"layer{number}.py").write_text(text, encoding="utf-8")
    return tree


def corpus_tree(tree: Path, packages: Sequence[Path], copies: int) -> Path:
    """Copy the corpus, several times, beside each other."""
    for copy in range(copies):
        for package in packages:
            shutil.copytree(package, tree / f"copy{copy}" / package.name, symlinks=True)
    return tree


def torch_tree(tree: Path, into: Path) -> Path:
    """Copy a tree for TorchFix, which skips files without the word."""
    shutil.copytree(tree, into)
    for path in into.rglob("*.py"):
        with path.open("ab") as stream:
            stream.write(b"\n# torch\n")
    return into


def python_files(tree: Path) -> int:
    """Return the number of Python files in a tree."""
    return sum(1 for _ in tree.rglob("*.py"))
