"""What a check is given: the facts of one module, and where to report."""

from __future__ import annotations

from tf2lint.checks.dialect import infer_dialect
from tf2lint.checks.execution import Execution
from tf2lint.checks.ownership import Reach
from tf2lint.checks.verdicts import verdicts_for

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tf2lint.knowledge import Knowledge, Rule
    from tf2lint.names import Context, Facts, Project
    from tf2lint.names.values import Instance

_WEAKER = {"high": "medium", "medium": "low", "low": "low"}


class Problem:
    """A finding before it has a file, columns and a severity override."""

    __slots__ = (
        "confidence",
        "hint",
        "message",
        "node",
        "replacement",
        "rule",
        "severity",
        "symbol",
    )

    def __init__(
        self,
        rule: Rule,
        node: Any,
        symbol: str,
        message: str,
        hint: str,
        severity: str,
        confidence: str,
        replacement: str | None,
    ) -> None:
        self.rule = rule
        self.node = node
        self.symbol = symbol
        self.message = message
        self.hint = hint
        self.severity = severity
        self.confidence = confidence
        self.replacement = replacement


class Module:
    """One module under the checks."""

    def __init__(
        self,
        path: str,
        facts: Facts,
        knowledge: Knowledge,
        project: Project,
        dialect: str = "auto",
        execution: str = "auto",
    ) -> None:
        self.path = path
        self.facts = facts
        self.knowledge = knowledge
        self.project = project
        #: The execution mode of each line.
        self.execution = Execution(path, facts, project, execution)
        self.verdicts = verdicts_for(knowledge)
        self._dialect = dialect
        #: Functions whose variables a decorated caller keeps.
        self.shim = Reach(facts)
        #: The calls of symbols, and those of methods of values of a known kind.
        self.symbol_calls = [call for call in facts.calls if call.path]
        self.method_calls = [call for call in facts.calls if call.receiver is not None]
        #: Expressions that read the name of a variable, by identity.
        self.variable_names = {
            id(event.node)
            for event in facts.members
            if event.name == "name" and event.receiver.kind == "Variable"
        }
        #: Expressions that a check of its own told about, so that the general one is silent.
        self.claimed: set[int] = set()
        self.problems: list[Problem] = []

    @property
    def dialect(self) -> str:
        """Which TensorFlow the module is written for; worked out when first asked."""
        if self._dialect == "auto":
            self._dialect = infer_dialect(self.facts, self.verdicts)
        return self._dialect

    def report(
        self,
        name: str,
        node: Any,
        symbol: str,
        *,
        hint: str = "",
        replacement: str | None = None,
        severity: str = "",
        confidence: str = "",
        unsure: bool = False,
        **values: object,
    ) -> None:
        """Add a finding of the rule called ``name``; ``values`` fill its templates.

        A row for ``symbol`` (``Tensor.op`` too) gives the hint if the check has none.
        ``unsure`` lowers the rule's confidence by a step. Rules that do not hold for the
        target report nothing.
        """
        rule = self.knowledge.rules[name]
        if not self.knowledge.active(rule):
            return
        row = None if hint else self.knowledge.row(symbol)
        if row is not None and row.rule == name:
            hint = row.hint
        certainty = confidence or rule.confidence
        fields = {
            "symbol": symbol,
            "replacement": replacement or "",
            "target": self.knowledge.target.release,
            **values,
        }
        self.problems.append(
            Problem(
                rule,
                node,
                symbol,
                rule.message.format_map(fields),
                hint or rule.hint.format_map(fields),
                severity or rule.severity,
                _WEAKER[certainty] if unsure else certainty,
                replacement,
            )
        )

    def is_gone(self, symbol: str) -> bool:
        """Whether the target lacks a symbol that TensorFlow 1 had."""
        verdict = self.verdicts.of_path(symbol)
        return verdict is not None and verdict.gone

    def in_eager_mode(self, context: Context) -> bool:
        """Whether TensorFlow 2 runs the line eagerly, as far as can be seen."""
        return self.execution.in_eager_mode(context)

    def runs_eagerly(self, context: Context) -> bool:
        """Likewise, and no file of the package that enters a graph calls the function."""
        eager = self.execution.in_eager_mode(context)
        return eager and not self.execution.called_in_graph(context)

    def has_graph(self, session: Instance) -> bool:
        """Whether a session was made for a graph, which it runs wherever it is used."""
        maker = self.shim.call_of(session.node)
        if maker is None or self.is_gone(session.symbol):
            return False
        given = "graph" in maker.keywords or len(maker.arguments) > 1
        return given or self.execution.mode(maker.context) == "graph"
