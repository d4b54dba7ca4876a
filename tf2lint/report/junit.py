"""JUnit's XML: a test case a finding, and one that passes where there is none."""

from __future__ import annotations

from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from tf2lint.report.words import place, sentence, slashed, xml_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from tf2lint.model import Finding
    from tf2lint.report import Report


def render(report: Report) -> Iterator[str]:
    """Yield the document: a test suite a file."""
    total = len(report.findings)
    yield '<?xml version="1.0" encoding="utf-8"?>\n'
    yield f'<testsuites name="tf2lint" tests="{max(total, 1)}" failures="{total}" errors="0">\n'
    for path, findings in groupby(report.findings, key=lambda finding: finding.path):
        yield _suite(path, list(findings))
    if not total:
        yield (
            '  <testsuite name="tf2lint" tests="1" failures="0" errors="0" skipped="0">\n'
            '    <testcase name="no findings" classname="tf2lint"/>\n'
            "  </testsuite>\n"
        )
    yield "</testsuites>\n"


def _suite(path: str, findings: list[Finding]) -> str:
    name, count = _quoted(slashed(path)), len(findings)
    head = f'  <testsuite name={name} tests="{count}" failures="{count}" errors="0" skipped="0">\n'
    return head + "".join(map(_case, findings)) + "  </testsuite>\n"


def _case(finding: Finding) -> str:
    path = slashed(finding.path)
    where = slashed(place(finding))
    name = _quoted(f"{finding.code} {finding.name} {where}")
    text = sentence(finding)
    return (
        f'    <testcase name={name} classname={_quoted(path)} line="{finding.line}">\n'
        f'      <failure type="{finding.severity}" message={_quoted(f"{finding.code} {text}")}>'
        f"{escape(xml_text(f'{where}: {finding.code} {text}'))}</failure>\n"
        "    </testcase>\n"
    )


def _quoted(text: str) -> str:
    return quoteattr(xml_text(text))
