"""Whether a run passes: findings against thresholds."""

from __future__ import annotations

from tf2lint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tf2lint.model import Finding
    from tf2lint.project.settings import Budget, Settings

PASSED = 0
FAILED = 1
#: The command could not do its work, whatever was found.
BROKEN = 2


class Use(NamedTuple):
    """How much of a threshold is used.

    ``key`` is where the settings hold it: ``max-error``, or the name of a table and the
    label or index in it. ``allowed`` is ``None`` for any number.
    """

    key: tuple[str, str | int]
    what: str
    used: float
    allowed: float | None
    per_1000_lines: bool = False

    @property
    def exceeded(self) -> bool:
        """Whether more was found than is allowed."""
        return self.allowed is not None and self.used > self.allowed


class Verdict(NamedTuple):
    """The thresholds that a run was held against."""

    uses: tuple[Use, ...]

    @property
    def reasons(self) -> tuple[str, ...]:
        """A line for each threshold that was crossed; none: the gate passes."""
        return tuple(_reason(use) for use in self.uses if use.exceeded)

    @property
    def status(self) -> int:
        """The exit status that the verdict means."""
        return FAILED if self.reasons else PASSED


def judge(
    findings: Iterable[Finding],
    settings: Settings,
    line_counts: Callable[[], Iterable[tuple[str, int]]] = tuple,
) -> Verdict:
    """Hold findings against the thresholds of the settings.

    Findings that a limit or a budget covers count against that alone: it is there to tolerate
    them. ``line_counts`` gives each file of the run with the number of its lines; it is only
    asked, once, where a budget is one per 1,000 lines.
    """
    severities: dict[str, int] = {}
    limited: dict[str, int] = {}
    covers = [_cover(budget, settings.root) for budget in settings.budgets]
    spent = [0] * len(covers)
    for finding in findings:
        covered = [index for index, cover in enumerate(covers) if cover(finding)]
        for index in covered:
            spent[index] += 1
        label = _limit_of(finding, settings)
        if label:
            limited[label] = limited.get(label, 0) + 1
        elif not covered:
            severities[finding.severity] = severities.get(finding.severity, 0) + 1
    uses = [
        Use((f"max-{severity}", ""), severity, severities.get(severity, 0), allowed)
        for severity, allowed in (
            ("error", settings.max_error),
            ("warning", settings.max_warning),
            ("info", settings.max_info),
        )
    ]
    for label, allowed in settings.limits:
        what = f"finding of {label}"
        uses.append(Use(("limits", label), what, limited.get(label, 0), allowed))
    lines = _lines_below(settings, line_counts)
    for index, budget in enumerate(settings.budgets):
        uses.append(_spent(index, budget, spent[index], lines[index]))
    return Verdict(tuple(uses))


def _cover(budget: Budget, root: str) -> Callable[[Finding], bool]:
    """Return the function that says whether a finding counts against a budget."""
    from tf2lint.project.globs import Globs

    globs = Globs(budget.paths, root)

    def covers(finding: Finding) -> bool:
        if budget.severity and finding.severity != budget.severity:
            return False
        if budget.rules and not any(_names(label, finding) for label in budget.rules):
            return False
        return not budget.paths or globs.match(finding.path)

    return covers


def _lines_below(
    settings: Settings, line_counts: Callable[[], Iterable[tuple[str, int]]]
) -> list[int]:
    """Return the lines of the files that each budget covers, where it is one of lines."""
    lines = [0] * len(settings.budgets)
    if all(budget.per_1000_lines is None for budget in settings.budgets):
        return lines
    from tf2lint.project.globs import Globs

    globs = [Globs(budget.paths, settings.root) for budget in settings.budgets]
    for path, number in line_counts():
        for index, budget in enumerate(settings.budgets):
            if not budget.paths or globs[index].match(path):
                lines[index] += number
    return lines


def _spent(index: int, budget: Budget, count: int, lines: int) -> Use:
    key, what = ("budgets", index), f"finding of {budget.label}"
    if budget.per_1000_lines is None:
        return Use(key, what, count, budget.max)
    share = round(1000 * count / lines, 2) if lines else 0.0
    return Use(key, what, share, budget.per_1000_lines, per_1000_lines=True)


def _names(label: str, finding: Finding) -> bool:
    return label in ("ALL", finding.name) or finding.code.startswith(label)


def _limit_of(finding: Finding, settings: Settings) -> str:
    """Return the limit that a finding counts against: the closest, the first of two."""
    best, closeness = "", 0
    for label, _ in settings.limits:
        if label in (finding.code, finding.name):
            return label
        if (finding.code.startswith(label) or label == "ALL") and len(label) > closeness:
            best, closeness = label, len(label)
    return best


def _reason(use: Use) -> str:
    if use.per_1000_lines:
        many = use.what.replace("finding", "findings", 1)
        return f"{use.used:g} {many} per 1,000 lines, {use.allowed:g} allowed"
    words = use.what.split(" ", 1)
    words[0] += "" if use.used == 1 else "s"
    return f"{use.used:g} {' '.join(words)}, {use.allowed:g} allowed"
