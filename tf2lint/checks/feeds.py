"""Placeholders that are fed, tensors as keys, training flags that nothing can set."""

from __future__ import annotations

import _ast as syntax

from tf2lint.names.values import Instance

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tf2lint.checks.module import Module
    from tf2lint.names import Call, Context, Key

#: Methods that take what to feed; other functions with such a parameter are the user's.
_FED = frozenset({"run", "eval", "partial_run"})
_FLAGS = frozenset({"training", "is_training"})
_PLACEHOLDER = "tf.compat.v1.placeholder"
_INPUTS = frozenset({"tf.keras.Input", "tf.keras.layers.Input", "keras.Input"})
#: Keywords that say something whatever is called.
_WATCHED = _FLAGS | {"tensor"}
#: Packages whose executors have a ``feed_dict`` of their own.
_OTHERS = frozenset({"paddle", "mxnet"})
#: Methods of containers that hash their first argument.
_HASHING = {
    "dict": frozenset({"get", "pop", "setdefault"}),
    "set": frozenset({"add", "discard", "remove"}),
}
#: Calls on unknown receivers that matter here: methods, and keywords of any.
UNKNOWN_RECEIVERS = _FED | _FLAGS


def on_call(module: Module, event: Call) -> None:
    if event.context.guarded:
        return
    if event.member in _FED:
        _check_feed(module, event)
    receiver = event.receiver
    if receiver is not None and event.member in _HASHING.get(receiver.kind, ()) and event.arguments:
        check_key(module, event.node.args[0], event.arguments[0], event.context)
    if _WATCHED.isdisjoint(event.keywords):
        return
    for keyword in event.node.keywords:
        value = event.keywords.get(keyword.arg or "**")
        if keyword.arg in _FLAGS and type(value) is Instance and _is_flag(value):
            module.report("training-flag-placeholder", keyword, keyword.arg, unsure=value.weak)
        if keyword.arg == "tensor" and event.path in _INPUTS and type(value) is Instance:
            module.report("keras-placeholder", keyword, event.path)


def _check_feed(module: Module, event: Call) -> None:
    receiver = event.receiver
    known = receiver is not None and receiver.kind in ("Session", "TestSession", "Tensor")
    if not known and (receiver is not None or not _could_be_session(module)):
        return
    gone = receiver is not None and module.is_gone(receiver.symbol)
    if module.execution.mode(event.context) == "graph":
        return
    if receiver is not None and module.has_graph(receiver):
        return
    if not (gone or module.runs_eagerly(event.context)):
        return
    if not known and _has_placeholders_in_graph(module):
        return
    node: Any = next((k for k in event.node.keywords if k.arg == "feed_dict"), None)
    if node is None and known and len(event.node.args) > 1 and event.member == "run":
        second = event.node.args[1]
        node = second if type(second) is syntax.Dict else None
    if node is not None and not _is_none(node):
        fed = getattr(node, "value", node)
        module.claimed.update(id(key) for key in getattr(fed, "keys", ()))
        symbol = f"{receiver.kind}.{event.member}" if receiver else f"{event.member}(feed_dict=)"
        module.report("feed-dict", node, symbol.removeprefix("Test"), unsure=not known)


def _could_be_session(module: Module) -> bool:
    roots = module.facts.roots
    return "tensorflow" in roots and not roots & _OTHERS


def _has_placeholders_in_graph(module: Module) -> bool:
    """Whether the module makes what an unknown session may be fed in a graph of its own."""
    return any(
        event.path == _PLACEHOLDER and module.execution.mode(event.context) == "graph"
        for event in module.facts.calls
    )


def _is_none(node: Any) -> bool:
    value = getattr(node, "value", None)
    return type(value) is syntax.Constant and value.value is None


def _is_flag(value: Instance) -> bool:
    """A placeholder for a truth value."""
    call: Any = value.node if value.kind == "Placeholder" else None
    if type(call) is not syntax.Call or not call.args:
        return False
    first = call.args[0]
    if type(first) is syntax.Constant:
        return type(first.value) is bool
    return getattr(first, "attr", getattr(first, "id", "")) == "bool"


def on_key(module: Module, event: Key) -> None:
    """A tensor or variable as the key of a dictionary."""
    check_key(module, event.node, event.value, event.context)


def check_key(module: Module, node: Any, value: Any, context: Context) -> None:
    """Report ``value``, written at ``node``, where it is a tensor that has no hash."""
    if type(value) is not Instance or value.kind not in ("Tensor", "Variable") or context.guarded:
        return
    if id(node) in module.claimed:
        return
    if module.is_gone(value.symbol) or not module.runs_eagerly(context):
        return
    maker = module.shim.call_of(value.node)
    if maker is not None and module.execution.mode(maker.context) == "graph":
        return
    unsure = value.weak or not context.certain
    module.report("tensor-as-key", node, f"a {value.kind}", unsure=unsure)
