"""List the uses of TensorFlow in a file, by a method that is not the linter's.

Deliberately simple, so that its mistakes are not the linter's: names by scope, without
order inside a scope. A name with two different meanings in one scope has none. Followed:
imports anywhere, aliases by plain assignment, names imported from another file of the
package. Not followed: attributes of objects, values passed around. What it
cannot tell it leaves out: the truth may be incomplete, but what it holds is meant to be
certain.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import NamedTuple

ROOT = "tensorflow"
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
MAX_ALIASES = 3


class Ref(NamedTuple):
    """A TensorFlow thing as the source reaches it: a module, then steps into it."""

    module: str
    steps: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return self.module + ("|" + ".".join(self.steps) if self.steps else "")

    def symbol(self, steps: int | None = None) -> str:
        """Dotted path with ``tf`` for ``tensorflow``; only the first ``steps`` steps if given."""
        names = [step[2:] for step in self.steps[:steps]]
        path = ".".join([self.module, *names])
        return "tf" + path[len(ROOT) :] if path.split(".")[0] == ROOT else path

    def attribute(self, name: str) -> Ref:
        return Ref(self.module, (*self.steps, "a:" + name))


class Use(NamedTuple):
    """One place that reads a TensorFlow symbol (1-based lines and columns, characters).

    ``form`` is ``import``, ``attribute`` or ``name``; ``until`` is the last line of the call
    around it (else ``end_line``); ``call`` is ``None`` or the number of
    positional arguments and the keywords of a call without stars; ``given`` says how many of
    the steps came with the name itself, from an import or an assignment.
    """

    ref: Ref
    form: str
    line: int
    column: int
    end_line: int
    end_column: int
    until: int
    call: tuple[int, tuple[str, ...]] | None
    given: int = 0


class Foreign(NamedTuple):
    """A name imported from a module that is not TensorFlow's."""

    level: int
    module: str
    name: str


#: What a name imported from another file of the package denotes.
Follow = Callable[[Foreign], "Ref | None"]


def unfollowed(_: Foreign) -> Ref | None:
    return None


class Scope:
    """What each name of one module, class or function body was bound to."""

    def __init__(self, parent: Scope | None, kind: str, follow: Follow = unfollowed) -> None:
        self.parent = parent
        self.kind = kind
        self.follow: Follow = parent.follow if parent else follow
        self.bindings: dict[str, list[Ref | Foreign | ast.expr | None]] = {}
        self.outer: set[str] = set()

    def bind(self, name: str, value: Ref | Foreign | ast.expr | None) -> None:
        self.bindings.setdefault(name, []).append(value)

    def lookup(self, name: str, depth: int = 0) -> Ref | None:
        scope: Scope | None = self
        while scope is not None:
            visible = scope is self or scope.kind != "class"
            if visible and name in scope.bindings and name not in scope.outer:
                return scope.meaning(name, depth)
            scope = scope.parent
        return None

    def meaning(self, name: str, depth: int) -> Ref | None:
        found: set[Ref | None] = set()
        for value in self.bindings[name]:
            if isinstance(value, ast.expr):
                value = chain_ref(value, self, depth + 1) if depth < MAX_ALIASES else None
            found.add(self.follow(value) if isinstance(value, Foreign) else value)
        return found.pop() if len(found) == 1 else None


def chain_ref(node: ast.expr, scope: Scope, depth: int = 0) -> Ref | None:
    """The TensorFlow symbol that a dotted name denotes, or ``None``."""
    if isinstance(node, ast.Name):
        return scope.lookup(node.id, depth)
    if isinstance(node, ast.Attribute):
        owner = chain_ref(node.value, scope, depth)
        return owner.attribute(node.attr) if owner else None
    return None


#: Whether a statement, or a branch of a conditional expression, is dead under TensorFlow 2.
Dead = Callable[[ast.stmt | ast.expr], bool]


def is_tensorflow(module: str | None) -> bool:
    return module is not None and module.split(".")[0] == ROOT


