"""Parameter lists of functions, classes and methods, from their source."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from api_names import Binding, Def, KeywordOnly, Value
from api_source import Sources

#: Where dtypes live under whatever alias a module imports them.
_DTYPE_MODULES = frozenset(("dtypes", "_dtypes", "dtypes_lib", "dtypes_module"))
_CONSTANT_DEPTH = 4
_PLAIN_BASES = frozenset(("object", "abc.ABC", "ABC", "Generic", "Protocol"))
_MAX_DEPTH = 30


class Signatures:
    """Reads parameter lists out of one release's sources."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources

    def of(self, binding: Binding) -> str | None:
        """The parameters that a call of ``binding`` takes, or ``None`` if unknown."""
        binding = self._sources.resolve(binding)
        if isinstance(binding, KeywordOnly):
            inner = self.of(binding.function)
            return None if inner is None else f"*, {inner}" if inner else ""
        if isinstance(binding, Value):
            return self._namedtuple(binding.expr)
        if not isinstance(binding, Def):
            return None
        if isinstance(binding.node, ast.ClassDef):
            return self._constructor(binding, 0)
        return self._spell(binding.module, binding.node, bound=False)

    def methods(self, binding: Binding) -> dict[str, str]:
        """The public methods of a class, inherited ones too, and their parameters."""
        found: dict[str, str] = {}
        for owner in self._line(binding, 0):
            assert isinstance(owner.node, ast.ClassDef)
            for node in owner.node.body:
                if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                    continue
                if node.name in found or _is_property(node):
                    continue
                found[node.name] = self._spell(owner.module, node, bound=_takes_self(node))
        return found

    def _line(self, binding: Binding, depth: int) -> Iterator[Def]:
        """A class and its bases, depth first."""
        owner = self._sources.resolve(binding)
        if depth > _MAX_DEPTH or not isinstance(owner, Def):
            return
        if not isinstance(owner.node, ast.ClassDef):
            return
        yield owner
        for base in owner.node.bases:
            yield from self._line(Value(owner.module, "", base), depth + 1)

    def _constructor(self, owner: Def, depth: int) -> str | None:
        assert isinstance(owner.node, ast.ClassDef)
        made = {
            node.name: self._spell(owner.module, node, bound=True)
            for node in owner.node.body
            if isinstance(node, ast.FunctionDef) and node.name in ("__init__", "__new__")
        }
        chosen = made.get("__init__")
        if "__new__" in made and chosen in (None, "*args, **kwargs"):
            return made["__new__"]
        if chosen is not None:
            return chosen
        if depth > _MAX_DEPTH or _has_own_call(owner.node):
            return None
        return self._fields(owner.node) or self._inherited(owner, depth)

    def _inherited(self, owner: Def, depth: int) -> str | None:
        assert isinstance(owner.node, ast.ClassDef)
        known: str | None = ""
        for base in owner.node.bases:
            spelled = ast.unparse(base)
            if spelled.partition("[")[0].rpartition("typing.")[2] in _PLAIN_BASES:
                continue
            found = self._sources.resolve(Value(owner.module, "", base))
            if isinstance(found, Def) and isinstance(found.node, ast.ClassDef):
                inherited = self._constructor(found, depth + 1)
            else:
                inherited = self._namedtuple(getattr(found, "expr", None))
            if inherited:
                return inherited
            known = None if inherited is None else known
        return known

    def _fields(self, node: ast.ClassDef) -> str | None:
        """The fields of a ``typing.NamedTuple`` or of a dataclass."""
        bases = [ast.unparse(base) for base in node.bases]
        decorators = [ast.unparse(d) for d in node.decorator_list]
        if not any(b.endswith("NamedTuple") for b in bases) and not any(
            "dataclass" in d for d in decorators
        ):
            return None
        return ", ".join(
            f"{n.target.id}={ast.unparse(n.value)}" if n.value else n.target.id
            for n in node.body
            if isinstance(n, ast.AnnAssign) and isinstance(n.target, ast.Name)
        )

    def _namedtuple(self, expr: ast.expr | None) -> str | None:
        if not isinstance(expr, ast.Call) or len(expr.args) < 2:
            return None
        if not ast.unparse(expr.func).endswith("namedtuple"):
            return None
        fields = expr.args[1]
        if isinstance(fields, ast.Constant) and isinstance(fields.value, str):
            return ", ".join(fields.value.replace(",", " ").split())
        if isinstance(fields, (ast.List, ast.Tuple)):
            return ", ".join(str(e.value) for e in fields.elts if isinstance(e, ast.Constant))
        return None

    def _spell(self, module: str, node: ast.FunctionDef, *, bound: bool) -> str:
        """The parameters as text; ``bound`` leaves the first one (``self``) out."""
        arguments = node.args
        positional = [a.arg for a in (*arguments.posonlyargs, *arguments.args)]
        defaults = [self._default(module, d) for d in arguments.defaults]
        first_default = len(positional) - len(defaults)
        items = [
            name if index < first_default else f"{name}={defaults[index - first_default]}"
            for index, name in enumerate(positional)
        ]
        items = items[1:] if bound else items
        if arguments.vararg:
            items.append(f"*{arguments.vararg.arg}")
        elif arguments.kwonlyargs:
            items.append("*")
        for name, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
            spelled = "" if default is None else f"={self._default(module, default)}"
            items.append(f"{name.arg}{spelled}")
        if arguments.kwarg:
            items.append(f"**{arguments.kwarg.arg}")
        return ", ".join(items)

    def _default(self, module: str, node: ast.expr) -> str:
        """A default as text that stays comparable between releases."""
        for _ in range(_CONSTANT_DEPTH):
            if not isinstance(node, (ast.Name, ast.Attribute)):
                break
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) in _DTYPE_MODULES:
                return f"tf.{node.attr}"
            found = self._sources.lookup(module, ast.unparse(node))
            if not isinstance(found, Value) or found.expr is None:
                break
            if not isinstance(found.expr, (ast.Constant, ast.UnaryOp, ast.Tuple, ast.Name)):
                break
            module, node = found.module, found.expr
        text = " ".join(ast.unparse(node).split())
        return f"({text})" if isinstance(node, ast.Lambda) else text


def _has_own_call(node: ast.ClassDef) -> bool:
    """Whether a metaclass of the class's own may decide what a call takes."""
    return any(
        keyword.arg == "metaclass" and not ast.unparse(keyword.value).endswith("ABCMeta")
        for keyword in node.keywords
    )


def _is_property(node: ast.FunctionDef) -> bool:
    return any(
        ast.unparse(d).endswith(("property", ".setter", ".getter", "property_v1"))
        for d in node.decorator_list
    )


def _takes_self(node: ast.FunctionDef) -> bool:
    return not any(ast.unparse(d) == "staticmethod" for d in node.decorator_list)
