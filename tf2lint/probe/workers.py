"""How many runs at a time: by the processors and by the memory that there are."""

from __future__ import annotations

import os

#: MiB that a run has of its own at most, unless its module asks for much; most have far less.
_USUAL = 512


def most_workers(memory: int) -> int:
    """Return the number of runs that go at a time, each of at most ``memory`` MiB."""
    by_memory = available() // max(1, min(memory, _USUAL))
    return max(1, min(processors(), by_memory))


def processors() -> int:
    """Return the processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def available() -> int:
    """Return the memory that can be had without swapping, in MiB: a control group's limit too.

    Where the system does not tell, it is taken to be plenty.
    """
    found = [_limit()]
    try:
        with open("/proc/meminfo") as file:
            for line in file:
                if line.startswith("MemAvailable:"):
                    found.append(int(line.split()[1]) // 1024)
    except OSError:
        pass
    return min(found)


def _limit() -> int:
    """Return what is left of the limit of this process's control group, in MiB."""
    try:
        with (
            open("/sys/fs/cgroup/memory.max") as most,
            open("/sys/fs/cgroup/memory.current") as now,
        ):
            return (int(most.read()) - int(now.read())) >> 20
    except (OSError, ValueError):
        # No such group, or "max": no limit.
        return 1 << 20
