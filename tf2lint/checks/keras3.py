"""Keras 3: code that the Keras of TensorFlow 2.15 still ran.

What went from layers, models and symbolic tensors stands in rows, under the kind of their
owner: ``Keras.Model.fit_generator``, ``Keras.Model.fit(workers)``, ``Keras.Layer(fused)``.
"""

from __future__ import annotations

import _ast as syntax

from tf2lint.names.values import Const, Instance, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tf2lint.checks.module import Module
    from tf2lint.knowledge import Knowledge
    from tf2lint.names import Call, Member

#: Kinds whose members and arguments have rows.
_OWNERS = frozenset({"Layer", "Model", "Metric", "KerasTensor", "KerasShape", "LoadStatus"})
_RULES = frozenset(
    {"keras3-reset-states", "keras3-compiled-loss", "keras-predict-classes"}
    | {"keras3-generator-methods", "keras3-attribute", "keras3-tensor-attribute"}
    | {"keras3-load-status", "keras3-model-argument", "keras3-layer-argument"}
)
_LAYERS = ("tf.keras.layers.", "keras.layers.")
_NAMED = ("tf.keras.layers.", "keras.layers.", "tf.keras.optimizers.", "keras.optimizers.")
_NAMED_TOO = frozenset({"Layer", "Model", "KerasTensor"})
_TENSORS = ("Tensor", "Tensors")
_BACKEND = "tf.keras.backend."
#: Functions of the backend that do take symbolic tensors.
_TAKES_SYMBOLIC = frozenset({"int_shape", "is_keras_tensor", "is_sparse", "eval", "get_value"})


def _matters(knowledge: Knowledge, path: str) -> bool:
    """Whether the symbol is Keras's, or makes what Keras should keep, or takes its tensors."""
    kind = knowledge.kind(path)
    if path == "tf.Variable" or kind in _OWNERS or path.startswith(("tf.keras.", "keras.")):
        return True
    return kind in _TENSORS and path.startswith("tf.")


#: The symbols whose calls matter here.
CALLS = _matters


def on_call(module: Module, event: Call) -> None:
    if event.context.guarded or event.partial:
        return
    if event.path:
        _check_function(module, event)
    elif event.receiver is not None:
        _check_method(module, event, event.receiver)


def on_member(module: Module, event: Member) -> None:
    if not event.context.guarded:
        _check_member(module, event.receiver, event.name, event.node)


# -- methods and attributes ------------------------------------------------------


def _check_method(module: Module, event: Call, receiver: Instance) -> None:
    kind = receiver.kind
    if kind not in _OWNERS or not _is_keras(receiver.symbol):
        return
    member = event.member
    _check_member(module, receiver, member, event.node.func)
    if member == "__call__" and kind in ("Layer", "Model"):
        _check_positional(module, event, receiver)
    for keyword in event.node.keywords:
        row = module.knowledge.row(f"Keras.{kind}.{member}({keyword.arg})")
        if row is not None and row.rule in _RULES:
            module.report(
                row.rule,
                keyword,
                f"{kind}.{member}",
                hint=row.hint,
                argument=keyword.arg,
                unsure=receiver.weak,
            )


def _check_member(module: Module, receiver: Instance, name: str, node: Any) -> None:
    if receiver.kind not in _OWNERS or not _is_keras(receiver.symbol):
        return
    symbol = f"{receiver.kind}.{name}"
    row = module.knowledge.row(f"Keras.{symbol}")
    if row is not None and row.rule in _RULES:
        module.report(row.rule, node, symbol, hint=row.hint, unsure=receiver.weak)


def _is_keras(symbol: str) -> bool:
    return symbol.startswith(("tf.keras.", "keras."))


def _check_positional(module: Module, event: Call, receiver: Instance) -> None:
    """``layer(x, True)``."""
    for node, value in zip(event.node.args[1:], event.arguments[1:]):
        if type(value) is Const and type(value.value) in (bool, int, float, str):
            symbol = f"{receiver.kind}.__call__"
            module.report("keras3-call-positional", node, symbol, unsure=receiver.weak)


# -- functions and classes -------------------------------------------------------


