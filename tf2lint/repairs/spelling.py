"""How a symbol is spelled at a place: under the name that TensorFlow has there."""

from __future__ import annotations

import _ast as syntax

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tf2lint.knowledge import Knowledge
    from tf2lint.names import Facts
    from tf2lint.repairs.source import Source

#: The import that gives a package's symbols their usual first name.
_PACKAGES = {
    "tf": ("tensorflow", "tf"),
    "tf_slim": ("tf_slim", "tf_slim"),
    "keras": ("keras", "keras"),
}
_V1 = "tf.compat.v1"
#: What else gives a name a value by a field ``name``.
_NAMED = (syntax.FunctionDef, syntax.AsyncFunctionDef, syntax.ClassDef, syntax.ExceptHandler)


class Spelling:
    """The names that imports of the module's top level give to packages."""

    def __init__(self, facts: Facts, source: Source, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._source = source
        #: What the imports of the top level bind.
        self._bound: dict[str, str] = {}
        #: The same of all imports, where those of one name agree.
        self._anywhere: dict[str, str] = {}
        for event in facts.imports:
            path = event.path
            if type(event.statement) is syntax.Import and not event.node.asname:
                path = path.partition(".")[0]
            if event.context.function is None and event.context.cls is None:
                self._bound[event.bound] = path
            if self._anywhere.setdefault(event.bound, path) != path:
                self._anywhere[event.bound] = ""
        self._others: set[str] | None = None

    def base_of(self, node: Any) -> tuple[str, str]:
        """First name of an attribute chain, and the path that an import gave it."""
        while type(node) is syntax.Attribute:
            node = node.value
        name = node.id if type(node) is syntax.Name else ""
        return name, self._anywhere.get(name, "")

    def of(self, path: str, node: Any) -> str:
        """``path`` in terms of the names that hold where ``node`` stands; "" if there is none.

        The first name of the expression that is replaced is known to be right there.
        """
        name, bound = self.base_of(node)
        spelled = self._under(path, name, bound) if bound else ""
        if spelled:
            return spelled
        for name, bound in self._bound.items():
            if self._anywhere[name] and not self.is_rebound(name):
                spelled = self._under(path, name, bound)
                if spelled:
                    return spelled
        return ""

    def _under(self, path: str, name: str, bound: str) -> str:
        if path == bound:
            return name
        if path.startswith(bound + ".") and self._is_package(bound):
            return name + path[len(bound) :]
        if bound == _V1 and path.startswith("tf."):
            twin = _V1 + path[2:]
            if self._is_same(twin, path):
                return name + path[2:]
            if self._knowledge.exists(_V1 + ".compat.v2") is not False:
                return f"{name}.compat.v2{path[2:]}"
        return ""

    @staticmethod
    def _is_package(bound: str) -> bool:
        return bound in _PACKAGES or bound in (_V1, "tf.keras")

    def _is_same(self, twin: str, path: str) -> bool:
        """Whether both names are one function in the target, as far as its parameters tell."""
        knowledge = self._knowledge
        if not knowledge.exists(twin):
            return False
        first, second = knowledge.parameters(twin), knowledge.parameters(path)
        return first == second and (first is not None or not knowledge.is_class(path))

    def is_rebound(self, name: str) -> bool:
        """Whether anything but an import at the top gives ``name`` a value somewhere."""
        if self._others is None:
            self._others = _other_names(self._source.tree)
        return name in self._others

    def is_free(self, name: str) -> bool:
        """Whether the module never uses ``name`` for anything."""
        if name in self._bound or self.is_rebound(name):
            return False
        return not any(_names(node) == name for node in _walk(self._source.tree))

    def new_import(self, path: str) -> tuple[str, str] | None:
        """A line that makes ``path`` usable, and its spelling then; None if its name is taken."""
        root, _, rest = path.partition(".")
        package = _PACKAGES.get(root)
        if package is None or not self.is_free(package[1]):
            return None
        module, name = package
        line = f"import {module}" + (f" as {name}" if name != module else "")
        return line, f"{name}.{rest}" if rest else name

    def uses(self, name: str) -> int:
        """How often ``name`` is read, anywhere in the module; in ``__all__``, too."""
        return sum(
            node.value == name if type(node) is syntax.Constant else _names(node) == name
            for node in _walk(self._source.tree)
            if type(node) is not syntax.Name or type(node.ctx) is syntax.Load
        )


def _walk(tree: Any) -> Any:
    import ast

    return ast.walk(tree)


def _names(node: Any) -> str:
    return node.id if type(node) is syntax.Name else ""


def _other_names(tree: Any) -> set[str]:
    """Names bound by assignments, parameters, loops, definitions, or imports further in."""
    found: set[str] = set()
    for node in _walk(tree):
        kind = type(node)
        if kind is syntax.Name and type(node.ctx) is not syntax.Load:
            found.add(node.id)
        elif kind is syntax.arg:
            found.add(node.arg)
        elif kind in _NAMED and node.name:
            found.add(node.name)
        elif kind in (syntax.Global, syntax.Nonlocal):
            found.update(node.names)
    return found
