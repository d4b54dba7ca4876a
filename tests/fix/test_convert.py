"""``tf2lint fix --in TREE --out TREE2 --report FILE``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2lint.cli import main

MODEL = "import tensorflow as tf\n\nx = tf.log(1.0)\ntf.assign(x, 2.0)\ntf.Session()\n"


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    tree = tmp_path / "old"
    (tree / "part").mkdir(parents=True)
    (tree / "model.py").write_text(MODEL)
    (tree / "part" / "clean.py").write_text("import tensorflow as tf\n\nx = tf.erf(0.5)\n")
    (tree / "data.bin").write_bytes(b"\x00\xff")
    (tree / "link.py").symlink_to("model.py")
    return tree


def test_convert(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fix", "--in", "old", "--out", "new", "--report", "report.md"]) == 0
    new = tree.parent / "new"
    assert (tree / "model.py").read_text() == MODEL
    assert (new / "model.py").read_text() == MODEL.replace("tf.log", "tf.math.log")
    assert (new / "part" / "clean.py").read_text().endswith("tf.math.erf(0.5)\n")
    assert (new / "data.bin").read_bytes() == b"\x00\xff"
    assert (new / "link.py").is_symlink()
    assert "Fixed 2 findings in 2 files; 1 more with --unsafe-fixes; 1 need a person" in (
        capsys.readouterr().err
    )
    report = (tree.parent / "report.md").read_text()
    assert "repaired 2 findings in 2 files; left to you 2 findings in 1 file." in report
    assert "| `model.py` | 1 | 1 | 0 | 1 |" in report
    assert report.index("`model.py`") < report.index("`part/clean.py`")
    assert report.index("### look") < report.index("### rethink") < report.index("### changed")
    assert "- line 5: [TF201] " in report


def test_the_copy_is_never_put_over_something(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tree.parent / "new").mkdir()
    (tree.parent / "new" / "mine.py").write_text("x = 1\n")
    assert main(["fix", "--in", "old", "--out", "new"]) == 2
    assert "--out: new is there already, and not empty" in capsys.readouterr().err
    assert main(["fix", "--in", "old", "--out", "old/new"]) == 2
    assert "--out: old/new is inside of old" in capsys.readouterr().err
    assert main(["fix", "--in", "gone", "--out", "other"]) == 2
    assert "--in: gone is no folder" in capsys.readouterr().err
