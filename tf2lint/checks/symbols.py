"""Symbols that went, moved or mean something else, wherever they are used.

The rows of ``rules/`` and the API facts decide; there is nothing to know here.
"""

from __future__ import annotations

import _ast as syntax

from tf2lint.checks.verdicts import verdicts_for

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tf2lint.checks.module import Module
    from tf2lint.knowledge import Knowledge
    from tf2lint.names import Call, Reference


#: Rules of the import family that are about each use as well.
_USES = frozenset({"contrib-symbol", "slim-symbol"})


def _has_verdict(knowledge: Knowledge, path: str) -> bool:
    return verdicts_for(knowledge).of_path(path) is not None


#: The symbols whose calls matter here.
CALLS = _has_verdict


def on_reference(module: Module, event: Reference) -> None:
    if event.dynamic:
        return
    if not event.alias:
        _report_use(module, event)


def on_call(module: Module, event: Call) -> None:
    if event.path and not event.alias:
        _report_use(module, event)


def _report_use(module: Module, event: Any) -> None:
    verdict = module.verdicts.of_path(event.path)
    if verdict is None or event.context.guarded or verdict.when == "call":
        return
    if verdict.when == "import" and verdict.severity != "error":
        return
    if event.context.failing and not verdict.gone:
        return
    if verdict.when in ("eager", "known") and not module.in_eager_mode(event.context):
        return
    if verdict.when in ("eager", "v2") and module.execution.called_in_graph(event.context):
        return
    if verdict.when == "known" and not module.execution.known_eager(event.context):
        return
    if verdict.when == "v2" and not module.execution.without_session(event.context):
        return
    node = event.node
    if type(event).__name__ == "Call" and not event.partial:
        node = node.func
    elif type(event).__name__ == "Call":
        node = node.args[0]
    if id(node) in module.claimed or _was_told(module, event.path, node, verdict.rule):
        return
    unsure = event.weak or (verdict.when in ("eager", "known", "v2") and not event.context.certain)
    rule = verdict.rule
    if rule == "slim-symbol" and _spells_contrib(node):
        # No import statement tells that this line fails.
        rule = "contrib-symbol"
    module.report(
        rule,
        node,
        verdict.symbol,
        hint=verdict.hint,
        replacement=verdict.replacement,
        severity=verdict.severity,
        unsure=unsure,
    )


def _was_told(module: Module, path: str, node: Any, rule: str) -> bool:
    """A plain name whose import or assignment already said all there is to say."""
    if type(node) is not syntax.Name:
        return False
    about_import = module.knowledge.rules[rule].code.startswith("TF1")
    return module.knowledge.is_module(path) or (about_import and rule not in _USES)


def _spells_contrib(node: Any) -> bool:
    """Whether the expression itself goes through ``contrib``, as in ``tf.contrib.slim``."""
    while type(node) is syntax.Attribute:
        if node.attr == "contrib":
            return True
        node = node.value
    return False
