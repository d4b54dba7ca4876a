"""Checkstyle's XML, which Jenkins and many review tools read."""

from __future__ import annotations

from itertools import groupby
from xml.sax.saxutils import quoteattr

import tf2lint
from tf2lint.report.words import in_cell, sentence, slashed, xml_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from tf2lint.report import Report


def render(report: Report) -> Iterator[str]:
    """Yield the document, findings grouped by file."""
    yield '<?xml version="1.0" encoding="utf-8"?>\n'
    yield f'<checkstyle version="tf2lint {tf2lint.__version__}">\n'
    for path, findings in groupby(report.findings, key=lambda finding: finding.path):
        yield f"  <file name={_quoted(slashed(path))}>\n"
        for finding in findings:
            message = _quoted(f"{finding.code} {in_cell(finding)}{sentence(finding)}")
            source = _quoted(f"tf2lint.{finding.code}.{finding.name}")
            yield (
                f'    <error line="{finding.line}" column="{finding.column}" '
                f'severity="{finding.severity}" message={message} source={source}/>\n'
            )
        yield "  </file>\n"
    yield "</checkstyle>\n"


def _quoted(text: str) -> str:
    return quoteattr(xml_text(text))
