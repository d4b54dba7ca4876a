"""Run the top-level statements of a module in one's head.

Imports, assignments of names, ``def``, ``class``, ``del``, ``__all__`` and TensorFlow's
``remove_undocumented`` decide which names there are; everything else is passed over.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, ClassVar

from api_names import Binding, Def, KeywordOnly, Mod, Module, Ref, Value

if TYPE_CHECKING:
    from api_source import Sources

#: ``@@name`` in a module's docstring: TensorFlow's old way of listing what is public.
_DOCUMENTED = re.compile(r"^@@(\w+)$", re.MULTILINE)


class Runner:
    """Runs one module's top-level statements."""

    def __init__(self, sources: Sources, module: Module, major: int) -> None:
        self._sources = sources
        self._module = module
        self._major = major
        self._weak = False

    def run(self, tree: ast.Module) -> None:
        self._module.docstring = ast.get_docstring(tree, clean=False) or ""
        self._block(tree.body)

    def _block(self, body: list[ast.stmt]) -> None:
        for statement in body:
            handler = self._HANDLERS.get(type(statement))
            if handler is not None:
                handler(self, statement)

    def _weakly(self, body: list[ast.stmt]) -> None:
        """Run an alternative: it binds only what the preferred branch left unbound."""
        before, self._weak = self._weak, True
        self._block(body)
        self._weak = before

    def _bind(self, name: str, binding: Binding) -> None:
        if not (self._weak and name in self._module.names):
            self._module.names[name] = binding

    def _import(self, node: ast.Import) -> None:
        for alias in node.names:
            if alias.asname:
                self._bind(alias.asname, Mod(alias.name))
            else:
                root = alias.name.partition(".")[0]
                self._bind(root, Mod(root))

    def _import_from(self, node: ast.ImportFrom) -> None:
        if node.module == "__future__":
            return
        base = node.module or ""
        if node.level:
            parts = self._module.package.split(".")
            parent = ".".join(parts[: len(parts) - node.level + 1])
            base = f"{parent}.{base}" if base else parent
        self._bind_submodule(base)
        for alias in node.names:
            if alias.name == "*":
                other = self._sources.module(base)
                for name in other.public if other else ():
                    self._bind(name, Ref(base, name))
            else:
                self._bind(alias.asname or alias.name, self._imported(base, alias.name))

    def _bind_submodule(self, imported: str) -> None:
        """A package gets its submodules as attributes when it imports from them."""
        own = f"{self._module.name}."
        if self._module.name == self._module.package and imported.startswith(own):
            name = imported[len(own) :].partition(".")[0]
            if self._sources.path(own + name) is not None:
                self._module.names.setdefault(name, Mod(own + name))

    def _imported(self, base: str, name: str) -> Binding:
        """A package that imports from itself means its submodule."""
        full = f"{base}.{name}"
        if base == self._module.name and self._sources.path(full) is not None:
            return Mod(full)
        return Ref(base, name)

    def _define(self, node: ast.FunctionDef | ast.ClassDef) -> None:
        self._bind(node.name, Def(self._module.name, node.name, node))

    def _assign(self, node: ast.Assign) -> None:
        for target in node.targets:
            if isinstance(target, ast.Name):
                self._assign_name(target.id, node.value)
            elif isinstance(target, ast.Tuple):
                for element in target.elts:
                    if isinstance(element, ast.Name):
                        self._bind(element.id, Value(self._module.name, element.id, None))

    def _annotated(self, node: ast.AnnAssign) -> None:
        if isinstance(node.target, ast.Name) and node.value is not None:
            self._assign_name(node.target.id, node.value)

    def _assign_name(self, name: str, value: ast.expr) -> None:
        strings = self._strings(value)
        if strings is not None:
            self._module.lists[name] = strings
        if isinstance(value, ast.Name) and value.id in self._module.names:
            self._bind(name, self._module.names[value.id])
        elif isinstance(value, ast.Call) and self._wrapped(name, value):
            return
        else:
            self._bind(name, Value(self._module.name, name, value))

    def _wrapped(self, name: str, call: ast.Call) -> bool:
        """``f = decorate(f)`` must see the ``f`` of before, not itself."""
        earlier = self._module.names.get(name)
        if not isinstance(earlier, (Def, Ref)):
            return False
        if not any(isinstance(n, ast.Name) and n.id == name for n in ast.walk(call)):
            return False
        if "_kwarg_only" in ast.unparse(call.func) + ast.unparse(call.args[0]):
            self._module.names[name] = KeywordOnly(earlier)
        return True

    def _augment(self, node: ast.AugAssign) -> None:
        if isinstance(node.target, ast.Name) and isinstance(node.op, ast.Add):
            self._extend(node.target.id, node.value)

    def _extend(self, name: str, value: ast.expr) -> None:
        strings = self._strings(value)
        if strings is not None and name in self._module.lists:
            self._module.lists[name] = self._module.lists[name] + strings

    def _delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            if isinstance(target, ast.Name):
                self._module.names.pop(target.id, None)

    def _expression(self, node: ast.Expr) -> None:
        call = node.value
        if not isinstance(call, ast.Call):
            return
        called = ast.unparse(call.func)
        if called.endswith("remove_undocumented"):
            self._remove_undocumented(call)
        elif isinstance(call.func, ast.Attribute) and call.func.attr in ("extend", "append"):
            if isinstance(call.func.value, ast.Name) and call.args:
                self._extend(call.func.value.id, call.args[0])
        elif called == "setattr" and len(call.args) == 3:
            name = call.args[1]
            if isinstance(name, ast.Constant) and isinstance(name.value, str):
                self._bind(name.value, Value(self._module.name, name.value, call.args[2]))

    def _remove_undocumented(self, call: ast.Call) -> None:
        arguments = dict(zip(("module", "allowed", "docs"), call.args))
        for keyword in call.keywords:
            key = {"allowed_exception_list": "allowed", "doc_string_modules": "docs"}
            arguments[key.get(keyword.arg or "", "module")] = keyword.value
        keep = set(self._documented(arguments.get("docs")))
        if "allowed" in arguments:
            keep.update(self._strings(arguments["allowed"]) or ())
        for name in list(self._module.names):
            if name not in keep and not name.startswith("_"):
                del self._module.names[name]

    def _documented(self, docs: ast.expr | None) -> Iterator[str]:
        """The ``@@names`` of this module's docstring, or of those of the modules listed."""
        if not isinstance(docs, ast.List):
            yield from _DOCUMENTED.findall(self._module.docstring)
            return
        for element in docs.elts:
            found = self._sources.lookup(self._module.name, ast.unparse(element))
            other = self._sources.module(found.name) if isinstance(found, Mod) else self._module
            if other is not None:
                yield from _DOCUMENTED.findall(other.docstring)

    def _strings(self, node: ast.expr) -> list[str] | None:
        """The strings of a list expression, or ``None`` if it isn't plainly one."""
        if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            return [
                e.value
                for e in node.elts
                if isinstance(e, ast.Constant) and isinstance(e.value, str)
            ]
        if isinstance(node, ast.Name):
            return self._module.lists.get(node.id)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            left, right = self._strings(node.left), self._strings(node.right)
            return None if left is None or right is None else left + right
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("make_all"):
            docs = node.args[1] if len(node.args) > 1 else None
            return [name for name in self._documented(docs) if name in self._module.names]
        return None

    def _if(self, node: ast.If) -> None:
        test = ast.unparse(node.test)
        if "TYPE_CHECKING" in test:
            return
        if "tf2.enabled()" in test:
            chosen = (self._major == 2) != test.startswith("not ")
            self._block(node.body if chosen else node.orelse)
            return
        if "_PREFER_OSS_KERAS" in test:
            self._block(node.orelse)
            return
        self._block(node.body)
        self._weakly(node.orelse)

    def _try(self, node: ast.Try) -> None:
        self._block(node.body)
        for handler in node.handlers:
            self._weakly(handler.body)
        self._block(node.orelse)
        self._block(node.finalbody)

    def _with(self, node: ast.With) -> None:
        self._block(node.body)

    _HANDLERS: ClassVar[dict[type[ast.stmt], Callable[..., None]]] = {
        ast.Import: _import,
        ast.ImportFrom: _import_from,
        ast.FunctionDef: _define,
        ast.ClassDef: _define,
        ast.Assign: _assign,
        ast.AnnAssign: _annotated,
        ast.AugAssign: _augment,
        ast.Delete: _delete,
        ast.Expr: _expression,
        ast.If: _if,
        ast.Try: _try,
        ast.With: _with,
    }
