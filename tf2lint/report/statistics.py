"""Counts by rule, most frequent first."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tf2lint.report import Report


def render_statistics(report: Report) -> str:
    """Return a table: count, code, severity, name."""
    counts: dict[tuple[str, str, str], int] = {}
    for finding in report.findings:
        key = (finding.code, finding.severity, finding.name)
        counts[key] = counts.get(key, 0) + 1
    rows = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    width = max((len(str(count)) for count in counts.values()), default=1)
    return "".join(
        f"{count:{width}}  {code}  {severity:7}  {name}\n" for (code, severity, name), count in rows
    )
