"""Import statements: of TensorFlow and its companions, and of the project's own files."""

from __future__ import annotations

import _ast as syntax

from tf2lint.names import builtin
from tf2lint.names.expressions import Expressions
from tf2lint.names.facts import Import
from tf2lint.names.values import Foreign

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Imports(Expressions):
    """The import statements of `statements.ModuleReader`."""

    def import_modules(self, node: syntax.Import) -> None:
        for alias in node.names:
            root = alias.name.partition(".")[0]
            self.facts.roots.add(root)
            path = self.followed(alias.name)
            if path:
                self.record(alias, node, path, alias.asname or root)
                value: Any = path if alias.asname else builtin.import_path(root)
            elif alias.asname:
                value = Foreign((self.path, alias.name, 0), "")
            else:
                value = Foreign((self.path, root, 0), "")
            self.scope.bind(alias.asname or root, value)

    def import_names(self, node: syntax.ImportFrom) -> None:
        module = node.module or ""
        if not node.level:
            self.facts.roots.add(module.partition(".")[0])
        if module == "__future__":
            self.postponed_annotations |= any(a.name == "annotations" for a in node.names)
        path = "" if node.level else self.followed(module)
        for alias in node.names:
            bound = alias.asname or alias.name
            if alias.name == "*":
                self.import_star(node, alias, path, module)
            elif path:
                symbol = builtin.canonical(f"{path}.{alias.name}")
                self.record(alias, node, symbol, bound)
                self.scope.bind(bound, self.constant_symbol(symbol))
            else:
                self.scope.bind(bound, Foreign((self.path, module, node.level), alias.name))

    def import_star(
        self, node: syntax.ImportFrom, alias: syntax.alias, path: str, module: str
    ) -> None:
        if path:
            self.record(alias, node, path, "*")
            self.stars.insert(0, path)
        else:
            self.stars.insert(0, Foreign((self.path, module, node.level), ""))

    def followed(self, module: str) -> str:
        """Symbol path of an imported module; "" where it is a file of the project."""
        path = builtin.import_path(module)
        if path and not path.startswith("tf") and self.project.has_module(self.path, module):
            return ""
        return path

    def record(self, alias: syntax.alias, node: Any, path: str, bound: str) -> None:
        if self.context.guarded:
            self.note_need(path)
        self.facts.imports.append(Import(alias, node, path, bound, self.context))
