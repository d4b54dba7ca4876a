"""Markdown: the summary of a job, on the page of its run."""

from __future__ import annotations

from tf2lint.model import SEVERITIES
from tf2lint.report import summary_line
from tf2lint.report.words import place, sentence, slashed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tf2lint.model import Finding
    from tf2lint.report import Report

#: Rows of a table; what lies beyond is counted. Job summaries are cut at a megabyte.
_MOST = 100


def render(report: Report) -> str:
    """Return the verdict, the findings by rule and by file, and the first ones in full."""
    out = [
        "## tf2lint\n",
        f"**{'Passed' if report.passed else 'Failed'}.** {summary_line(report)}.\n",
    ]
    out += [f"- {_cell(error)}" for error in report.errors]
    if report.findings:
        out += _by_rule(report.findings)
        out += _by_file(report.findings)
        out += _in_full(report.findings)
    return "\n".join(out).rstrip("\n") + "\n"


def _by_rule(findings: Sequence[Finding]) -> list[str]:
    rows = _counted((f.code, f.name, f.severity) for f in findings)
    table = [
        f"| {code} | {name} | {severity} | {count} |" for (code, name, severity), count in rows
    ]
    return [
        "### By rule\n",
        "| rule | name | severity | findings |",
        "|---|---|---|--:|",
        *_cut(table),
    ]


def _by_file(findings: Sequence[Finding]) -> list[str]:
    severities: dict[str, dict[str, int]] = {}
    for finding in findings:
        counts = severities.setdefault(finding.path, dict.fromkeys(SEVERITIES, 0))
        counts[finding.severity] += 1
    rows = sorted(severities.items(), key=lambda row: (-sum(row[1].values()), row[0]))
    table = [
        f"| {_cell(slashed(path))} | {' | '.join(str(n) for n in counts.values())} |"
        for path, counts in rows
    ]
    head = ["### By file\n", "| file | errors | warnings | info |", "|---|--:|--:|--:|"]
    return [*head, *_cut(table)]


def _in_full(findings: Sequence[Finding]) -> list[str]:
    table = [f"| {_cell(slashed(place(f)))} | {f.code} | {_cell(sentence(f))} |" for f in findings]
    head = ["### Findings\n", "| place | rule | |", "|---|---|---|"]
    return [*head, *_cut(table)]


def _counted(keys: Iterable[tuple[str, str, str]]) -> list[tuple[tuple[str, str, str], int]]:
    counts: dict[tuple[str, str, str], int] = {}
    for key in keys:
        counts[key] = counts.get(key, 0) + 1
    return sorted(counts.items(), key=lambda row: (-row[1], row[0]))


def _cut(table: list[str]) -> list[str]:
    left = len(table) - _MOST
    return [*table[:_MOST], *([f"\n… and {left} more."] if left > 0 else []), ""]


def _cell(text: str) -> str:
    """Return text as one cell of a table, with nothing in it that Markdown would take up."""
    for mark in "\\`*_{}[]<>#|~":
        text = text.replace(mark, "\\" + mark)
    return " ".join(text.split())
