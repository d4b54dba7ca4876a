"""Whether what a file does with a module goes on in the package that took its place."""

from __future__ import annotations

import _ast as syntax

from tf2lint.checks.slim import NETS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tf2lint.checks import Module
    from tf2lint.repairs.uses import Uses


def goes_on(module: Module, uses: Uses, name: str, old: str, new: str) -> bool:
    """Whether each use of ``name``, which is the module ``old``, works as one of ``new``.

    Each must be of a symbol that is known to have moved along. A module that is handed on, or
    asked for names that only running the program tells, may be used for anything.
    """
    events: list[Any] = [*module.facts.references, *module.facts.calls]
    seen: set[int] = set()
    for event in events:
        node = event.node.func if type(event.node) is syntax.Call else event.node
        base = _base(node)
        if base is None or base.id != name:
            continue
        seen.add(id(base))
        if event.path and not _goes_on_beneath(module, event.path, old, new):
            return False
    return len(seen) >= uses.count(name)


def _goes_on_beneath(module: Module, path: str, old: str, new: str) -> bool:
    there = new + path[len(old) :]
    beneath = path.startswith(old + ".")
    return beneath and has_moved(module, path, there) and goes_on_as(module, there)


def has_moved(module: Module, path: str, there: str) -> bool:
    """Whether a symbol is another package's now, with all that could be passed to it."""
    row = module.knowledge.row(path)
    return row is not None and row.kind == "moved-package" and row.to in ("", there)


def goes_on_as(module: Module, there: str) -> bool:
    """Whether a symbol of another package works under the target, once it is imported."""
    verdict = module.verdicts.of_path(there)
    if verdict is not None:
        severity = verdict.severity or module.knowledge.rules[verdict.rule].severity
        return severity != "error"
    return not there.startswith(NETS)


def _base(node: Any) -> Any:
    while type(node) is syntax.Attribute:
        node = node.value
    return node if type(node) is syntax.Name else None
