"""What names the modules of unpacked wheels end up with, read without importing them.

Names that come from other modules stay references until they are asked for.
"""

from __future__ import annotations

import ast
import warnings
from pathlib import Path

from api_names import Binding, KeywordOnly, Mod, Module, Ref, Value
from api_runner import Runner

#: Wrappers that hand back their last argument with its signature kept.
_TRANSPARENT = ("tf_export", "keras_export", "estimator_export", "deprecated_alias", "deprecated")


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
                Runner(self, module, self._major).run(_parse(path))
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
                if isinstance(loaded, ast.Constant) and isinstance(loaded.value, str):
                    return Mod(loaded.value)
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
