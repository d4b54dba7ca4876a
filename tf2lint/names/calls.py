"""Reading calls: of symbols, of methods of known values, of the module's own functions."""

from __future__ import annotations

import _ast as syntax

from tf2lint.names import builtin
from tf2lint.names.containers import Containers
from tf2lint.names.expressions import HANDLERS
from tf2lint.names.facts import Call
from tf2lint.names.values import (
    MISSING,
    Alias,
    Class,
    Const,
    ConstMethod,
    Function,
    Instance,
    Object,
    Partial,
    Returns,
    Sequence,
    Weak,
    join,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


#: Kinds of symbols that run the functions they are given → the mode in which they do.
_TRACED = {"effect:function": "function", "effect:graph": "graph"}


class Calls(Containers):
    """The calls of `statements.ModuleReader`."""

    def call(self, node: syntax.Call) -> Any:
        func = node.func
        receiver: Instance | None = None
        if type(func) is syntax.Name:
            callee = self.lookup(func.id)
        elif type(func) is syntax.Attribute:
            callee, receiver = self.chain(func)
        else:
            callee = self.evaluate(func)
        kind = self.knowledge.kind(callee) if isinstance(callee, str) else ""
        # The mode in which the call runs the functions it is given.
        mode = _TRACED.get(kind, "")
        before = self.context
        if mode:
            self.context = before.changed(mode=mode, certain=True)
        # As `evaluate` does: this is the place it is called from most.
        arguments = [HANDLERS[type(argument)](self, argument) for argument in node.args]
        keywords: dict[str, Any] = {}
        for keyword in node.keywords:
            value = keyword.value
            keywords[keyword.arg or "**"] = HANDLERS[type(value)](self, value)
        if mode:
            for argument in (*arguments, *keywords.values()):
                if type(argument) is Function:
                    argument.context = argument.context.changed(mode=mode, certain=True)
                    self.facts.traced[id(argument.node)] = mode
            self.context = before
        if callee is MISSING and type(func) is syntax.Name:
            return builtin.call(self, func.id, node, arguments)
        if isinstance(callee, str):
            return self.call_symbol(node, callee, kind, arguments, keywords)
        if receiver is not None or (callee is None and type(func) is syntax.Attribute):
            member = func.attr if type(func) is syntax.Attribute else ""
            self.facts.calls.append(
                Call(node, "", self.context, arguments, keywords, receiver, member)
            )
            if member == "run" and arguments and type(arguments[0]) is Function:
                # A strategy runs it as its own caller runs.
                self.note_caller(arguments[0])
            unknown = callee is None and receiver is None
            return self.likely_member(f"{member}()") if unknown else callee
        return self.call_value(node, callee, arguments, keywords)

    def call_symbol(
        self,
        node: syntax.Call,
        path: str,
        kind: str,
        arguments: list[Any],
        keywords: dict[str, Any],
    ) -> Any:
        special = builtin.CALLS.get(path)
        if special is not None:
            return special(self, node, arguments)
        if self.context.guarded:
            self.note_need(path)
        weak = isinstance(path, Weak)
        event = Call(node, str(path), self.context, arguments, keywords, None, "", weak)
        event.alias = isinstance(path, Alias)
        self.facts.calls.append(event)
        for argument in (*arguments, *keywords.values()):
            if type(argument) is Function:
                self.note_caller(argument)
        if kind == "effect:graph-mode":
            self.context = self.context.changed(mode="graph", certain=True)
            self.graph_module = self.facts.graph_program = True
        return Instance(kind, path, node, weak) if kind else None

    def call_value(
        self, node: syntax.Call, callee: Any, arguments: list[Any], keywords: dict[str, Any]
    ) -> Any:
        kind = type(callee)
        if kind is Function:
            self.note_caller(callee)
            self.observe(callee, node, arguments, keywords)
            self.read_function(callee)
            if callee.refuses is not None and _refused(callee, node):
                # What follows is not reached in the target.
                self.context = self.context.changed(guarded=True)
            return callee.result
        if kind is Class:
            for method in callee.methods:
                if method.node.name == "__init__":
                    self.note_caller(method)
                    self.observe(method, node, arguments, keywords)
            event = Call(node, "", self.context, arguments, keywords)
            event.made = callee
            self.facts.calls.append(event)
            return Object(callee)
        if kind is Partial:
            return self.call_partial(node, callee, arguments, keywords)
        if kind is ConstMethod:
            return builtin.constant_method(callee, arguments)
        if kind is Returns:
            return callee.result
        if kind is Instance:
            event = Call(node, "", self.context, arguments, keywords, callee, "__call__")
            self.facts.calls.append(event)
            return self.call_instance(callee, arguments)
        return None

    def note_caller(self, function: Function) -> None:
        """Remember from where a function of this module runs."""
        self.facts.callers.setdefault(id(function.node), []).append(self.context)

    def call_instance(self, callee: Instance, arguments: list[Any]) -> Instance | None:
        """What a callable value gives; a layer called on a symbolic input gives another."""
        gives = self.knowledge.member_kind(callee.kind, "__call__")
        if not gives:
            return None
        first = arguments[0] if arguments else None
        if type(first) is Sequence and first.items:
            first = first.items[0]
        if type(first) is Instance:
            name = f"__call__({first.kind})"
            gives = self.knowledge.member_kind(callee.kind, name) or gives
        return Instance(gives, callee.symbol, None, callee.weak)

    def call_partial(
        self, node: syntax.Call, partial: Partial, arguments: list[Any], keywords: dict[str, Any]
    ) -> Any:
        kind = self.knowledge.kind(partial.symbol)
        return Instance(kind, partial.symbol, node) if kind else None

    def observe(
        self,
        function: Function,
        node: syntax.Call,
        arguments: list[Any],
        keywords: dict[str, Any],
    ) -> None:
        """Remember what a function of this module is called with."""
        names = [argument.arg for argument in function.node.args.args]
        if function.bound_to is not None and names:
            names = names[1:]
        if any(type(argument) is syntax.Starred for argument in node.args):
            arguments = []
        passed = dict(zip(names, arguments))
        passed.update(keywords)
        for name, value in passed.items():
            if value is not None:
                known = function.arguments.get(name, MISSING)
                # A symbol was told where it was passed.
                passed_on = Alias(value) if type(value) is str else value
                function.arguments[name] = join(known, passed_on)


def _refused(function: Function, call: syntax.Call) -> bool:
    """Whether a call raises under the target; one of which that is not known does."""
    test = function.refuses
    if test is True:
        return True
    compares = type(test) is syntax.Compare
    given = _given(function, call, test.left if compares else test)
    values = [given, *test.comparators] if compares else [given]
    if any(type(value) is not syntax.Constant for value in values):
        return True
    if not compares:
        return bool(given.value)
    result = builtin.compare(test, [Const(value.value, "call") for value in values])
    return result is None or bool(result.value)


def _given(function: Function, call: syntax.Call, parameter: Any) -> Any:
    """What a call, or else the default, gives to a parameter named by a node; None: not known."""
    declared = function.node.args
    names = [argument.arg for argument in (*declared.posonlyargs, *declared.args)]
    name = getattr(parameter, "id", "")
    if name not in names or any(type(value) is syntax.Starred for value in call.args):
        return None
    for keyword in call.keywords:
        if keyword.arg in (name, None):
            return keyword.value if keyword.arg else None
    position = names.index(name) - (function.bound_to is not None)
    if position < len(call.args):
        return call.args[position]
    from_end = len(names) - names.index(name)
    return declared.defaults[-from_end] if from_end <= len(declared.defaults) else None


HANDLERS[syntax.Call] = Calls.call
