"""The hooks, as the real pre-commit installs and runs them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from host_inputs import LOG_COLUMN, LOG_LINE

ROOT = Path(__file__).resolve().parents[2]
#: What a clone of the repository needs for its package to be built.
NEEDED = ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE", ".pre-commit-hooks.yaml")
FINDING = f"model.py:{LOG_LINE}:{LOG_COLUMN}: TF501 "


class PreCommit:
    """Runs pre-commit in a project, with an environment cache of its own."""

    def __init__(self, folder: Path) -> None:
        self.hooks = _repository(folder / "hooks")
        self._environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "PRE_COMMIT"))},
            "PRE_COMMIT_HOME": str(folder / "cache"),
            "PYTHONUTF8": "1",
        }

    def __call__(self, project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "pre_commit", *arguments],
            cwd=project,
            env=self._environment,
            capture_output=True,
            encoding="utf-8",
            timeout=280,
            check=False,
        )


@pytest.fixture(scope="module")
def pre_commit(tmp_path_factory: pytest.TempPathFactory) -> PreCommit:
    return PreCommit(tmp_path_factory.mktemp("pre-commit"))


@pytest.fixture
def repository(project: Path) -> Path:
    """The project of the other hosts' tests as a git repository."""
    part = project / "part"
    part.mkdir()
    (part / "other.py").write_text("import tensorflow as tf\n\nx = tf.log(1.0)\n")
    _commit(project)
    return project


def test_try_repo(pre_commit: PreCommit, repository: Path) -> None:
    result = pre_commit(
        repository, "try-repo", str(pre_commit.hooks), "--all-files", "--color=never"
    )
    assert result.returncode == 1, result.stdout + result.stderr
    each, gate = _parts(result.stdout)
    for output in (each, gate):
        assert "Failed" in output
        assert "exit code: 1" in output
        assert FINDING in output
        assert "other.py:3:5: TF501 " in output
        assert "Traceback" not in output


def test_each_hook_with_its_arguments(pre_commit: PreCommit, repository: Path) -> None:
    head = _git(pre_commit.hooks, "rev-parse", "HEAD").strip()
    (repository / ".pre-commit-config.yaml").write_text(
        f"repos:\n- repo: {pre_commit.hooks.as_uri()}\n  rev: {head}\n  hooks:\n"
        "  - {id: tf2lint}\n"
        "  - {id: tf2lint-gate, args: [--select, TF501, --max-error, '2']}\n"
    )
    _commit(repository)
    everything = ("run", "--all-files", "--color=never")
    each, gate = _parts(pre_commit(repository, *everything).stdout)
    assert "Failed" in each
    assert "Passed" in gate, gate

    # One more use anywhere is over the limit; the files of the commit are not what counts.
    (repository / "new.py").write_text("import tensorflow as tf\n\ny = tf.log(2.0)\n")
    (repository / "clean.py").write_text("VALUE = 2\n")
    _git(repository, "add", "new.py", "clean.py")
    each, gate = _parts(
        pre_commit(repository, "run", "--files", "clean.py", "--color=never").stdout
    )
    assert "Passed" in each
    assert "Failed" in gate

    # Settings are those of the project; a file they exclude stays excluded by its name, too.
    (repository / "tf2lint.toml").write_text('exclude = ["model.py", "part", "new.py"]\n')
    each, gate = _parts(pre_commit(repository, *everything).stdout)
    assert "Passed" in each, each
    assert "Passed" in gate, gate

    (repository / "tf2lint.toml").write_text('selct = ["TF501"]\n')
    each, gate = _parts(pre_commit(repository, *everything).stdout)
    for output in (each, gate):
        assert "exit code: 2" in output
        assert "selct" in output


def test_the_example(pre_commit: PreCommit, repository: Path) -> None:
    example = (ROOT / "examples" / "ci" / "pre-commit-config.yaml").read_text()
    head = _git(pre_commit.hooks, "rev-parse", "HEAD").strip()
    text = re.sub(r"repo: \S+", f"repo: {pre_commit.hooks.as_uri()}", example)
    text = text.replace("rev: v0.1.0", f"rev: {head}")
    (repository / ".pre-commit-config.yaml").write_text(text)
    _commit(repository)
    result = pre_commit(repository, "run", "--all-files", "--color=never")
    each, gate = _parts(result.stdout)
    assert FINDING in each
    assert "Failed" in each
    # All of it stays below the limits of the example.
    assert "Passed" in gate


def _parts(output: str) -> tuple[str, str]:
    """Return what pre-commit printed about the per-file hook and about the gate."""
    match = re.search(r"^(tf2lint\.\..*?)^(tf2lint \(whole project\)\.\..*)", output, re.M | re.S)
    assert match, output
    return match[1], match[2]


def _repository(folder: Path) -> Path:
    """Make a git repository of the files that a release has."""
    folder.mkdir()
    for name in NEEDED:
        shutil.copy(ROOT / name, folder / name)
    generated = shutil.ignore_patterns("__pycache__", "_compiled.py")
    for name in ("tf2lint", "rules"):
        shutil.copytree(ROOT / name, folder / name, ignore=generated)
    _commit(folder)
    return folder


def _commit(folder: Path) -> None:
    """Commit all that is in a folder, whatever git is told about the person at work."""
    _git(folder, "init", "--quiet")
    _git(folder, "add", "--all")
    who = ("-c", "user.name=Test", "-c", "user.email=test@example.org")
    _git(folder, *who, "-c", "commit.gpgsign=false", "commit", "--quiet", "--message=All")


def _git(folder: Path, *arguments: str) -> str:
    return subprocess.run(
        ["git", *arguments], cwd=folder, check=True, capture_output=True, encoding="utf-8"
    ).stdout
