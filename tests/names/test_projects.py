"""Names that come from another file of the same project."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2lint.knowledge import Target, load
from tf2lint.names import Project, read_module
from tf2lint.source import parse

KNOWLEDGE = load(Target())


def uses(root: Path, files: dict[str, str], entry: str) -> set[str]:
    """Symbols that one of the files calls or refers to."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    path = str(root / entry)
    facts = read_module(parse(files[entry]), path, KNOWLEDGE, Project(KNOWLEDGE, str(root)))
    return {event.path for event in [*facts.references, *facts.calls] if event.path}


USE = "tf.Session()\nslim.conv2d(x)\n"
COMMON = "import tensorflow as tf\nslim = tf.contrib.slim\n"

FOUND: dict[str, tuple[dict[str, str], str]] = {
    "sibling file": ({"common.py": COMMON, "a.py": "from common import tf, slim\n" + USE}, "a.py"),
    "sibling in Python 2": (
        {"common.py": COMMON + "print tf\n", "a.py": "from common import tf, slim\n" + USE},
        "a.py",
    ),
    "sibling module": (
        {
            "common.py": COMMON,
            "a.py": "import common as c\nc.tf.Session()\nc.slim.conv2d(x)\n",
        },
        "a.py",
    ),
    "star": ({"common.py": COMMON, "a.py": "from common import *\n" + USE}, "a.py"),
    "relative": (
        {
            "p/__init__.py": "",
            "p/common.py": COMMON,
            "p/q/__init__.py": "",
            "p/q/a.py": "from ..common import tf, slim\n" + USE,
        },
        "p/q/a.py",
    ),
    "relative module": (
        {
            "p/__init__.py": "",
            "p/common.py": COMMON,
            "p/a.py": "from . import common\ncommon.tf.Session()\ncommon.slim.conv2d(x)\n",
        },
        "p/a.py",
    ),
    "package's __init__": (
        {"p/__init__.py": COMMON, "a.py": "from p import tf, slim\n" + USE},
        "a.py",
    ),
    "absolute name of the own package": (
        {"p/__init__.py": "", "p/common.py": COMMON, "p/a.py": "from p.common import *\n" + USE},
        "p/a.py",
    ),
    "chain of re-exports": (
        {
            "p/__init__.py": "from .one import tf, slim",
            "p/one.py": "from .two import tf, slim",
            "p/two.py": COMMON,
            "a.py": "from p import tf, slim\n" + USE,
        },
        "a.py",
    ),
    "cycle": (
        {
            "one.py": "from two import slim\nimport tensorflow as tf\n",
            "two.py": "from one import tf\nslim = tf.contrib.slim\n",
            "a.py": "from one import tf, slim\n" + USE,
        },
        "a.py",
    ),
    "bound under a condition": (
        {
            "common.py": "try:\n  import tensorflow as tf\n  slim = tf.contrib.slim\n"
            "except ValueError:\n  pass\n",
            "a.py": "from common import tf, slim\n" + USE,
        },
        "a.py",
    ),
}


@pytest.mark.parametrize("name", FOUND)
def test_followed(name: str, tmp_path: Path) -> None:
    found = uses(tmp_path, *FOUND[name])
    assert {"tf.Session", "tf.contrib.slim.conv2d"} <= found


SILENT: dict[str, tuple[dict[str, str], str]] = {
    "own class of that name": (
        {
            "common.py": "import tensorflow\nclass Session: pass\n",
            "a.py": "from common import Session\nSession()\n",
        },
        "a.py",
    ),
    "file that does not parse": (
        {
            "common.py": "import tensorflow as tf\ndef broken(:\n",
            "a.py": "from common import tf\n" + USE,
        },
        "a.py",
    ),
    "branch that a version helper of another file decides": (
        {
            "common.py": "import tensorflow as tf\ndef tf_version():\n"
            "  return tuple(map(int, tf.__version__.split('.')[:2]))\n",
            "a.py": "from common import tf_version\nif tf_version() < (2, 0):\n"
            "  import tensorflow as tf\n  tf.Session()\n",
        },
        "a.py",
    ),
    "branch that a helper of another file decides by what TensorFlow has": (
        {
            "common.py": "import tensorflow as tf\ndef is_v1_api():\n"
            "  return hasattr(tf, 'assign')\n",
            "a.py": "import common\nif common.is_v1_api():\n"
            "  import tensorflow as tf\n  tf.Session()\n",
        },
        "a.py",
    ),
    "name of one Keras or the other": (
        {
            "common.py": "if new():\n  from tf_keras import *\n"
            "else:\n  from tensorflow.keras import *\n",
            "a.py": "import common\ncommon.layers.Dense(3)\n",
        },
        "a.py",
    ),
    "missing file": ({"a.py": "from common import tf, slim\n" + USE}, "a.py"),
    "cycle without end": (
        {
            "one.py": "from two import tf",
            "two.py": "from one import tf",
            "a.py": "from one import tf\n" + USE,
        },
        "a.py",
    ),
}


