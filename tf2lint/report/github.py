"""Workflow commands: GitHub shows them as annotations beside the lines of a change."""

from __future__ import annotations

from tf2lint.report.words import in_cell, sentence, slashed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from tf2lint.model import Finding
    from tf2lint.report import Report

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}


def render(report: Report) -> Iterator[str]:
    """Return a workflow command a finding."""
    return map(_command, report.findings)


def _command(finding: Finding) -> str:
    properties = {
        "title": f"tf2lint {finding.code} ({finding.name})",
        "file": slashed(finding.path),
    }
    if finding.cell is None:
        properties |= {"line": str(finding.line), "endLine": str(finding.end_line)}
    if finding.cell is None and finding.end_line == finding.line:
        # Columns are only taken within one line; the last one belongs to the annotation.
        properties["col"] = str(finding.column)
        properties["endColumn"] = str(max(finding.column, finding.end_column - 1))
    listed = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    text = _data(f"{finding.code} {in_cell(finding)}{sentence(finding)}")
    return f"::{_COMMANDS[finding.severity]} {listed}::{text}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
