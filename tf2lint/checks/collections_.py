"""Collections: global lists that only graphs fill, and variables found by their names."""

from __future__ import annotations

import _ast as syntax
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tf2lint.checks.module import Module
    from tf2lint.names import Call

_UPDATE_OPS = ("update_ops", "UPDATE_OPS")
_V1_LOSSES = "tf.compat.v1.losses."
_PICKING = frozenset({"startswith", "endswith"})
_LISTS = ("trainable_variables", "global_variables", "get_collection", "model_variables")


def on_call(module: Module, event: Call) -> None:
    if event.context.guarded:
        return
    if event.path.startswith("tf.compat.v1.") and module.in_eager_mode(event.context):
        _check_v1_call(module, event)
    elif event.member in _PICKING:
        _check_name_test(module, event)
    if event.path.endswith(_LISTS) and "scope" in event.keywords:
        keyword = next(item for item in event.node.keywords if item.arg == "scope")
        if module.in_eager_mode(event.context):
            module.report("variables-by-name", keyword, f"{event.path}(scope=)")


def _check_v1_call(module: Module, event: Call) -> None:
    unsure = not event.context.certain
    row = module.knowledge.row(event.path)
    rule = row.rule if row is not None else ""
    if rule == "collection-grows":
        if event.context.function is not None:
            module.report(rule, event.node.func, event.path)
    elif rule == "collection-empty" and _names_update_ops(event):
        module.claimed.add(id(event.node.func))
        module.report("update-ops", event.node, event.path, unsure=unsure)
    elif event.discarded and event.path.startswith(_V1_LOSSES) and rule != "losses-not-collected":
        module.report("losses-not-collected", event.node.func, event.path, unsure=unsure)


def _names_update_ops(event: Call) -> bool:
    first = event.node.args[0] if event.node.args else None
    name = getattr(first, "value", "") if type(first) is syntax.Constant else ""
    return (name or getattr(first, "attr", "")) in _UPDATE_OPS


def _check_name_test(module: Module, event: Call) -> None:
    """``v.name.startswith("scope/")`` on a variable."""
    func = event.node.func
    owner = func.value if type(func) is syntax.Attribute else None
    if type(owner) is not syntax.Attribute or owner.attr != "name":
        return
    if id(owner) in module.variable_names and module.in_eager_mode(event.context):
        module.report("variables-by-name", event.node, f"name.{event.member}")
