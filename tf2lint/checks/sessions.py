"""Sessions and graphs: what is asked of them has no meaning without a graph."""

from __future__ import annotations

import _ast as syntax

from tf2lint.names.values import Const, Function

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tf2lint.checks.module import Module
    from tf2lint.names import Call, Member
    from tf2lint.names.facts import Body

_RUN = {"Session": ("run", "session-run"), "TestSession": ("run", "test-session")}
#: Kinds that the user knows under another name.
_SHOWN = {"TestSession": "Session", "CachedSession": "Session"}
_HANDLES = frozenset({"partial_run", "partial_run_setup", "make_callable"})
_LOOK_UPS = frozenset({"get_tensor_by_name", "get_operation_by_name"})
_EVALUATED = frozenset({"Tensor", "Placeholder", "Variable", "Operation"})
_GRAPH_ATTRIBUTES = {
    "Tensor": frozenset({"name", "op", "graph", "value_index", "consumers"}),
    "Variable": frozenset({"op", "graph"}),
}
_INITIALIZING = frozenset({"initializer", "initialized_value"})
_STEPS = frozenset({"minimize", "apply_gradients"})
#: Calls on unknown receivers that matter here: methods, and keywords of any.
UNKNOWN_RECEIVERS = frozenset({"_make_predict_function"})


def on_call(module: Module, event: Call) -> None:
    if event.member == "_make_predict_function":
        module.report("keras-graph-threading", event.node, "Model._make_predict_function")
    elif event.receiver is not None:
        _check_method(module, event)
    elif event.path == "tf.device" or (
        event.path == "tf.compat.v1.device" and module.in_eager_mode(event.context)
    ):
        _check_device(module, event)
    elif event.path in ("tf.control_dependencies", "tf.compat.v1.control_dependencies"):
        _check_order(module, event)


def _check_order(module: Module, event: Call) -> None:
    """``tf.control_dependencies`` where it is known that the code runs eagerly."""
    first = event.node.args[0] if event.node.args else None
    cleared = type(first) is syntax.Constant and first.value is None
    if event.context.certain and not cleared and module.in_eager_mode(event.context):
        module.report("control-dependencies", event.node, event.path)


def _check_method(module: Module, event: Call) -> None:
    receiver = event.receiver
    if receiver is None or _runs_in_graph(module, event):
        return
    kind, member = receiver.kind, event.member
    symbol = f"{_SHOWN.get(kind, kind)}.{member}"
    unsure = receiver.weak or not (event.context.certain or module.is_gone(receiver.symbol))
    node = event.node.func
    if kind in _RUN and member == _RUN[kind][0]:
        module.report(_RUN[kind][1], node, symbol, unsure=unsure)
        fetch = event.arguments[0] if event.arguments else None
        if type(fetch) is Const and type(fetch.value) is str:
            module.report("graph-lookup-by-name", event.node.args[0], symbol, unsure=unsure)
    elif kind == "CachedSession" and member == "run" and _is_fed(event):
        module.report("test-session", node, symbol, unsure=unsure)
    elif kind == "Session" and member == "list_devices":
        module.report("list-devices", node, symbol, unsure=unsure)
    elif kind == "Session" and member in _HANDLES:
        module.report("session-handle", node, symbol, unsure=unsure)
    elif kind == "Session" and member == "as_default":
        module.report("default-session", node, symbol, unsure=unsure)
    elif (kind in _EVALUATED and member == "eval") or (kind == "Operation" and member == "run"):
        module.report("tensor-eval", node, symbol, unsure=unsure)
    elif kind == "Graph" and member in _LOOK_UPS:
        module.report("graph-lookup-by-name", node, symbol, unsure=unsure)
    elif kind == "Graph" and member == "as_default":
        module.report("graph-as-default", node, symbol, unsure=receiver.weak)
    elif kind == "Variable" and member in _INITIALIZING:
        module.report("variable-initializer-op", node, symbol, unsure=unsure)
    elif kind == "Tensor" and member == "consumers":
        module.report("tensor-graph-attribute", node, symbol, unsure=unsure)


def _is_fed(event: Call) -> bool:
    return "feed_dict" in event.keywords or len(event.node.args) > 1


def _runs_in_graph(module: Module, event: Any) -> bool:
    """Whether the line belongs to graph code that TensorFlow 2 still runs.

    In an explicit graph what fails is the symbol that made the receiver, if it is gone.
    """
    if module.execution.mode(event.context) == "graph":
        return True
    return not (module.is_gone(event.receiver.symbol) or module.in_eager_mode(event.context))


def on_member(module: Module, event: Member) -> None:
    kind, name = event.receiver.kind, event.name
    if event.context.guarded or _runs_in_graph(module, event):
        return
    if name in _GRAPH_ATTRIBUTES.get(kind, ()):
        unsure = event.receiver.weak or not event.context.certain
        module.report("tensor-graph-attribute", event.node, f"{kind}.{name}", unsure=unsure)
    elif kind == "Variable" and name in _INITIALIZING:
        module.report("variable-initializer-op", event.node, f"{kind}.{name}")


def _check_device(module: Module, event: Call) -> None:
    if not event.node.args:
        return
    node, value = event.node.args[0], event.arguments[0]
    if type(node) is syntax.Lambda or type(value) is Function:
        module.report("device-function", node, event.path)


def on_body(module: Module, event: Body) -> None:
    """Several optimizer steps in one ``tf.function`` of which only some are returned."""
    if event.context.mode != "function":
        return
    steps: dict[str, Any] = {}
    returned: set[str] = set()
    for statement in event.node.body:
        if type(statement) is syntax.Assign and _is_step(statement.value):
            steps.update(
                (target.id, statement)
                for target in statement.targets
                if type(target) is syntax.Name
            )
        elif type(statement) is syntax.Return and statement.value is not None:
            returned = set(_names(statement.value))
    if len(steps) > 1 and returned & steps.keys() and steps.keys() - returned:
        unused = next(name for name in steps if name not in returned)
        module.report("selective-graph-run", steps[unused].value, "tf.function")


def _is_step(value: Any) -> bool:
    return (
        type(value) is syntax.Call
        and type(value.func) is syntax.Attribute
        and value.func.attr in _STEPS
    )


def _names(node: Any) -> list[str]:
    if type(node) is syntax.Name:
        return [node.id]
    if type(node) in (syntax.Tuple, syntax.List):
        return [name for item in node.elts for name in _names(item)]
    return []
