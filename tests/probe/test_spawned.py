"""Whether forked runs and runs of fresh interpreters say the same of 200 modules."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "probe_corpus.py"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(BENCHMARK), *arguments], capture_output=True, text=True, check=False
    )


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_200_modules_forked_and_spawned(tensorflow_python: str, tmp_path: Path) -> None:
    if not os.environ.get("TF2LINT_CORPUS"):
        pytest.skip("TF2LINT_CORPUS names no folder with the packages of corpus.toml")
    files = []
    for how in ((), ("--spawn",)):
        files.append(str(tmp_path / f"{len(files)}.json"))
        given = ("--python", tensorflow_python, "--into", files[-1], "--count", "200", *how)
        done = run("run", *given)
        assert done.returncode == 0, done.stderr
    compared = run("same", *files)
    assert compared.returncode == 0, compared.stdout
    assert compared.stdout.startswith("# 200 modules")
