"""Many files through one function, on one process or several."""

from __future__ import annotations

import os

from tf2lint.findings import Findings
from tf2lint.records import NamedTuple
from tf2lint.source import pause_collector

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from tf2lint.project.files import Source

    #: What is found in a source, or else what a caller wants of each.
    LintOne = Callable[[Source], list[Any]]
    Advance = Callable[[int], None]


class Outcome(NamedTuple):
    """What came of a run; ``errors`` has a line for each file that the linter failed on.

    ``failed`` are the paths of these; ``finished`` is what ``finish`` gave, of each process.
    """

    findings: Findings
    errors: list[str]
    failed: list[str] = []  # noqa: RUF012 - never changed
    finished: list[Any] = []  # noqa: RUF012 - never changed


class Share(NamedTuple):
    """What came of some neighbouring sources: the index of the first, and their findings.

    ``failures``: the path of each one that the linter failed on, and how.
    """

    first: int
    findings: Findings
    failures: list[tuple[str, str]]


def lint_all(
    sources: Sequence[Source],
    lint_one: LintOne,
    jobs: int,
    advance: Advance | None = None,
    finish: Callable[[], object] | None = None,
) -> Outcome:
    """Lint every source; the order of the outcome is that of the sources, whatever ``jobs``.

    ``advance`` is told the number of files done so far, of ``len(sources)``; ``finish`` is
    called at the end in each process that linted.
    """
    jobs = min(jobs, len(sources))
    if jobs < 2 or not hasattr(os, "fork"):
        shares = [lint_share(sources, range(len(sources)), lint_one, advance)]
        finished = [] if finish is None else [finish()]
    else:
        from tf2lint.project.workers import lint_in_processes

        shares, finished = lint_in_processes(sources, lint_one, jobs, advance, finish)
    outcome = Outcome(Findings(), [], [], finished)
    for _, findings, failures in sorted(shares, key=lambda share: share.first):
        outcome.findings.join(findings)
        for path, error in failures:
            outcome.errors.append(error)
            outcome.failed.append(path)
    return outcome


def lint_share(
    sources: Sequence[Source],
    indices: range,
    lint_one: LintOne,
    starting: Advance | None = None,
) -> Share:
    """Lint some of the sources.

    ``starting`` is told the index of each source before it is linted.
    """
    share = Share(indices.start, Findings(), [])
    with pause_collector():
        for index in indices:
            if starting is not None:
                starting(index)
            try:
                found = lint_one(sources[index])
            except Exception as error:
                path = sources[index].path
                share.failures.append((path, _failure(path, error)))
            else:
                share.findings.extend(found)
    return share


def _failure(path: str, error: Exception) -> str:
    """Return one line about a mistake of the linter itself, with the place to look at."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = ""
    if trace is not None:
        place = f" at {os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}"
    return failed_on(path, f"{type(error).__name__}: {error}", place)


def failed_on(path: str, how: str, place: str = "") -> str:
    """Return the line that names the file which the linter failed on."""
    return f"{path}: internal error{place}: {how}; please report it"