def import_refs(node: ast.Import | ast.ImportFrom) -> Iterator[tuple[ast.alias, str, Ref | None]]:
    """For each name of an import: the alias, the name that it binds, what that is."""
    for alias in node.names:
        if isinstance(node, ast.ImportFrom):
            known = node.level == 0 and is_tensorflow(node.module) and alias.name != "*"
            ref = Ref(node.module or "", ("i:" + alias.name,)) if known else None
            yield alias, alias.asname or alias.name, ref
        elif alias.asname:
            yield alias, alias.asname, Ref(alias.name) if is_tensorflow(alias.name) else None
        else:
            root = alias.name.split(".")[0]
            yield alias, root, Ref(root) if root == ROOT else None


def star_ref(node: ast.ImportFrom) -> Ref | None:
    """The module whose names ``from … import *`` takes."""
    return Ref(node.module or "") if node.level == 0 and is_tensorflow(node.module) else None


def foreign_name(node: ast.Import | ast.ImportFrom, alias: ast.alias) -> Foreign:
    assert isinstance(node, ast.ImportFrom)
    return Foreign(node.level, node.module or "", alias.name)


class Collector:
    """Fills the scopes of a file; statements that ``dead`` names bind nothing."""

    def __init__(self, dead: Dead) -> None:
        self.dead = dead
        self.scopes: dict[ast.AST, Scope] = {}

    def body(self, owner: ast.AST, scope: Scope, nodes: list[ast.AST]) -> None:
        self.scopes[owner] = scope
        for node in nodes:
            self.visit(node, scope)

    def visit(self, node: ast.AST, scope: Scope) -> None:
        if isinstance(node, ast.stmt) and self.dead(node):
            return
        if isinstance(node, (*FUNCTIONS, ast.ClassDef)):
            self.enter(node, scope)
        elif isinstance(node, COMPREHENSIONS):
            inner = Scope(scope, "function")
            self.body(node, inner, list(ast.iter_child_nodes(node)))
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            for alias, name, ref in import_refs(node):
                foreign = isinstance(node, ast.ImportFrom) and not is_tensorflow(node.module)
                scope.bind(name, foreign_name(node, alias) if foreign else ref)
        elif isinstance(node, ast.Assign) and all(isinstance(t, ast.Name) for t in node.targets):
            for target in node.targets:
                assert isinstance(target, ast.Name)
                scope.bind(target.id, node.value)
            self.visit(node.value, scope)
        else:
            self.plain(node, scope)

    def plain(self, node: ast.AST, scope: Scope) -> None:
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            scope.bind(node.id, None)
        elif isinstance(node, (ast.Global, ast.Nonlocal)):
            scope.outer.update(node.names)
        elif isinstance(node, ast.ExceptHandler) and node.name:
            scope.bind(node.name, None)
        for child in ast.iter_child_nodes(node):
            self.visit(child, scope)

    def enter(self, node: ast.AST, scope: Scope) -> None:
        if isinstance(node, ast.ClassDef):
            scope.bind(node.name, None)
            for child in [*node.decorator_list, *node.bases, *node.keywords]:
                self.visit(child, scope)
            self.body(node, Scope(scope, "class"), list(node.body))
            return
        assert isinstance(node, FUNCTIONS)
        inner = Scope(scope, "function")
        arguments = node.args
        for child in [*arguments.defaults, *(d for d in arguments.kw_defaults if d)]:
            self.visit(child, scope)
        for argument in ast.walk(arguments):
            if isinstance(argument, ast.arg):
                inner.bind(argument.arg, None)
        if isinstance(node, ast.Lambda):
            self.body(node, inner, [node.body])
            return
        scope.bind(node.name, None)
        for child in node.decorator_list:
            self.visit(child, scope)
        self.body(node, inner, list(node.body))


