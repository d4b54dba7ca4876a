"""Files of Keras models: Keras 3 tells the format by the end of the path alone."""

from __future__ import annotations

import _ast as syntax

from tf2lint.names.values import Const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tf2lint.checks.module import Module
    from tf2lint.names import Call

_MODEL_ENDS = (".keras", ".h5", ".hdf5")
_WEIGHT_END = ".weights.h5"
_GONE_SAVING = frozenset({"options", "signatures", "save_traces"})
_GONE_WEIGHTS = frozenset({"save_format", "options"})
_GONE_CHECKPOINT = frozenset({"period", "options", "load_weights_on_restart"})
_MODELS = ("tf.keras.models.", "keras.models.", "tf.keras.saving.", "keras.saving.")
_CHECKPOINTS = frozenset({"tf.keras.callbacks.ModelCheckpoint", "keras.callbacks.ModelCheckpoint"})


#: The symbols whose calls matter here.
CALLS = (*_MODELS, *_CHECKPOINTS)


def on_call(module: Module, event: Call) -> None:
    if event.context.guarded or event.partial:
        return
    receiver = event.receiver
    if receiver is not None:
        if receiver.kind == "Model" and receiver.symbol.startswith(("tf.keras.", "keras.")):
            _check_method(module, event, receiver.weak)
    elif event.path in _CHECKPOINTS:
        _check_checkpoint(module, event)
    elif event.path.startswith(_MODELS):
        name = event.path.rpartition(".")[2]
        if name == "save_model":
            _check_save(module, event, 1, event.path, event.weak)
        elif name == "load_model":
            _check_load(module, event, event.path, event.weak)


def _check_method(module: Module, event: Call, weak: bool) -> None:
    symbol = f"Model.{event.member}"
    if event.member == "save":
        _check_save(module, event, 0, symbol, weak)
    elif event.member == "save_weights":
        _check_weights(module, event, symbol, weak)
    elif event.member == "load_weights":
        _check_load(module, event, symbol, weak)


def _check_save(module: Module, event: Call, position: int, symbol: str, weak: bool) -> None:
    node = _path_of(event, position)
    problem = ""
    for keyword in event.node.keywords:
        if keyword.arg in _GONE_SAVING:
            node, problem = keyword, f"has no argument {keyword.arg}"
        elif keyword.arg == "save_format" and _is_text(keyword.value, "tf"):
            node, problem = keyword, "does not write SavedModels here"
    if not problem and _ends_otherwise(node, _MODEL_ENDS):
        problem = "takes only paths that end in .keras or .h5"
    if problem:
        module.report("keras3-save-format", node, symbol, problem=problem, unsure=weak)


def _check_weights(module: Module, event: Call, symbol: str, weak: bool) -> None:
    node = _path_of(event, 0)
    problem = ""
    if _ends_otherwise(node, (_WEIGHT_END,)):
        problem = "takes only paths that end in .weights.h5"
    for keyword in event.node.keywords:
        if keyword.arg in _GONE_WEIGHTS:
            node, problem = keyword, f"has no argument {keyword.arg}"
    if problem:
        module.report("keras3-save-weights", node, symbol, problem=problem, unsure=weak)


def _check_load(module: Module, event: Call, symbol: str, weak: bool) -> None:
    node = _path_of(event, 0)
    if _ends_otherwise(node, _MODEL_ENDS):
        module.report("keras3-load-format", node, symbol, unsure=weak)


def _check_checkpoint(module: Module, event: Call) -> None:
    node = _path_of(event, 0)
    only = event.keywords.get("save_weights_only")
    problem = ""
    if only is not None and type(only) is not Const:
        ends: tuple[str, ...] = ()
    elif type(only) is Const and only.value is True:
        ends, problem = (_WEIGHT_END,), "saves weights to .weights.h5 files only"
    elif "save_weights_only" in event.keywords and only is None:
        ends = ()
    else:
        ends, problem = (".keras", ".h5"), "saves models to .keras and .h5 files only"
    if not (ends and _ends_otherwise(node, ends)):
        problem = ""
    for keyword in event.node.keywords:
        if keyword.arg in _GONE_CHECKPOINT:
            node, problem = keyword, f"has no argument {keyword.arg}"
    if problem:
        module.report(
            "keras3-checkpoint-path", node, event.path, problem=problem, unsure=event.weak
        )


def _path_of(event: Call, position: int) -> Any:
    """The expression given for the path."""
    for keyword in event.node.keywords:
        if keyword.arg in ("filepath", "path"):
            return keyword.value
    args = event.node.args
    return args[position] if len(args) > position else None


def _is_text(node: Any, text: str) -> bool:
    return type(node) is syntax.Constant and node.value == text


def _ends_otherwise(node: Any, ends: tuple[str, ...]) -> bool:
    """Whether the end of a path is written out and is none of ``ends``."""
    end = _end_of(node)
    return bool(end) and not end.endswith(ends)


def _end_of(node: Any) -> str:
    """The last literal piece of an expression that makes a path; "" if it is computed.

    A piece of which only an extension's tail is written (``name + "5"``) tells nothing.
    """
    kind = type(node)
    if kind is syntax.Constant:
        return node.value if type(node.value) is str else ""
    end = ""
    if kind is syntax.JoinedStr and node.values:
        end = _end_of(node.values[-1])
    elif kind is syntax.BinOp and type(node.op) is syntax.Add:
        end = _end_of(node.right)
    elif kind is syntax.BinOp and type(node.op) is syntax.Mod:
        end = _end_of(node.left)
    elif kind is syntax.Call and type(node.func) is syntax.Attribute:
        if node.func.attr == "join" and len(node.args) > 1:
            return _end_of(node.args[-1])
        if node.func.attr == "format":
            end = _end_of(node.func.value)
    return "" if end.endswith(("}", "%s", "%d")) else end
