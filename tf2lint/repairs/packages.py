"""Whether what a file does with a module goes on in the package that took its place."""

from __future__ import annotations

import _ast as syntax

from tf2lint.checks.slim import NETS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tf2lint.checks import Module
    from tf2lint.repairs.source import Source
    from tf2lint.repairs.uses import Uses


class Package:
    """The module ``old`` of a file and the package ``new`` that took its place."""

    def __init__(self, module: Module, source: Source, uses: Uses, old: str, new: str) -> None:
        self._module = module
        self._source = source
        self._uses = uses
        self._old = old
        self._new = new
        self._asked: set[str] = set()

    def goes_on(self, name: str) -> bool:
        """Whether each use of ``name``, which is the module, works as one of the package.

        Each must be of a symbol that is known to have moved along. A module that is handed on,
        or asked for names that only running the program tells, may be used for anything; one
        that is given another name is what is done with that name.
        """
        if name in self._asked:
            return False
        self._asked.add(name)
        seen: set[int] = set()
        events: list[Any] = [*self._module.facts.references, *self._module.facts.calls]
        for event in events:
            node = event.node.func if type(event.node) is syntax.Call else event.node
            base = _base(node)
            if base is not None and base.id == name and id(base) not in seen:
                seen.add(id(base))
                if event.path and not self._works(node, event.path):
                    return False
        return len(seen) >= self._uses.count(name)

    def is_given_a_name(self, node: Any) -> bool:
        """Whether an expression is only assigned to a name with which everything goes on."""
        parent = self._source.parent(node)
        targets = parent.targets if type(parent) is syntax.Assign else []
        if len(targets) != 1 or type(targets[0]) is not syntax.Name:
            return False
        return self.goes_on(targets[0].id)

    def _works(self, node: Any, path: str) -> bool:
        if path == self._old:
            return self.is_given_a_name(node)
        there = self._new + path[len(self._old) :]
        beneath = path.startswith(self._old + ".")
        return beneath and has_moved(self._module, path, there) and goes_on_as(self._module, there)


def is_used_safely(module: Module, path: str) -> bool:
    """Whether the file uses nothing of TensorFlow's module ``path`` whose own fix is unsafe.

    Where the whole module gets another name, what it does otherwise now comes along unseen.
    """
    events: list[Any] = [*module.facts.references, *module.facts.calls]
    beneath = {event.path for event in events if event.path.startswith(path + ".")}
    rows = map(module.knowledge.fix, beneath)
    return all(row is None or row.safety != "unsafe" for row in rows)


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
