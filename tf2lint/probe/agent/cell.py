"""Runs a piece of work in a cell: processes that are watched, limited, and all ended.

Three processes: the *warden* starts the cell, watches time, memory and the number of
processes from outside, and collects the outcome; the *first* process of the cell only reaps;
the *worker* does the work. Ending the first process ends every other in the namespace.
"""

from __future__ import annotations

import os
import select
import signal
import time

from . import jail
from .log import Log

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_PROCESSES = 48
_TAIL = 2000
_POLL = 0.1
#: How often the output is read after the end: whoever still writes then is not waited for.
_LAST_READS = 16
#: Exit codes of the worker itself, told from the module's own by the event ``finished``.
_BROKEN = 125
#: Bytes that a file may have.
_FILE_SIZE = 1 << 30


def hold(job: dict[str, Any], work: Callable[[dict[str, Any], Log], None]) -> dict[str, Any]:
    """Do the work of a job in a cell; returns its outcome and events.

    The job has ``scratch`` (the one folder that can be written), ``timeout`` (seconds),
    ``memory`` (MiB: the proportional set sizes of its processes together, so that what they
    share counts once), ``allow_network``, ``allow_write``, and, if not the usual numbers,
    ``tail``: how many bytes of output are kept, and ``file_size``: how many a file may have.
    The outcome is ``finished``, ``timeout``, ``memory``, ``processes``, ``crashed`` (with
    ``status``: the signal) or ``early-exit`` (with ``status``: the exit code).

    Call it in a process with one thread that ends afterwards: the process is changed.
    """
    started = time.monotonic()
    log = Log()
    off = jail.isolate(job["allow_network"])
    writable = [job["scratch"], *job["allow_write"]]
    unmounted = [] if off else jail.make_read_only(writable)
    output, into = os.pipe()
    status, report = os.pipe()
    first = os.fork()
    if first == 0:
        os.close(output)
        os.close(status)
        _first(job, work, log, into, report, bool(off), bool(off or unmounted))
    # When it is told to end, or nobody is left who waits for the outcome, the cell ends with it.
    # Not before the fork: what is in the cell keeps the usual way with this signal.
    signal.signal(signal.SIGTERM, _leave)
    jail.die_with_parent(signal.SIGTERM)
    os.close(into)
    os.close(report)
    watch = _Watch(job, first, output, status, started)
    try:
        outcome, tail = watch.until_end()
    finally:
        _end(first, not off)
    code = watch.status
    events = log.read()
    weak = [event[1] for event in events if event[0] == "off"]
    finished = any(event[0] == "finished" for event in events)
    result = {"outcome": outcome, "status": 0, "output": tail, "events": events}
    if not outcome:
        result["outcome"], result["status"] = _judge(code, finished)
    result["off"] = [*off, *unmounted, *weak]
    result["seconds"] = round(time.monotonic() - started, 3)
    log.close()
    return result


def _leave(number: int, _: object) -> None:
    raise SystemExit(128 + number)


def _judge(code: int | None, finished: bool) -> tuple[str, int]:
    """Return the outcome that a wait status stands for, and its signal or exit code."""
    if code is None:
        return ("finished", 0) if finished else ("killed", 0)
    if os.WIFSIGNALED(code):
        number = os.WTERMSIG(code)
        return ("timeout" if number == signal.SIGXCPU else "crashed", number)
    if finished and os.WEXITSTATUS(code) == 0:
        return "finished", 0
    return "early-exit", os.WEXITSTATUS(code)


def _first(
    job: dict[str, Any],
    work: Callable[[dict[str, Any], Log], None],
    log: Log,
    output: int,
    report: int,
    visible: bool,
    mutable: bool,
) -> None:
    """Be the first process of the cell: start the worker, reap, say how it ended."""
    try:
        jail.die_with_parent()
        if visible:
            os.setsid()
            jail.adopt_orphans()
        else:
            jail.hide_processes()
            jail.limit_processes(jail.MOST_TASKS)
        worker = os.fork()
        if worker == 0:
            # Outside of a namespace all that the user runs is counted.
            _worker(job, work, log, output, mutable, jail.tasks() if visible else 0)
        os.close(output)
        while True:
            ended, code = os.wait()
            if ended == worker:
                os.write(report, str(code).encode("ascii"))
                break
    finally:
        os._exit(0)


def _worker(
    job: dict[str, Any],
    work: Callable[[dict[str, Any], Log], None],
    log: Log,
    output: int,
    mutable: bool,
    others: int,
) -> None:
    """Be the worker: take the protections on, do the work, end without a farewell."""
    code = _BROKEN
    leave = os._exit
    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        log.own()
        append = log.writer()
        nothing = os.open(os.devnull, os.O_RDWR)
        for descriptor, target in ((nothing, 0), (output, 1), (output, 2)):
            os.dup2(descriptor, target)
        os.closerange(3, 65536)
        os.chdir(job["scratch"])
        os.environ.update(HOME=job["scratch"], TMPDIR=job["scratch"])
        # Who watches must get its turn, whatever the worker starts.
        os.nice(5)
        jail.limit(int(job["timeout"] * 8) + 1, job.get("file_size", _FILE_SIZE), others)
        writable = [job["scratch"], *job["allow_write"]]
        network = job["allow_network"]
        for missing in (
            *jail.landlock(writable, network),
            *jail.renounce(),
            *jail.filter_calls(network, mutable),
        ):
            append("off", missing)
        work(job, log)
        code = 0
    except BaseException as error:
        try:
            message = f"{type(error).__name__}: {error}"
            os.write(2, f"agent: {message}\n".encode("utf-8", "replace"))
        finally:
            leave(code)
    finally:
        leave(code)


