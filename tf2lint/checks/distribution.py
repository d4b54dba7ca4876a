"""Distribution strategies, whose methods were renamed on the way to TensorFlow 2."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tf2lint.checks.module import Module
    from tf2lint.names import Call

_GONE = {
    "experimental_run_v2": "use strategy.run",
    "experimental_make_numpy_dataset": "use strategy.experimental_distribute_dataset",
    "experimental_make_numpy_iterator": "use strategy.experimental_distribute_dataset",
    "experimental_initialize": "drop it; for a TPU tf.tpu.experimental.initialize_tpu_system",
    "experimental_finalize": "drop it",
    "broadcast": "drop it; variables made in strategy.scope() are on each replica",
}
_REDUCE_ARGUMENTS = 3


def on_call(module: Module, event: Call) -> None:
    receiver = event.receiver
    if receiver is None or receiver.kind != "Strategy" or event.context.guarded:
        return
    member, node = event.member, event.node.func
    if member in _GONE:
        symbol, hint = f"Strategy.{member}", _GONE[member]
        module.report("strategy-method", node, symbol, hint=hint, unsure=receiver.weak)
    elif member == "reduce" and not event.keywords.keys() & {"axis", "**"}:
        starred = any(type(item).__name__ == "Starred" for item in event.node.args)
        if len(event.node.args) < _REDUCE_ARGUMENTS and not starred:
            module.report("strategy-reduce-axis", node, "Strategy.reduce", unsure=receiver.weak)
