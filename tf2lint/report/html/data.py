"""What the HTML report shows, as JSON: texts once each, findings as short rows."""

from __future__ import annotations

import json
import os
import time
from itertools import groupby

import tf2lint
from tf2lint.knowledge import load
from tf2lint.knowledge.pages import load_pages
from tf2lint.model import CONFIDENCES, NO_VERDICT, SEVERITIES, VERDICTS
from tf2lint.report.effort import EFFORTS, MEANINGS, effort_of
from tf2lint.report.words import slashed, valid_unicode
from tf2lint.trend import as_object

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any

    from tf2lint.model import Finding
    from tf2lint.report import Report

    LinesOf = Callable[[Finding], Sequence[str]]

#: Lines of source that are shown before and after a finding, and the most of its own.
_AROUND, _MOST_LINES = 2, 6
#: Characters of a line of source that are shown.
_WIDTH = 300


class _Indexed:
    """Texts, each kept once and told by its number."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}

    def place(self, text: str) -> int:
        return self._places.setdefault(text, len(self._places))

    @property
    def texts(self) -> list[str]:
        return [valid_unicode(text) for text in self._places]


def document(report: Report, lines_of: LinesOf) -> Iterator[str]:
    """Yield all that the page shows; ``rules``, ``paths`` and ``texts`` are told by number."""
    knowledge = load(report.target)
    rules, paths, texts = _Indexed(), _Indexed(), _Indexed()
    found = [(f, 0) for f in report.findings] + [(f, 1) for f in report.known]
    found.sort(key=lambda pair: _order(pair[0]))
    yield '{"findings":['
    comma = ""
    for finding, known in found:
        yield comma + _json(
            [
                paths.place(slashed(finding.path)),
                finding.cell or 0,
                finding.line,
                finding.column,
                finding.end_line,
                finding.end_column,
                rules.place(finding.name),
                SEVERITIES.index(finding.severity),
                CONFIDENCES.index(finding.confidence),
                EFFORTS.index(effort_of(finding, knowledge)),
                known,
                texts.place(finding.symbol),
                texts.place(finding.message),
                texts.place(finding.hint),
                texts.place(finding.probe.said if finding.probe else ""),
                VERDICTS.index(finding.probe.verdict) if finding.probe else len(VERDICTS),
            ]
        )
        comma = ","
    yield '],"lines":{'
    comma = ""
    for (path, cell), group in groupby(found, key=lambda pair: _place(pair[0])):
        excerpt: dict[int, str] = {}
        for finding, _ in group:
            _add_lines(excerpt, finding, lines_of(finding))
        yield f'{comma}"{paths.place(path)}:{cell or ""}":{_json(excerpt)}'
        comma = ","
    rest = {
        "version": tf2lint.__version__,
        "target": str(report.target),
        "date": _date(),
        "files": report.files,
        "passed": report.passed,
        "errors": [valid_unicode(error) for error in report.errors],
        "severities": SEVERITIES,
        "confidences": CONFIDENCES,
        "verdicts": (*VERDICTS, NO_VERDICT),
        "efforts": [[effort, MEANINGS[effort]] for effort in EFFORTS],
        "rules": _rules(rules.texts),
        "paths": paths.texts,
        "texts": texts.texts,
        "progress": {"gone": report.stale} if report.compared else None,
        "trend": [as_object(point) for point in report.trend],
    }
    yield "}," + _json(rest).removeprefix("{")


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


def _place(finding: Finding) -> tuple[str, int]:
    return slashed(finding.path), finding.cell or 0


def _order(finding: Finding) -> tuple[str, int, int, int]:
    return *_place(finding), finding.line, finding.column


def _rules(names: Sequence[str]) -> list[dict[str, str]]:
    pages = load_pages() if names else {}
    return [
        {
            "code": pages[name].rule.code,
            "name": name,
            "summary": pages[name].rule.summary,
            "explanation": pages[name].explanation.strip(),
        }
        for name in names
    ]


def _add_lines(excerpt: dict[int, str], finding: Finding, lines: Sequence[str]) -> None:
    """Add the lines of a finding, and some around it, to those of its file."""
    if finding.line > len(lines):
        return
    last = min(max(finding.line, finding.end_line), finding.line + _MOST_LINES)
    first = max(1, finding.line - _AROUND)
    for number in range(first, min(len(lines), last + _AROUND) + 1):
        text = lines[number - 1].rstrip("\r\n")
        excerpt[number] = valid_unicode(text if len(text) <= _WIDTH else text[:_WIDTH] + " …")


def _date() -> str:
    """Return the day of the report; builds that repeat set it by the usual variable."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    seconds = int(given) if given.isascii() and given.isdigit() else time.time()
    return time.strftime("%Y-%m-%d", time.gmtime(seconds))
