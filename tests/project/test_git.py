"""What a revision of git holds, and which lines are newer."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tf2lint.cli import main
from tf2lint.project.git import GitError, Repository, changed_lines

Capture = pytest.CaptureFixture[str]
OLD = "import tensorflow as tf\n\nx = tf.placeholder(tf.float32)\n"


def git(folder: Path, *words: str) -> None:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    subprocess.run(["git", *identity, *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "repo"
    (root / "pkg").mkdir(parents=True)
    git(root, "init", "-q", "-b", "main")
    (root / "pkg" / "a b.py").write_text(OLD)
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "first")
    monkeypatch.chdir(root)
    return root


def codes(capsys: Capture, *arguments: str) -> tuple[int, list[str]]:
    capsys.readouterr()
    status = main(["check", "--since", "HEAD", *arguments])
    return status, [line.split(": ")[1].split()[0] for line in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ("abc", "abc", set()),
        ("", "ab", {1, 2}),
        ("abc", "axbc", {2}),
        ("abc", "ac", set()),
        ("abcd", "xbcy", {1, 4}),
        ("aab", "aaab", {3}),
    ],
)
def test_changed_lines(old: str, new: str, changed: set[int]) -> None:
    assert changed_lines(old, new) == changed


def test_only_changed_lines_are_reported(repository: Path, capsys: Capture) -> None:
    assert codes(capsys) == (0, [])
    (repository / "pkg" / "a b.py").write_text("# Moved.\n" + OLD + "y = tf.Session()\n")
    assert codes(capsys) == (1, ["TF201"])


def test_a_new_file_counts_whole(repository: Path, capsys: Capture) -> None:
    (repository / "new.py").write_text(OLD)
    assert codes(capsys) == (1, ["TF231"])
    assert codes(capsys, "pkg") == (0, [])


def test_a_finding_of_several_lines_counts_when_one_of_them_changed(
    repository: Path, capsys: Capture
) -> None:
    path = repository / "pkg" / "a b.py"
    path.write_text("import tensorflow as tf\n\nx = tf.nn.dropout(y,\n    keep_prob=0.4)\n")
    git(repository, "commit", "-aqm", "second")
    path.write_text(path.read_text().replace("0.4", "0.5"))
    assert codes(capsys) == (1, ["TF401"])


def test_a_renamed_file_is_held_against_the_old_one(repository: Path, capsys: Capture) -> None:
    lines = "".join(f"x{n} = tf.to_float({n})\n" for n in range(9))
    text = "import tensorflow as tf\n" + lines
    (repository / "pkg" / "a b.py").write_text(text)
    (repository / "pkg" / "other.py").write_text("import os\n" * 9)
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "second")
    (repository / "new.py").write_text(text + "y = tf.Session()\n")
    assert codes(capsys) == (1, [*["TF504"] * 9, "TF201"]), "a copy is new"
    (repository / "pkg" / "a b.py").unlink()
    (repository / "pkg" / "other.py").unlink()
    assert codes(capsys) == (1, ["TF201"])
    (repository / "new.py").write_text("import tensorflow as tf\ny = tf.Session()\n")
    assert codes(capsys) == (1, ["TF201"])


@pytest.mark.parametrize("revision", ["nowhere", "--help", "HEAD~5"])
def test_an_unknown_revision_is_an_error(repository: Path, capsys: Capture, revision: str) -> None:
    assert main(["check", f"--since={revision}"]) == 2
    err = capsys.readouterr().err
    assert revision in err
    assert "Traceback" not in err


def test_no_repository_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    (tmp_path / "a.py").write_text(OLD)
    assert main(["check", "--since", "HEAD"]) == 2
    assert "not a git repository" in capsys.readouterr().err


def test_a_missing_git_is_an_error(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(GitError, match="git cannot be run"):
        Repository(".")


def test_nothing_of_the_repository_is_run(repository: Path, capsys: Capture) -> None:
    trap = repository / "trap.sh"
    trap.write_text("#!/bin/sh\ntouch trapped\ncat\n")
    trap.chmod(0o755)
    for key in ("core.fsmonitor", "diff.external", "filter.x.clean", "filter.x.smudge"):
        git(repository, "config", key, "./trap.sh")
    git(repository, "config", "diff.x.textconv", "./trap.sh")
    (repository / ".gitattributes").write_text("*.py filter=x diff=x\n")
    (repository / "pkg" / "a b.py").write_text(OLD + "y = tf.Session()\n")
    assert codes(capsys) == (1, ["TF201"])
    assert not (repository / "trapped").exists()


def test_of_a_content_without_end_only_the_beginning_is_read(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tf2lint.project.git.LARGEST", 5)
    (repository / "b.py").write_text("b" * 100)
    (repository / "c.py").write_text("ccc")
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "large")
    found = Repository(str(repository))
    names = found.files(found.commit("HEAD"))
    contents = found.contents([names["b.py"], names["c.py"]])
    assert list(contents) == [b"bbbbbb", b"ccc"]
