"""The HTML report: one file that needs nothing else, and no network.

``page.html`` is its frame, ``page.css`` its looks, the scripts draw the data, which stand in
the page as JSON. What a page without scripts shows is written here.
"""

from __future__ import annotations

import base64
import hashlib
import os
from html import escape

from tf2lint.model import SEVERITIES
from tf2lint.report import summary_line
from tf2lint.report.html.data import document
from tf2lint.report.words import valid_unicode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tf2lint.model import Finding
    from tf2lint.report import Report

#: In the order in which the page runs them: all share one scope.
SCRIPTS = ("elements.js", "treemap.js", "overview.js", "findings.js")


def render(report: Report, lines_of: Callable[[Finding], Sequence[str]]) -> Iterator[str]:
    """Yield the page. ``lines_of`` gives the lines that a finding's line is one of."""
    script = "\n".join(
        ['"use strict";', "(() => {", *(_template(name) for name in SCRIPTS), "})();"]
    )
    style = _template("page.css")
    # What stands in the page by itself may run, and nothing that data could bring along.
    policy = (
        f"default-src 'none'; script-src '{_digest(script)}'; style-src '{_digest(style)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    parts = {
        "policy": policy,
        "style": style,
        "script": script,
        "title": escape(_title(report)),
        "summary": escape(valid_unicode(summary_line(report))),
        "verdict": "Passed" if report.passed else "Failed",
        "verdict_class": "passed" if report.passed else "failed",
        "plain": _without_script(report),
    }
    # One pass: what is put in is not searched for places.
    head, *rest = (_template("page.html") + "\n").split("{{")
    yield head
    for piece in rest:
        name, _, text = piece.partition("}}")
        if name.strip() == "data":
            yield from map(in_script, document(report, lines_of))
        else:
            yield parts[name.strip()]
        yield text


def in_script(text: str) -> str:
    """Return JSON that no markup can end, wherever it stands in a page."""
    for mark in "<>&":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return text


def _title(report: Report) -> str:
    return f"Migration to TensorFlow {report.target.release}"


def _digest(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"


def _template(name: str) -> str:
    with open(os.path.join(os.path.dirname(__file__), name), encoding="utf-8") as file:
        return file.read().rstrip("\n")


def _without_script(report: Report) -> str:
    """Return the findings by rule as a table, for readers whose browser runs no scripts."""
    counts: dict[tuple[str, str, str], int] = {}
    for finding in (*report.findings, *report.known):
        key = (finding.code, finding.name, finding.severity)
        counts[key] = counts.get(key, 0) + 1
    order = {severity: place for place, severity in enumerate(SEVERITIES)}
    rows = sorted(counts.items(), key=lambda row: (order[row[0][2]], -row[1], row[0]))
    body = "\n".join(
        f"<tr><th scope='row'>{escape(code)} {escape(name)}</th><td>{escape(severity)}</td>"
        f"<td>{count}</td></tr>"
        for (code, name, severity), count in rows
    )
    errors = "".join(f"<li>{escape(valid_unicode(error))}</li>" for error in report.errors)
    return (
        "<p>This browser runs no scripts here: the charts and the single findings need them.</p>\n"
        f"<ul>{errors}</ul>\n<table><caption>Findings by rule</caption>\n<thead><tr>"
        "<th scope='col'>Rule</th><th scope='col'>Severity</th><th scope='col'>Findings</th>"
        f"</tr></thead>\n<tbody>\n{body}\n</tbody></table>"
    )
