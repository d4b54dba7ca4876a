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
#: Strategies of one device, which take variables from anywhere.
_ALONE = frozenset({"tf.distribute.OneDeviceStrategy", "tf.distribute.get_strategy"})


def on_call(module: Module, event: Call) -> None:
    receiver = event.receiver
    if receiver is None or event.context.guarded:
        return
    if event.member == "compile" and event.context.replicated and receiver.kind == "Model":
        _check_model(module, event)
    if receiver.kind != "Strategy":
        return
    member, node = event.member, event.node.func
    if member in _GONE:
        symbol, hint = f"Strategy.{member}", _GONE[member]
        module.report("strategy-method", node, symbol, hint=hint, unsure=receiver.weak)
    elif member == "reduce" and not event.keywords.keys() & {"axis", "**"}:
        starred = any(type(item).__name__ == "Starred" for item in event.node.args)
        if len(event.node.args) < _REDUCE_ARGUMENTS and not starred:
            module.report("strategy-reduce-axis", node, "Strategy.reduce", unsure=receiver.weak)


def _check_model(module: Module, event: Call) -> None:
    """A model made outside of the strategy's scope, in which the same function compiles it."""
    context, receiver = event.context, event.receiver
    if receiver is None or receiver.weak or context.replicated in _ALONE:
        return
    maker = module.shim.call_of(receiver.node)
    if maker is None or maker.context.replicated or maker.context.function is not context.function:
        return
    callers = module.facts.callers.get(id(context.function), [])
    if not any(caller.replicated for caller in callers):
        module.report("strategy-model-outside", event.node.func, maker.path)
