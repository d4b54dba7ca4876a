"""Linting on several processes, forked from this one, which only hands out the work.

A child gets runs of neighbouring files, since those follow the same imports, and says which
file it is about to lint: the file that a child dies on is known, and costs nothing else.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import select
import signal
import struct
from array import array

from tf2lint.findings import Findings
from tf2lint.project.work import Share, failed_on, lint_share

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tf2lint.project.files import Source
    from tf2lint.project.work import Advance, LintOne

#: Runs of files that each child gets, one after the other.
_RUNS_EACH = 12
#: Bytes that a file costs besides its own.
_COST_OF_A_FILE = 500
#: Messages of a child: its kind and a number (of a source, or of the bytes that follow).
_HEAD = struct.Struct("<cQ")
_STARTS, _RESULTS, _LAST = b"S", b"R", b"L"
#: What is asked of a child: the first source of a run and the one behind it.
_TASK = struct.Struct("<qq")
_STOP = _TASK.pack(-1, -1)


def lint_in_processes(
    sources: Sequence[Source],
    lint_one: LintOne,
    jobs: int,
    advance: Advance | None,
    finish: Callable[[], object] | None,
) -> tuple[list[Share], list[object]]:
    """Return the shares in no order, and what ``finish`` gave in each process."""
    import gc

    gc.freeze()
    pool = _Pool(sources, lint_one, jobs, advance, finish)
    try:
        pool.run()
    finally:
        pool.stop()
        gc.unfreeze()
    return pool.shares, pool.finished


class _Child:
    """A process and what is known of it: its run of files, and the one it is at."""

    def __init__(self, pid: int, tasks: int, answers: int, lane: int) -> None:
        self.pid = pid
        self.tasks = tasks
        self.answers = answers
        self.lane = lane
        self.run: tuple[int, int] | None = None
        self.at = -1
        self.received = bytearray()

    def ask(self, task: bytes) -> None:
        # A child that is gone shows at the other pipe.
        with contextlib.suppress(BrokenPipeError):
            os.write(self.tasks, task)

    def messages(self) -> list[tuple[bytes, int, bytes]]:
        """Take the complete messages out of what was received: kind, number, content."""
        found = []
        start = 0
        while start + _HEAD.size <= len(self.received):
            kind, number = _HEAD.unpack_from(self.received, start)
            end = start + _HEAD.size + (0 if kind == _STARTS else number)
            if end > len(self.received):
                break
            found.append((kind, number, bytes(self.received[start + _HEAD.size : end])))
            start = end
        del self.received[:start]
        return found


class _Pool:
    """Children at work; each begins in a lane of its own and helps out in others."""

    def __init__(
        self,
        sources: Sequence[Source],
        lint_one: LintOne,
        jobs: int,
        advance: Advance | None,
        finish: Callable[[], object] | None,
    ) -> None:
        self._sources = sources
        self._lint_one = lint_one
        self._advance = advance
        self._finish = finish
        self._lanes = _lanes(sources, jobs)
        self._children: dict[int, _Child] = {}
        self._done = 0
        self.shares: list[Share] = []
        self.finished: list[object] = []

    def run(self) -> None:
        """Lint all; returns when every child has ended by itself."""
        handler = signal.getsignal(signal.SIGPIPE)
        signal.signal(signal.SIGPIPE, signal.SIG_IGN)
        try:
            for lane in range(len(self._lanes)):
                self._start(lane)
            while self._children:
                readable, _, _ = select.select(list(self._children), [], [])
                for answers in readable:
                    self._listen(self._children[answers])
        finally:
            signal.signal(signal.SIGPIPE, handler)

    def stop(self) -> None:
        """End the children that are left, and wait for them."""
        for child in self._children.values():
            with contextlib.suppress(OSError):
                os.kill(child.pid, signal.SIGKILL)
            self._close(child)
        self._children.clear()

    def _start(self, lane: int) -> None:
        task_reader, task_writer = os.pipe()
        answer_reader, answer_writer = os.pipe()
        pid = os.fork()
        if pid == 0:
            # A copy of another child's pipe would hide that its owner is gone.
            others = [fd for c in self._children.values() for fd in (c.tasks, c.answers)]
            for descriptor in (task_writer, answer_reader, *others):
                os.close(descriptor)
            _work(task_reader, answer_writer, self._sources, self._lint_one, self._finish)
        os.close(task_reader)
        os.close(answer_writer)
        child = self._children[answer_reader] = _Child(pid, task_writer, answer_reader, lane)
        self._hand_out(child)

    def _hand_out(self, child: _Child) -> None:
        """Give a child its next run of files; without one left, have it end."""
        child.run, child.at = self._next(child.lane), -1
        child.ask(_STOP if child.run is None else _TASK.pack(*child.run))

    def _next(self, lane: int) -> tuple[int, int] | None:
        if self._lanes[lane]:
            return self._lanes[lane].pop(0)
        longest = max(self._lanes, key=len)
        return longest.pop() if longest else None

    def _listen(self, child: _Child) -> None:
        data = os.read(child.answers, 1 << 20)
        if not data:
            self._bury(child)
            return
        child.received += data
        for kind, number, content in child.messages():
            if kind == _STARTS:
                child.at = number
                self._done += 1
                if self._advance is not None:
                    self._advance(self._done)
            elif kind == _RESULTS:
                # Our own child wrote it a moment ago: nobody else could have.
                self.shares.append(pickle.loads(content))
                self._hand_out(child)
            else:
                self.finished.append(pickle.loads(content))

    def _bury(self, child: _Child) -> None:
        """Take leave of a child that has ended; have what it left undone made up for."""
        del self._children[child.answers]
        status = self._close(child)
        if child.run is None:
            return
        first, end = child.run
        if child.at < 0:
            # It never began, so no file is to blame: forking again might fail for ever.
            self.shares.append(lint_share(self._sources, range(first, end), self._lint_one))
        else:
            path = self._sources[child.at].path
            failure = (path, failed_on(path, _ending(status)))
            self.shares.append(Share(child.at, Findings(), [failure]))
            runs = [(first, child.at), (child.at + 1, end)]
            self._lanes[child.lane][:0] = [run for run in runs if run[0] < run[1]]
        if any(self._lanes):
            self._start(child.lane)

    @staticmethod
    def _close(child: _Child) -> int:
        os.close(child.tasks)
        os.close(child.answers)
        return os.waitpid(child.pid, 0)[1]


def _work(
    tasks: int,
    answers: int,
    sources: Sequence[Source],
    lint_one: LintOne,
    finish: Callable[[], object] | None,
) -> None:
    """Do what is asked until nothing is, and end this process."""
    status = 1
    try:
        while len(task := os.read(tasks, _TASK.size)) == _TASK.size and task != _STOP:
            indices = range(*_TASK.unpack(task))
            share = lint_share(sources, indices, lint_one, lambda i: _say(answers, _STARTS, i))
            share.findings.pack()
            content = pickle.dumps(share, -1)
            _say(answers, _RESULTS, len(content), content)
        if finish is not None:
            content = pickle.dumps(finish(), -1)
            _say(answers, _LAST, len(content), content)
        status = 0
    except (KeyboardInterrupt, BrokenPipeError):
        # The first process is told as well, or gone.
        pass
    finally:
        # Not sys.exit: what the first process has set up to happen at its end is not ours.
        os._exit(status)


def _say(answers: int, kind: bytes, number: int, content: bytes = b"") -> None:
    data = memoryview(_HEAD.pack(kind, number) + content)
    while data:
        data = data[os.write(answers, data) :]


def _ending(status: int) -> str:
    """Return in words how a process came to its end."""
    code = os.waitstatus_to_exitcode(status)
    if code >= 0:
        return f"exit status {code}"
    try:
        return f"killed by {signal.Signals(-code).name}"
    except ValueError:
        return f"killed by signal {-code}"


def _lanes(sources: Sequence[Source], jobs: int) -> list[list[tuple[int, int]]]:
    """Return, for each child, runs of neighbouring sources; all of about the same bytes."""
    sizes = array("Q")
    for source in sources:
        size = _COST_OF_A_FILE
        with contextlib.suppress(OSError):
            size += os.stat(source.path).st_size
        sizes.append(size)
    count = min(jobs * _RUNS_EACH, len(sources))
    runs: list[tuple[int, int]] = []
    total, passed, first = sum(sizes), 0, 0
    for index, size in enumerate(sizes, 1):
        passed += size
        if passed * count >= total * (len(runs) + 1) or index == len(sizes):
            runs.append((first, index))
            first = index
    return [runs[lane * len(runs) // jobs : (lane + 1) * len(runs) // jobs] for lane in range(jobs)]
