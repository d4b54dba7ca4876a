"""Imports TensorFlow once, then does each job in a process forked off that.

Speaks lines of JSON: one job a line in, one answer a line out, in whatever order they end.
A fork of a process whose eager context is at work would hang: where the import alone sets it to
work, every job imports TensorFlow for itself.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import platform
import select
import signal
import sys

from .pages import join_pages

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .log import Log

    #: By the pipe that an answer comes from: the process, the job's name, and what came.
    Cells = dict[int, tuple[int, str, list[bytes]]]

#: So many forks are worth the time that it takes to make forks cheap.
_MANY = 16


#: The argument of an agent whose runs import TensorFlow each for itself.
_LATE = "late"


class Unforkable(RuntimeError):
    """TensorFlow's eager context has started its threads."""


def serve(commands: int, answers: int) -> None:
    """Answer jobs until the commands end; cells that go on then are ended."""
    late = _LATE in sys.argv[1:]
    hello = _load_apart() if late else _load()
    if "error" not in hello and not is_forkable():
        _start_late(commands, answers)
    _send(answers, {"hello": hello})
    if "error" in hello:
        return
    note_modules()
    gc.collect()
    gc.freeze()
    cells: Cells = {}
    pending, open_ = b"", True
    ended: list[int] = []
    started = 0
    while open_ or cells:
        waiting = [*cells, *([commands] if open_ else [])]
        for ready in select.select(waiting, [], [])[0]:
            data = os.read(ready, 1 << 20)
            if ready == commands:
                open_ = bool(data)
                if not open_:
                    _end_all(cells)
                *lines, pending = (pending + data).split(b"\n")
                for line in lines:
                    _start(json.loads(line), cells, answers, commands)
                    started += 1
                    if started == _MANY:
                        join_pages()
            elif data:
                cells[ready][2].append(data)
            else:
                ended.append(_finish(ready, cells, answers))
        # Its answer does not wait for a process to be taken down.
        ended = [process for process in ended if not os.waitpid(process, os.WNOHANG)[0]]
    for process in ended:
        os.waitpid(process, 0)


def _end_all(cells: Cells) -> None:
    """End what goes on: nobody waits for it any more."""
    for process, _, _ in cells.values():
        os.kill(process, signal.SIGTERM)


def _load() -> dict[str, Any]:
    """Import what every job needs; returns what it is, or why it failed."""
    hello: dict[str, Any] = {
        "python": platform.python_version(),
        "executable": sys.executable,
    }
    try:
        from . import api

        hello.update(api.versions())
    except Exception as error:
        name = getattr(error, "name", None) if isinstance(error, ImportError) else None
        hello.update(error=f"{type(error).__name__}: {error}", missing=name or "")
    return hello


def note_modules() -> None:
    """Import what every job needs of the agent itself."""
    from . import runner, work  # noqa: F401

    runner.note_agent()


def is_forkable() -> bool:
    """Whether TensorFlow's eager context has not started its threads: these would not be forked.

    In some versions the context is there, as an object, as soon as TensorFlow is imported.
    """
    module = sys.modules.get("tensorflow.python.eager.context")
    context = getattr(module, "_context", None)
    return getattr(context, "_context_handle", None) is None


def _start_late(commands: int, answers: int) -> None:
    """Start this agent anew, so that it does not import TensorFlow itself: slow, and safe."""
    os.dup2(commands, 0)
    os.dup2(answers, 1)
    os.execv(sys.executable, [sys.executable, sys.argv[0], _LATE])


def _load_apart() -> dict[str, Any]:
    """Return what ``_load`` does, of another process: this one stays without TensorFlow."""
    output, into = os.pipe()
    process = os.fork()
    if process == 0:
        try:
            _write(into, json.dumps(_load()).encode("ascii"))
        finally:
            os._exit(0)
    os.close(into)
    with open(output, "rb") as file:
        hello: dict[str, Any] = json.loads(file.read())
    os.waitpid(process, 0)
    return hello


def _start(job: dict[str, Any], cells: Cells, answers: int, commands: int) -> None:
    if not is_forkable():
        raise Unforkable("TensorFlow has started threads, a forked process would hang")
    output, into = os.pipe()
    process = os.fork()
    if process == 0:
        try:
            os.close(output)
            os.close(commands)
            os.close(answers)
            _write(into, json.dumps(_answer(job)).encode("ascii"))
        finally:
            os._exit(0)
    os.close(into)
    cells[output] = (process, job["id"], [])


def _answer(job: dict[str, Any]) -> dict[str, Any]:
    from . import cell, work

    try:
        task: Callable[[dict[str, Any], Log], None] = work.TASKS[job["task"]]
        return cell.hold(job, task)
    except BaseException as error:
        return {"outcome": "broken", "output": f"{type(error).__name__}: {error}", "events": []}


def _finish(ready: int, cells: Cells, answers: int) -> int:
    """Send the answer of a cell; returns its process, which may still be ending."""
    process, name, parts = cells.pop(ready)
    os.close(ready)
    try:
        answer = json.loads(b"".join(parts))
    except ValueError:
        answer = {"outcome": "broken", "output": "the warden ended", "events": []}
    answer["id"] = name
    # Where who asked has ended, the commands will tell.
    with contextlib.suppress(BrokenPipeError):
        _send(answers, answer)
    return process


def _send(answers: int, message: dict[str, Any]) -> None:
    _write(answers, json.dumps(message).encode("ascii") + b"\n")


def _write(descriptor: int, data: bytes) -> None:
    while data:
        data = data[os.write(descriptor, data) :]
