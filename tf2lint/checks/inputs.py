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
    if event.member not in _ITERATORS or event.context.guarded:
        return
    if receiver is not None and receiver.kind != "Dataset":
        return
    if "tensorflow" not in module.facts.roots:
        return
    made_by = receiver.symbol if receiver is not None else ""
    if made_by.startswith("tf.compat.v1.") or (not made_by and module.uses_compat_v1):
        # These datasets keep both methods; the second one needs a session.
        if event.member == _ITERATORS[0] or not module.in_eager_mode(event.context):
            return
    unsure = receiver is None or receiver.weak
    module.report("dataset-iterators", event.node.func, f"Dataset.{event.member}", unsure=unsure)
