"""Runs programs in the interpreter that it is started with, each in a process of its own.

Standard library alone: the interpreters that have a TensorFlow know nothing of this project.
Reads a JSON list of ``{"name", "program"}`` from standard input and writes a JSON line of
``{"name", "outcome"}`` as each program ends. The programs are forked from one process that has
imported TensorFlow and done nothing else with it, so that each finds it as a fresh process
would, without the seconds that the import takes.

An outcome is ``{"ran": true}``, or ``ran`` false with ``error`` (the class of the exception, or
how the process ended), ``message`` (the line of its text that says what is wrong) and ``lines``
(those of the program that the exception came through).
"""

from __future__ import annotations

import json
import os
import re
import runpy
import signal
import sys
import tempfile
import traceback
from typing import Any

#: Seconds after which a program counts as one that does not end.
LIMIT = 120
#: A line of the program as tracebacks name it, and TensorFlow in errors of a ``tf.function``.
NAMED_LINE = re.compile(r'program\.py", line (\d+)')
#: The line of a traceback that says what is wrong.
POINT = re.compile(r"(?:\w+\.)*(\w*(?:Error|Exception)): (.*)")

Outcome = dict[str, Any]


def main() -> None:
    # Offline, so that an outcome does not depend on where the test runs.
    os.environ.update(http_proxy="http://127.0.0.1:9", https_proxy="http://127.0.0.1:9")
    programs = json.load(sys.stdin)
    import tensorflow  # noqa: F401

    for entry in programs:
        outcome = _run_apart(entry["program"])
        print(json.dumps({"name": entry["name"], "outcome": outcome}), flush=True)


def _run_apart(program: str) -> Outcome:
    """The outcome of ``program`` in a child process and a temporary folder."""
    with tempfile.TemporaryDirectory() as folder:
        result = os.path.join(folder, "outcome.json")
        work = os.path.join(folder, "work")
        os.mkdir(work)
        child = os.fork()
        if not child:
            _become(program, work, result)
        _, status = os.waitpid(child, 0)
        if os.path.exists(result):
            with open(result, encoding="utf-8") as file:
                outcome: Outcome = json.load(file)
                return outcome
    ending = signal.Signals(os.WTERMSIG(status)).name if os.WIFSIGNALED(status) else "os._exit"
    return {"ran": False, "error": ending, "message": "", "lines": []}


def _become(program: str, work: str, result: str) -> None:
    """In the child: run the program, write what came of it, and end without going back."""
    try:
        signal.alarm(LIMIT)
        os.chdir(work)
        printed = os.open("../printed.txt", os.O_WRONLY | os.O_CREAT)
        os.dup2(printed, 1)
        os.dup2(printed, 2)
        outcome = _run(program, os.path.join(work, "program.py"))
        with open(result, "w", encoding="utf-8") as file:
            json.dump(outcome, file)
    finally:
        os._exit(0)


def _run(program: str, path: str) -> Outcome:
    with open(path, "w", encoding="utf-8") as file:
        file.write(program)
    sys.argv = [path]
    sys.path[0] = os.path.dirname(path)
    try:
        runpy.run_path(path, run_name="__main__")
    except SystemExit as error:
        if not error.code:
            return {"ran": True}
        sys.stderr.flush()
        with open("../printed.txt", encoding="utf-8", errors="replace") as file:
            return _exited(file.read())
    except BaseException as error:
        message = _telling(str(error))
        return _failed(type(error).__name__, message, _lines(error, path))
    return {"ran": True}


def _exited(printed: str) -> Outcome:
    """The outcome of a program that caught an exception, printed it and exited with a status."""
    points = [match for match in map(POINT.fullmatch, printed.splitlines()) if match]
    error, message = points[-1].groups() if points else ("SystemExit", "")
    return _failed(error, message, [int(number) for number in NAMED_LINE.findall(printed)])


def _failed(error: str, message: str, lines: list[int]) -> Outcome:
    return {"ran": False, "error": error, "message": message, "lines": lines}


def _telling(text: str) -> str:
    """The line of a message that says what is wrong: its first, as a rule.

    An exception inside a ``tf.function`` or a Keras layer is wrapped in a text that quotes the
    program before it comes to the point.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        return ""
    if lines[0].startswith("in user code"):
        points = [match[2] for match in map(POINT.fullmatch, lines) if match]
        return points[0] if points else lines[0]
    if lines[0].startswith("Exception encountered when calling") and len(lines) > 1:
        return _telling("\n".join(lines[1:]))
    return lines[0]


def _lines(error: BaseException, path: str) -> list[int]:
    """The lines of the program at ``path`` that ``error`` came through."""
    if isinstance(error, SyntaxError):
        return [error.lineno] if error.lineno else []
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == path and frame.lineno]
    return lines + [int(number) for number in NAMED_LINE.findall(str(error))]


if __name__ == "__main__":
    main()
