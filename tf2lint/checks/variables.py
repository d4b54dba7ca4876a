"""Variables and the objects that hold them, where TensorFlow 2 makes them anew each time."""

from __future__ import annotations

import _ast as syntax

from tf2lint.checks.ownership import (
    VARIABLES,
    made_name,
    makes_owner,
    makes_variables,
    makes_weights,
    owned,
)
from tf2lint.names.values import Const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tf2lint.checks.module import Module
    from tf2lint.names import Call, Context
    from tf2lint.names.facts import Body

_EAGER = "get-variable-eager"
_FORWARD = frozenset({"call", "__call__", "forward"})
_SCOPE = "tf.compat.v1.variable_scope"
_TAKES_RESOURCE = frozenset({_SCOPE, "tf.compat.v1.get_variable", "tf.compat.v1.Variable"})


def on_call(module: Module, event: Call) -> None:
    if event.context.guarded or event.partial:
        return
    if event.receiver is not None:
        _check_method(module, event)
    elif event.path:
        _check_get_variable(module, event)
        _check_made(module, event)
        if event.path in _TAKES_RESOURCE:
            _check_arguments(module, event)
    elif event.made is not None and makes_owner(module, event):
        _report_made(module, event, made_name(event), "layer or module")


def _check_get_variable(module: Module, event: Call) -> None:
    """A function that makes variables by name, outside of the shim and of a graph."""
    row = module.knowledge.row(event.path)
    context = event.context
    if row is None or row.rule != _EAGER or context.function is None:
        return
    if not module.in_eager_mode(context) or module.shim.covers(context):
        return
    has_shim = module.knowledge.active(module.knowledge.rules["shim-missing-decorator"])
    if has_shim and owned(module, context):
        module.report("shim-missing-decorator", event.node.func, event.path)
    else:
        module.report(_EAGER, event.node.func, event.path, hint=row.hint)


def _check_made(module: Module, event: Call) -> None:
    if event.path in VARIABLES:
        if event.context.mode == "function" and not event.context.once:
            module.report("variable-in-tf-function", event.node.func, event.path)
        else:
            _report_made(module, event, event.path, "variable")
        return
    what = makes_weights(module, event.path)
    if not what:
        return
    if event.context.mode == "function":
        if not event.context.once:
            module.report("stateful-object-in-tf-function", event.node.func, event.path, what=what)
    else:
        _report_made(module, event, event.path, what)


def _report_made(module: Module, event: Call, symbol: str, what: str) -> None:
    """An object with variables, made in the method that runs at every call."""
    context = event.context
    if context.once or context.function is None or context.function.name not in _FORWARD:
        return
    if not (owned(module, context) and module.in_eager_mode(context)):
        return
    if event.made is not None and not makes_variables(module, event.made):
        return
    module.report(
        "variable-created-per-call",
        event.node.func,
        symbol,
        what=what,
        method=context.function.name,
        unsure=event.weak,
    )


def _check_arguments(module: Module, event: Call) -> None:
    """Arguments that mean nothing without a graph: there is no store to look in."""
    context = event.context
    if not module.in_eager_mode(context) or module.shim.covers(context):
        return
    for keyword in event.node.keywords:
        value = event.keywords.get(keyword.arg or "")
        if keyword.arg == "reuse" and event.path == _SCOPE:
            if _asks_for_reuse(value):
                module.report("variable-scope-reuse", keyword, event.path)
        elif keyword.arg == "use_resource" and type(value) is Const and value.value is False:
            module.report("use-resource-false", keyword, event.path)


def _asks_for_reuse(value: Any) -> bool:
    """Whether ``reuse=`` says True or AUTO_REUSE, and not a computed value."""
    if type(value) is Const:
        return bool(value.value)
    return isinstance(value, str) and value.endswith(".AUTO_REUSE")


def _check_method(module: Module, event: Call) -> None:
    receiver, member = event.receiver, event.member
    if receiver is None or event.context.mode in ("graph", "shim"):
        return
    if not module.in_eager_mode(event.context) and event.context.mode != "function":
        return
    kind, node = receiver.kind, event.node
    if kind == "Variable" and member == "load" and 1 <= len(node.args) + len(node.keywords) <= 2:
        module.report("variable-load", node.func, "Variable.load", unsure=receiver.weak)
    elif kind == "MovingAverage" and member == "apply" and not (node.args or node.keywords):
        module.report(
            "ema-without-variables", node.func, f"{receiver.symbol}.apply", unsure=receiver.weak
        )
    elif kind == "VariableScope" and member == "reuse_variables":
        if receiver.symbol.startswith("tf.compat.v1."):
            module.report("variable-scope-reuse", node.func, "VariableScope.reuse_variables")


def on_body(module: Module, event: Body) -> None:
    """Iterators that a ``tf.function`` keeps for later calls."""
    if event.context.mode != "function" or event.context.cls is None:
        return
    for statement in event.node.body:
        if type(statement) is syntax.Assign and _is_iterator(statement.value):
            for target in statement.targets:
                if type(target) is syntax.Attribute and _is_self(target.value, event.context):
                    module.report("iterator-kept-in-tf-function", target, f"self.{target.attr}")


def _is_iterator(value: Any) -> bool:
    return type(value) is syntax.Call and getattr(value.func, "id", "") == "iter"


def _is_self(node: Any, context: Context) -> bool:
    parameters = context.function.args.args
    return bool(parameters) and getattr(node, "id", "") == parameters[0].arg
