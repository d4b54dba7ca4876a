"""Reading operators: sums, tests, comparisons and choices, decided where the target decides."""

from __future__ import annotations

import _ast as syntax

from tf2lint.names import builtin
from tf2lint.names.expressions import HANDLERS, Expressions
from tf2lint.names.facts import Comparison, Context, Gate
from tf2lint.names.values import Const, Instance, join

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_COMPARED = (syntax.Eq, syntax.NotEq, syntax.In, syntax.NotIn)


class Operators(Expressions):
    """The operators of `statements.ModuleReader`."""

    def binary(self, node: syntax.BinOp) -> Any:
        # Long sums nest to the left: walk down that side without recursion.
        rights = []
        left: Any = node
        while type(left) is syntax.BinOp:
            rights.append(left.right)
            left = left.left
        value = self.evaluate(left)
        for right in reversed(rights):
            value = self.operated(value, self.evaluate(right))
        return value

    def operated(self, first: Any, second: Any) -> Any:
        for value in (first, second):
            if type(value) is Instance:
                kind = self.knowledge.member_kind(value.kind, "__op__")
                if kind:
                    return Instance(kind, value.symbol, None, value.weak)
        return None

    def unary(self, node: syntax.UnaryOp) -> Any:
        value = self.evaluate(node.operand)
        if type(node.op) is syntax.Not:
            if type(value) is Instance and value.kind == "EagerTest":
                return Instance("GraphTest", value.symbol, node)
            known = builtin.truth(value)
            return None if known is None else Const(not known, value.origin)
        return self.operated(value, None)

    def boolean(self, node: syntax.BoolOp) -> Any:
        """``and``/``or``, decided where the target's version decides."""
        absorbing = type(node.op) is syntax.Or
        result: Any = None
        decided = True
        for index, item in enumerate(node.values):
            value = self.evaluate(item)
            known = builtin.truth(value)
            if known is None:
                decided = False
            elif known is absorbing:
                return value
            result = value if index == 0 else join(result, value)
        if decided:
            return value
        return None if type(result) is Const else result

    def compare(self, node: syntax.Compare) -> Any:
        left = self.evaluate(node.left)
        values = [left, *(self.evaluate(item) for item in node.comparators)]
        folded = builtin.compare(node, values)
        if folded is not None:
            if builtin.is_text_order(node, values):
                self.facts.gates.append(Gate(node, self.context, True))
            return folded
        if type(left) is Instance and type(node.ops[0]) in _COMPARED:
            self.facts.comparisons.append(Comparison(node, left, values[1], self.context))
        return self.operated(left, values[1])

    def choice(self, node: syntax.IfExp) -> Any:
        test = self.evaluate(node.test)
        known = builtin.truth(test)
        if known is not None:
            return self.evaluate(node.body if known else node.orelse)
        before = self.context
        self.context, otherwise = self.branch_modes(test)
        value = self.evaluate(node.body)
        # What is no whole number there is a size of TensorFlow 1.
        whole = builtin.asks_for_int(node.test)
        self.context = otherwise.changed(guarded=True) if whole else otherwise
        value = join(value, self.evaluate(node.orelse))
        self.context = before
        return value

    def branch_modes(self, value: Any) -> tuple[Context, Context]:
        """Contexts of the two branches of a test of ``tf.executing_eagerly()``."""
        kind = value.kind if type(value) is Instance else ""
        if kind not in ("EagerTest", "GraphTest"):
            return self.context, self.context
        eager = self.context
        if not value.symbol.endswith("outside_functions"):
            eager = eager.changed(mode="eager", certain=True)
        graph = self.context.changed(mode="graph", certain=True)
        return (eager, graph) if kind == "EagerTest" else (graph, eager)


HANDLERS.update(
    {
        syntax.BinOp: Operators.binary,
        syntax.UnaryOp: Operators.unary,
        syntax.BoolOp: Operators.boolean,
        syntax.Compare: Operators.compare,
        syntax.IfExp: Operators.choice,
    }
)
