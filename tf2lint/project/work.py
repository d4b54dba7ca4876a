"""Many files through one function, on one process or several."""

from __future__ import annotations

import os

from tf2lint.records import NamedTuple
from tf2lint.source import pause_collector

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from tf2lint.model import Finding
    from tf2lint.project.files import Source

    #: What is found in a source, or else what a caller wants of each.
    LintOne = Callable[[Source], list[Any]]
    Advance = Callable[[int], None]


class Outcome(NamedTuple):
    """What came of a run; ``errors`` has a line for each file that the linter failed on."""

    findings: list[Finding]
    errors: list[str]


def lint_all(
    sources: Sequence[Source], lint_one: LintOne, jobs: int, advance: Advance | None = None
) -> Outcome:
    """Lint every source; the order of the outcome is that of the sources, whatever ``jobs``.

    ``advance`` is told the number of files done so far, of ``len(sources)``.
    """
    jobs = min(jobs, len(sources))
    if jobs < 2 or not hasattr(os, "fork"):
        results = _lint_share(sources, range(len(sources)), lint_one, advance)
    else:
        results = _lint_in_processes(sources, lint_one, jobs, advance)
    outcome = Outcome([], [])
    for _, findings, error in sorted(results, key=lambda result: result[0]):
        outcome.findings.extend(findings)
        if error:
            outcome.errors.append(error)
    return outcome


#: Index of a source, its findings, and how the linter failed on it, if it did.
_Result = tuple[int, "list[Any]", str]


def _lint_share(
    sources: Sequence[Source],
    share: Sequence[int],
    lint_one: LintOne,
    advance: Advance | None,
    pace: int = 1,
) -> list[_Result]:
    """Lint the sources of one process; only what has something to say is kept."""
    results: list[_Result] = []
    with pause_collector():
        for done, index in enumerate(share):
            if advance is not None:
                advance(done * pace)
            try:
                findings = lint_one(sources[index])
            except Exception as error:
                results.append((index, [], _failure(sources[index].path, error)))
                continue
            if findings:
                results.append((index, findings, ""))
    return results


def _failure(path: str, error: Exception) -> str:
    """Return one line about a mistake of the linter itself, with the place to look at."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = ""
    if trace is not None:
        place = f" at {os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}"
    return f"{path}: internal error{place}: {type(error).__name__}: {error}; please report it"


def _lint_in_processes(
    sources: Sequence[Source], lint_one: LintOne, jobs: int, advance: Advance | None
) -> list[_Result]:
    """Fork; this process takes a share too. Children answer through pipes."""
    import pickle

    shares = _balanced_shares(sources, jobs)
    children: list[tuple[int, int, list[int]]] = []
    try:
        for share in shares[1:]:
            reader, writer = os.pipe()
            child = os.fork()
            if child == 0:
                _answer(writer, sources, share, lint_one)
            os.close(writer)
            children.append((child, reader, share))
        results = _lint_share(sources, shares[0], lint_one, advance, len(shares))
        while children:
            child, reader, share = children[0]
            with os.fdopen(reader, "rb") as pipe:
                answer = pipe.read()
            children.pop(0)
            _, status = os.waitpid(child, 0)
            if status or not answer:
                # Killed, or out of memory: its files are linted here after all.
                results.extend(_lint_share(sources, share, lint_one, None))
            else:
                # Our own child wrote it a moment ago: nobody else could have.
                results.extend(pickle.loads(answer))
    finally:
        for child, reader, _ in children:
            _stop(child, reader)
    return results


def _answer(writer: int, sources: Sequence[Source], share: list[int], lint_one: LintOne) -> None:
    """Do a child's work, write it to the pipe, and end the process."""
    import pickle

    status = 1
    try:
        answer = pickle.dumps(_lint_share(sources, share, lint_one, None), -1)
        with os.fdopen(writer, "wb") as pipe:
            pipe.write(answer)
        status = 0
    finally:
        # Not sys.exit: what the parent has set up to happen at its end is not ours.
        os._exit(status)


def _stop(child: int, reader: int) -> None:
    import contextlib
    import signal

    with contextlib.suppress(OSError):
        os.close(reader)
    with contextlib.suppress(OSError):
        os.kill(child, signal.SIGTERM)
        os.waitpid(child, 0)


def _balanced_shares(sources: Sequence[Source], jobs: int) -> list[list[int]]:
    """Return indices in shares of about the same number of bytes."""
    sizes = []
    for index, source in enumerate(sources):
        try:
            sizes.append((os.stat(source.path).st_size, index))
        except OSError:
            sizes.append((0, index))
    sizes.sort(key=lambda pair: (-pair[0], pair[1]))
    shares: list[list[int]] = [[] for _ in range(jobs)]
    loads = [0] * jobs
    for size, index in sizes:
        lightest = loads.index(min(loads))
        shares[lightest].append(index)
        # A file costs something even when it is empty.
        loads[lightest] += size + 500
    return [sorted(share) for share in shares]
