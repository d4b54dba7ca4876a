"""Dropout: TensorFlow 1 said how much to keep, TensorFlow 2 says how much to drop."""

from __future__ import annotations

import _ast as syntax

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tf2lint.checks.module import Module
    from tf2lint.names import Call

_FUNCTION = "tf.nn.dropout"
_LAYERS = frozenset(
    f"{root}.layers.{name}"
    for root in ("tf.keras", "keras")
    for name in ("Dropout", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D")
)
_V1_LAYER = "tf.compat.v1.layers.dropout"
#: Names that say a value is already the rate to drop.
_DROP_NAMES = ("rate", "drop_prob", "drop_rate", "dropout")


#: The symbols whose calls matter here.
CALLS = _LAYERS | {_FUNCTION, _V1_LAYER}


def on_call(module: Module, event: Call) -> None:
    if event.path == _FUNCTION and not event.context.guarded:
        _check_function(module, event)
    elif event.path in _LAYERS:
        _check_layer(module, event)
    elif event.path == _V1_LAYER and "training" not in event.keywords and len(event.node.args) < 5:
        module.report("layers-dropout-training", event.node, event.path)


def _check_function(module: Module, event: Call) -> None:
    keywords = {keyword.arg: keyword for keyword in event.node.keywords}
    arguments = event.node.args[1:] if event.partial else event.node.args
    keep, rate = keywords.get("keep_prob"), keywords.get("rate")
    if keep is not None:
        if not _is_none(keep.value):
            module.report("dropout-keep-prob", keep, event.path)
        return
    if rate is not None:
        if len(arguments) > 1 and not event.partial:
            module.report("dropout-noise-shape", arguments[1], event.path)
            return
        _check_rate(module, event, rate.value)
    elif len(arguments) > 1 and type(arguments[1]) is not syntax.Starred:
        _check_positional(module, event, arguments[1])


def _check_positional(module: Module, event: Call, value: Any) -> None:
    if _is_number(value, 1):
        module.report("dropout-drops-all", value, event.path)
    elif _keep_name(value):
        module.report("dropout-keep-named-rate", value, event.path, argument=_keep_name(value))
    elif _drop_name(value) and module.dialect != "tf1":
        return
    elif module.dialect != "tf2":
        confidence = "high" if module.dialect == "tf1" else ""
        unsure = module.dialect == "unknown"
        module.report("dropout-positional", value, event.path, confidence=confidence, unsure=unsure)


def _check_rate(module: Module, event: Call, value: Any) -> None:
    if _is_number(value, 1):
        module.report("dropout-drops-all", value, event.path)
        return
    if _keep_name(value):
        module.report("dropout-keep-named-rate", value, event.path, argument=_keep_name(value))
        return
    kept = _one_minus(value)
    if kept is not None and (_one_minus(kept) is not None or _drop_name(kept)):
        module.report("dropout-double-inverted", value, event.path, argument=_text(value))
        return
    if type(value) is syntax.Constant and _in_forward_method(event):
        module.report("dropout-always-on", event.node, event.path)


def _check_layer(module: Module, event: Call) -> None:
    given = [*event.node.args[:1], *(k.value for k in event.node.keywords if k.arg == "rate")]
    for value in given:
        if _keep_name(value):
            module.report("keras-dropout-keep-prob", value, event.path, argument=_keep_name(value))


def _in_forward_method(event: Call) -> bool:
    """Inside ``call`` or ``__call__`` of a class, with no parameter that tells the phase."""
    function = event.context.function
    if function is None or event.context.cls is None:
        return False
    parameters = {item.arg for item in (*function.args.args, *function.args.kwonlyargs)}
    phases = {"training", "is_training", "train", "mode"}
    return function.name in ("call", "__call__", "forward") and not parameters & phases


def _one_minus(value: Any) -> Any:
    """``x`` of ``1 - x``, or None."""
    if type(value) is syntax.BinOp and type(value.op) is syntax.Sub and _is_number(value.left, 1):
        return value.right
    return None


def _is_number(value: Any, number: float) -> bool:
    return (
        type(value) is syntax.Constant
        and type(value.value) in (int, float)
        and value.value == number
    )


def _is_none(value: Any) -> bool:
    return type(value) is syntax.Constant and value.value is None


def _name(value: Any) -> str:
    if type(value) is syntax.Name:
        return str(value.id)
    return str(value.attr) if type(value) is syntax.Attribute else ""


def _keep_name(value: Any) -> str:
    name = _name(value)
    return name if "keep" in name.lower() and "dim" not in name.lower() else ""


def _drop_name(value: Any) -> bool:
    name = _name(value).lower()
    return bool(name) and name.endswith(_DROP_NAMES) and "keep" not in name


def _text(value: Any) -> str:
    """The expression as source, for the message."""
    import ast

    return ast.unparse(value)
