"""Many files through one function: order, failures, several processes."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tf2lint.model import Finding
from tf2lint.project.files import Source
from tf2lint.project.reading import read_bytes
from tf2lint.project.settings import Settings
from tf2lint.project.work import lint_all

SOURCES = [Source(f"{number}.py", Settings()) for number in range(20)]


def finding(path: str, line: int) -> Finding:
    return Finding(
        path, line, 1, line, 2, "TF501", "x", "error", "high", "", "message", "", None, ""
    )


def two_each(source: Source) -> list[Finding]:
    if source.path == "7.py":
        raise ValueError("seven")
    return [finding(source.path, 1), finding(source.path, 2)]


@pytest.mark.parametrize("jobs", [1, 2, 3, 50])
def test_the_order_is_that_of_the_sources(jobs: int) -> None:
    outcome = lint_all(SOURCES, two_each, jobs)
    expected = [(s.path, line) for s in SOURCES if s.path != "7.py" for line in (1, 2)]
    assert [(f.path, f.line) for f in outcome.findings] == expected
    assert len(outcome.errors) == 1
    assert outcome.errors[0].startswith("7.py: internal error at test_work.py:")
    assert isinstance(outcome.findings[-1], Finding)


def test_no_sources() -> None:
    assert lint_all([], two_each, 4).findings == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="several processes need fork")
def test_a_child_that_is_killed_is_made_up_for() -> None:
    parent = os.getpid()

    def deadly(source: Source) -> list[Finding]:
        if os.getpid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)
        return [finding(source.path, 1)]

    outcome = lint_all(SOURCES, deadly, 3)
    assert [f.path for f in outcome.findings] == [s.path for s in SOURCES]
    assert outcome.errors == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="several processes need fork")
def test_the_work_is_shared() -> None:
    def by_process(source: Source) -> list[Finding]:
        return [finding(source.path, os.getpid())]

    outcome = lint_all(SOURCES, by_process, 3)
    assert len({f.line for f in outcome.findings}) == 3


def test_progress_counts_up() -> None:
    seen: list[int] = []
    lint_all(SOURCES, two_each, 1, seen.append)
    assert seen == list(range(20))


@pytest.mark.parametrize("size", [0, 1, 5000, 3_000_000])
def test_reading(tmp_path: Path, size: int) -> None:
    (tmp_path / "x").write_bytes(b"x" * size)
    assert read_bytes(str(tmp_path / "x")) == b"x" * size


@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="needs a file of no size")
def test_reading_a_file_that_hides_its_size() -> None:
    assert read_bytes("/proc/self/status").startswith(b"Name:")
