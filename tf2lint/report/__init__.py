"""Reports: one module an output format; each yields its text in pieces.

A report may be as long as the tree is large, and is never in memory as a whole.
"""

from __future__ import annotations

from tf2lint.model import SEVERITIES
from tf2lint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from tf2lint.knowledge import Target
    from tf2lint.model import Finding
    from tf2lint.trend import Point

#: For people; ``text`` is ``full`` on a terminal and ``concise`` elsewhere.
TEXTS = ("text", "full", "concise")
#: For programs and pages: each is the module of this room that renders it.
DOCUMENTS = (
    "json",
    "jsonl",
    "sarif",
    "github",
    "gitlab",
    "junit",
    "checkstyle",
    "markdown",
    "html",
)
FORMATS = (*TEXTS, *DOCUMENTS)
#: The formats that tell findings apart by their fingerprints.
FINGERPRINTED = frozenset({"json", "jsonl", "sarif", "gitlab"})
#: The formats that hold the edits of fixes.
WITH_FIXES = frozenset({"json", "jsonl", "sarif"})
#: The formats that list what comments hide.
WITH_SUPPRESSED = frozenset({"sarif"})
#: The formats that show the source of each finding.
WITH_SOURCE = frozenset({"html"})


class Report(NamedTuple):
    """All that a run has to say."""

    findings: Collection[Finding]
    #: Paths and settings that could not be used, and failures of the linter, a line each.
    errors: Sequence[str]
    target: Target
    files: int
    passed: bool
    #: Findings that comments in the source hide; for the formats that list them.
    suppressed: Collection[Finding] = ()
    #: Findings of the baseline, which do not count.
    known: Collection[Finding] = ()
    #: Number of entries of the baseline whose findings are gone.
    stale: int = 0
    #: Earlier states of the project, the oldest first.
    trend: Sequence[Point] = ()
    #: Number of findings that the gate does not count because the probe's results do not know
    #: them.
    unjudged: int = 0
    #: Whether there is a baseline, even if it knows none of the findings.
    compared: bool = False

    def counts(self) -> tuple[dict[str, int], int]:
        """Return the number of findings of each severity, and of the files that they are in."""
        severities = dict.fromkeys(SEVERITIES, 0)
        files, last = 0, None
        for finding in self.findings:
            severities[finding.severity] += 1
            # Those of one file follow each other.
            files += finding.path != last
            last = finding.path
        return severities, files


def render(
    name: str, report: Report, colour: bool, lines_of: Callable[[Finding], Sequence[str]]
) -> Iterator[str]:
    """Return the pieces of the report in a format of ``FORMATS`` other than ``text``.

    ``lines_of`` gives the lines that a finding's line is one of, none where they cannot be read.
    """
    if name in DOCUMENTS:
        from importlib import import_module

        module = import_module(f"tf2lint.report.{name}")
        given = (report, lines_of) if name in WITH_SOURCE else (report,)
        pieces: Iterator[str] = module.render(*given)
        return pieces
    from tf2lint.report.text import render_text

    return render_text(report, colour, lines_of if name == "full" else None)


def summary_line(report: Report) -> str:
    """Return the findings of a report in one line."""
    where = f"{report.files} {'file' if report.files == 1 else 'files'} for {report.target}"
    counts = []
    severities, hit = report.counts()
    for severity, count in severities.items():
        if count:
            plural = severity if count == 1 or severity == "info" else severity + "s"
            counts.append(f"{count} {plural}")
    aside = f" ({len(report.known)} known in the baseline)" if report.known else ""
    if report.unjudged:
        aside += f" ({report.unjudged} without a verdict of the probe, not counted)"
    if not counts:
        return f"No {'new ' if aside else ''}findings in {where}{aside}"
    return f"{', '.join(counts)} in {hit} of {where}{aside}"
