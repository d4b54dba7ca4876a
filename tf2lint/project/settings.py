"""What a user may set, as one immutable value."""

from __future__ import annotations

from tf2lint.knowledge import Target
from tf2lint.records import NamedTuple

DIALECTS = ("auto", "tf1", "tf2")
EXECUTIONS = ("auto", "eager", "graph")
#: Selects every rule, those that are off by default included.
ALL = "ALL"
#: Longer than any prefix of a code: an exact code or name beats them all.
_EXACT = 100


class Budget(NamedTuple):
    """How many findings are allowed of some rules, of a severity, below some paths.

    What is empty covers all; lines are counted of Python files. One of ``max`` and
    ``per_1000_lines`` is a number.
    """

    rules: tuple[str, ...] = ()
    severity: str = ""
    paths: tuple[str, ...] = ()
    max: int | None = None
    per_1000_lines: float | None = None

    @property
    def label(self) -> str:
        """What it covers, in words."""
        what = ", ".join(self.rules) or "any rule"
        if self.severity:
            what = f"{self.severity} {what}" if self.rules else f"severity {self.severity}"
        return f"{what} in {', '.join(self.paths)}" if self.paths else what


class Settings(NamedTuple):
    """The settings in force for a set of files.

    Rules are written as codes (``TF401``), prefixes of codes (``TF4``), names
    (``contrib-import``) or ``ALL``. A threshold of ``None`` allows any number of findings.
    """

    target: Target = Target()
    dialect: str = "auto"
    execution: str = "auto"
    #: Empty: every rule that is on by default.
    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    #: The severities that rules get instead of their own, by code.
    severity: dict[str, str] = {}  # noqa: RUF012 - never changed
    exclude: tuple[str, ...] = ()
    max_error: int | None = 0
    max_warning: int | None = 0
    max_info: int | None = None
    #: Pairs of a rule and how many of its findings are allowed.
    limits: tuple[tuple[str, int], ...] = ()
    budgets: tuple[Budget, ...] = ()
    #: A file of known findings, which do not count; empty: none.
    baseline: str = ""
    #: The verdicts of the probe whose findings count, where its results are given; none: all.
    gate_verdicts: tuple[str, ...] = ()
    #: Functions that ``probe --targets`` runs, as they are described: pairs of key and value.
    probe: tuple[tuple[tuple[str, object], ...], ...] = ()
    #: The folder that globs are relative to; empty: the current one.
    root: str = ""
    #: The file that the settings come from; empty: the defaults.
    source: str = ""

    def selects(self, code: str, name: str, path: str = "", default: bool = True) -> bool:
        """Say whether a rule is on (for a file); ``default``: is it, without being named?

        The longest entry that covers the rule decides; ``ignore`` wins a tie.
        """
        wanted = max(
            _closeness(self.select, code, name) if self.select else 1,
            _closeness(self.extend_select, code, name),
        )
        if not default and wanted < _EXACT and ALL not in self.select + self.extend_select:
            return False
        if wanted <= _closeness(self.ignore, code, name):
            return False
        return not self.per_file_ignores or wanted > _closeness(self._ignored(path), code, name)

    def _ignored(self, path: str) -> tuple[str, ...]:
        """Return what is ignored in one file."""
        from tf2lint.project.globs import Globs

        return tuple(
            label
            for pattern, labels in self.per_file_ignores
            if Globs((pattern,), self.root).match(path)
            for label in labels
        )


def _closeness(labels: tuple[str, ...], code: str, name: str) -> int:
    """Return how closely the labels name a rule: 0 not at all, ``_EXACT`` by itself."""
    best = 0
    for label in labels:
        if label in (code, name):
            return _EXACT
        if label == ALL:
            best = max(best, 1)
        elif code.startswith(label):
            best = max(best, len(label))
    return best
