"""Many files through one function: order, failures, several processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tf2lint.model import Finding
from tf2lint.project.files import Source
from tf2lint.project.settings import Settings
from tf2lint.project.work import lint_all
from tf2lint.source.reading import read_bytes

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
    assert all(isinstance(f, Finding) for f in outcome.findings)


def test_no_sources() -> None:
    assert list(lint_all([], two_each, 4).findings) == []


needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="several processes need fork")


@needs_fork
@pytest.mark.parametrize("jobs", [2, 3])
def test_a_child_that_dies_costs_one_file_which_is_named(jobs: int) -> None:
    def deadly(source: Source) -> list[Finding]:
        if source.path in ("3.py", "4.py", "19.py"):
            os.kill(os.getpid(), signal.SIGKILL)
        if source.path == "11.py":
            os._exit(3)
        return [finding(source.path, 1)]

    outcome = lint_all(SOURCES, deadly, jobs)
    dead = ["3.py", "4.py", "11.py", "19.py"]
    assert [f.path for f in outcome.findings] == [s.path for s in SOURCES if s.path not in dead]
    assert [line.partition(":")[0] for line in outcome.errors] == dead
    assert "killed by SIGKILL" in outcome.errors[0]
    assert "exit status 3" in outcome.errors[2]


@needs_fork
def test_what_each_process_gives_at_its_end_is_collected() -> None:
    linted: list[str] = []

    def one(source: Source) -> list[Finding]:
        linted.append(source.path)
        return []

    outcome = lint_all(SOURCES, one, 3, finish=lambda: list(linted))
    finished = [path for paths in outcome.finished for path in paths]
    assert sorted(finished) == sorted(source.path for source in SOURCES)
    assert linted == []


@needs_fork
def test_an_interrupt_leaves_no_process(tmp_path: Path) -> None:
    # A session of its own, so that whatever is left of it can be found.
    script = tmp_path / "lint.py"
    script.write_text(
        "import signal, time\n"
        "from tf2lint.project.files import Source\n"
        "from tf2lint.project.settings import Settings\n"
        "from tf2lint.project.work import lint_all\n"
        # What runs in the background of a shell inherits that interrupts are ignored.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "def slow(source):\n"
        "    open(source.path, 'w').close()\n"
        "    time.sleep(600)\n"
        f"sources = [Source({str(tmp_path)!r} + f'/{{n}}', Settings()) for n in range(8)]\n"
        "try:\n"
        "    lint_all(sources, slow, 3)\n"
        "except KeyboardInterrupt:\n"
        "    print('interrupted')\n"
    )
    process = subprocess.Popen(
        [sys.executable, str(script)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    while len(list(tmp_path.iterdir())) < 4 and process.poll() is None:
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)
    assert process.communicate(timeout=60) == (b"interrupted\n", b"")
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)


@needs_fork
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
