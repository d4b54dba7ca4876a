"""How the findings of a project went over time: counts, and how they are drawn as text."""

from __future__ import annotations

from tf2lint.model import SEVERITIES
from tf2lint.records import NamedTuple
from tf2lint.report.text import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from tf2lint.gate import Verdict
    from tf2lint.model import Finding

_BARS = "▁▂▃▄▅▆▇█"
#: Columns of the longest bar, and rules that are listed.
_WIDTH, _MOST_RULES = 30, 15


class Threshold(NamedTuple):
    """How much of a threshold was used, as ``tf2lint.gate.Use`` says; ``unit`` may be empty."""

    what: str
    unit: str
    used: float
    allowed: float


class Point(NamedTuple):
    """The findings of one revision. ``name`` is its tag or short hash, ``date`` its day."""

    name: str
    commit: str
    date: str
    files: int
    severities: dict[str, int]
    #: Code of a rule to the number of its findings.
    rules: dict[str, int]
    #: Findings that the revision's own baseline knows; ``None``: it has none.
    known: int | None = None
    #: The thresholds of today, held against what is not known.
    thresholds: tuple[Threshold, ...] = ()
    #: Whether these are kept.
    passed: bool = True

    @property
    def total(self) -> int:
        """The number of all findings."""
        return sum(self.severities.values())


def thresholds_of(verdict: Verdict) -> tuple[Threshold, ...]:
    """Return the thresholds of a verdict that allow so many and no more."""
    return tuple(
        Threshold(
            use.what.removeprefix("finding of "),
            "per 1,000 lines" if use.per_1000_lines else "",
            use.used,
            use.allowed,
        )
        for use in verdict.uses
        if use.allowed is not None
    )


def count(files: int, findings: Iterable[Finding]) -> Point:
    """Return the counts of a revision's findings, without its name and date."""
    severities = dict.fromkeys(SEVERITIES, 0)
    rules: dict[str, int] = {}
    for finding in findings:
        severities[finding.severity] += 1
        rules[finding.code] = rules.get(finding.code, 0) + 1
    return Point("", "", "", files, severities, dict(sorted(rules.items())))


def as_json(points: Sequence[Point], errors: Sequence[str]) -> str:
    """Return the points as a document, the oldest first."""
    import json

    document: dict[str, Any] = {
        "version": 1,
        "points": [{**as_object(point), "total": point.total} for point in points],
        "errors": list(errors),
    }
    return json.dumps(document, indent=1) + "\n"


def as_object(point: Point) -> dict[str, Any]:
    """Return a point as documents hold it."""
    fields: dict[str, Any] = point._asdict()
    fields["thresholds"] = [threshold._asdict() for threshold in point.thresholds]
    return fields


def as_text(points: Sequence[Point]) -> str:
    """Return a bar a revision, then a line a severity and a rule."""
    if not points:
        return ""
    shown = [printable(point.name) for point in points]
    names = max(map(len, shown))
    most = max(max(point.total for point in points), 1)
    digits = len(str(most))
    lines = []
    for name, point in zip(shown, points):
        counts = ", ".join(
            f"{count} {severity}{'' if count == 1 or severity == 'info' else 's'}"
            for severity, count in point.severities.items()
            if count
        )
        bar = "█" * round(_WIDTH * point.total / most)
        head = f"{name:{names}}  {point.date}  {point.total:{digits}}"
        lines.append(f"{head}  {bar:{_WIDTH}}  {counts}".rstrip())
    lines += ["", *_series("severity", [point.severities for point in points])]
    lines += ["", *_series("rule", [point.rules for point in points])]
    if any(point.known is not None for point in points):
        lines += ["", *_series("baseline", [{"known": point.known or 0} for point in points])]
    if points[-1].thresholds:
        lines += ["", *_of_thresholds(points)]
    return "\n".join(lines) + "\n"


def _of_thresholds(points: Sequence[Point]) -> list[str]:
    """Return a line a threshold: how much of it was used, and whether that was too much."""
    rows = [("threshold", "allowed", "from", "to", "")]
    for uses in zip(*(point.thresholds for point in points)):
        first, last = uses[0], uses[-1]
        line = sparkline([round(use.used * 100) for use in uses])
        row = printable(f"{last.what} {last.unit}".strip()), f"{last.allowed:g}", f"{first.used:g}"
        rows.append((*row, f"{last.used:g}", f"{line}{'  exceeded' * (last.used > last.allowed)}"))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return [
        "  ".join(
            [row[0].ljust(widths[0]), *(row[i].rjust(widths[i]) for i in (1, 2, 3)), row[4]]
        ).rstrip()
        for row in rows
    ]


def _series(title: str, counts: Sequence[dict[str, int]]) -> list[str]:
    """Return a line a key: how its number went, from first to last."""
    first, last = counts[0], counts[-1]
    keys = {key for count in counts for key, number in count.items() if number}
    ordered = sorted(keys, key=lambda key: (-max(count.get(key, 0) for count in counts), key))
    width = max([len(title), *(len(printable(key)) for key in ordered)])
    lines = [f"{title:{width}}  from      to"]
    for key in ordered[:_MOST_RULES]:
        line = sparkline([count.get(key, 0) for count in counts])
        lines.append(
            f"{printable(key):{width}}  {first.get(key, 0):4}  {last.get(key, 0):6}  {line}"
        )
    if len(ordered) > _MOST_RULES:
        lines.append(f"… and {len(ordered) - _MOST_RULES} more")
    return lines


def sparkline(numbers: Sequence[int]) -> str:
    """Return a character a number, higher with it; none is a dot."""
    most = max([*numbers, 1])
    top = len(_BARS) - 1
    return "".join(_BARS[round(top * n / most)] if n else "·" for n in numbers)
