"""How a symbol is spelled at a place: under a name that an import gives it there."""

from __future__ import annotations

import _ast as syntax

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from tf2lint.knowledge import Knowledge
    from tf2lint.names import Facts, Import
    from tf2lint.repairs.source import Source, Span
    from tf2lint.repairs.uses import Uses

#: First part of a symbol path → the package to import.
_MODULES = {"tf": "tensorflow", "tf_slim": "tf_slim", "keras": "keras", "absl": "absl"}
#: The packages that are imported whole, and the name that they usually have then.
_PACKAGES = {"tf": "tf", "tf_slim": "tf_slim", "keras": "keras"}
_V1 = "tf.compat.v1"
#: What runs all of its statements, one after the other.
_BLOCKS = (syntax.Module, syntax.FunctionDef, syntax.AsyncFunctionDef, syntax.With)


class Spelling:
    """The names that the imports of a module give to packages and their symbols."""

    def __init__(self, facts: Facts, source: Source, knowledge: Knowledge, uses: Uses) -> None:
        self._knowledge = knowledge
        self._source = source
        self._uses = uses
        self._imports: dict[str, list[Import]] = {}
        #: What an import binds each name to, where all that bind it agree.
        self._anywhere: dict[str, str] = {}
        #: Packages that the fix of an import statement brings; they have a name after it.
        self.coming: set[str] = set()
        #: The import statements that have to be added for what `spell` gave.
        self.added: list[Span] = []
        for event in facts.imports:
            path = event.path
            if type(event.statement) is syntax.Import and not event.node.asname:
                path = path.partition(".")[0]
            self._imports.setdefault(event.bound, []).append(event)
            if self._anywhere.setdefault(event.bound, path) != path:
                self._anywhere[event.bound] = ""

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
        for name, bound in self._anywhere.items():
            if bound and not self.is_rebound(name):
                spelled = self._under(path, name, bound)
                if spelled and any(self._holds(event, node) for event in self._imports[name]):
                    return spelled
        return ""

    def spell(self, path: str, node: Any, whole: bool = False) -> str:
        """Likewise; what no name leads to is imported, by a statement that goes to `added`.

        ``whole``: rather its package than the symbol alone. "" where nothing can be imported.
        """
        spelled = self.of(path, node)
        place = None if spelled else self._place_of_import(node)
        if place is None or path.partition(".")[0] in self.coming:
            return spelled
        at, indent = place
        plain = type(node) is syntax.Name
        for line, spelled in self._ways(path, plain, whole or not plain):
            span = (at, at, indent + line + self._source.newline)
            if span not in self.added:
                self.added.append(span)
            return spelled
        return ""

    def _ways(self, path: str, plain: bool, whole: bool) -> Iterator[tuple[str, str]]:
        """Statements that make ``path`` usable, with its spelling then, the best first."""
        package = self._package_import(path)
        begun = package is not None and any(text.strip() == package[0] for _, _, text in self.added)
        if package is not None and (whole or begun):
            yield package
        owner, _, name = path.rpartition(".")
        module = dotted_import(owner)
        if plain and module and self.can_import_from(owner) and self.is_free(name):
            yield f"from {module} import {name}", name
        if package is not None:
            yield package

    def can_import_from(self, module: str) -> bool:
        """Whether a statement can import names from a module, given by its symbol path."""
        if "." not in module or not module.startswith("tf."):
            return True
        return self._knowledge.is_module(module) and not self._knowledge.fix(f"import:{module}")

    def _package_import(self, path: str) -> tuple[str, str] | None:
        root, _, rest = path.partition(".")
        name = _PACKAGES.get(root)
        if name is None or not self.is_free(name):
            return None
        module = _MODULES[root]
        line = f"import {module}" + (f" as {name}" if name != module else "")
        return line, f"{name}.{rest}" if rest else name

    def _place_of_import(self, node: Any) -> tuple[int, str] | None:
        """Where the line of a new import begins, and its indent.

        Below the first import that is there for the whole module, so that what is needed
        twice comes once; below that of the node's first name if this is for a function.
        """
        name, bound = self.base_of(node)
        own = [event for event in self._imports.get(name, ()) if self._holds(event, node)]
        if not bound or not own or self.is_rebound(name):
            return None
        if self._source.parent(own[0].statement) is not self._source.tree:
            return self._below(own[0].statement)
        for events in self._imports.values():
            for event in events:
                if self._source.parent(event.statement) is self._source.tree:
                    place = self._below(event.statement)
                    if place is not None:
                        return place
        return None

    def _below(self, statement: Any) -> tuple[int, str] | None:
        """Where the line below a statement begins; None where it shares its line."""
        start, end = self._source.span(statement)
        begin = self._source.line_start(statement.lineno)
        after = self._source.line_start(statement.end_lineno + 1)
        indent = self._source.text[begin:start]
        rest = self._source.text[end:after]
        if indent.strip() or rest.strip().partition("#")[0] or not rest.endswith(("\n", "\r")):
            return None
        return after, indent

    def _holds(self, event: Import, node: Any) -> bool:
        """Whether an import has run wherever a node is reached."""
        statement: Any = event.statement
        if event.context.guarded or statement.lineno >= node.lineno:
            return False
        block = self._source.parent(statement)
        if type(block) not in _BLOCKS:
            return False
        while node is not None and node is not block:
            node = self._source.parent(node)
        return node is block

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
        """Whether anything but an import gives ``name`` a value somewhere."""
        return self._uses.is_rebound(name)

    def is_free(self, name: str) -> bool:
        """Whether the module never uses ``name`` for anything."""
        return self._uses.is_free(name)


def dotted_import(path: str) -> str:
    """A symbol path as an import statement spells it; "" for an unknown package."""
    root, dot, rest = path.partition(".")
    package = _MODULES.get(root, "")
    return package and package + dot + rest
