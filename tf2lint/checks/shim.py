"""Methods under ``track_tf1_style_variables``: what the shim keeps, and what it does not."""

from __future__ import annotations

import _ast as syntax

from tf2lint.checks.ownership import (
    BUILDER,
    builder_of,
    holds_weights,
    made_name,
    makes_owner,
    makes_weights,
    owned,
)
from tf2lint.checks.trees import walk
from tf2lint.names.values import Const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tf2lint.checks.module import Module
    from tf2lint.names import Call
    from tf2lint.names.facts import Body, Reference

_SHIM = "tf.compat.v1.keras.utils.track_tf1_style_variables"
_SCOPE = "tf.compat.v1.variable_scope"
_GET = "tf.compat.v1.get_variable"
_TEMPLATE = "tf.compat.v1.make_template"
_LAYERS = ("tf.compat.v1.layers.", "tf_slim.")
_VARIABLES = frozenset({"tf.Variable", "tf.compat.v1.Variable"})
_SET_UP = frozenset({"__init__", "build"})
_COLLECTIONS = frozenset(
    f"tf.compat.v1.{name}"
    for name in (
        "get_collection",
        "trainable_variables",
        "global_variables",
        "losses.get_regularization_losses",
        "losses.get_regularization_loss",
    )
)


def on_call(module: Module, event: Call) -> None:
    if event.path == _SHIM:
        if not (event.node.args or event.node.keywords):
            module.report("shim-decorator-called", event.node, event.path)
        return
    if event.context.guarded or event.partial:
        return
    if event.path == BUILDER:
        _check_builder(module, event)
    if event.context.mode != "shim":
        return
    if event.made is not None:
        if makes_owner(module, event):
            _report_untracked(module, event, made_name(event))
    elif event.path:
        _check_symbol(module, event)


def _check_symbol(module: Module, event: Call) -> None:
    path, context = event.path, event.context
    if path in _VARIABLES or makes_weights(module.knowledge, path) == "layer":
        _report_untracked(module, event, path)
    elif path == _SCOPE:
        _check_scope(module, event)
    elif path == _TEMPLATE:
        in_set_up = context.function is None or context.function.name in _SET_UP
        if not (in_set_up or context.once or any(name != "?" for name in context.scopes)):
            module.report("shim-make-template", event.node.func, path)
    elif path in _COLLECTIONS:
        module.report("shim-collections", event.node.func, path)
    else:
        _check_layer(module, event)
    if path in (_SCOPE, _GET):
        _check_partitioner(module, event)


def _check_layer(module: Module, event: Call) -> None:
    """Functions that make a layer, whose automatic name must not count up."""
    row = module.knowledge.row(event.path)
    if row is not None and row.rule == "get-variable-eager" and event.path.startswith(_LAYERS):
        named = any(event.context.scopes) or {"name", "scope", "**"} & event.keywords.keys()
        if not named:
            module.report("shim-layers-outside-scope", event.node.func, event.path)


def _check_scope(module: Module, event: Call) -> None:
    """A scope whose name is counted up at each call."""
    args = event.node.args
    first = args[0] if args else None
    nameless = type(first) is syntax.Constant and first.value is None
    named_around = any(name not in ("", "?") for name in event.context.scopes)
    if nameless and not named_around and _is_decorated(event):
        module.report("shim-empty-scope", event.node, event.path)


def _is_decorated(event: Call) -> bool:
    """Whether the line stands in the decorated method itself, no function inside it."""
    function = event.context.function
    return function is not None and event.context.cls is not None


def _check_partitioner(module: Module, event: Call) -> None:
    for keyword in event.node.keywords:
        value = event.keywords.get("partitioner")
        if keyword.arg == "partitioner" and not (type(value) is Const and value.value is None):
            module.report("shim-partitioner", keyword, event.path)


def _report_untracked(module: Module, event: Call, symbol: str) -> None:
    """An object with variables that is made in the method and kept nowhere."""
    context = event.context
    if context.once or not owned(module, context) or module.shim.is_builder(event.node):
        return
    if context.function.name not in _SET_UP:
        module.report("shim-untracked", event.node.func, symbol, unsure=event.weak)


