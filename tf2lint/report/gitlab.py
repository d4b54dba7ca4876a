"""GitLab's Code Quality report: merge requests show what came and what went."""

from __future__ import annotations

import json

from tf2lint.report.words import in_cell, indented, sentence, slashed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from tf2lint.model import Finding
    from tf2lint.report import Report

_SEVERITIES = {"error": "major", "warning": "minor", "info": "info"}


def render(report: Report) -> Iterator[str]:
    """Yield the report: one array of issues."""
    yield "["
    comma = ""
    for finding in report.findings:
        yield comma + indented(json.dumps(_issue(finding), indent=2), 2)
        comma = ","
    yield "\n]\n" if comma else "]\n"


def _issue(finding: Finding) -> dict[str, Any]:
    path = slashed(finding.path)
    return {
        "type": "issue",
        "check_name": finding.name,
        "description": f"{finding.code} {in_cell(finding)}{sentence(finding)}",
        "categories": ["Compatibility"],
        "severity": _SEVERITIES[finding.severity],
        # GitLab compares the fingerprints of a whole project, and takes equal ones for one.
        "fingerprint": f"{path}:{finding.fingerprint}",
        "location": {
            "path": path,
            "positions": {
                "begin": {"line": finding.line, "column": finding.column},
                "end": {"line": finding.end_line, "column": finding.end_column},
            },
            "lines": {"begin": finding.line, "end": finding.end_line},
        },
    }
