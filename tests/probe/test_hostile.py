"""Hostile and clumsy modules: a true verdict for each, and nothing else is touched."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tf2lint.probe.agent.cell import descendants
from tf2lint.probe.controller import Controller
from tf2lint.probe.model import Probed
from tf2lint.probe.targets import module_of

HOSTILE = Path(__file__).parent / "hostile"
NAMES = sorted(path.stem for path in HOSTILE.glob("*.py"))

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the cell's walls are Linux's")


def snapshot(folder: Path) -> dict[str, tuple[int, float, bytes]]:
    """What there is below a folder: modes, times and contents."""
    found = {}
    for path in [folder, *sorted(folder.rglob("*"))]:
        info = path.lstat()
        content = path.read_bytes() if path.is_file() else b""
        found[str(path)] = (info.st_mode, info.st_mtime, content)
    return found


class Outcome:
    """All hostile modules probed in one go, each in a folder of its own."""

    def __init__(self, controller: Controller, folder: Path) -> None:
        for name in NAMES:
            (folder / name).mkdir()
            shutil.copy(HOSTILE / f"{name}.py", folder / name)
            (folder / name / "neighbour.txt").write_text("unharmed")
        innocent = folder / "zz_innocent.py"
        innocent.write_text("import tensorflow as tf\nx = tf.constant(1.0) + 1.0\n")
        paths = [folder / name / f"{name}.py" for name in NAMES]
        self.before = snapshot(folder)
        # Only a check that sees a process when there is one can say that none is left.
        with subprocess.Popen(["sleep", "60"]) as child:
            self.sees_processes = child.pid in descendants(os.getpid())
            child.kill()
        modules = [module_of(str(path), ()) for path in [*paths, innocent]]
        *probed, self.innocent = controller.probe(modules)
        self.after = snapshot(folder)
        self.left = descendants(controller.process_id)
        self.by_name = dict(zip(NAMES, probed))


@pytest.fixture(scope="module")
def outcome(controller: Controller, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return Outcome(controller, tmp_path_factory.mktemp("hostile"))


def test_there_are_enough() -> None:
    assert len(NAMES) >= 30


@pytest.mark.parametrize("name", NAMES)
def test_verdict_is_true(outcome: Outcome, name: str, tensorflow_python: str) -> None:
    module = HOSTILE / f"{name}.py"
    expected = module.read_text().splitlines()[0].removeprefix("# expect: ").split()
    if name == "deep_stack" and not subprocess.run([tensorflow_python, str(module)]).returncode:
        # Python 3.12 bounds recursion in C by itself: there the module crashes nothing.
        expected = ["imports"]
    probed: Probed = outcome.by_name[name]
    assert probed.verdict in expected, probed.reason


def test_what_the_truth_was(outcome: Outcome) -> None:
    """The exception is the module's own, not one that the probe's machinery met."""
    reasons = {name: outcome.by_name[name].reason for name in NAMES}
    assert reasons["forged_on_stdout"].startswith("KeyError: 'the truth'")
    assert reasons["close_everything"].startswith("ValueError: still heard (line 5)")
    assert reasons["child_runs_on"].startswith("ValueError: only the parent's events count")
    assert reasons["no_builtins"].startswith("ValueError: without builtins")
    assert reasons["other_builtins"].startswith("ValueError: with evil builtins")
    assert reasons["system_exit"].startswith("SystemExit")
    assert "exit code 7" in reasons["exit_code"]
    assert "signal 9" in reasons["signal_itself"]


@pytest.mark.parametrize(
    "name",
    ["tcp", "tcp_server", "udp", "unix_socket", "change_mode", "gfile_write", "gfile_delete"],
)
def test_refused_by_the_cell(outcome: Outcome, name: str) -> None:
    """What was refused was refused for its kind, not for a mistake in the module."""
    reason = outcome.by_name[name].reason
    refusals = ("PermissionError", "Permission denied", "Read-only", "Operation not permitted")
    assert any(word in reason for word in refusals), reason


def test_tree_is_unchanged(outcome: Outcome) -> None:
    assert outcome.after == outcome.before


def test_no_process_is_left(outcome: Outcome) -> None:
    assert outcome.sees_processes
    assert outcome.left == []


def test_next_module_is_unharmed(outcome: Outcome) -> None:
    assert outcome.innocent.verdict == "imports"


def test_home_is_not_written(outcome: Outcome) -> None:
    assert outcome.by_name["write_home"].verdict == "imports"
    profile = Path.home() / ".profile"
    assert not profile.exists() or "evil" not in profile.read_text()