def _check_builder(module: Module, event: Call) -> None:
    given = builder_of(event)
    if type(given) is syntax.Lambda:
        arguments = given.args
        needed = len(arguments.posonlyargs) + len(arguments.args) - len(arguments.defaults)
        needed += sum(default is None for default in arguments.kw_defaults)
        if needed:
            module.report("shim-get-or-create", given, event.path, problem="takes arguments")
    elif type(given) is syntax.Call and _makes_layer(module, given):
        module.report("shim-get-or-create", given, event.path, problem="is a layer already")


def _makes_layer(module: Module, node: Any) -> bool:
    event = module.shim.call_of(node)
    if event is None:
        return False
    if event.made is not None:
        return holds_weights(module, event.made)
    return bool(event.path) and module.knowledge.kind(event.path) in ("Layer", "Model")


def on_reference(module: Module, event: Reference) -> None:
    """The decorator above a function that is no method of a layer."""
    if event.path == _SHIM:
        module.shim.decorators.add(id(event.node))


def on_body(module: Module, event: Body) -> None:
    node, context = event.node, event.context
    decorated = [item for item in node.decorator_list if id(item) in module.shim.decorators]
    if not decorated:
        return
    if _is_static(node):
        module.report("shim-on-plain-function", decorated[0], _SHIM, what="a static method")
    elif _is_over_property(node, decorated[0]):
        module.report("shim-on-plain-function", decorated[0], _SHIM, what="a property")
    elif context.cls is None:
        module.report("shim-on-plain-function", decorated[0], _SHIM, what="a plain function")
    elif context.cls.plain:
        what = "a method of a class without bases"
        module.report("shim-on-plain-function", decorated[0], _SHIM, what=what)
    elif node.name == "__call__" and _is_layer(module, context.cls):
        module.report("shim-on-dunder-call", decorated[0], _SHIM)
    _check_duplicates(module, node)


def _is_static(node: Any) -> bool:
    names = {getattr(item, "id", "") for item in node.decorator_list}
    return bool(names & {"staticmethod", "classmethod"})


def _is_over_property(node: Any, decorator: Any) -> bool:
    """Whether the decorator stands above ``@property`` and so gets no function."""
    below = node.decorator_list[node.decorator_list.index(decorator) + 1 :]
    return any(getattr(item, "id", "") == "property" for item in below)


def _is_layer(module: Module, cls: Any) -> bool:
    bases = [base for base in cls.ancestors() if isinstance(base, str)]
    return any(module.knowledge.kind(base) in ("Layer", "Model") for base in bases)


def _check_duplicates(module: Module, node: Any) -> None:
    """Scopes with one name, one after the other, that make variables of the same name."""
    made: dict[str, set[str]] = {}
    for statement in node.body:
        _check_block(module, statement, made)


def _check_block(module: Module, node: Any, made: dict[str, set[str]]) -> None:
    if type(node) is not syntax.With:
        return
    call = node.items[0].context_expr
    event = module.shim.call_of(call)
    if event is None or event.path != _SCOPE:
        return
    first = event.arguments[0] if event.arguments else None
    if type(first) is not Const or type(first.value) is not str or not first.value:
        return
    names = _made_names(module, node)
    if "reuse" not in event.keywords and names & made.get(first.value, set()):
        module.report("shim-duplicate-scope", call, event.path, scope=first.value)
    made.setdefault(first.value, set()).update(names)
    inner: dict[str, set[str]] = {}
    for statement in node.body:
        _check_block(module, statement, inner)


def _made_names(module: Module, block: Any) -> set[str]:
    """Names of what the statements right under a ``with`` make, as far as they tell."""
    names = set()
    for node in walk(*(inner for inner in block.body if type(inner) is not syntax.With)):
        if type(node) is syntax.Call:
            event = module.shim.call_of(node)
            name = _name_of(event) if event is not None else ""
            if name:
                names.add(name)
    return names


def _name_of(event: Call) -> str:
    """The name under which the store keeps what a call makes; "" if not told."""
    if "reuse" in event.keywords:
        return ""
    if event.path == _GET:
        given = event.arguments[0] if event.arguments else event.keywords.get("name")
    elif event.path.startswith(_LAYERS[0]):
        given = event.keywords.get("name", Const(event.path))
    else:
        return ""
    return given.value if type(given) is Const and type(given.value) is str else ""
