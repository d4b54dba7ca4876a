"""Python values that TensorFlow 1 met once, while it built the graph, and TensorFlow 2 keeps."""

from __future__ import annotations

import _ast as syntax

from tf2lint.checks.ownership import owned
from tf2lint.checks.trees import walk
from tf2lint.names.values import Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tf2lint.checks.module import Module
    from tf2lint.names import Call
    from tf2lint.names.facts import Body

_SUMS = frozenset({"tf.add_n", "tf.math.add_n"})
_FORWARD = frozenset({"call", "__call__", "forward"})
_SET_UP = frozenset({"__init__", "build"})
_RANDOM = frozenset(
    f"tf.{prefix}{name}"
    for prefix in ("", "compat.v1.")
    for name in (
        "random_normal",
        "random_uniform",
        "truncated_normal",
        "random_gamma",
        "multinomial",
        "random.normal",
        "random.uniform",
        "random.truncated_normal",
        "random.gamma",
        "random.categorical",
        "random.poisson",
    )
)
#: Methods that take items out of a list.
_TAKES_OUT = frozenset({"clear", "pop", "remove"})


#: The symbols whose calls matter here.
CALLS = _SUMS | _RANDOM


def on_call(module: Module, event: Call) -> None:
    if event.context.guarded or event.partial or event.context.function is None:
        return
    if event.path in _SUMS and event.node.args:
        if module.execution.without_session(event.context):
            _check_sum(module, event, event.node.args[0])
    elif event.path in _RANDOM:
        _check_random(module, event)


def on_module(module: Module) -> None:
    """Globals that count up, read by functions that are traced once."""
    for name, functions in module.facts.globals.items():
        counting = [node for node in functions if _counts(node, name)]
        if counting:
            for body in module.facts.bodies:
                _check_reads(module, body, name, counting)


def _check_sum(module: Module, event: Call, given: Any) -> None:
    """``tf.add_n`` of a list that the forward method fills and nothing empties."""
    context = event.context
    if type(given) is syntax.Attribute and owned(module, context):
        bodies = [body for body in module.facts.bodies if body.context.cls is context.cls]
        lists = [_Uses(body.node, given.attr, True) for body in bodies]
        starts = any(uses.starts and uses.function.name in _SET_UP for uses in lists)
        fills = [uses for uses in lists if uses.fills and uses.function.name in _FORWARD]
        empties = any(
            uses.empties or (uses.binds and uses.function.name not in _SET_UP) for uses in lists
        )
    elif type(given) is syntax.Name and _is_empty_list(event):
        if id(context.function) in module.facts.homes:
            return
        lists = [_Uses(body.node, given.id, False) for body in module.facts.bodies]
        # Where a function binds the name, it is another list, or a new one.
        starts = True
        fills = [uses for uses in lists if uses.fills and not uses.binds]
        empties = any(uses.empties or (uses.binds and uses.is_global) for uses in lists)
        empties = empties or any(uses.binds for uses in lists if uses.function is context.function)
    else:
        return
    if starts and fills and not empties:
        shown = f"self.{given.attr}" if type(given) is syntax.Attribute else given.id
        module.report("list-grows", given, event.path, list=shown, function=fills[0].function.name)


def _is_empty_list(event: Call) -> bool:
    value = event.arguments[0] if event.arguments else None
    return type(value) is Sequence and not value.items


class _Uses:
    """What one function does to a list: a variable, or an attribute of its first parameter."""

    def __init__(self, function: Any, name: str, attribute: bool) -> None:
        self.function = function
        self.name = name
        parameters = [*function.args.posonlyargs, *function.args.args]
        self.owner = parameters[0].arg if attribute and parameters else ""
        self.attribute = attribute
        self.fills = self.empties = self.is_global = False
        self.binds = not attribute and any(item.arg == name for item in parameters)
        self._given: list[Any] = []
        for node in walk(*function.body):
            self._look_at(node)
        #: Whether it is an empty list whenever it is anything new.
        self.starts = bool(self._given) and all(map(_is_empty, self._given))

    def _is_list(self, node: Any) -> bool:
        if self.attribute:
            return (
                type(node) is syntax.Attribute
                and node.attr == self.name
                and getattr(node.value, "id", "") == self.owner
            )
        return type(node) is syntax.Name and node.id == self.name

    def _look_at(self, node: Any) -> None:
        kind = type(node)
        if kind is syntax.Call and type(node.func) is syntax.Attribute:
            if self._is_list(node.func.value):
                self.fills = self.fills or node.func.attr in ("append", "extend")
                self.empties = self.empties or node.func.attr in _TAKES_OUT
        elif kind is syntax.Assign and any(map(self._is_list, node.targets)):
            self.binds = True
            self._given.append(node.value)
        elif kind is syntax.Subscript and self._is_list(node.value):
            self.empties = self.empties or type(node.ctx) is not syntax.Load
        elif kind in (syntax.Name, syntax.Attribute) and self._is_list(node):
            self.binds = self.binds or type(node.ctx) is not syntax.Load
        elif kind is syntax.Global:
            self.is_global = self.is_global or self.name in node.names


def _is_empty(node: Any) -> bool:
    return type(node) is syntax.List and not node.elts


def _check_random(module: Module, event: Call) -> None:
    """A random tensor made with the object, and used at each of its calls."""
    context = event.context
    if context.function.name not in _SET_UP:
        return
    if not (event.path.startswith("tf.compat.v1.") or module.dialect in ("tf1", "mixed")):
        return
    if not (owned(module, context) and module.in_eager_mode(context)):
        return
    for target in event.targets:
        if type(target) is syntax.Attribute:
            for body in module.facts.bodies:
                if body.context.cls is context.cls and body.node.name in _FORWARD:
                    if target.attr in _attributes_read(body.node):
                        shown = f"self.{target.attr}"
                        module.report("random-kept", event.node.func, event.path, kept=shown)
                        return


def _attributes_read(function: Any) -> set[str]:
    attributes = (node for node in walk(*function.body) if type(node) is syntax.Attribute)
    return {node.attr for node in attributes if type(node.ctx) is syntax.Load}


def _counts(function: Any, name: str) -> bool:
    """Whether a function adds to a global: ``step += 1``."""
    return any(
        type(node) is syntax.AugAssign and getattr(node.target, "id", "") == name
        for node in walk(*function.body)
    )


def _check_reads(module: Module, body: Body, name: str, counting: list[Any]) -> None:
    if body.context.mode != "function" or not body.context.certain:
        return
    arguments = body.node.args
    parameters = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    if any(item.arg == name for item in parameters):
        return
    reads = []
    for node in walk(*body.node.body):
        if type(node) is syntax.Name and node.id == name:
            if type(node.ctx) is not syntax.Load:
                return
            reads.append(node)
    others = [function for function in counting if function is not body.node]
    if reads and others:
        first = min(reads, key=lambda node: (node.lineno, node.col_offset))
        module.report("global-read-once", first, name, function=others[0].name)
