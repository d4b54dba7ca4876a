"""Calls that TensorFlow 2 accepts and understands otherwise than TensorFlow 1 did."""

from __future__ import annotations

import _ast as syntax

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tf2lint.checks.module import Module
    from tf2lint.names import Call

#: Lookups in a list of tables, and what they call the list.
_TABLES = {
    "tf.nn.embedding_lookup": "params",
    "tf.nn.embedding_lookup_sparse": "params",
    "tf.nn.safe_embedding_lookup_sparse": "embedding_weights",
    "tf.nn.nce_loss": "weights",
    "tf.nn.sampled_softmax_loss": "weights",
}
#: Summaries, and the place of ``step`` among their parameters.
_SUMMARIES = {
    "tf.summary.scalar": 2,
    "tf.summary.histogram": 2,
    "tf.summary.image": 2,
    "tf.summary.text": 2,
    "tf.summary.audio": 3,
}
#: They took (logits, labels) before TensorFlow 1.0, which demanded keywords.
_ENTROPIES = frozenset(
    f"{room}.{kind}_cross_entropy_with_logits"
    for room in ("tf.nn", "tf.compat.v1.nn")
    for kind in ("sigmoid", "softmax", "sparse_softmax")
)
_NAME_THEM = "name them: labels=labels, logits=logits"
#: Keywords of a summary that TensorFlow 2 takes, or that are a finding of their own.
_TOLD = {"step", "data", "**", "tensor", "values", "collections", "family"}


#: The symbols whose calls matter here.
CALLS = frozenset(
    {
        *_TABLES,
        *_SUMMARIES,
        *_ENTROPIES,
        "tf.gather",
        "tf.Variable",
        "tf.concat",
        "tf.split",
    }
)


def on_call(module: Module, event: Call) -> None:
    if event.context.guarded or event.partial:
        return
    if event.path in _TABLES:
        _check_tables(module, event)
    elif event.path == "tf.gather":
        _check_gather(module, event)
    elif event.path in _SUMMARIES:
        _check_summary(module, event)
    elif event.path in _ENTROPIES:
        if not _check_swapped(module, event):
            _check_labels(module, event)
    elif event.path == "tf.Variable":
        _check_variable(module, event)
    elif event.path in ("tf.concat", "tf.split"):
        _check_old_order(module, event)


def _check_tables(module: Module, event: Call) -> None:
    """A list of tables without a word on how the ids are spread over them."""
    tables = event.passed(_TABLES[event.path], 0)
    several = type(tables) in (syntax.List, syntax.Tuple) and len(tables.elts) > 1
    if several and "partition_strategy" not in event.keywords:
        function = event.path.rpartition(".")[2]
        module.report("embedding-partition", event.node, event.path, function=function)


def _check_gather(module: Module, event: Call) -> None:
    for keyword in event.node.keywords:
        if keyword.arg == "validate_indices":
            module.report("gather-validate-indices", keyword, event.path)


def _check_variable(module: Module, event: Call) -> None:
    """Keywords that ``tf.Variable`` takes without a word and does nothing with."""
    old = module.knowledge.parameters_tf1(event.path)
    new = module.knowledge.parameters(event.path)
    if old is None or new is None:
        return
    gone = set(old.positional) - set(new.positional)
    for keyword in event.node.keywords:
        if keyword.arg in gone:
            module.claimed.add(id(keyword))
            module.report("variable-collections", keyword, event.path, argument=keyword.arg)


def _check_summary(module: Module, event: Call) -> None:
    """A summary in the manner of TensorFlow 1, whose step a writer was told."""
    if module.dialect == "tf2" or len(event.node.args) > _SUMMARIES[event.path]:
        return
    if event.keywords.keys() & _TOLD:
        return
    unsure = event.weak or module.dialect != "tf1"
    module.report("summary-without-step", event.node.func, event.path, unsure=unsure)


def _check_swapped(module: Module, event: Call) -> bool:
    """The logits first, as before TensorFlow 1.0; TensorFlow 2 takes them for the labels."""
    args = event.node.args
    if len(args) < 2 or event.context.retried:
        return False
    first, second = _spelled(args[0]), _spelled(args[1])
    swapped = "logit" in first and "logit" not in second
    if not swapped and module.dialect == "tf1":
        swapped = _names_labels(second) and not _names_labels(first)
    if not swapped or (type(args[0]) is syntax.Constant and args[0].value is None):
        return False
    # Only the sparse one sees by the shapes that something is wrong.
    severity = "" if ".sparse_" in event.path else "warning"
    hint = f"the logits come first here, as before TensorFlow 1.0; {_NAME_THEM}"
    module.report("sentinel-cross-entropy", event.node, event.path, severity=severity, hint=hint)
    return True


def _names_labels(name: str) -> bool:
    return "label" in name or "target" in name or name.strip("_") in ("y", "y_true")


def _spelled(node: Any) -> str:
    """The last name of a value: ``net.Logits[0]`` → logits."""
    while type(node) is syntax.Subscript:
        node = node.value
    return str(getattr(node, "attr", getattr(node, "id", ""))).lower()


def _check_labels(module: Module, event: Call) -> None:
    """Labels that are computed, and from now on get a gradient."""
    if event.path != "tf.nn.softmax_cross_entropy_with_logits":
        return
    labels = event.passed("labels", 0)
    if module.dialect != "tf2" and type(labels) is syntax.Call and not _stops(labels.func):
        module.report("softmax-label-gradient", labels, event.path, unsure=event.weak)


def _check_old_order(module: Module, event: Call) -> None:
    """The axis first, as it was before TensorFlow 1.0."""
    args = event.node.args
    if event.path == "tf.concat":
        old = len(args) == 2 and _is_count(args[0]) and not _is_count(args[1])
        replacement = "tf.concat(values, axis)"
    else:
        old = len(args) == 3 and _is_count(args[0]) and not _is_count(args[2])
        replacement = "tf.split(value, number, axis)"
    if old and not event.context.retried:
        module.report("pre-1-0-api", event.node, event.path, hint=f"write {replacement}")


def _stops(function: Any) -> bool:
    """``tf.stop_gradient``, whatever the module is called here."""
    name = function.attr if type(function) is syntax.Attribute else getattr(function, "id", "")
    return name == "stop_gradient"


def _is_count(node: Any) -> bool:
    return type(node) is syntax.Constant and type(node.value) is int
