"""The JSON document: everything, for programs."""

from __future__ import annotations

import json

import tf2lint
from tf2lint.report.words import slashed, valid_unicode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from tf2lint.model import Finding
    from tf2lint.report import Report

VERSION = 1


def render(report: Report) -> Iterator[str]:
    """Yield the document, with a line for each finding."""
    head: dict[str, Any] = {
        "version": VERSION,
        "tool": {"name": "tf2lint", "version": tf2lint.__version__},
        "target": {"tensorflow": report.target.release, "keras": report.target.keras},
    }
    yield "{\n"
    for key, value in head.items():
        yield f"  {json.dumps(key)}: {json.dumps(value)},\n"
    yield '  "findings": ['
    by_rule: dict[str, int] = {}
    for finding in report.findings:
        yield f"{',' if by_rule else ''}\n    {json.dumps(as_object(finding))}"
        by_rule[finding.code] = by_rule.get(finding.code, 0) + 1
    yield "\n  ],\n" if by_rule else "],\n"
    severities, _ = report.counts()
    summary: dict[str, Any] = {
        "passed": report.passed,
        "files": report.files,
        **severities,
        "rules": dict(sorted(by_rule.items())),
    }
    if report.compared:
        summary |= {"known": len(report.known), "stale": report.stale}
    if report.unjudged:
        summary["unjudged"] = report.unjudged
    yield f'  "summary": {json.dumps(summary)},\n'
    yield f'  "errors": {json.dumps([valid_unicode(error) for error in report.errors])}\n}}\n'


def as_object(finding: Finding) -> dict[str, Any]:
    """Return a finding as the documents of this room hold it."""
    fields: dict[str, Any] = finding._asdict()
    del fields["suppressed"]
    if finding.cell is None:
        del fields["cell"]
    if finding.probe is None:
        del fields["probe"]
    else:
        fields["probe"] = finding.probe._asdict()
    fields["path"] = slashed(finding.path)
    fields["message"] = valid_unicode(finding.message)
    if finding.fix is not None:
        edits = [edit.as_object() for edit in finding.fix.edits]
        fields["fix"] = {"safety": finding.fix.safety, "edits": edits}
    return fields
