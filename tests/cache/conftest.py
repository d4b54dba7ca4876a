"""Runs of the command on a small project, with a cache."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from tf2lint.cli import main
from tf2lint.cli import run as command

Check = Callable[..., str]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder: an empty one, in which a single file is enough to be cached."""
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setattr(command, "_FEWEST_CACHED", 1)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "user"))
    return folder


@pytest.fixture
def check(project: Path) -> Check:
    """Lints the current folder; returns all that was printed."""

    def run(*options: str) -> str:
        out = io.StringIO()
        with redirect_stdout(out), redirect_stderr(out):
            status = main(["check", ".", *options])
        return f"{out.getvalue()}{status}"

    return run


@pytest.fixture
def linted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Collects the files that are linted anew."""
    paths: list[str] = []
    original = command.Run._lint

    def lint(self: command.Run, source: object) -> object:
        paths.append(os.path.normpath(source.path))  # type: ignore[attr-defined]
        return original(self, source)  # type: ignore[arg-type]

    monkeypatch.setattr(command.Run, "_lint", lint)
    return paths
