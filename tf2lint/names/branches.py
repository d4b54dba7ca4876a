"""Reading branches: conditions, loops, exceptions, matches and ``with`` blocks."""

from __future__ import annotations

import _ast as syntax

from tf2lint.names import builtin
from tf2lint.names.calls import Calls
from tf2lint.names.facts import Context, Gate
from tf2lint.names.values import Const, Instance, weaken

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
            if known and self.function is not None and self.function.refuses is None:
                self.function.refuses = _refusal(node.body)
            return self.block(node.body if known else node.orelse)
        before = self.context
        modes = self.branch_modes(value)
        once = "" if before.once else _asked_for(node.test)
        outcomes = []
        for statements, context in zip((node.body, node.orelse), modes):
            self.context = context.changed(once=once) if once else context
            outcomes.append(self.branch(statements))
        # After `if self.x is not None: return self.x` too, the rest runs once.
        returns = bool(once) and any(ended for _, ended in outcomes)
        self.context = before.changed(once=once) if returns else before
        if modes[0] is not modes[1] and outcomes[0][1] is not outcomes[1][1]:
            # After `if tf.executing_eagerly(): return`, the rest is graph code.
            self.context = modes[1] if outcomes[0][1] else modes[0]
        return self.after_branches(outcomes)

    def asserted(self, node: syntax.Assert) -> None:
        value = self.evaluate(node.test)
        if node.msg is not None:
            self.evaluate(node.msg)
        self.context = self.branch_modes(value)[0]

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
        before = self.context
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
        if not self.graph_module:
            self.context = before

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
            outcomes = [({**fallback, **_decided(changes)}, stop) for changes, stop in outcomes]
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
            elif _is_as_default(item.context_expr) and not self.is_of_session(item.context_expr):
                self.context = self.context.changed(mode="graph", certain=True)
            elif _expects_error(item.context_expr):
                self.context = self.context.changed(failing=True)
            if item.optional_vars is not None:
                self.assign(item.optional_vars, entered)
        ended = self.block(node.body)
        if not (self.graph_module and self.function is None):
            self.context = before
        return ended

    def is_of_session(self, node: Any) -> bool:
        """Whether the call just read is one of a session, which leaves the graph alone."""
        last = self.facts.calls[-1] if self.facts.calls else None
        if last is None or last.node is not node or last.receiver is None:
            return False
        return last.receiver.kind == "Session"

    def entered_context(self, value: Instance, node: Any) -> Context:
        enters_graph = value.kind == "Session" and value.node is node
        if value.kind == "GraphContext" or (enters_graph and self.knowledge.exists(value.symbol)):
            # A session entered by ``with`` makes its graph the default one, even in TF 2.
            return self.context.changed(mode="graph", certain=True)
        if value.kind == "StrategyScope":
            return self.context.changed(replicated=value.symbol)
        if value.kind == "VariableScope":
            first = node.args[0] if type(node) is syntax.Call and node.args else None
            name = first.value if type(first) is syntax.Constant else "*"
            shown = "?" if name is None else str(name)
            return self.context.changed(scopes=(*self.context.scopes, shown))
        return self.context


def _refusal(statements: list[Any]) -> Any:
    """The test under which a block raises ImportError; True: at once, None: it does not."""
    for statement in statements:
        if type(statement) is syntax.If and _refusal(statement.body):
            return statement.test
        error = statement.exc if type(statement) is syntax.Raise else None
        error = error.func if type(error) is syntax.Call else error
        if getattr(error, "id", "") in _CATCHES_MISSING:
            return True
    return None


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


def _asked_for(test: Any) -> str:
    """What a test asks for that is there or not: ``x`` for ``self.x is None``; "" for others."""
    kind = type(test)
    if kind is syntax.BoolOp:
        return next(filter(None, map(_asked_for, test.values)), "")
    if kind is syntax.UnaryOp:
        asks = type(test.op) is syntax.Not and type(test.operand) is not syntax.Compare
        return _last_name(test.operand) if asks else ""
    if kind is syntax.Compare:
        if type(test.ops[0]) in (syntax.In, syntax.NotIn):
            return "?"
        asks = any(getattr(item, "value", "") is None for item in test.comparators)
        return _last_name(test.left) if asks else ""
    if kind is syntax.Call:
        return "?" if getattr(test.func, "id", "") == "hasattr" else ""
    return test.attr if kind is syntax.Attribute else ""


def _last_name(node: Any) -> str:
    """``x`` of ``x`` and of ``self.x``; ``?`` for what has no name."""
    return str(getattr(node, "attr", getattr(node, "id", "?")))


def _decided(changes: dict[str, Any]) -> dict[str, Any]:
    """What a handler binds where the target lacks what its ``try`` needs: flags are decided."""
    return {
        name: Const(value.value, "version")
        if type(value) is Const and type(value.value) is bool
        else value
        for name, value in changes.items()
    }


def _is_as_default(node: Any) -> bool:
    """``graph.as_default()`` of something unknown: most likely a graph, unless a writer."""
    func = node.func if type(node) is syntax.Call else None
    if type(func) is not syntax.Attribute or func.attr != "as_default":
        return False
    owner = func.value
    name = owner.attr if type(owner) is syntax.Attribute else getattr(owner, "id", "")
    return "writer" not in name and "summary" not in name


def _expects_error(node: Any) -> bool:
    """``self.assertRaises(…)``, its likes, and ``pytest.raises(…)``."""
    func = node.func if type(node) is syntax.Call else None
    name = func.attr if type(func) is syntax.Attribute else getattr(func, "id", "")
    return name == "raises" or name.startswith("assertRaises")


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
