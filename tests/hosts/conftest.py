"""What the tests of all hosts share: a project to lint, and a way to run the host on it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

# The tests of this folder share modules; pytest's import mode puts no folder on the path.
sys.path.insert(0, os.path.dirname(__file__))

from host_inputs import MODEL, Run  # noqa: E402


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with one TensorFlow 1 module and one that has nothing of TensorFlow."""
    (tmp_path / "model.py").write_text(MODEL, encoding="utf-8")
    (tmp_path / "plain.py").write_text("VALUE = 1\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(project: Path) -> Run:
    """Runs a module of this Python in the project: its name, then its arguments."""

    def _run(
        *command: str, stdin: str = "", cwd: Path = project
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", *command],
            cwd=cwd,
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONUTF8": "1"},
            timeout=120,
            check=False,
        )

    return _run
