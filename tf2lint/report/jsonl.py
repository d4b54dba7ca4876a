"""JSON lines: a finding a line, for programs that read as the run goes."""

from __future__ import annotations

import json

from tf2lint.report.json import as_object

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from tf2lint.report import Report


def render(report: Report) -> Iterator[str]:
    """Yield the findings, an object of the JSON document a line."""
    for finding in report.findings:
        yield json.dumps(as_object(finding)) + "\n"
