"""Optimizers: what TensorFlow 1 and the first Keras let them do, and Keras does not.

Rows such as ``KerasOptimizer.__init__.lr``, ``RMSprop.__init__.decay`` or
``KerasOptimizer.get_slot`` say which arguments and members of which kind of value went.
"""

from __future__ import annotations

import _ast as syntax

from tf2lint.names.values import Function, Instance

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tf2lint.checks.module import Module
    from tf2lint.knowledge import Knowledge, SymbolRow
    from tf2lint.names import Call, Member

#: Kinds of values whose rows are looked up here.
_KINDS = frozenset({"KerasOptimizer", "Layer"})
_NEEDS_FUNCTION = frozenset({"minimize", "compute_gradients"})


def _is_owner(knowledge: Knowledge, path: str) -> bool:
    return knowledge.kind(path) in _KINDS


#: The symbols whose calls matter here.
CALLS = _is_owner


def on_call(module: Module, event: Call) -> None:
    if event.context.guarded:
        return
    if event.receiver is not None:
        _check_method(module, event, event.receiver)
    elif event.path:
        kind = module.knowledge.kind(event.path)
        if not module.is_gone(event.path):
            last = event.path.rpartition(".")[2]
            _check_keywords(module, event, event.path, (last + ".__init__", kind + ".__init__"))


def on_member(module: Module, event: Member) -> None:
    receiver = event.receiver
    if receiver.kind in _KINDS and not event.context.guarded:
        row = _row(module, f"{receiver.kind}.{event.name}")
        if row is not None:
            _report(module, row, event.node, f"{receiver.symbol}.{event.name}", receiver.weak)


def on_module(module: Module) -> None:
    _check_shared_optimizers(module)


def _row(module: Module, path: str) -> SymbolRow | None:
    row = module.knowledge.row(path)
    return row if row is not None and row.path == path else None


def _report(module: Module, row: SymbolRow, node: Any, symbol: str, unsure: bool) -> None:
    argument = row.path.rpartition(".")[2]
    module.report(row.rule, node, symbol, hint=row.hint, unsure=unsure, argument=argument)


def _check_keywords(module: Module, event: Call, symbol: str, owners: tuple[str, ...]) -> None:
    """Arguments that a row of one of ``owners`` knows; the first owner's row wins."""
    for keyword in event.node.keywords:
        if keyword.arg is None or id(keyword) in module.claimed:
            continue
        rows = (_row(module, f"{owner}.{keyword.arg}") for owner in owners)
        row = next((found for found in rows if found is not None), None)
        if row is not None:
            module.claimed.add(id(keyword))
            _report(module, row, keyword, symbol, event.weak)


def _check_method(module: Module, event: Call, receiver: Instance) -> None:
    kind, member = receiver.kind, event.member
    symbol = f"{receiver.symbol}.{member}"
    if kind in _KINDS:
        row = _row(module, f"{kind}.{member}") or _row(module, f"{kind}.{member}()")
        if row is not None:
            _report(module, row, event.node.func, symbol, receiver.weak)
        else:
            _check_keywords(module, event, symbol, (f"{kind}.{member}",))
    elif kind == "Optimizer" and member in _NEEDS_FUNCTION:
        _check_loss(module, event, receiver, symbol)
    elif kind == "Model" and member == "compile":
        _check_compile(module, event)


def _check_loss(module: Module, event: Call, receiver: Instance, symbol: str) -> None:
    """A loss that is no function, given to an optimizer of TensorFlow 1 in eager code."""
    node = event.passed("loss", 0)
    if node is None or type(node) in (syntax.Lambda, syntax.Starred):
        return
    value = event.keywords.get("loss") or (event.arguments[0] if event.arguments else None)
    if type(value) is Function or not module.in_eager_mode(event.context):
        return
    tensor = type(value) is Instance or module.is_gone(receiver.symbol)
    if tensor or type(node) in (syntax.Call, syntax.BinOp):
        unsure = receiver.weak or not (tensor and event.context.certain)
        module.report("minimize-tensor", event.node.func, symbol, unsure=unsure)


def _check_compile(module: Module, event: Call) -> None:
    value = event.keywords.get("optimizer") or (event.arguments[0] if event.arguments else None)
    if type(value) is Instance and value.kind == "Optimizer":
        node = event.passed("optimizer", 0)
        unsure = value.weak or module.is_gone(value.symbol)
        module.report("v1-optimizer-compile", node, value.symbol, unsure=unsure)


def _check_shared_optimizers(module: Module) -> None:
    """Optimizers whose ``apply_gradients`` gets the variables of different objects."""
    owners: dict[int, str] = {}
    built = set()
    for event in module.method_calls:
        receiver = event.receiver
        if receiver is None or receiver.kind != "KerasOptimizer" or receiver.node is None:
            continue
        maker = id(receiver.node)
        if event.member == "build":
            built.add(maker)
        elif event.member == "apply_gradients" and maker not in built:
            owner = _owner(event)
            first = owners.setdefault(maker, owner) if owner else ""
            if owner and owner != first:
                symbol = f"{receiver.symbol}.apply_gradients"
                module.report("optimizer-new-variables", event.node, symbol, argument=first)


def _owner(event: Call) -> str:
    """``model.trainable_variables`` of ``zip(gradients, model.trainable_variables)``."""
    pairs = event.node.args[0] if event.node.args else None
    if type(pairs) is not syntax.Call or getattr(pairs.func, "id", "") != "zip":
        return ""
    variables = pairs.args[1] if len(pairs.args) == 2 else None
    named = ("trainable_variables", "trainable_weights")
    if type(variables) is not syntax.Attribute or variables.attr not in named:
        return ""
    import ast

    return ast.unparse(variables)
