"""Training steps of one's own: gradient tapes, the training flag, traced functions."""

from __future__ import annotations

import _ast as syntax

from tf2lint.checks.trees import bound, walk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tf2lint.checks.module import Module
    from tf2lint.names import Call
    from tf2lint.names.facts import Body

_TAPE = "tf.GradientTape"
_EAGER_FUNCTIONS = frozenset(
    {"tf.config.run_functions_eagerly", "tf.config.experimental_run_functions_eagerly"}
)
_TAKEN = frozenset({"gradient", "jacobian", "batch_jacobian"})
#: Layers that do something else while training.
_PHASED = ("Dropout", "BatchNormalization", "GaussianNoise")
#: Calls on unknown receivers that matter here: methods, and keywords of any.
UNKNOWN_RECEIVERS = frozenset({"numpy"})


#: No call of a symbol matters here, only those of methods.
CALLS: frozenset[str] = frozenset()


def on_call(module: Module, event: Call) -> None:
    if event.member == "numpy" and not event.node.args and _is_traced(event):
        if not any(call.path in _EAGER_FUNCTIONS for call in module.symbol_calls):
            unsure = event.receiver is None
            module.report("numpy-in-function", event.node.func, "Tensor.numpy", unsure=unsure)


def on_body(module: Module, event: Body) -> None:
    if event.context.mode == "function" and _is_decorated(event.node):
        _check_prints(module, event)


def on_module(module: Module) -> None:
    tapes = [call for call in module.symbol_calls if call.path == _TAPE]
    if tapes:
        makers = {id(call.node): call for call in tapes}
        for body in module.facts.bodies:
            _check_body(module, body, makers)


def _is_decorated(function: Any) -> bool:
    """Whether ``@tf.function`` or the like stands above the function itself."""
    return any(_names_function(decorator) for decorator in function.decorator_list)


def _names_function(node: Any) -> bool:
    if type(node) is syntax.Call:
        node = node.func
    name = node.attr if type(node) is syntax.Attribute else getattr(node, "id", "")
    return name == "function"


def _is_traced(event: Call) -> bool:
    """In the body of a decorated function itself: an inner one may be for py_function."""
    context = event.context
    if context.mode != "function" or context.guarded or context.function is None:
        return False
    return _is_decorated(context.function)


def _check_prints(module: Module, event: Body) -> None:
    for statement in event.node.body:
        call = statement.value if type(statement) is syntax.Expr else None
        if type(call) is syntax.Call and getattr(call.func, "id", "") == "print":
            module.report("print-in-function", call, "tf.function")


# -- tapes -------------------------------------------------------------------------------


def _check_body(module: Module, body: Body, makers: dict[int, Any]) -> None:
    """The statements of a function, block by block."""
    blocks = [body.node.body]
    while blocks:
        block = blocks.pop()
        for index, statement in enumerate(block):
            if type(statement) in (syntax.FunctionDef, syntax.AsyncFunctionDef, syntax.ClassDef):
                continue
            for field in ("body", "orelse", "finalbody"):
                blocks.append(getattr(statement, field, []))
            blocks.extend(handler.body for handler in getattr(statement, "handlers", ()))
            if type(statement) is syntax.With:
                _check_with(module, statement, block[:index], block[index + 1 :], makers)


def _check_with(
    module: Module, statement: Any, before: list[Any], after: list[Any], makers: dict[int, Any]
) -> None:
    """One ``with tf.GradientTape() as tape`` among its neighbours."""
    for item in statement.items:
        call, name = item.context_expr, getattr(item.optional_vars, "id", "")
        if id(call) not in makers:
            continue
        _check_models(module, statement)
        if name:
            uses = _uses(after, name)
            _check_reuse(module, call, uses)
            _check_forward(module, statement, before, uses)


def _uses(after: list[Any], name: str) -> list[Any]:
    """Calls ``name.gradient(…)`` that surely run one after the other.

    They stand in the plain statements after the block; another tape of the name ends them.
    """
    found = []
    for statement in after:
        compound = hasattr(statement, "body") or hasattr(statement, "cases")
        if type(statement) is syntax.With and any(
            getattr(item.optional_vars, "id", "") == name for item in statement.items
        ):
            break
        if compound and type(statement) is not syntax.With:
            continue
        for node in walk(statement):
            if type(node) in (syntax.Lambda, syntax.IfExp):
                break
            if type(node) is syntax.Call and type(node.func) is syntax.Attribute:
                if node.func.attr in _TAKEN and getattr(node.func.value, "id", "") == name:
                    found.append(node)
        if type(statement) is syntax.Return:
            break
    return found


def _check_reuse(module: Module, call: Any, uses: list[Any]) -> None:
    persistent = call.args or any(keyword.arg in ("persistent", None) for keyword in call.keywords)
    if len(uses) > 1 and not persistent:
        again = max(uses, key=lambda node: (node.lineno, node.col_offset))
        module.report("tape-reused", again, f"{_TAPE}.{again.func.attr}")


def _check_forward(module: Module, statement: Any, before: list[Any], uses: list[Any]) -> None:
    """A target of the gradient that only a statement before the block has bound."""
    watched = any(
        type(node) is syntax.Attribute and node.attr in ("watch", "stop_recording")
        for node in walk(statement)
    )
    if watched:
        return
    inside = bound(*statement.body)
    outside = bound(*before)
    for use in uses:
        target = use.args[0] if use.args else None
        name = target.id if type(target) is syntax.Name else ""
        if name in outside and name not in inside:
            symbol = f"{_TAPE}.{use.func.attr}"
            module.report("tape-forward-outside", use, symbol, argument=name)


def _check_models(module: Module, statement: Any) -> None:
    """Models that the block calls: whether they train, and whose penalties are left out."""
    first, last = statement.lineno, statement.end_lineno
    for event in module.method_calls:
        receiver = event.receiver
        if receiver is None or receiver.kind != "Model" or event.member != "__call__":
            continue
        if not first <= event.node.lineno <= last:
            continue
        layers = _listed(receiver.node)
        told = len(event.node.args) > 1 or {"training", "**"} & event.keywords.keys()
        if not told and any(_has_phases(layer) for layer in layers):
            module.report("training-flag-missing", event.node, "tf.keras.Sequential")
        if any(_is_regularized(layer) for layer in layers) and not _reads_losses(module):
            module.report("regularization-not-added", event.node, "tf.keras.Sequential")


def _listed(node: Any) -> list[Any]:
    """The calls that make the layers of ``Sequential([...])``."""
    if type(node) is not syntax.Call or not node.args or type(node.args[0]) is not syntax.List:
        return []
    return [layer for layer in node.args[0].elts if type(layer) is syntax.Call]


def _has_phases(layer: Any) -> bool:
    """Whether the layer behaves otherwise while training."""
    name = getattr(layer.func, "attr", getattr(layer.func, "id", ""))
    return name.endswith(_PHASED) or name.startswith("SpatialDropout")


def _is_regularized(layer: Any) -> bool:
    return any((keyword.arg or "").endswith("_regularizer") for keyword in layer.keywords)


def _reads_losses(module: Module) -> bool:
    return any(
        event.name == "losses" and event.receiver.kind == "Model" for event in module.facts.members
    )
