"""Functions that treat shapes in another way than they did."""

from __future__ import annotations

from tf2lint.names.values import Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tf2lint.checks.module import Module
    from tf2lint.names import Call

_WHERE = "tf.where"


def on_call(module: Module, event: Call) -> None:
    """``tf.where(vector, matrix, matrix)``: rows were chosen, now it broadcasts."""
    if event.path != _WHERE or event.context.guarded or module.dialect == "tf2":
        return
    given = len(event.node.args) + len(event.keywords.keys() & {"x", "y"})
    if given < 3 or not event.arguments:
        return
    rank = _rank(event.arguments[0])
    others = [_rank(value) for value in event.arguments[1:3]]
    if rank == 1 and rank not in others:
        module.report("where-broadcast", event.node, event.path, unsure=event.weak)


def _rank(value: Any) -> int | None:
    """Nesting of a list display; None for anything else."""
    if type(value) is not Sequence:
        return None
    inner = _rank(value.items[0]) if value.items else None
    return 1 + (inner or 0)
