"""Large runs: a file is left out only if it cannot have findings."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2lint.cli.check import check
from tf2lint.cli.run import CheckOptions
from tf2lint.lint import Linter
from tf2lint.names.files import ROOT_WORDS
from tf2lint.project import screen as screening
from tf2lint.project.config import SettingsFinder
from tf2lint.project.files import collect
from tf2lint.project.screen import screen

USE = "x = tf.to_float(1)\n"


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with more files than are linted straight away, none about TensorFlow."""
    root = tmp_path / "root"
    (root / "run" / "many").mkdir(parents=True)
    monkeypatch.setattr(screening, "_FEWEST", 10)
    for number in range(10):
        (root / "run" / "many" / f"m{number}.py").write_text("import os\nx = os.curdir\n")
    monkeypatch.chdir(root)
    return root


def kept(*paths: str) -> list[str]:
    """The files that survive the screen."""
    sources = collect(paths or ["."], SettingsFinder()).sources
    linter = Linter(SettingsFinder().default)

    def brings(source, data: bytes) -> bool:
        return linter.project.brings_tensorflow(source.path, data)

    return [source.path for source in screen(sources, ROOT_WORDS, brings)]


def write(root: Path, **texts: str) -> None:
    for name, text in texts.items():
        path = root / (name.replace("__init__", "INIT").replace("__", "/") + ".py")
        path = path.with_name(path.name.replace("INIT", "__init__"))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def test_nothing_is_kept_of_a_tree_without_tensorflow(tree: Path) -> None:
    assert kept() == []


def test_a_file_that_names_tensorflow_is_kept(tree: Path) -> None:
    write(tree, run__a="import tensorflow as tf\n")
    assert kept() == ["run/a.py"]


def test_importers_are_kept_along_the_chain(tree: Path) -> None:
    write(
        tree,
        run__common="import tensorflow as tf\n",
        run__second="from common import tf\n",
        run__third="from second import tf\n" + USE,
        run__other="common = 1\nimport os\n",
    )
    assert kept() == ["run/common.py", "run/second.py", "run/third.py"]


def test_relative_imports_of_a_package_are_kept(tree: Path) -> None:
    write(
        tree,
        run__pkg____init__="import tensorflow as tf\n",
        run__pkg__inner="from . import tf\n" + USE,
        run__pkg__plain="from .inner2 import x\n",
    )
    assert kept() == ["run/pkg/__init__.py", "run/pkg/inner.py"]


def test_what_stands_beside_the_run_counts(tree: Path) -> None:
    write(
        tree,
        beside="import tensorflow as tf\n",
        lib____init__="",
        lib__deep="import tensorflow as tf\n",
        run__one="from beside import tf\n" + USE,
        run__two="from lib.deep import tf\n" + USE,
    )
    assert kept("run") == ["run/one.py", "run/two.py"]


@pytest.mark.parametrize(
    "statement",
    [
        "from carrier7 import tf",
        "import carrier7",
        "import os, carrier7 as c",
        "import os, \\\n    carrier7",
        "from run import (\n    other,\n    carrier7,\n)",
        "import os; import carrier7",
        "if os:\n    from run.carrier7 import tf as x",
        "from .carrier7 import tf",
        "import os\rimport carrier7",
    ],
)
def test_every_way_to_import_is_seen(tree: Path, statement: str) -> None:
    carriers = {f"run__carrier{n}": "import tensorflow as tf\n" for n in range(5)}
    write(tree, **carriers, run__carrier7="import tensorflow as tf\n", run__user=statement + "\n")
    words = screening._imported_words((statement + "\n").encode())
    assert b"carrier7" in words


def test_an_importer_is_found_among_many_carriers(tree: Path) -> None:
    carriers = {f"run__z{n}": "import tensorflow as tf\n" for n in range(40)}
    write(tree, **carriers, run__user="from z7 import tf\n" + USE, run__none="import os\n")
    found = kept()
    assert "run/user.py" in found
    assert "run/none.py" not in found


def test_a_tree_full_of_tensorflow_is_taken_as_it_is(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screening, "_SAMPLE", 30)
    write(tree, **{f"a{n}": "import tensorflow as tf\n" for n in range(40)})
    assert len(kept()) == 50


def test_nothing_is_lost_when_no_bytes_are_kept(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screening, "_KEPT", 0)
    write(tree, run__common="import tensorflow as tf\n", run__user="from common import tf\n")
    assert kept() == ["run/common.py", "run/user.py"]


def test_trouble_and_requirements_are_kept(tree: Path) -> None:
    (tree / "run" / "broken.py").symlink_to("nowhere.py")
    (tree / "requirements.txt").write_text("tensorflow<2\n")
    assert kept() == ["requirements.txt", "run/broken.py"]


def test_the_findings_are_those_of_a_small_run(
    tree: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(
        tree,
        run__common="import tensorflow as tf\n",
        run__user="from common import tf\n" + USE,
        run__bad="import tensorflow as tf\nx = (\n",
    )
    check(CheckOptions())
    screened = capsys.readouterr()
    monkeypatch.setattr(screening, "_FEWEST", 10_000)
    check(CheckOptions())
    assert capsys.readouterr() == screened
    assert [line.split(" ")[1] for line in screened.out.splitlines()] == ["TF001", "TF504"]
