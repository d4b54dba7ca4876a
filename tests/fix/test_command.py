"""``tf2lint check --fix`` and ``--diff``, from arguments to files and exit status."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tf2lint.cli import main

BEFORE = "import tensorflow as tf\n\nx = tf.log(1.0)\ny = tf.nn.dropout(x, 0.5)\ntf.Session()\n"
SAFE = BEFORE.replace("tf.log", "tf.math.log")
UNSAFE = SAFE.replace("x, 0.5", "x, rate=1 - 0.5")


@pytest.fixture(autouse=True)
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "a.py"
    path.write_text(BEFORE)
    return path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(arguments)
    return status, *capsys.readouterr()


def test_fix(capsys: pytest.CaptureFixture[str], path: Path) -> None:
    status, out, err = run(capsys, "check", "--fix")
    assert path.read_text() == SAFE
    assert [line.split()[1] for line in out.splitlines()] == ["TF402", "TF201"]
    assert "Fixed 1 finding in 1 file; 1 more with --unsafe-fixes; 1 need a person" in err
    assert status == 1
    assert "Fixed 0 findings" in run(capsys, "check", "--fix")[2]
    assert path.read_text() == SAFE


def test_unsafe_fixes(capsys: pytest.CaptureFixture[str], path: Path) -> None:
    _, _, err = run(capsys, "check", "--fix", "--unsafe-fixes", "a.py")
    assert path.read_text() == UNSAFE
    assert "Fixed 2 findings in 1 file; 1 need a person" in err


def test_only_what_is_selected(capsys: pytest.CaptureFixture[str], path: Path) -> None:
    run(capsys, "check", "--fix", "--select", "TF4")
    assert path.read_text() == BEFORE


def test_diff_is_a_patch_and_changes_nothing(
    capsysbinary: pytest.CaptureFixture[bytes], path: Path
) -> None:
    assert main(["check", "--diff", "--unsafe-fixes"]) == 1
    patch, err = capsysbinary.readouterr()
    assert path.read_text() == BEFORE
    assert b"Would fix 2 findings in 1 file; 1 need a person" in err
    subprocess.run(["git", "apply", "-"], input=patch, check=True, timeout=60)
    assert path.read_text() == UNSAFE


def test_stream(
    capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch, path: Path
) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(BEFORE.replace("\n", "\r\n").encode()))
    monkeypatch.setattr(sys, "stdin", stdin)
    assert main(["check", "--fix", "--stdin-filename", "b.py", "-"]) == 1
    out, _ = capsysbinary.readouterr()
    assert out == SAFE.replace("\n", "\r\n").encode()
    assert path.read_text() == BEFORE


def test_json_has_the_edits(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "check", "--format", "json")
    fixes = {found["code"]: found["fix"] for found in json.loads(out)["findings"]}
    edit = {"line": 3, "column": 5, "end_line": 3, "end_column": 11, "text": "tf.math.log"}
    assert fixes["TF501"] == {"safety": "safe", "edits": [edit]}
    assert fixes["TF402"]["safety"] == "unsafe"
    assert fixes["TF201"] is None


def test_a_read_only_file(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, path: Path
) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    status, _, err = run(capsys, "check", "--fix")
    assert status == 2
    assert "a.py: not fixed: the file is read-only" in err
    assert path.read_text() == BEFORE


def test_files_that_import_each_other(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "names.py").write_text("import tensorflow as tf\n\nln = tf.log\n")
    (tmp_path / "uses.py").write_text("from names import ln, tf\n\nprint(ln(1.0), tf.erf(1.0))\n")
    run(capsys, "check", "--fix")
    assert (tmp_path / "names.py").read_text().endswith("ln = tf.math.log\n")
    before = (tmp_path / "uses.py").read_text()
    assert "Fixed 0 findings" in run(capsys, "check", "--fix")[2]
    assert (tmp_path / "uses.py").read_text() == before
