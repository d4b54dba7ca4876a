"""Reading branches: conditions, loops, exceptions, matches and ``with`` blocks."""

from __future__ import annotations

import _ast as syntax

from tf2lint.names import builtin
from tf2lint.names.calls import Calls
from tf2lint.names.facts import Context, Gate
from tf2lint.names.values import Instance, weaken

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_CATCHES_MISSING = frozenset({"ImportError", "ModuleNotFoundError", "AttributeError"})
_CATCHES_ALL = frozenset({"Exception", "BaseException"})


class Branches(Calls):
    """The compound statements of `statements.ModuleReader` that run their body or not."""

    def condition(self, node: syntax.If) -> bool:
        value = self.evaluate(node.test)
        known = builtin.truth(value)
        if known is not None:
            self.facts.gates.append(Gate(node.test, self.context, False))
            return self.block(node.body if known else node.orelse)
        before = self.context
        modes = self.branch_modes(value)
        once = not before.once and _asks_whether_made(node.test)
        outcomes = []
        for statements, context in zip((node.body, node.orelse), modes):
            self.context = context.changed(once=True) if once else context
            outcomes.append(self.branch(statements))
        # After `if self.x is not None: return self.x` too, the rest runs once.
        returns = once and any(ended for _, ended in outcomes)
        self.context = before.changed(once=True) if returns else before
        return self.after_branches(outcomes)

    def branch_modes(self, value: Any) -> tuple[Context, Context]:
        """Contexts of the two branches of a test of ``tf.executing_eagerly()``."""
        kind = value.kind if type(value) is Instance else ""
        if kind not in ("EagerTest", "GraphTest"):
            return self.context, self.context
        eager = self.context.changed(mode="eager", certain=True)
        graph = self.context.changed(mode="graph", certain=True)
        return (eager, graph) if kind == "EagerTest" else (graph, eager)

    def branch(self, statements: list[Any]) -> tuple[dict[str, Any], bool]:
        outer = self.scope.open_branch()
        ended = self.block(statements)
        return self.scope.close_branch(outer), ended

    def after_branches(self, outcomes: list[tuple[dict[str, Any], bool]]) -> bool:
        """Join the branches that reach their end; True when none does."""
        open_ended = [changes for changes, ended in outcomes if not ended]
        self.scope.join_branches(open_ended)
        return not open_ended

    def loop(self, node: Any) -> None:
        if type(node) is syntax.While:
            known = builtin.truth(self.evaluate(node.test))
            if known is False:
                return
            changes, _ = self.branch(node.body)
        else:
            items = self.iterated(self.evaluate(node.iter))
            outer = self.scope.open_branch()
            self.assign(node.target, items)
            self.block(node.body)
            changes = self.scope.close_branch(outer)
        self.scope.join_branches([changes, {}])
        self.block(node.orelse)

    def attempt(self, node: Any) -> bool:
        """``try``: handlers that catch a missing name guard the body.

        Where the body needs TensorFlow and the target has all of it, they never run.
        """
        before = self.context
        plain = all(_only_looks_up(statement) for statement in node.body)
        catching = [handler for handler in node.handlers if self.handles_missing(handler, plain)]
        retried = any(_retries(handler) for handler in node.handlers)
        body, ended, needs = self.attempt_body(node, bool(catching), retried)
        failed = "gone" in needs
        outcomes = []
        for handler in node.handlers:
            if handler in catching and needs and not failed:
                self.context = before.changed(guarded=True)
            outcomes.append(self.handler(handler))
            self.context = before
        if catching and failed and any(not stopped for _, stopped in outcomes):
            fallback = {name: weaken(value) for name, value in body.items()}
            outcomes = [({**fallback, **changes}, stop) for changes, stop in outcomes]
        elif catching and plain and needs:
            outcomes = [(body, ended)]
        else:
            outcomes.insert(0, (body, ended))
        stopped = self.after_branches(outcomes)
        return self.block(node.finalbody) or stopped

    def attempt_body(
        self, node: Any, guarded: bool, retried: bool
    ) -> tuple[dict[str, Any], bool, set[str]]:
        """What the body of a ``try`` binds, whether it ends, what it needs of the target."""
        before, outer_needs = self.context, self.needs
        if guarded:
            self.context = before.changed(guarded=True)
        if retried:
            self.context = self.context.changed(retried=True)
        self.needs = set()
        outer = self.scope.open_branch()
        ended = self.block(node.body)
        needs, self.needs = self.needs, outer_needs
        self.context = before
        ended = ended or self.block(node.orelse)
        return self.scope.close_branch(outer), ended, needs

    def handles_missing(self, handler: syntax.ExceptHandler, plain: bool) -> bool:
        """Whether a handler goes on without what could not be imported or found.

        One that catches everything was only meant so where the body is ``plain``:
        imports and attribute look-ups alone.
        """
        if _raises(handler):
            return False
        if handler.type is None:
            return plain
        names = _caught(handler)
        return bool(names & _CATCHES_MISSING) or (plain and bool(names & _CATCHES_ALL))

    def handler(self, handler: syntax.ExceptHandler) -> tuple[dict[str, Any], bool]:
        outer = self.scope.open_branch()
        if handler.type is not None:
            self.evaluate(handler.type)
        if handler.name:
            self.scope.bind(handler.name, None)
        ended = self.block(handler.body)
        return self.scope.close_branch(outer), ended

    def matching(self, node: Any) -> bool:
        self.evaluate(node.subject)
        outcomes: list[tuple[dict[str, Any], bool]] = [({}, False)]
        for case in node.cases:
            outer = self.scope.open_branch()
            for pattern in _patterns(case.pattern):
                name = getattr(pattern, "name", None) or getattr(pattern, "rest", None)
                if name:
                    self.scope.bind(name, None)
            if case.guard is not None:
                self.evaluate(case.guard)
            ended = self.block(case.body)
            outcomes.append((self.scope.close_branch(outer), ended))
        return self.after_branches(outcomes)

    def context_manager(self, node: Any) -> bool:
        before = self.context
        for item in node.items:
            value = self.evaluate(item.context_expr)
            entered = None
            if type(value) is Instance:
                gives = self.knowledge.member_kind(value.kind, "__enter__")
                entered = Instance(gives, value.symbol, item.context_expr) if gives else None
                self.context = self.entered_context(value, item.context_expr)
            elif _is_as_default(item.context_expr):
                self.context = self.context.changed(mode="graph", certain=True)
            if item.optional_vars is not None:
                self.assign(item.optional_vars, entered)
        ended = self.block(node.body)
        if not (self.graph_module and self.function is None):
            self.context = before
        return ended

    def entered_context(self, value: Instance, node: Any) -> Context:
        enters_graph = value.kind == "Session" and value.node is node
        if value.kind == "GraphContext" or (enters_graph and self.knowledge.exists(value.symbol)):
            # A session entered by ``with`` makes its graph the default one, even in TF 2.
            return self.context.changed(mode="graph", certain=True)
        if value.kind == "VariableScope":
            first = node.args[0] if type(node) is syntax.Call and node.args else None
            name = first.value if type(first) is syntax.Constant else "*"
            shown = "?" if name is None else str(name)
            return self.context.changed(scopes=(*self.context.scopes, shown))
        return self.context


