"""Learning rates that are tensors: a recipe in a graph, one number in TensorFlow 2."""

from __future__ import annotations

import _ast as syntax

from tf2lint.names.values import Const, Instance

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tf2lint.checks.module import Module
    from tf2lint.knowledge import Knowledge
    from tf2lint.names import Call

_V1 = "tf.compat.v1.train."
_KINDS = frozenset({"Tensor", "Variable", "Placeholder"})
#: What makes a number of a step, and what makes a tensor of a number.
_CASTS = frozenset({"tf.cast", "tf.to_float", "tf.compat.v1.to_float", "tf.compat.v1.cast"})
_FIXED = frozenset({"tf.constant", "tf.convert_to_tensor"})


def _takes_rate(knowledge: Knowledge, path: str) -> bool:
    kind = knowledge.kind(path)
    return kind == "KerasOptimizer" or (kind == "Optimizer" and path.startswith(_V1))


#: The symbols whose calls matter here.
CALLS = _takes_rate


def on_call(module: Module, event: Call) -> None:
    if event.context.guarded or event.partial or not event.path or module.is_gone(event.path):
        return
    keras = module.knowledge.kind(event.path) == "KerasOptimizer"
    node, value = _rate(event)
    if keras and module.knowledge.active(module.knowledge.rules["keras3-learning-rate"]):
        shown = _refused(value)
        if shown:
            weak = type(value) is Instance and value.weak
            module.report("keras3-learning-rate", node, event.path, given=shown, unsure=weak)
    elif type(value) is Instance and _follows_a_step(module, event, value):
        if module.in_eager_mode(event.context):
            module.report("learning-rate-frozen", node, event.path)


def _rate(event: Call) -> tuple[Any, Any]:
    """The learning rate that a call gives, as it is written and what is known of it."""
    for keyword in event.node.keywords:
        if keyword.arg == "learning_rate":
            return keyword.value, event.keywords.get("learning_rate")
    args = event.node.args
    if not args or type(args[0]) is syntax.Starred:
        return None, None
    return args[0], event.arguments[0]


def _refused(value: Any) -> str:
    """How to call a learning rate that Keras 3 does not take; "" if it may be one."""
    if type(value) is Const and type(value.value) is int:
        return "the whole number " + str(value.value)
    if type(value) is Instance and value.kind in _KINDS:
        return "a " + value.kind.lower()
    return ""


def _follows_a_step(module: Module, event: Call, value: Instance) -> bool:
    """Whether a tensor was computed of a variable that the same function casts."""
    if value.kind != "Tensor" or value.symbol in _FIXED or value.weak:
        return False
    for call in module.facts.calls:
        if call.path in _CASTS and call.context.function is event.context.function:
            first = call.arguments[0] if call.arguments else None
            if type(first) is Instance and first.kind == "Variable":
                return True
    return False
