"""A probe that is ended by hand, or killed, leaves no process behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from interrupts import heed_interrupts

from tf2lint.probe.agent.cell import descendants

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are seen in /proc")

ENDLESS = """\
import subprocess
import tensorflow as tf
child = subprocess.Popen(["sleep", "1000"])
open({started!r}, "w").close()
while True:
    try:
        child.wait()
    except KeyboardInterrupt:
        pass
"""
FORWARD = ENDLESS + "\n\ndef f(x):\n    return x\n"


def wait_for(condition) -> bool:
    """Whether a condition comes true before the test's patience ends."""
    ended = time.monotonic() + 60
    while not condition():
        if time.monotonic() > ended:
            return False
        time.sleep(0.05)
    return True


@pytest.mark.parametrize("target", ["m.py", "m:f"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_no_process_is_left(
    number: signal.Signals, target: str, tensorflow_python: str, tmp_path: Path
) -> None:
    written = tmp_path / "written"
    written.mkdir()
    started = written / "started"
    (tmp_path / "m.py").write_text(FORWARD.format(started=str(started)))
    command = [sys.executable, "-m", "tf2lint", "probe", "--python", tensorflow_python]
    command += ["--timeout", "300", "--allow-write", str(written), target]
    here = str(Path(__file__).resolve().parents[2])
    environment = {**os.environ, "PYTHONPATH": here}
    with subprocess.Popen(
        command,
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=heed_interrupts,
    ) as probe:
        try:
            assert wait_for(started.exists)
            below = descendants(probe.pid)
            assert len(below) >= 3
            probe.send_signal(number)
            _, said = probe.communicate(timeout=60)
        finally:
            probe.kill()
    if number == signal.SIGINT:
        assert probe.returncode == 130
        assert said.decode().endswith("tf2lint: interrupted\n")
    assert wait_for(lambda: not any(map(_runs, below)))


def _runs(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
