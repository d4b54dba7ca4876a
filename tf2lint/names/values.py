"""What is known of a value while a module is read.

A symbol of TensorFlow (or of a package that travels with it) is its dotted path, a plain
``str``; ``None`` is "unknown". The other kinds of values are the small classes below.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ast
    from typing import Any

    from tf2lint.names.scope import Scope


#: No binding at all, as opposed to a binding whose value is unknown.
MISSING = object()


class Alias(str):
    """A symbol that a plain assignment gave another name: ``conv = slim.conv2d``."""

    __slots__ = ()


class Weak(str):
    """A symbol that is only likely: a star import, one branch of several, a default."""

    __slots__ = ()


class WeakAlias(Alias, Weak):
    """Both: one branch of several, or a default, that was told where it was written."""

    __slots__ = ()


class Instance:
    """A value of a known kind (``Session``, ``Tensor``, ``Dataset``), made by ``symbol``."""

    __slots__ = ("kind", "node", "symbol", "weak")

    def __init__(
        self, kind: str, symbol: str = "", node: ast.expr | None = None, weak: bool = False
    ) -> None:
        self.kind = kind
        self.symbol = symbol
        self.node = node
        self.weak = weak

    def weakened(self) -> Instance:
        return Instance(self.kind, self.symbol, self.node, True)


class Const:
    """A constant: a literal, or what follows from the target's ``tf.__version__``.

    ``origin`` is ``"version"`` for what was computed from the version, or set by the handler
    of an import that the target lacks; else ``""``.
    """

    __slots__ = ("origin", "value")

    def __init__(self, value: Any, origin: str = "") -> None:
        self.value = value
        self.origin = origin


class ConstMethod:
    """A method of a constant, not called yet: ``tf.__version__.startswith``."""

    __slots__ = ("const", "name")

    def __init__(self, const: Const, name: str) -> None:
        self.const = const
        self.name = name


class Sequence:
    """A tuple or list display whose items are known."""

    __slots__ = ("items",)

    def __init__(self, items: list[Any]) -> None:
        self.items = items


class Partial:
    """``functools.partial`` of a symbol, with the call that fixed its first arguments."""

    __slots__ = ("node", "symbol")

    def __init__(self, symbol: str, node: ast.Call) -> None:
        self.symbol = symbol
        self.node = node


class Function:
    """A function of this module; its body is read once, when first needed or at the end."""

    __slots__ = ("arguments", "bound_to", "context", "node", "refuses", "result", "scope", "state")

    def __init__(self, node: Any, scope: Scope, bound_to: Class | None, context: Any) -> None:
        self.node = node
        self.scope = scope
        self.bound_to = bound_to
        #: The `Context` of its body.
        self.context = context
        self.arguments: dict[str, Any] = {}
        self.result: Any = None
        #: The test under which it raises an error of its own where the target lacks what its
        #: file asks for; True: it always does, None: never.
        self.refuses: Any = None
        self.state = "unread"

    def release(self) -> None:
        """Let go of the tree and the scopes, which hold this function in turn.

        Without that, trees of files long done wait for the cyclic garbage collector.
        """
        if self.bound_to is not None:
            self.bound_to.node = None
        self.node = self.scope = self.bound_to = self.context = None  # type: ignore[assignment]
        self.refuses = None
        self.state = "released"


class Class:
    """A class of this module: its bases and what is known of its attributes."""

    __slots__ = (
        "_ancestors",
        "assigned_in",
        "attributes",
        "bases",
        "in_graph",
        "methods",
        "name",
        "node",
        "plain",
    )

    def __init__(self, node: Any, bases: list[Any]) -> None:
        self.node = node
        self.name: str = node.name
        self.bases = bases
        #: It names no base class at all.
        self.plain = not node.bases
        #: Its methods run while a graph is built: hooks of sessions.
        self.in_graph = False
        self.attributes: dict[str, Any] = {}
        self.methods: list[Function] = []
        self.assigned_in: dict[str, list[Function]] | None = None
        self._ancestors: list[Any] | None = None

    def ancestors(self) -> list[Any]:
        """The classes and symbols above this one, nearest first."""
        if self._ancestors is None:
            self._ancestors = self._find_ancestors()
        return self._ancestors

    def _find_ancestors(self) -> list[Any]:
        found: list[Any] = []
        queue = list(self.bases)
        while queue and len(found) < 40:
            base = queue.pop(0)
            if base in found:
                continue
            found.append(base)
            if type(base) is Class:
                queue.extend(base.bases)
        return found


class Object:
    """An instance of a class of this module, ``self`` in its methods."""

    __slots__ = ("cls",)

    def __init__(self, cls: Class) -> None:
        self.cls = cls


class Returns:
    """A function of another file of which only what it returns is known."""

    __slots__ = ("result",)

    def __init__(self, result: Any) -> None:
        self.result = result


class Foreign:
    """A name that an import brings from another file of the project, not looked up yet.

    ``module`` is the file's path, or the importing file, the dotted name and the level of
    a relative import while the file was not searched. An empty ``name`` is the module.
    """

    __slots__ = ("module", "name", "value")

    def __init__(self, module: str | tuple[str, str, int], name: str) -> None:
        self.module = module
        self.name = name
        #: What the name turned out to be; MISSING until then.
        self.value: Any = MISSING


def is_symbol(value: Any) -> bool:
    return isinstance(value, str)


def weaken(value: Any) -> Any:
    """The same value, known with less certainty."""
    if isinstance(value, str):
        return WeakAlias(value) if isinstance(value, Alias) else Weak(value)
    if type(value) is Instance:
        return value.weakened()
    return value


def join(first: Any, second: Any) -> Any:
    """What is known of a value that is ``first`` on one way and ``second`` on another."""
    if first is second:
        return first
    if first is MISSING or _is_none(first):
        return second
    if second is MISSING or _is_none(second):
        return first
    if isinstance(first, str):
        if isinstance(second, str) and first == second:
            return first
        return weaken(first)
    if isinstance(second, str):
        return weaken(second)
    if type(first) is Instance:
        if type(second) is Instance and first.kind == second.kind:
            return second if first.weak else first
        return first.weakened()
    if type(second) is Instance:
        return second.weakened()
    if type(first) is Const and type(second) is Const:
        same = type(first.value) is type(second.value) and first.value == second.value
        return first if same else None
    return None if first is None or second is None else first


def _is_none(value: Any) -> bool:
    return type(value) is Const and value.value is None
