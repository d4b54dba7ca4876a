"""Tensors and shapes: the elements of a shape, comparing by value."""

from __future__ import annotations

import _ast as syntax

from tf2lint.checks import feeds
from tf2lint.names.values import Instance, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tf2lint.checks.module import Module
    from tf2lint.names import Call, Member
    from tf2lint.names.facts import Comparison

_SIZES = frozenset({"Size", "AnySize"})
_COMPARED = frozenset({"Tensor", "Variable", "Placeholder"})
#: Switches that give the elements of shapes their old type back.
_OLD_SHAPES = frozenset(
    {"tf.compat.v1.disable_v2_tensorshape", "tf.compat.v1.disable_v2_behavior"}
    | {"tf.disable_v2_tensorshape", "tf.disable_v2_behavior"}
)
_OPERATORS = {syntax.Eq: "==", syntax.NotEq: "!="}


def on_member(module: Module, event: Member) -> None:
    """``x.shape[0].value``."""
    receiver = event.receiver
    if event.name != "value" or receiver.kind not in _SIZES or event.context.guarded:
        return
    if not _keeps_dimensions(module):
        module.report("dimension-value", event.node, "Dimension.value", unsure=receiver.weak)


#: No call of a symbol matters here, only those of methods.
CALLS: frozenset[str] = frozenset()


def on_call(module: Module, event: Call) -> None:
    receiver = event.receiver
    if receiver is None or event.context.guarded:
        return
    if receiver.kind == "Size":
        row = module.knowledge.row(f"Size.{event.member}")
        if row is not None and not _keeps_dimensions(module):
            symbol = f"Dimension.{event.member}"
            module.report(row.rule, event.node.func, symbol, unsure=receiver.weak)
    elif event.member == "set_shape" and receiver.kind == "Tensor":
        _check_set_shape(module, event)


def _check_set_shape(module: Module, event: Call) -> None:
    context = event.context
    if context.function is not None or not context.certain or not module.in_eager_mode(context):
        return
    if event.receiver is not None and not module.is_gone(event.receiver.symbol):
        module.report("set-shape-eager", event.node.func, "Tensor.set_shape")


def on_comparison(module: Module, event: Comparison) -> None:
    left, right = event.left, event.right
    if left.kind not in _COMPARED or left.weak or event.context.guarded:
        return
    if not module.execution.without_session(event.context):
        # Tensors of a graph still compare by identity.
        return
    operator = type(event.node.ops[0])
    if operator not in _OPERATORS:
        if type(right) is Instance and right.kind in ("dict", "set"):
            feeds.check_key(module, event.node.left, left, event.context)
        elif right is None or type(right) is Sequence:
            module.report("tensor-in-list", event.node, f"{left.kind}.__eq__", kind=left.kind)
    elif module.dialect == "tf1" and type(right) is Instance and right.kind in _COMPARED:
        module.report(
            "tensor-equality",
            event.node,
            f"{left.kind}.__eq__",
            operator=_OPERATORS[operator],
            kind=left.kind,
        )


def _keeps_dimensions(module: Module) -> bool:
    """Whether the program asked for the shapes of TensorFlow 1."""
    if any(call.path in _OLD_SHAPES for call in module.symbol_calls):
        return True
    return module.project.disables_eager(module.path)