def _raises(handler: syntax.ExceptHandler) -> bool:
    return any(type(statement) is syntax.Raise for statement in handler.body)


def _caught(handler: syntax.ExceptHandler) -> set[str]:
    """The names of the exceptions that a handler catches."""
    caught = handler.type
    items = caught.elts if type(caught) is syntax.Tuple else [caught]
    return {getattr(item, "id", "") for item in items}


def _retries(handler: syntax.ExceptHandler) -> bool:
    """Whether a handler goes on where the arguments of a call do not fit."""
    return "TypeError" in _caught(handler) and not _raises(handler)


def _asks_whether_made(test: Any) -> bool:
    """Whether a test asks for something that is there or not: ``self.x is None``."""
    kind = type(test)
    if kind is syntax.BoolOp:
        return any(_asks_whether_made(value) for value in test.values)
    if kind is syntax.UnaryOp:
        return type(test.op) is syntax.Not and type(test.operand) is not syntax.Compare
    if kind is syntax.Compare:
        if type(test.ops[0]) in (syntax.In, syntax.NotIn):
            return True
        return any(getattr(item, "value", "") is None for item in test.comparators)
    return kind is syntax.Attribute or (
        kind is syntax.Call and getattr(test.func, "id", "") == "hasattr"
    )


def _is_as_default(node: Any) -> bool:
    """``graph.as_default()`` of something unknown: most likely a graph, unless a writer."""
    func = node.func if type(node) is syntax.Call else None
    if type(func) is not syntax.Attribute or func.attr != "as_default":
        return False
    owner = func.value
    name = owner.attr if type(owner) is syntax.Attribute else getattr(owner, "id", "")
    return "writer" not in name and "summary" not in name


def _only_looks_up(statement: Any) -> bool:
    """Whether a statement only imports or reads attributes."""
    if type(statement) in (syntax.Import, syntax.ImportFrom, syntax.Pass):
        return True
    value = getattr(statement, "value", None)
    return type(statement) in (syntax.Assign, syntax.Expr) and type(value) in (
        syntax.Attribute,
        syntax.Name,
        syntax.Constant,
    )


def _patterns(pattern: Any) -> list[Any]:
    found = [pattern]
    for item in found:
        for name in ("patterns", "kwd_patterns"):
            found.extend(getattr(item, name, ()))
        inner = getattr(item, "pattern", None)
        if inner is not None:
            found.append(inner)
    return found
