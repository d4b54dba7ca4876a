"""Input pipelines: datasets are iterated by Python in TensorFlow 2."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tf2lint.checks.module import Module
    from tf2lint.names import Call

_ITERATORS = ("make_one_shot_iterator", "make_initializable_iterator")


def on_call(module: Module, event: Call) -> None:
    """Methods that made an iterator of a dataset for a session."""
    receiver = event.receiver
    if event.member not in _ITERATORS or receiver is None or receiver.kind != "Dataset":
        return
    if event.context.guarded:
        return
    if receiver.symbol.startswith("tf.compat.v1.") and (
        event.member == _ITERATORS[0] or not module.in_eager_mode(event.context)
    ):
        return
    symbol = f"Dataset.{event.member}"
    module.report("dataset-iterators", event.node.func, symbol, unsure=receiver.weak)