def _check_function(module: Module, event: Call) -> None:
    path = event.path
    kind = module.knowledge.kind(path)
    if kind in _TENSORS and not path.startswith("tf.keras."):
        # The commonest by far.
        if path.startswith("tf.") and _takes_symbolic(event) and not module.is_gone(path):
            module.report("keras3-function-on-input", event.node, path, unsure=event.weak)
        return
    if event.targets and event.context.cls is not None:
        _check_attribute(module, event)
    if not path.startswith(("tf.", "keras.")):
        return
    if kind == "KerasTensor":
        _check_input(module, event)
    if path.startswith(_NAMED) or (kind in _NAMED_TOO and _is_keras(path)):
        _check_name(module, event)
    if kind == "Layer" and path.startswith(_LAYERS):
        _check_layer(module, event)
    elif path.startswith(("tf.keras.losses.", "keras.losses.")):
        _check_reduction(module, event)
    elif path.startswith(_BACKEND):
        name = path[len(_BACKEND) :]
        if name not in _TAKES_SYMBOLIC and not module.is_gone(path) and _takes_symbolic(event):
            module.report("keras3-backend-on-input", event.node, path, unsure=event.weak)


def _takes_symbolic(event: Call) -> bool:
    """Whether an argument, or an item of one, is known to be symbolic."""
    for value in (*event.arguments, *event.keywords.values()):
        for item in value.items if type(value) is Sequence else (value,):
            if type(item) is Instance and item.kind == "KerasTensor" and not item.weak:
                return True
    return False


def _check_attribute(module: Module, event: Call) -> None:
    """What a class keeps as ``self.x``: variables on a layer, layers on a module."""
    cls = event.context.cls
    if cls is None or not any(type(target) is syntax.Attribute for target in event.targets):
        return
    knowledge = module.knowledge
    bases = [base for base in cls.ancestors() if isinstance(base, str)]
    kinds = {knowledge.kind(base) for base in bases if base == "tf.Module" or _is_keras(base)}
    made = knowledge.kind(event.path)
    if kinds & {"Layer", "Model"}:
        if event.path == "tf.Variable":
            kind = "model" if "Model" in kinds else "layer"
            module.report("keras3-untracked-variable", event.node, event.path, kind=kind)
    elif "Module" in kinds and made in ("Layer", "Model") and _is_keras(event.path):
        symbol = event.path
        module.report("keras3-layer-in-module", event.node, symbol, kind=made.lower())


def _check_input(module: Module, event: Call) -> None:
    value = event.keywords.get("shape", event.arguments[0] if event.arguments else None)
    if type(value) is Const and type(value.value) is int:
        given = [k.value for k in event.node.keywords if k.arg == "shape"]
        node = given[0] if given else event.node.args[0]
        module.report("keras3-input-shape", node, event.path, number=value.value)


def _check_name(module: Module, event: Call) -> None:
    for keyword in event.node.keywords:
        value = keyword.value
        if keyword.arg == "name" and type(value) is syntax.Constant:
            if type(value.value) is str and "/" in value.value:
                module.report("keras3-name-slash", keyword, event.path, name_given=value.value)


def _check_layer(module: Module, event: Call) -> None:
    path = event.path if event.path.startswith("tf.") else f"tf.{event.path}"
    known = module.knowledge.parameters(path)
    if known is None:
        return
    for keyword in event.node.keywords:
        row = module.knowledge.row(f"Keras.Layer({keyword.arg})")
        if row is None or row.rule not in _RULES or keyword.arg is None:
            continue
        if keyword.arg not in known.positional + known.keyword_only:
            hint, name = row.hint, keyword.arg
            module.report(row.rule, keyword, path, hint=hint, argument=name, unsure=event.weak)


def _check_reduction(module: Module, event: Call) -> None:
    for keyword in event.node.keywords:
        value = event.keywords.get("reduction") if keyword.arg == "reduction" else None
        auto = type(value) is Const and value.value == "auto"
        if auto or (isinstance(value, str) and value.endswith(".Reduction.AUTO")):
            module.report("keras3-loss-reduction", keyword, event.path)
