"""``tf2lint check --fix`` and ``--diff``, from arguments to files and exit status."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
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


@pytest.mark.parametrize("how", [("--fix",), ("--diff",), ("--fix", "--jobs", "2")])
def test_too_many_findings_are_told(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    path: Path,
    how: tuple[str, ...],
) -> None:
    """A file with more findings than edits are made for stays as it is; the others do not."""
    monkeypatch.setattr("tf2lint.lint.MOST_REPAIRED", 3)
    (path.parent / "big.py").write_text(BEFORE + "tf.log(2.0)\n")
    _, _, err = run(capsys, "check", *how)
    assert "; left as it is, with more than 100,000 findings: big.py\n" in err
    assert "big.py" not in run(capsys, "check", *how, "a.py")[2]
    assert (path.parent / "big.py").read_text() == BEFORE + "tf.log(2.0)\n"
    assert path.read_text() == (BEFORE if how[0] == "--diff" else SAFE)


def test_too_many_findings_of_a_stream_are_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tf2lint.lint.MOST_REPAIRED", 2)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(BEFORE.encode())))
    _, out, err = run(capsys, "check", "--fix", "--stdin-filename", "b.py", "-")
    assert out == BEFORE
    assert "left as it is, with more than 100,000 findings: b.py" in err


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


def test_the_diff_of_files_that_import_each_other_is_what_a_fix_writes(
    capsysbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> None:
    (tmp_path / "a.py").write_text("from names import op, tf\n\nprint(op(1.0), tf.erf(1.0))\n")
    (tmp_path / "names.py").write_text("import tensorflow as tf\n\nop = tf.log\nno = tf.gfile\n")
    (tmp_path / "uses.py").write_text(
        "from names import no, op\n\nprint(no.Exists('x'), op(1.0))\n"
    )
    before = {path: path.read_bytes() for path in tmp_path.glob("*.py")}
    main(["check", "--diff", "--unsafe-fixes"])
    patch = capsysbinary.readouterr().out
    main(["check", "--fix", "--unsafe-fixes"])
    fixed = {path: path.read_bytes() for path in before}
    for path, data in before.items():
        path.write_bytes(data)
    subprocess.run(["git", "apply", "-"], input=patch, check=True, timeout=60)
    assert {path: path.read_bytes() for path in before} == fixed != before


@pytest.mark.parametrize("mode", ["--fix", "--diff"])
def test_several_processes_do_the_same(
    capsysbinary: pytest.CaptureFixture[bytes], tmp_path: Path, mode: str
) -> None:
    outcomes = []
    for jobs in ("1", "3"):
        for number in range(5):
            text = BEFORE.replace("1.0", f"{number}.0")
            (tmp_path / f"m{number}.py").write_text(text)
        status = main(["check", mode, "--jobs", jobs])
        texts = [path.read_text() for path in sorted(tmp_path.glob("m*.py"))]
        (tmp_path / "a.py").write_text(BEFORE)
        outcomes.append((status, *capsysbinary.readouterr(), texts))
    assert outcomes[0] == outcomes[1]
    assert ("tf.math.log" in outcomes[0][3][0]) == (mode == "--fix")


def test_a_file_with_two_names(capsys: pytest.CaptureFixture[str], path: Path) -> None:
    os.link(path, path.with_name("b.py"))
    status, _, err = run(capsys, "check", "--fix")
    assert status == 2
    assert "a.py: not fixed: the file has other names (hard links)" in err
    assert path.read_text() == path.with_name("b.py").read_text() == BEFORE


@pytest.fixture
def no_root(tmp_path: Path) -> Iterator[None]:
    """Root may write whatever it likes: be somebody else who may write in the folder."""
    if sys.platform == "win32" or not hasattr(os, "setresuid"):
        pytest.skip("the system cannot change users and back")
    if os.geteuid() != 0:
        yield
        return
    # What is imported later may lie where only root can read.
    main(["check", "--fix", "a.py"])
    for folder in (tmp_path, *list(tmp_path.parents)[:3]):
        if folder.parent != folder and folder != Path("/tmp"):
            folder.chmod(0o777)
    os.setresuid(65534, 65534, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


def test_a_file_that_may_not_be_written(
    capsys: pytest.CaptureFixture[str], path: Path, request: pytest.FixtureRequest
) -> None:
    path.chmod(0o444)
    request.getfixturevalue("no_root")
    text = path.read_text()
    other = path.with_name("b.py")
    other.write_text(BEFORE)
    other.chmod(0o444)
    capsys.readouterr()
    status, _, err = run(capsys, "check", "--fix")
    assert status == 2
    assert "b.py: not fixed: the file is read-only" in err
    assert (path.read_text(), other.read_text()) == (text, BEFORE)
