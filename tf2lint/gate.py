"""Whether a run passes: findings against thresholds."""

from __future__ import annotations

from tf2lint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from tf2lint.model import Finding
    from tf2lint.project.settings import Settings

PASSED = 0
FAILED = 1
#: The command could not do its work, whatever was found.
BROKEN = 2


class Verdict(NamedTuple):
    """``reasons`` has a line for each threshold that was crossed; none: the gate passes."""

    reasons: tuple[str, ...]

    @property
    def status(self) -> int:
        """The exit status that the verdict means."""
        return FAILED if self.reasons else PASSED


def judge(findings: Iterable[Finding], settings: Settings) -> Verdict:
    """Hold findings against the thresholds of the settings.

    Findings of a rule that has a limit of its own count against that limit only: a limit
    is there to tolerate them.
    """
    severities: dict[str, int] = {}
    limited: dict[str, int] = {}
    for finding in findings:
        label = _limit_of(finding, settings)
        if label:
            limited[label] = limited.get(label, 0) + 1
        else:
            severities[finding.severity] = severities.get(finding.severity, 0) + 1
    reasons = []
    for severity, allowed in (
        ("error", settings.max_error),
        ("warning", settings.max_warning),
        ("info", settings.max_info),
    ):
        count = severities.get(severity, 0)
        if allowed is not None and count > allowed:
            reasons.append(_reason(count, severity, allowed))
    for label, allowed in settings.limits:
        count = limited.get(label, 0)
        if count > allowed:
            reasons.append(_reason(count, f"finding of {label}", allowed))
    return Verdict(tuple(reasons))


def _limit_of(finding: Finding, settings: Settings) -> str:
    """Return the limit that a finding counts against: the closest, the first of two."""
    best, closeness = "", 0
    for label, _ in settings.limits:
        if label in (finding.code, finding.name):
            return label
        if (finding.code.startswith(label) or label == "ALL") and len(label) > closeness:
            best, closeness = label, len(label)
    return best


def _reason(count: int, what: str, allowed: int) -> str:
    words = what.split(" ", 1)
    words[0] += "" if count == 1 else "s"
    return f"{count} {' '.join(words)}, {allowed} allowed"
