"""Savers and checkpoints that save or restore nothing."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tf2lint.checks.module import Module
    from tf2lint.names import Call

_SAVER = "tf.compat.v1.train.Saver"
_READERS = frozenset({"tf.train.load_checkpoint", "tf.compat.v1.train.load_checkpoint"})
_RESTORING = frozenset({"restore", "read"})
#: What restores variables by their names, or saves them so.
_BY_NAME = frozenset(
    {
        "tf.train.Saver",
        "tf.compat.v1.train.Saver",
        "tf.train.init_from_checkpoint",
        "tf.compat.v1.train.init_from_checkpoint",
    }
)
#: Calls on unknown receivers that matter here: methods, and keywords of any.
UNKNOWN_RECEIVERS = _RESTORING


#: The symbols whose calls matter here.
CALLS = _READERS | {_SAVER}


def on_call(module: Module, event: Call) -> None:
    if event.context.guarded or event.partial:
        return
    if event.path == _SAVER:
        _check_saver(module, event)
    elif event.path in _READERS and event.discarded:
        module.report("load-checkpoint-unused", event.node, event.path, unsure=event.weak)
    elif event.member in _RESTORING and event.discarded:
        _check_restore(module, event)


def _check_saver(module: Module, event: Call) -> None:
    """A Saver that has to find its variables itself."""
    given = event.node.args or event.keywords.keys() & {"var_list", "saver_def", "**"}
    if not given and module.runs_eagerly(event.context):
        unsure = event.weak or not event.context.certain
        module.report("saver-without-variables", event.node, event.path, unsure=unsure)


def _check_restore(module: Module, event: Call) -> None:
    """A status that nobody asks, in a file that has checkpoints of TensorFlow 1 too."""
    receiver = event.receiver
    if receiver is None or receiver.kind != "Checkpoint":
        return
    if module.execution.mode(event.context) == "graph":
        return
    if any(call.path in _BY_NAME for call in module.symbol_calls):
        symbol = f"Checkpoint.{event.member}"
        module.report("checkpoint-restore-unchecked", event.node, symbol, unsure=receiver.weak)
