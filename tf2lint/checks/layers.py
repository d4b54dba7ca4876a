"""Layers, losses, metrics and initializers that run and do something else than they did."""

from __future__ import annotations

import _ast as syntax

from tf2lint.checks.trees import walk
from tf2lint.names.values import Const, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tf2lint.checks.module import Module
    from tf2lint.knowledge import Knowledge, Parameters, SymbolRow
    from tf2lint.names import Call, Context, Reference

_V1_NAMESPACES = ("tf.compat.v1.layers.", "tf.compat.v1.nn.rnn_cell.")
_V1_BATCH_NORM = "tf.compat.v1.layers.batch_normalization"
#: The place of ``training`` among the parameters of ``_V1_BATCH_NORM``.
_TRAINING = 14
_PROBABILITIES = frozenset(
    {"SparseCategoricalCrossentropy", "CategoricalCrossentropy", "BinaryCrossentropy"}
)
_PROBABILITY_NAMES = frozenset(
    {"sparse_categorical_crossentropy", "categorical_crossentropy", "binary_crossentropy"}
)
#: Keras callbacks that watch a value of the logs.
_WATCHERS = frozenset(
    f"{root}.callbacks.{name}"
    for root in ("tf.keras", "keras")
    for name in ("EarlyStopping", "ModelCheckpoint", "ReduceLROnPlateau")
)
_OLD_KEYS = {"acc": "accuracy", "val_acc": "val_accuracy"}
#: Calls on unknown receivers that matter here: methods, and keywords of any.
UNKNOWN_RECEIVERS = frozenset({"add_weight", "add_variable"})


def _has_layer_row(knowledge: Knowledge, path: str) -> bool:
    made = path + ".__init__"
    row = knowledge.row(made)
    return path.startswith(_V1_NAMESPACES) or (row is not None and row.path == made)


#: The symbols whose calls matter here.
CALLS = _has_layer_row


def on_call(module: Module, event: Call) -> None:
    if event.context.guarded:
        return
    if event.path:
        _check_defaults(module, event)
        if event.path == _V1_BATCH_NORM:
            _check_batch_norm(module, event)
        if event.path.startswith(_V1_NAMESPACES) and not event.alias:
            _report_v1(module, event, event.node if event.partial else event.node.func)
    elif event.member in ("add_weight", "add_variable"):
        _check_add_weight(module, event)


def on_reference(module: Module, event: Reference) -> None:
    if event.path.startswith(_V1_NAMESPACES) and not (event.alias or event.context.guarded):
        _report_v1(module, event, event.node)


def on_module(module: Module) -> None:
    _check_logits(module)
    _check_metric_keys(module)


# -- defaults ----------------------------------------------------------------------------


def _check_defaults(module: Module, event: Call) -> None:
    """A call that leaves out what a row says has another default now."""
    path = event.path + ".__init__"
    row = module.knowledge.row(path)
    if row is None or row.path != path or event.partial or "**" in event.keywords:
        return
    if row.rule == "regularizer-without-factor":
        if not (event.node.args or event.keywords):
            module.report(row.rule, event.node, event.path, hint=row.hint)
    elif module.dialect in ("tf1", "mixed") and not module.facts.gates:
        # A file that asks for the version may be in its branch for TensorFlow 2.
        _report_default(module, event, row)


def _report_default(module: Module, event: Call, row: SymbolRow) -> None:
    old = module.knowledge.parameters_tf1(event.path)
    new = module.knowledge.parameters(event.path)
    if old is None or new is None or any(type(a) is syntax.Starred for a in event.node.args):
        return
    given = {*event.keywords, *new.positional[: len(event.node.args)]}
    before, after = _defaults(old), _defaults(new)
    for name, default in before.items():
        if name in after and after[name] != default and name not in given:
            module.report(
                row.rule,
                event.node,
                event.path,
                hint=row.hint,
                argument=name,
                old=default,
                new=after[name],
            )
            return


def _defaults(parameters: Parameters) -> dict[str, str]:
    optional = parameters.positional[parameters.required :]
    return dict(zip(optional, parameters.defaults))


# -- layers ------------------------------------------------------------------------------


def _report_v1(module: Module, event: Any, node: Any) -> None:
    """A layer or cell of ``tf.compat.v1``, unless another rule said more about the line.

    Code under the shim chose them.
    """
    if module.shim.covers(event.context):
        return
    told = {problem.node for problem in module.problems if problem.rule.default}
    if not {node, event.node} & told:
        row = module.knowledge.row(event.path.rpartition(".")[0] + ".*")
        hint = row.hint if row is not None else ""
        module.report("compat-v1-layers", node, event.path, hint=hint, unsure=event.weak)


def _check_batch_norm(module: Module, event: Call) -> None:
    given = event.keywords.keys()
    if not {"training", "**"} & given and len(event.node.args) <= _TRAINING:
        module.report("batch-norm-training", event.node, event.path, unsure=event.weak)