@pytest.mark.parametrize("name", SILENT)
def test_silent(name: str, tmp_path: Path) -> None:
    assert not uses(tmp_path, *SILENT[name])


def test_nothing_is_executed(tmp_path: Path) -> None:
    files = {
        "common.py": f"import tensorflow as tf\nopen({str(tmp_path / 'ran')!r}, 'w')\n",
        "a.py": "from common import tf\ntf.Session()\n",
    }
    assert "tf.Session" in uses(tmp_path, files, "a.py")
    assert not (tmp_path / "ran").exists()


def test_file_that_only_imports_a_tensorflow_file_matters(tmp_path: Path) -> None:
    project = Project(KNOWLEDGE, str(tmp_path))
    (tmp_path / "common.py").write_text("import tensorflow as tf\n")
    (tmp_path / "other.py").write_text("import os\n")
    (tmp_path / "between.py").write_text("from common import *\n")
    here = str(tmp_path / "a.py")
    assert project.brings_tensorflow(here, b"from common import tf\n")
    assert project.brings_tensorflow(here, b"if x:\n    import os, between\n")
    assert not project.brings_tensorflow(here, b"from other import tf\n")


DISABLE = "import tensorflow as tf\ntf.compat.v1.disable_v2_behavior()\n"


@pytest.mark.parametrize(
    ("text", "disables"),
    [
        (DISABLE + "import lib\n", True),
        ("import lib\nif x:\n    disable_eager_execution()\n", True),
        ("import lib\n# never call tf.disable_v2_behavior()\n", False),
        ("import lib\nx = 'tf.disable_v2_behavior()'\n", False),
        (DISABLE + "import other\n", False),
        (DISABLE + "import importlib\nimportlib.import_module(name)\n", True),
    ],
)
def test_entry_point_that_disables_eager(tmp_path: Path, text: str, disables: bool) -> None:
    (tmp_path / "main.py").write_text(text)
    (tmp_path / "lib.py").write_text("")
    (tmp_path / "other.py").write_text("")
    assert Project(KNOWLEDGE).disables_eager(str(tmp_path / "lib.py")) is disables


#: Where the program lies, what it imports, and whether that reaches p/q/lib.py.
PROGRAMS = {
    "in the package": ("p/run.py", "", True),
    "above the package": ("main.py", "from p.q import lib\n", True),
    "beside the package": ("scripts/train.py", "import p.q.lib as lib\n", True),
    "through another module": ("main.py", "import helper\n", True),
    "through the package's own names": ("main.py", "import p\n", True),
    "of something else": ("main.py", "import os\n", False),
    "in a folder without programs": ("docs/make.py", "from p.q import lib\n", False),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_program_outside_of_the_package(name: str, tmp_path: Path) -> None:
    place, imports, disables = PROGRAMS[name]
    files = {
        "p/__init__.py": "from .q.lib import build\n",
        "p/q/__init__.py": "",
        "p/q/lib.py": "def build():\n    pass\n",
        "helper.py": "from p.q import (\n    lib,\n)\n",
        place: imports + DISABLE,
    }
    for file, text in files.items():
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(text)
    project = Project(KNOWLEDGE, str(tmp_path))
    assert project.disables_eager(str(tmp_path / "p/q/lib.py")) is disables


def test_a_package_in_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "__init__.py").write_text("")
    (tmp_path / "run.py").write_text("tf.compat.v1.disable_v2_behavior()\n")
    monkeypatch.chdir(tmp_path)
    assert Project(load(Target())).disables_eager("module.py")
