"""What names a module of an unpacked wheel ends up with, read without importing it.

Top-level statements are run in order in one's head: imports, assignments of names,
``def``, ``class``, ``del``, ``__all__``, TensorFlow's ``remove_undocumented``. Names that
come from other modules stay references until they are asked for.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple, Union

#: ``@@name`` in a module's docstring: TensorFlow's old way of listing what is public.
_DOCUMENTED = re.compile(r"^@@(\w+)$", re.MULTILINE)
#: Wrappers that hand back their last argument with its signature kept.
_TRANSPARENT = ("tf_export", "keras_export", "estimator_export", "deprecated_alias", "deprecated")


class Def(NamedTuple):
    """A function or class statement."""

    module: str
    name: str
    node: Union[ast.FunctionDef, ast.ClassDef]


class Mod(NamedTuple):
    """A module, by its dotted name."""

    name: str


class Ref(NamedTuple):
    """A name imported from another module, not looked up yet."""

    module: str
    name: str


class Value(NamedTuple):
    """Whatever an expression gives; ``expr`` is ``None`` where there is none to show."""

    module: str
    name: str
    expr: ast.expr | None


class KeywordOnly(NamedTuple):
    """A function (a ``Def``, when resolved) wrapped to take keywords alone: ``tf.raw_ops``."""

    function: "Binding"


Binding = Union[Def, Mod, Ref, Value, KeywordOnly]


class Module:
    """The names of one module, and its string lists (``__all__`` and the like)."""

    def __init__(self, name: str, is_package: bool) -> None:
        self.name = name
        self.package = name if is_package else name.rpartition(".")[0]
        self.docstring = ""
        self.names: dict[str, Binding] = {}
        self.lists: dict[str, list[str]] = {}

    @property
    def public(self) -> list[str]:
        """What ``from module import *`` brings."""
        listed = self.lists.get("__all__")
        if listed is None:
            return [name for name in self.names if not name.startswith("_")]
        return [name for name in listed if name in self.names]


class Sources:
    """The modules below a folder that is laid out as site-packages."""

    def __init__(self, root: Path, major: int) -> None:
        """``major`` is TensorFlow's, for the code that asks ``tf2.enabled()``."""
        self._root = root
        self._major = major
        self._modules: dict[str, Module | None] = {}
        self._pending: set[tuple[str, str]] = set()

    def module(self, name: str) -> Module | None:
        """The module of that dotted name, or ``None`` when the wheels have no source of it."""
        if name not in self._modules:
            self._modules[name] = None
            path = self.path(name)
            if path is not None:
                self._modules[name] = module = Module(name, path.name == "__init__.py")
                _Runner(self, module, self._major).run(_parse(path))
        return self._modules[name]

    def path(self, name: str) -> Path | None:
        """The file of a module; 1.15 and 2.0 keep ``tensorflow`` in ``tensorflow_core``."""
        parts = name.split(".")
        choices = [parts]
        if parts[0] == "tensorflow":
            choices.insert(0, ["tensorflow_core", *parts[1:]])
        for choice in choices:
            base = self._root.joinpath(*choice)
            for path in (base / "__init__.py", base.with_name(base.name + ".py")):
                if path.is_file():
                    return path
        return None

    def resolve(self, binding: Binding) -> Binding:
        """Follow references, submodules and signature-keeping wrappers to what they denote."""
        seen: set[Binding] = set()
        while binding not in seen:
            seen.add(binding)
            if isinstance(binding, Ref):
                binding = self._follow(binding)
            elif isinstance(binding, Value) and binding.expr is not None:
                binding = self._unwrap(binding)
            else:
                return binding
        return self._submodule_among(seen) or binding

    def _submodule_among(self, chain: set[Binding]) -> Mod | None:
        """References that run in a circle end where an import finds a submodule."""
        for link in chain:
            if isinstance(link, Ref) and self.path(f"{link.module}.{link.name}") is not None:
                return Mod(f"{link.module}.{link.name}")
        return None

    def lookup(self, module: str, dotted: str) -> Binding | None:
        """What ``dotted`` denotes inside ``module``; ``None`` if unknown or circular."""
        if (module, dotted) in self._pending:
            return None
        self._pending.add((module, dotted))
        try:
            return self._lookup(module, dotted)
        finally:
            self._pending.discard((module, dotted))

    def _lookup(self, module: str, dotted: str) -> Binding | None:
        first, *rest = dotted.split(".")
        source = self.module(module)
        binding = source.names.get(first) if source else None
        for name in rest:
            if binding is None:
                return None
            owner = self.resolve(binding)
            if not isinstance(owner, Mod):
                return None
            binding = Ref(owner.name, name)
        return None if binding is None else self.resolve(binding)

    def _follow(self, reference: Ref) -> Binding:
        source = self.module(reference.module)
        if source is not None and reference.name in source.names:
            return source.names[reference.name]
        full = f"{reference.module}.{reference.name}"
        if self.path(full) is not None:
            return Mod(full)
        return Value(reference.module, reference.name, None)

    def _unwrap(self, value: Value) -> Binding:
        expr = value.expr
        if isinstance(expr, (ast.Name, ast.Attribute)):
            return self.lookup(value.module, ast.unparse(expr)) or value
        if isinstance(expr, ast.Call) and expr.args:
            called = ast.unparse(expr.func)
            if called.endswith("LazyLoader") and len(expr.args) > 2:
                loaded = expr.args[2]
                known = isinstance(loaded, ast.Constant) and isinstance(loaded.value, str)
                return Mod(loaded.value) if known else value
            if called.endswith("to_raw_op"):
                return KeywordOnly(self.resolve(Value(value.module, "", expr.args[0])))
            if any(name in called for name in _TRANSPARENT) or "decorator" in called:
                position = 0 if "make_decorator" in called else -1
                inner = Value(value.module, value.name, expr.args[position])
                return self.resolve(inner)
            if "dispatch" in called:
                return self.resolve(Value(value.module, value.name, expr.args[-1]))
        return value


def _parse(path: Path) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(path.read_bytes())
        except (SyntaxError, ValueError):
            return ast.Module(body=[], type_ignores=[])


class _Runner:
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

    _HANDLERS: dict[type[ast.stmt], Callable[..., None]] = {
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
