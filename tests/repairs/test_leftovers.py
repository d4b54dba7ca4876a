"""Imports that still work go when a fix takes the last use of them, and only then."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tf2lint.fixing import fix_source
from tf2lint.lint import Linter
from tf2lint.project.settings import Settings

IMPORT = "from tensorflow.keras.optimizers.legacy import SGD\n"
USE = "import tensorflow as tf\nSGD(0.1)\n"
AFTER = "import tensorflow as tf\ntf.keras.optimizers.SGD(0.1)\n"


def fixed(path: str, text: str) -> str:
    linter = Linter(Settings(), fixes=True)
    once = fix_source(linter, path, text.encode(), unsafe=True).data
    assert fix_source(linter, path, once, unsafe=True).data == once
    return once.decode()


def test_what_a_fix_made_unused_goes() -> None:
    assert fixed("a.py", IMPORT + USE) == AFTER
    more = IMPORT.replace("SGD", "Adam as A, SGD, RMSprop")
    assert fixed("a.py", more + USE + "print(A)\n").startswith(IMPORT.replace("SGD", "RMSprop"))
    within = "import tensorflow as tf\ndef f():\n    " + IMPORT + "    return SGD(0.1)\n"
    assert fixed("a.py", within) == (
        "import tensorflow as tf\ndef f():\n    return tf.keras.optimizers.SGD(0.1)\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        # Nothing used it before, or something still does.
        IMPORT.replace("SGD", "SGD as S") + "import tensorflow as tf\ntf.log(1)\n",
        IMPORT + USE + "def f(x: 'list[SGD]'): ...\n",
        IMPORT + USE + "__all__ = ['SGD']\n",
        IMPORT + USE + "def f():\n    '''\n    >>> SGD()\n    '''\n",
        IMPORT + USE + "x = f(SGD, SGD.y)  # type: SGD\n",
        IMPORT.replace("\n", "  # noqa: F401\n") + USE,
        IMPORT.replace("\n", "  # pylint: disable=unused-import\n") + USE,
        "try:\n    " + IMPORT + "except ImportError:\n    pass\n" + USE,
        "class C:\n    " + IMPORT + USE,
    ],
)
def test_what_is_wanted_stays(text: str) -> None:
    assert "legacy import SGD" in fixed("a.py", text)


def test_the_package_itself_stays() -> None:
    text = "import tensorflow as tf\ntf.enable_eager_execution()\n"
    assert fixed("a.py", text) == "import tensorflow as tf\n"


@pytest.mark.parametrize(
    "other",
    [
        "from package.a import SGD\n",
        "from .a import x, SGD as S\n",
        "from package import a as b\nb.SGD(1)\n",
        "import package.a\npackage.a.SGD(1)\n",
        "from .a import *\nSGD(1)\n",
    ],
)
def test_what_another_file_takes_stays(tmp_path: Path, other: str) -> None:
    package = tmp_path / "package"
    package.mkdir()
    for name in ("__init__.py", "a.py"):
        (package / name).write_text("")
    (package / "c.py").write_text("from .b import SGD\nfrom .a import x\nx.SGD\n")
    path = str(package / "a.py")
    assert fixed(path, IMPORT + USE) == AFTER
    (package / "c.py").write_text(other)
    assert fixed(path, IMPORT + USE) == IMPORT + AFTER
    gone = "from tensorflow.contrib import rnn\n"
    (package / "c.py").write_text(other.replace("SGD", "rnn"))
    assert fixed(path, gone) == gone


def test_an_init_keeps_its_names() -> None:
    assert IMPORT in fixed("package/__init__.py", IMPORT + USE)


def test_in_notebooks_all_cells_are_asked() -> None:
    def book(*cells: str) -> str:
        listed = [{"cell_type": "code", "metadata": {}, "source": cell} for cell in cells]
        return json.dumps({"cells": listed, "metadata": {}})

    cells = (IMPORT.rstrip(), "import tensorflow as tf", "SGD(0.1)")
    after = ("", "import tensorflow as tf", "tf.keras.optimizers.SGD(0.1)")
    assert fixed("a.ipynb", book(*cells)) == book(*after)
    for other in ("%time SGD(1)", "x: 'SGD' = 1", "print(SGD", "!{SGD}"):
        assert IMPORT.rstrip() in fixed("a.ipynb", book(*cells, other))
