"""Functions that treat shapes in another way than they did."""

from __future__ import annotations

import _ast as syntax

from tf2lint.names.values import Instance, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tf2lint.checks.module import Module
    from tf2lint.names import Call

_WHERE = "tf.where"
_OPERANDS = ("condition", "x", "y")
_WIDENING = frozenset({"tf.expand_dims", "tf.tile"})


#: The symbols whose calls matter here.
CALLS = frozenset({_WHERE})


def on_call(module: Module, event: Call) -> None:
    """``tf.where(vector, matrix, matrix)``: rows were chosen, now it broadcasts."""
    if event.path != _WHERE or event.context.guarded or module.dialect == "tf2":
        return
    named = [event.keywords[name] for name in _OPERANDS if name in event.keywords]
    operands = [*event.arguments, *named]
    if len(operands) != len(_OPERANDS):
        return
    rank, *others = map(_rank, operands)
    if rank is None and _of_the_values(event.node):
        return
    widened, *wider = map(_is_widened, operands)
    # Code that shows nothing of TensorFlow 1 may mean the condition to be broadcast.
    lower = not widened and any(wider) and module.dialect in ("tf1", "mixed")
    if (rank == 1 and rank not in others) or (rank is None and lower):
        module.report("where-broadcast", event.node, event.path, unsure=event.weak)
    elif rank is None:
        module.report("where-condition-rank", event.node, event.path)


def _is_widened(value: Any) -> bool:
    """Whether a value is the result of what one calls to give a tensor more axes or rows."""
    return type(value) is Instance and value.symbol in _WIDENING and not value.weak


def _of_the_values(call: syntax.Call) -> bool:
    """Whether the condition is given axes, or computed from what a value is made of too."""
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    parts = [named[name] for name in _OPERANDS if name in named]
    condition, *values = [*call.args, *parts]
    if type(condition) is syntax.Subscript:
        return True
    return bool(_operands(condition) & set().union(*map(_operands, values)))


def _operands(node: syntax.AST) -> set[str]:
    """Names and attributes that an expression computes with; not the functions it calls."""
    from ast import iter_child_nodes, unparse

    if type(node) in (syntax.Name, syntax.Attribute):
        return {unparse(node)}
    children = [*node.args, *node.keywords] if type(node) is syntax.Call else iter_child_nodes(node)
    return set().union(*map(_operands, children))


def _rank(value: Any) -> int | None:
    """Nesting of a list display; None for anything else."""
    if type(value) is not Sequence:
        return None
    inner = _rank(value.items[0]) if value.items else None
    return 1 + (inner or 0)
