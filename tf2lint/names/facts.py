"""The facts that reading a module yields, in the order of their discovery."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ast
    from typing import Any

    from tf2lint.names.values import Class, Instance


class Context:
    """Where a line stands: enclosing function and class, execution mode, guards.

    ``mode`` is ``eager``, ``graph`` (a v1 graph is being built), ``function`` (inside
    ``tf.function``) or ``shim`` (inside ``track_tf1_style_variables``); ``certain`` says
    whether that is known, or only what TensorFlow 2 does when no caller changed it.
    ``guarded``: a handler around the line catches the failure; ``retried``: one that catches
    a call which does not fit, and goes on. ``scopes``: the names of the variable scopes opened
    around the line in the same function; ``?`` for one without a fixed name, ``*`` for a
    computed one. ``once``: the line need not run each time, since it stands under a test such
    as ``self.x is None``, or in a lambda: what the test asks for, here ``x``, or ``?``.
    ``replicated``: the strategy whose ``scope()`` is open around the line.
    ``failing``: a test expects an error of the line, before or after what it needs.
    """

    __slots__ = (
        "certain",
        "cls",
        "failing",
        "function",
        "guarded",
        "mode",
        "once",
        "replicated",
        "retried",
        "scopes",
    )

    def __init__(
        self,
        mode: str = "eager",
        certain: bool = True,
        function: Any = None,
        cls: Class | None = None,
        guarded: bool = False,
        scopes: tuple[str, ...] = (),
        once: str = "",
        retried: bool = False,
        replicated: str = "",
        failing: bool = False,
    ) -> None:
        self.mode = mode
        self.certain = certain
        self.function = function
        self.cls = cls
        self.guarded = guarded
        self.scopes = scopes
        self.once = once
        self.retried = retried
        self.replicated = replicated
        self.failing = failing

    def changed(self, **changes: Any) -> Context:
        """A copy with some fields changed."""
        copy = Context(
            self.mode,
            self.certain,
            self.function,
            self.cls,
            self.guarded,
            self.scopes,
            self.once,
            self.retried,
            self.replicated,
            self.failing,
        )
        for name, value in changes.items():
            setattr(copy, name, value)
        return copy


class Import:
    """An import statement binds ``path``; ``name`` is the part taken by ``from``.

    ``bound`` is the name it binds here (``*`` for a star import).
    """

    __slots__ = ("bound", "context", "node", "path", "statement")

    def __init__(
        self, node: ast.alias, statement: ast.stmt, path: str, bound: str, context: Context
    ) -> None:
        self.node = node
        self.statement = statement
        self.path = path
        self.bound = bound
        self.context = context


class Reference:
    """An expression denotes the symbol ``path`` (the longest attribute chain).

    ``alias``: through a name that an assignment gave it, which was a reference itself.
    """

    __slots__ = ("alias", "context", "dynamic", "node", "path", "weak")

    def __init__(
        self,
        node: ast.expr,
        path: str,
        context: Context,
        weak: bool = False,
        alias: bool = False,
        dynamic: bool = False,
    ) -> None:
        self.node = node
        self.path = path
        self.context = context
        self.weak = weak
        self.alias = alias
        self.dynamic = dynamic


class Call:
    """A call of the symbol ``path``, or of ``member`` on ``receiver``.

    ``receiver`` is None and ``path`` empty when neither is known. ``arguments`` and
    ``keywords`` are what is known of the values passed. ``partial``: the call only fixes
    arguments (``functools.partial``). ``discarded``: its value is thrown away. ``made``:
    the class of this module that it makes an object of.
    ``targets``: what an assignment binds its value to.
    """

    __slots__ = (
        "alias",
        "arguments",
        "context",
        "discarded",
        "keywords",
        "made",
        "member",
        "node",
        "partial",
        "path",
        "receiver",
        "targets",
        "weak",
    )

    def __init__(
        self,
        node: ast.Call,
        path: str,
        context: Context,
        arguments: list[Any],
        keywords: dict[str, Any],
        receiver: Instance | None = None,
        member: str = "",
        weak: bool = False,
        alias: bool = False,
    ) -> None:
        self.node = node
        self.path = path
        self.context = context
        self.arguments = arguments
        self.keywords = keywords
        self.receiver = receiver
        self.member = member
        self.weak = weak
        self.alias = alias
        self.partial = False
        self.discarded = False
        self.made: Class | None = None
        self.targets: list[Any] = []

    def passed(self, name: str, position: int = -1) -> Any:
        """The expression given for a parameter, or None; no position: by name alone."""
        for keyword in self.node.keywords:
            if keyword.arg == name:
                return keyword.value
        given = self.node.args
        return given[position] if 0 <= position < len(given) else None


class Member:
    """Attribute ``name`` of a value of a known kind, read but not called.

    The name of an item is its key with brackets: ``[acc]`` for ``history["acc"]``.
    """

    __slots__ = ("context", "name", "node", "receiver")

    def __init__(self, node: ast.expr, receiver: Instance, name: str, context: Context) -> None:
        self.node = node
        self.receiver = receiver
        self.name = name
        self.context = context


class Comparison:
    """``left == right``, ``!=``, ``in`` or ``not in``, where ``left`` is of a known kind."""

    __slots__ = ("context", "left", "node", "right")

    def __init__(self, node: ast.Compare, left: Instance, right: Any, context: Context) -> None:
        self.node = node
        self.left = left
        self.right = right
        self.context = context


class Key:
    """A value of a known kind used as the key of a dictionary or member of a set."""

    __slots__ = ("context", "node", "value")

    def __init__(self, node: ast.expr, value: Instance, context: Context) -> None:
        self.node = node
        self.value = value
        self.context = context


class Body:
    """A function of the module, once its body was read."""

    __slots__ = ("context", "node")

    def __init__(self, node: Any, context: Context) -> None:
        self.node = node
        self.context = context


class Gate:
    """A branch that the target's version decides; ``test`` is the expression.

    ``unsound``: it compares the version as text, which sorts 2.16 before 2.4.
    """

    __slots__ = ("context", "node", "unsound")

    def __init__(self, node: ast.expr, context: Context, unsound: bool) -> None:
        self.node = node
        self.context = context
        self.unsound = unsound


class Facts:
    """All that reading one module found."""

    __slots__ = (
        "bodies",
        "callers",
        "calls",
        "comparisons",
        "gates",
        "globals",
        "graph_program",
        "homes",
        "imports",
        "keys",
        "members",
        "references",
        "roots",
        "traced",
    )

    def __init__(self) -> None:
        self.imports: list[Import] = []
        self.references: list[Reference] = []
        self.calls: list[Call] = []
        self.members: list[Member] = []
        self.keys: list[Key] = []
        self.comparisons: list[Comparison] = []
        self.bodies: list[Body] = []
        self.gates: list[Gate] = []
        #: Every package that the module imports, by its first name, as written.
        self.roots: set[str] = set()
        #: Where functions of the module are called or given to TensorFlow, by identity of
        #: their ``def``.
        self.callers: dict[int, list[Context]] = {}
        #: Where a function inside another one is defined, likewise.
        self.homes: dict[int, Context] = {}
        #: The mode in which a call such as ``tf.function(f)`` runs a function, likewise.
        self.traced: dict[int, str] = {}
        #: The functions that declare a name ``global``, by name.
        self.globals: dict[str, list[Any]] = {}
        #: Whether a line of the module switches eager execution off.
        self.graph_program = False
