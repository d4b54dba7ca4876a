"""Markdown: the summary of a job, on the page of its run."""

from __future__ import annotations

from itertools import groupby, islice

from tf2lint.model import SEVERITIES
from tf2lint.report import summary_line
from tf2lint.report.words import place, sentence, slashed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from tf2lint.model import Finding
    from tf2lint.report import Report

#: Rows of a table; what lies beyond is counted. Job summaries are cut at a megabyte.
_MOST = 100


def render(report: Report) -> Iterator[str]:
    """Yield the verdict, the findings by rule and by file, and the first ones in full."""
    out = [
        "## tf2lint\n",
        f"**{'Passed' if report.passed else 'Failed'}.** {summary_line(report)}.\n",
    ]
    out += [f"- {_cell(error)}" for error in report.errors]
    if report.findings:
        out += _by_rule(report.findings)
        _, files = report.counts()
        out += _by_file(report.findings, files)
        out += _in_full(report.findings)
    yield "\n".join(out).rstrip("\n") + "\n"


def _by_rule(findings: Collection[Finding]) -> list[str]:
    rows = _counted((f.code, f.name, f.severity) for f in findings)
    table = [
        f"| {code} | {name} | {severity} | {count} |" for (code, name, severity), count in rows
    ]
    return [
        "### By rule\n",
        "| rule | name | severity | findings |",
        "|---|---|---|--:|",
        *_cut(table, len(table)),
    ]


def _by_file(findings: Collection[Finding], files: int) -> list[str]:
    from heapq import nsmallest

    table = [
        f"| {_cell(slashed(path))} | {' | '.join(map(str, counts))} |"
        for _, path, counts in nsmallest(_MOST, _files(findings))
    ]
    head = ["### By file\n", "| file | errors | warnings | info |", "|---|--:|--:|--:|"]
    return [*head, *_cut(table, files)]


def _files(findings: Collection[Finding]) -> Iterator[tuple[int, str, list[int]]]:
    """Yield each file with its findings by severity, behind what sorts the fullest first."""
    for path, group in groupby(findings, key=lambda finding: finding.path):
        counts = dict.fromkeys(SEVERITIES, 0)
        for finding in group:
            counts[finding.severity] += 1
        yield -sum(counts.values()), path, list(counts.values())


def _in_full(findings: Collection[Finding]) -> list[str]:
    first = islice(findings, _MOST)
    table = [f"| {_cell(slashed(place(f)))} | {f.code} | {_cell(sentence(f))} |" for f in first]
    head = ["### Findings\n", "| place | rule | |", "|---|---|---|"]
    return [*head, *_cut(table, len(findings))]


def _counted(keys: Iterable[tuple[str, str, str]]) -> list[tuple[tuple[str, str, str], int]]:
    counts: dict[tuple[str, str, str], int] = {}
    for key in keys:
        counts[key] = counts.get(key, 0) + 1
    return sorted(counts.items(), key=lambda row: (-row[1], row[0]))


def _cut(table: list[str], rows: int) -> list[str]:
    """Return the first rows of a table that has so many in all, and how many are left out."""
    left = rows - _MOST
    return [*table[:_MOST], *([f"\n… and {left} more."] if left > 0 else []), ""]


def _cell(text: str) -> str:
    """Return text as one cell of a table, with nothing in it that Markdown would take up."""
    for mark in "\\`*_{}[]<>#|~":
        text = text.replace(mark, "\\" + mark)
    return " ".join(text.split())