class Lister:
    """Walks a file a second time and yields its uses."""

    def __init__(self, scopes: dict[ast.AST, Scope], dead: Dead, lines: list[str]) -> None:
        self.scopes = scopes
        self.dead = dead
        self.lines = lines

    def column(self, line: int, offset: int) -> int:
        """1-based column in characters of a byte offset."""
        return len(self.lines[line - 1].encode()[:offset].decode(errors="replace")) + 1

    def use(self, ref: Ref, form: str, node: ast.expr | ast.alias, call: ast.Call | None) -> Use:
        assert node.end_lineno is not None and node.end_col_offset is not None
        until = (call and call.end_lineno) or node.end_lineno
        return Use(
            ref, form, node.lineno, self.column(node.lineno, node.col_offset),
            node.end_lineno, self.column(node.end_lineno, node.end_col_offset), until,
            arguments(call),
        )  # fmt: skip

    def walk(self, node: ast.AST, scope: Scope) -> Iterator[Use]:
        if isinstance(node, (ast.stmt, ast.expr)) and self.dead(node):
            return
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            for alias, _, ref in import_refs(node):
                if isinstance(node, ast.Import) and is_tensorflow(alias.name):
                    ref = Ref(alias.name)
                elif isinstance(node, ast.ImportFrom) and alias.name == "*":
                    ref = star_ref(node)
                if ref:
                    yield self.use(ref, "import", alias, None)
        elif isinstance(node, ast.Call):
            yield from self.chain(node.func, scope, node)
            for child in [*node.args, *node.keywords]:
                yield from self.walk(child, scope)
        elif isinstance(node, (ast.Attribute, ast.Name)):
            yield from self.chain(node, scope, None)
        else:
            yield from self.children(node, scope)

    def chain(self, node: ast.expr, scope: Scope, call: ast.Call | None) -> Iterator[Use]:
        loaded = isinstance(getattr(node, "ctx", None), ast.Load)
        ref = chain_ref(node, scope) if loaded else None
        if ref:
            form = "name" if isinstance(node, ast.Name) else "attribute"
            spelled = sum(isinstance(inner, ast.Attribute) for inner in ast.walk(node))
            yield self.use(ref, form, node, call)._replace(given=len(ref.steps) - spelled)
        elif isinstance(node, ast.Attribute):
            yield from self.walk(node.value, scope)
        elif not isinstance(node, ast.Name):
            yield from self.walk(node, scope)

    def children(self, node: ast.AST, scope: Scope) -> Iterator[Use]:
        inner = self.scopes.get(node, scope)
        # Decorators, bases and defaults belong to the scope around the definition.
        body = getattr(node, "body", []) if inner is not scope else []
        own = {id(child) for child in (body if isinstance(body, list) else [body])}
        for child in ast.iter_child_nodes(node):
            inside = id(child) in own or isinstance(node, COMPREHENSIONS)
            yield from self.walk(child, inner if inside else scope)


def arguments(call: ast.Call | None) -> tuple[int, tuple[str, ...]] | None:
    """Positional count and keyword names, or ``None`` where stars hide them."""
    if call is None or any(isinstance(a, ast.Starred) for a in call.args):
        return None
    names = tuple(k.arg for k in call.keywords if k.arg is not None)
    return (len(call.args), names) if len(names) == len(call.keywords) else None


def all_alive(_: ast.stmt | ast.expr) -> bool:
    return False


class Module:
    """A parsed file; ``uses`` under different ideas of what is dead."""

    def __init__(self, text: str) -> None:
        """Raises ``SyntaxError`` or ``ValueError`` where Python 3 cannot parse it."""
        self.tree = ast.parse(text)
        self.lines = text.split("\n")
        self.follow: Follow = unfollowed

    def scopes(self, dead: Dead = all_alive) -> dict[ast.AST, Scope]:
        collector = Collector(dead)
        collector.body(self.tree, Scope(None, "module", self.follow), list(self.tree.body))
        return collector.scopes

    def uses(self, dead: Dead = all_alive) -> list[Use]:
        """Every use of TensorFlow outside dead statements."""
        scopes = self.scopes(dead)
        return list(Lister(scopes, dead, self.lines).walk(self.tree, scopes[self.tree]))
