"""The memory of a command with all its processes; needs Linux's ``/proc``."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

_PACE = 0.2


def peak_of_all(pid: int) -> float:
    """Wait for a child to end (it still has to be waited for); MB of its processes at their most.

    Memory that processes share counts once: each has its proportional share. It is looked at
    five times a second.
    """
    peak = 0.0
    while os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        peak = max(peak, sum(map(_share, _with_children(pid))))
        time.sleep(_PACE)
    return peak


def _with_children(pid: int) -> Iterator[int]:
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    except OSError:
        return
    for child in children.split():
        yield from _with_children(int(child))


def _share(pid: int) -> float:
    """MB; nothing for a process that has ended in the meantime."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0.0
