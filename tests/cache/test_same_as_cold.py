"""A run with a cache says what one without says, whatever happened to the project before."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

Check = Callable[..., str]

#: Module names with the package that they are in.
MODULES = ["a", "b", "lib/c", "lib/d", "lib/deep/e", "tools/run", "other/f"]
HEADS = [
    "import tensorflow as tf\n",
    "import tensorflow.compat.v1 as tf\n",
    "from tensorflow import *\n",
    "import numpy as tf\n",
    "",
]
BODIES = [
    "x = tf.placeholder(tf.float32)\n",
    "y = tf.log(1.0)\n",
    "def build(flag):\n    return tf.to_float(flag)\n",
    "with tf.Graph().as_default():\n    s = tf.Session()\n",
    "if __name__ == '__main__':\n    tf.disable_v2_behavior()\n",
    "t = tf.constant(1.0)\nif t:\n    print(t)\nv = t.numpy()\n",
    "tf.compat.v1.disable_eager_execution()\n",
    "z = keep.log(2.0)\nk = keep.contrib.layers.flatten(z)\n",
    "import importlib\nimportlib.import_module('a')\n",
    "print 'two'\n",
    "def broken(:\n",
    "w = tf.log(3.0)  # noqa\n",
]
SETTINGS = [
    "",
    "target-version = '1.15'\n",
    "ignore = ['TF5']\n",
    "execution = 'graph'\n",
    "[per-file-ignores]\n'lib/*' = ['ALL']\n",
    "[severity]\nTF5 = 'info'\n",
]


def import_of(random: random.Random) -> str:
    module = random.choice(MODULES).replace("/", ".")
    package, _, name = module.rpartition(".")
    forms = [
        f"import {module}\nkeep = {module}.tf\n",
        f"from {module} import tf as keep\n",
        f"from {module} import *\nkeep = tf\n",
        f"from {package or '.'} import {name}\nkeep = {name}.keep\n",
        f"from .{name} import keep\n",
        f"from ..{module} import tf, keep\n",
    ]
    return random.choice(forms)


def content(random: random.Random) -> str:
    imports = [import_of(random) for _ in range(random.choice([0, 1, 1, 2]))]
    bodies = random.sample(BODIES, random.choice([1, 2, 2, 3]))
    return "".join([random.choice(HEADS), *imports, *bodies])


def edit(project: Path, random: random.Random) -> None:
    """Change one thing in the project."""
    path = project / f"{random.choice(MODULES)}.py"
    package = path.parent / "__init__.py"
    action = random.choice(["write"] * 5 + ["touch", "remove", "rename", "package", "settings"])
    path.parent.mkdir(parents=True, exist_ok=True)
    if action == "write" or not path.exists():
        path.write_text(content(random))
    elif action == "touch":
        path.touch()
    elif action == "remove":
        path.unlink()
    elif action == "rename":
        target = project / f"{random.choice(MODULES)}.py"
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(path, target)
    elif action == "package":
        if package.exists():
            package.unlink()
        else:
            package.write_text(random.choice(["", import_of(random), content(random)]))
    else:
        (project / "tf2lint.toml").write_text(random.choice(SETTINGS))


@pytest.mark.parametrize("seed", range(25))
def test_after_random_edits(project: Path, check: Check, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(8):
        edit(project, chance)
    for step in range(14):
        for _ in range(chance.choice([1, 1, 1, 3])):
            edit(project, chance)
        if chance.random() < 0.2:
            # What a second run finds, it finds with everything remembered.
            assert check() == check("--no-cache"), (seed, step)
        assert check() == check("--no-cache"), (seed, step)


@pytest.mark.parametrize("format", ["json", "sarif", "gitlab", "full"])
def test_in_every_format(project: Path, check: Check, format: str) -> None:
    chance = random.Random(1)
    for _ in range(20):
        edit(project, chance)
    (project / "n.ipynb").write_text(
        '{"cells": [{"cell_type": "code", "source": "import tensorflow as tf\\ntf.log(1.0)"}],'
        ' "metadata": {}, "nbformat": 4}'
    )
    (project / "requirements.txt").write_text("tensorflow==1.15\n")
    cold = check("--no-cache", "--format", format)
    assert "n.ipynb" in cold
    assert "requirements.txt" in cold
    assert check("--format", format) == cold
    assert check("--format", format) == cold
    assert check("--format", format, "--jobs", "2") == cold


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_only_what_may_have_changed_is_linted(
    project: Path, check: Check, linted: list[str], jobs: str
) -> None:
    (project / "lib").mkdir()
    (project / "lib/__init__.py").write_text("")
    (project / "lib/base.py").write_text("import tensorflow as tf\nx = tf.log(1.0)\n")
    (project / "lib/user.py").write_text("from lib.base import tf\ny = tf.log(1.0)\n")
    (project / "lib/third.py").write_text("from lib.user import tf\ny = tf.log(1.0)\n")
    (project / "lib/alone.py").write_text("import tensorflow as tf\nz = tf.log(1.0)\n")
    assert check("--jobs", jobs).count("TF") == check("--no-cache").count("TF") == 4
    linted.clear()
    check()
    assert linted == []
    (project / "lib/alone.py").write_text("import tensorflow as tf\nz = tf.exp(1.0)\n")
    check()
    assert linted == ["lib/alone.py"]
    linted.clear()
    (project / "lib/base.py").write_text("import numpy as tf\nx = tf.log(1.0)\n")
    assert "TF" not in check()
    assert linted == ["lib/base.py", "lib/third.py", "lib/user.py"]


def test_edits_are_there_whatever_the_run_before_asked_for(check: Check, project: Path) -> None:
    (project / "a.py").write_text("import tensorflow as tf\nx = tf.log(1.0)\n")
    check("--format", "concise")
    assert '"edits"' in check("--format", "json")
    assert check("--format", "json") == check("--format", "json", "--no-cache")


def test_whether_another_file_takes_a_name_is_asked_again(project: Path, check: Check) -> None:
    (project / "__init__.py").write_text("")
    (project / "a.py").write_text("from tensorflow.contrib import rnn\n")
    (project / "b.py").write_text("")
    for other, taken in (("", False), ("from .a import rnn\n", True), ("x = 1\n", False)):
        (project / "b.py").write_text(other)
        report = check("--format", "json")
        assert report == check("--format", "json", "--no-cache")
        assert ('"fix": null' in report) == taken
