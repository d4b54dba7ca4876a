"""What the repair of a finding takes, as the rules and rows say."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tf2lint.knowledge import Knowledge
    from tf2lint.model import Finding

AUTOMATIC, MECHANICAL, REDESIGN = EFFORTS = ("automatic", "mechanical", "redesign")
#: In the words of a report.
MEANINGS = {
    AUTOMATIC: "a rewrite that a tool can make, and a person reads",
    MECHANICAL: "a person follows the hint, line by line",
    REDESIGN: "a part of the program has to be thought out anew",
}
_SAME_SHAPE = frozenset(("renamed", "rewritten", "moved-package"))


def effort_of(finding: Finding, knowledge: Knowledge) -> str:
    """Return one of ``EFFORTS``: what the rule says, else its fix, else the symbol's row."""
    rule = knowledge.rules[finding.name]
    if rule.effort:
        return rule.effort
    if rule.fix != "none":
        return AUTOMATIC
    row = knowledge.row(finding.symbol) if finding.symbol else None
    return MECHANICAL if row is not None and row.kind in _SAME_SHAPE else REDESIGN
