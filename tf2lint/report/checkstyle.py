"""Checkstyle's XML, which Jenkins and many review tools read."""

from __future__ import annotations

from itertools import groupby
from xml.sax.saxutils import quoteattr

import tf2lint
from tf2lint.report.words import in_cell, sentence, slashed, xml_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tf2lint.report import Report


def render(report: Report) -> str:
    """Return the document, findings grouped by file."""
    out = [
        '<?xml version="1.0" encoding="utf-8"?>\n',
        f'<checkstyle version="tf2lint {tf2lint.__version__}">\n',
    ]
    for path, findings in groupby(report.findings, key=lambda finding: finding.path):
        out.append(f"  <file name={_quoted(slashed(path))}>\n")
        for finding in findings:
            message = _quoted(f"{finding.code} {in_cell(finding)}{sentence(finding)}")
            source = _quoted(f"tf2lint.{finding.code}.{finding.name}")
            out.append(
                f'    <error line="{finding.line}" column="{finding.column}" '
                f'severity="{finding.severity}" message={message} source={source}/>\n'
            )
        out.append("  </file>\n")
    out.append("</checkstyle>\n")
    return "".join(out)


def _quoted(text: str) -> str:
    return quoteattr(xml_text(text))
