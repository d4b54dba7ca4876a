"""Input pipelines: datasets are iterated by Python in TensorFlow 2."""

from __future__ import annotations

import _ast as syntax

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tf2lint.checks.module import Module
    from tf2lint.names import Call, Member

_ITERATORS = ("make_one_shot_iterator", "make_initializable_iterator")
_OF_COMPAT = (
    "write for batch in dataset, or iter(dataset) and next(); it works inside tf.Graph() only"
)
_OF_DATASETS = {
    "output_types": "read element_spec, or tf.compat.v1.data.get_output_types(dataset)",
    "output_shapes": "read element_spec, or tf.compat.v1.data.get_output_shapes(dataset)",
    "output_classes": "read element_spec, or tf.compat.v1.data.get_output_classes(dataset)",
    "map_with_legacy_function": "write dataset.map(function)",
    "filter_with_legacy_function": "write dataset.filter(predicate)",
}
#: Feature columns, and the package whose layers still take them.
_COLUMNS = "tf.feature_column."
_KERAS_WITH_COLUMNS = "tf_keras"
_END = ("tf.errors.OutOfRangeError", "tf.compat.v1.errors.OutOfRangeError")
_SESSIONS = frozenset({"Session", "TestSession"})
_LOOPS = (syntax.For, syntax.While)


#: The symbols whose calls matter here.
CALLS = (_COLUMNS,)


def on_call(module: Module, event: Call) -> None:
    """Methods of datasets that are gone; feature columns for the layers that take them."""
    receiver = event.receiver
    if receiver is None and event.path.startswith(_COLUMNS):
        if _KERAS_WITH_COLUMNS in module.facts.roots:
            module.claimed.add(id(event.node.func))
        return
    if receiver is None or receiver.kind != "Dataset" or event.context.guarded:
        return
    if event.member in _ITERATORS:
        _check_iterator(module, event)
    elif event.member in _OF_DATASETS:
        _check_attribute(module, event, event.node.func, event.member)


def on_member(module: Module, event: Member) -> None:
    if event.receiver.kind == "Dataset" and event.name in _OF_DATASETS:
        _check_attribute(module, event, event.node, event.name)


def _check_attribute(module: Module, event: Any, node: Any, name: str) -> None:
    """An attribute that only the datasets of ``tf.compat.v1`` have."""
    receiver = event.receiver
    if _is_of_v1(module, receiver) or event.context.guarded:
        return
    hint = _OF_DATASETS[name]
    module.report("dataset-attribute", node, f"Dataset.{name}", hint=hint, unsure=receiver.weak)


def _is_of_v1(module: Module, dataset: Any) -> bool:
    """Whether a dataset is one of ``tf.compat.v1``; of unknown ones the imports tell."""
    if dataset.symbol:
        return bool(dataset.symbol.startswith("tf.compat.v1."))
    imported = {event.path for event in module.facts.imports}
    return "tf.compat.v1" in imported and "tf" not in imported


def _check_iterator(module: Module, event: Call) -> None:
    """A method that made an iterator of a dataset for a session."""
    receiver: Any = event.receiver
    symbol = f"Dataset.{event.member}"
    if not _is_of_v1(module, receiver):
        module.report("dataset-iterators", event.node.func, symbol, unsure=receiver.weak)
    elif event.member == _ITERATORS[1] and module.runs_eagerly(event.context):
        # These datasets keep both methods; the second one needs a session and its graph,
        # which a caller in another file may enter.
        module.report("dataset-iterators", event.node.func, symbol, hint=_OF_COMPAT, unsure=True)


def on_module(module: Module) -> None:
    if any(_runs_session(module, event) for event in module.method_calls):
        for reference in module.facts.references:
            context = reference.context
            if reference.path in _END and module.in_eager_mode(context) and not reference.alias:
                module.report("out-of-range-loop", reference.node, reference.path)
    taken = _batches(module)
    if taken:
        for body in module.facts.bodies:
            _check_block(module, body.node.body, taken)


def _runs_session(module: Module, event: Call) -> bool:
    """Whether a call runs a session that eager code cannot have."""
    receiver = event.receiver
    if event.member != "run" or receiver is None or receiver.kind not in _SESSIONS:
        return False
    return module.is_gone(receiver.symbol) and module.execution.mode(event.context) != "graph"


def _batches(module: Module) -> dict[int, Call]:
    """The calls that take one batch of an iterator, by their expressions."""
    return {
        id(event.node): event
        for event in module.method_calls
        if event.member == "get_next"
        and event.receiver is not None
        and event.receiver.kind == "Iterator"
        and module.in_eager_mode(event.context)
    }


def _check_block(module: Module, statements: list[Any], taken: dict[int, Call]) -> None:
    """A batch that is taken before a loop and used in each step of it."""
    known: dict[str, Any] = {}
    for statement in statements:
        kind = type(statement)
        if kind is syntax.Assign:
            for name in _bound(statement.targets):
                known.pop(name, None)
                if id(statement.value) in taken:
                    known[name] = statement.value
        elif kind in _LOOPS:
            names = _Names(statement)
            for name, node in list(known.items()):
                if name in names.read and name not in names.bound:
                    module.report("get-next-once", node, "Iterator.get_next", batch=name)
                    del known[name]
        elif kind in (syntax.With, syntax.AsyncWith):
            _check_block(module, statement.body, taken)


class _Names:
    """The names that a statement reads and binds, in whatever lies below it."""

    def __init__(self, statement: Any) -> None:
        self.read: set[str] = set()
        self.bound: set[str] = set()
        self._visit(statement)

    def _visit(self, node: Any) -> None:
        if type(node) is syntax.Name:
            found = self.read if type(node.ctx) is syntax.Load else self.bound
            found.add(node.id)
            return
        for field in node._fields:
            child = getattr(node, field, None)
            for item in child if type(child) is list else (child,):
                if isinstance(item, syntax.AST):
                    self._visit(item)


def _bound(targets: list[Any]) -> list[str]:
    """The names that an assignment binds."""
    names = []
    for target in targets:
        if type(target) is syntax.Name:
            names.append(target.id)
        elif type(target) in (syntax.Tuple, syntax.List):
            names.extend(_bound(target.elts))
    return names