def _check_add_weight(module: Module, event: Call) -> None:
    """``self.add_weight('w', shape)`` in a layer or model."""
    function = event.node.func
    on_self = type(function) is syntax.Attribute and type(function.value) is syntax.Name
    if not on_self or not _in_layer(module, event.context):
        return
    symbol = f"Layer.{event.member}"
    first = event.arguments[0] if event.arguments else None
    args = event.node.args
    named_first = (type(first) is Const and type(first.value) is str) or (
        len(args) > 1 and type(args[1]) in (syntax.List, syntax.Tuple)
    )
    if event.member == "add_variable":
        if named_first or "initializer" not in event.keywords:
            problem = "Keras 3 wants a shape and an initializer"
            module.report("add-weight-arguments", function, symbol, argument=problem)
    elif named_first:
        problem = "the first argument is the shape, and is given the name"
        module.report("add-weight-arguments", function, symbol, argument=problem)
    else:
        _check_weight_keywords(module, event)


def _check_weight_keywords(module: Module, event: Call) -> None:
    for keyword in event.node.keywords:
        path = f"Layer.add_weight.{keyword.arg}"
        row = module.knowledge.row(path)
        if row is not None and row.path == path:
            problem = f"it does not take {keyword.arg}="
            module.report(row.rule, keyword, "Layer.add_weight", hint=row.hint, argument=problem)


def _in_layer(module: Module, context: Context) -> bool:
    if context.cls is None:
        return False
    bases = [base for base in context.cls.ancestors() if isinstance(base, str)]
    return any(module.knowledge.kind(base) in ("Layer", "Model") for base in bases)


# -- compiled models ---------------------------------------------------------------------


def _check_logits(module: Module) -> None:
    """Sequential models that end in a bare Dense layer and are compiled for probabilities."""
    last: dict[int, Any] = {}
    for event in module.method_calls:
        receiver = event.receiver
        if receiver is None or receiver.kind != "Model" or receiver.node is None:
            continue
        maker = id(receiver.node)
        if event.member == "add":
            last[maker] = event.node.args[0] if event.node.args else None
        elif event.member == "compile":
            layer = last.get(maker, _last_listed(receiver.node))
            loss = event.passed("loss", 1)
            if loss is not None and _is_bare_dense(layer) and _wants_probabilities(loss):
                unsure = receiver.weak or maker in last
                module.report("loss-from-logits", loss, _loss_name(loss), unsure=unsure)


def _last_listed(node: Any) -> Any:
    """The last layer of ``Sequential([...])``, or None."""
    if type(node) is not syntax.Call or not node.args or type(node.args[0]) is not syntax.List:
        return None
    layers = node.args[0].elts
    return layers[-1] if layers and _last_name(node.func) == "Sequential" else None


def _is_bare_dense(node: Any) -> bool:
    if type(node) is not syntax.Call or _last_name(node.func) != "Dense" or len(node.args) > 1:
        return False
    return not any(keyword.arg in ("activation", None) for keyword in node.keywords)


def _wants_probabilities(loss: Any) -> bool:
    if type(loss) is syntax.Constant:
        return loss.value in _PROBABILITY_NAMES
    plain = type(loss) is syntax.Call and not loss.args
    if not plain or _last_name(loss.func) not in _PROBABILITIES:
        return False
    return not any(keyword.arg in ("from_logits", None) for keyword in loss.keywords)


def _loss_name(loss: Any) -> str:
    return str(loss.value) if type(loss) is syntax.Constant else _last_name(loss.func)


def _last_name(function: Any) -> str:
    if type(function) is syntax.Attribute:
        return str(function.attr)
    return str(function.id) if type(function) is syntax.Name else ""


def _check_metric_keys(module: Module) -> None:
    """``acc`` and ``val_acc`` where models are compiled with 'accuracy' alone."""
    compiled: set[object] = set()
    for event in module.facts.calls:
        if event.member == "compile":
            compiled |= _texts(event.keywords.get("metrics"))
    if "accuracy" not in compiled or "acc" in compiled:
        return
    for event in module.facts.calls:
        if event.path in _WATCHERS:
            _report_key(module, event.keywords.get("monitor"), event.passed("monitor"))
    for node in _history_keys(module):
        _report_key(module, Const(node.value), node)


def _history_keys(module: Module) -> list[Any]:
    """The keys of ``….history[...]`` in functions and in arguments of calls."""
    found: dict[int, Any] = {}
    roots: list[Any] = [body.node for body in module.facts.bodies]
    roots.extend(call.node for call in module.facts.calls)
    for node in walk(*roots):
        if type(node) is syntax.Subscript and _last_name(node.value) == "history":
            key = node.slice
            if type(key) is syntax.Constant:
                found[id(key)] = key
    return list(found.values())


def _texts(value: Any) -> set[object]:
    items = value.items if type(value) is Sequence else [value]
    return {item.value for item in items if type(item) is Const and type(item.value) is str}


def _report_key(module: Module, value: Any, node: Any) -> None:
    new = _OLD_KEYS.get(value.value) if type(value) is Const and node is not None else None
    if new is not None:
        module.report(
            "metric-key-acc", node, "tf.keras.Model.compile", argument=value.value, new=new
        )