class _Watch:
    """Watches a cell until it ends or has to be ended; keeps the end of its output."""

    def __init__(
        self, job: dict[str, Any], first: int, output: int, status: int, started: float
    ) -> None:
        self._deadline = started + job["timeout"]
        self._memory = job["memory"] * 1024
        self._first = first
        self._output = output
        self._status = status
        self._tail = b""
        self._kept: int = job.get("tail", _TAIL)
        #: The wait status of the worker, ``None`` as long as it runs.
        self.status: int | None = None

    def until_end(self) -> tuple[str, str]:
        """Return why the cell has to be ended, ``""`` if it ended, and its last output."""
        open_ = [self._output, self._status]
        outcome = ""
        checked = time.monotonic()
        while self._status in open_ and not outcome:
            for ready in select.select(open_, [], [], _POLL)[0]:
                if not self._drain(ready):
                    open_.remove(ready)
            now = time.monotonic()
            if now > self._deadline:
                outcome = "timeout"
            elif now > checked + _POLL:
                checked = now
                outcome = self._excess()
        for _ in range(_LAST_READS):
            if not select.select([self._output], [], [], 0)[0] or not self._drain(self._output):
                break
        os.close(self._output)
        os.close(self._status)
        return outcome, self._tail.decode("utf-8", "replace")

    def _drain(self, ready: int) -> bool:
        """Read what was written; whether there may be more."""
        data = os.read(ready, 1 << 16)
        if ready == self._output:
            self._tail = (self._tail + data)[-self._kept :]
        elif data:
            self.status = int(data)
        return bool(data)

    def _excess(self) -> str:
        """Say which limit the processes of the cell are above, if any."""
        sizes = self._sizes()
        if len(sizes) > _PROCESSES:
            return "processes"
        # Never below the proportional size, and had for almost nothing.
        if sum(sizes.values()) <= self._memory:
            return ""
        taken = 0
        for folder in sizes:
            # One who may not be looked into counts in full, one who has ended not at all.
            taken += smaps(folder).get("Pss") or resident(folder)
            # A look waits for a process that forks, and meanwhile there may be many more.
            if len(self._sizes()) > _PROCESSES:
                return "processes"
        return "memory" if taken > self._memory else ""

    def _sizes(self) -> dict[str, int]:
        """Return the resident sizes of the cell's processes by their folders."""
        sizes = {folder: resident(folder) for folder in members(self._first)}
        # Who has ended and is not reaped has no memory.
        return {folder: size for folder, size in sizes.items() if size}


def _end(first: int, namespace: bool) -> None:
    """End every process of a cell and wait until they are gone."""
    others = [] if namespace else descendants(first)
    for process in (first, *others):
        try:
            os.kill(process, signal.SIGKILL)
        except ProcessLookupError:
            continue
    os.waitpid(first, 0)


def descendants(process: int) -> list[int]:
    """Return the processes below this one, as far as the system tells; at most a few hundred."""
    parents: dict[int, list[int]] = {}
    try:
        names = os.listdir("/proc")
    except OSError:
        return []
    for name in names:
        if name.isdigit():
            parents.setdefault(_parent(int(name)), []).append(int(name))
    found: list[int] = []
    waiting = [process]
    while waiting and len(found) <= 4 * _PROCESSES:
        below = parents.get(waiting.pop(), [])
        found += below
        waiting += below
    return found


def _parent(process: int) -> int:
    """Return the parent of a process, 0 where there is none or the process has ended."""
    try:
        with open(f"/proc/{process}/stat", "rb") as file:
            # The name, in brackets, may hold spaces and brackets itself.
            fields = file.read().rpartition(b")")[2].split()
        return 0 if fields[0] == b"Z" else int(fields[1])
    except (OSError, IndexError, ValueError):
        return 0


def members(first: int) -> list[str]:
    """Return the folders that tell about a cell's processes, its first one left out.

    Where the first process sees its cell alone, its view has them; looking for them among all
    processes of the machine takes a hundred times as long.
    """
    view = f"/proc/{first}/root/proc"
    try:
        if os.stat(view).st_dev != os.stat("/proc").st_dev:
            names = [name for name in os.listdir(view) if name.isdigit() and name != "1"]
            return [f"{view}/{name}" for name in names]
    except OSError:
        pass
    return [f"/proc/{process}" for process in descendants(first)]


def resident(folder: str) -> int:
    """Return the memory of a process that is resident, in KiB, 0 where there is none.

    ``folder`` is its folder below ``/proc``.
    """
    try:
        with open(f"{folder}/statm") as file:
            return int(file.read().split()[1]) * (os.sysconf("SC_PAGE_SIZE") // 1024)
    except (OSError, IndexError):
        return 0


def smaps(folder: str) -> dict[str, int]:
    """Return the sums of a process's memory map, in KiB; nothing where it may not be read.

    Takes some milliseconds: the kernel walks all pages.
    """
    found = {}
    try:
        with open(f"{folder}/smaps_rollup") as file:
            for line in file:
                words = line.split()
                if len(words) == 3 and words[2] == "kB":
                    found[words[0].rstrip(":")] = int(words[1])
    except OSError:
        return {}
    return found
