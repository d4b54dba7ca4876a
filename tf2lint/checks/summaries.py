"""Summary writers of TensorFlow 1 and 2."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tf2lint.checks.module import Module
    from tf2lint.names import Call

_METHODS = frozenset(
    {
        "add_event",
        "add_graph",
        "add_meta_graph",
        "add_run_metadata",
        "add_session_log",
        "add_summary",
        "get_logdir",
        "reopen",
    }
)
#: The functions whose implementation is in the package tensorboard.
_RECORDING = frozenset(
    {
        "tf.summary.audio",
        "tf.summary.histogram",
        "tf.summary.image",
        "tf.summary.scalar",
        "tf.summary.text",
    }
)


#: No call of a symbol matters here, only those of methods.
CALLS: frozenset[str] = frozenset()


def on_call(module: Module, event: Call) -> None:
    """A method that only the writers of TensorFlow 1 had."""
    receiver = event.receiver
    if receiver is None or event.member not in _METHODS or event.context.guarded:
        return
    if receiver.kind == "FileWriter":
        gone = module.is_gone(receiver.symbol)
        in_graph = module.execution.mode(event.context) == "graph"
        if in_graph or not (gone or module.runs_eagerly(event.context)):
            return
        unsure = not (gone or event.context.certain)
    elif receiver.kind == "SummaryWriter":
        unsure = False
    else:
        return
    module.report(
        "summary-writer-method",
        event.node.func,
        f"{receiver.kind}.{event.member}",
        unsure=unsure or receiver.weak,
        method=event.member,
    )


def on_module(module: Module) -> None:
    """Once a file: summaries need a package that may be missing."""
    for event in module.symbol_calls:
        if event.path in _RECORDING and not event.context.guarded:
            module.report("tensorboard-missing", event.node.func, event.path)
            return
