"""Rewrites a module so that flagged expressions report what becomes of them.

Every flagged expression ``E`` becomes ``leave(enter(i), E)``: the recorder sees when it is
begun, what its value is, and, because ``leave`` was not reached, that it raised. Statements
that hold one are put into ``try: ... except BaseException: raised(...); raise``, which shows
the exception without changing its way. The functions are constants of the code object, not
names, so that the module can neither see nor overwrite them.

Every statement at the top of the module is guarded as well: what it raises is noted, the
names it did not bind are poisoned, and the run goes on.
"""

from __future__ import annotations

import ast
import bisect
import warnings

from . import old

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from types import CodeType
    from typing import Any

#: How the functions of the recorder are spelled until the code object is bound to them.
ENTER, SEEN, LEAVE, RAISED, BLOCKED, ROUND, IDLE = (
    f"\0tf2lint {name}" for name in ("enter", "seen", "leave", "raised", "blocked", "round", "idle")
)
_LOOPS = (ast.For, ast.While, ast.AsyncFor)
#: Fields that are not evaluated where they stand, or take no calls.
_UNEVALUATED = ("annotation", "returns", "pattern", "type_params")
_DEFERRED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


class Unguardable(Exception):
    """A module is fine, but not with the guards: they nest too deep, say."""


class Place:
    """Where a flagged expression stands.

    ``first`` and ``last`` are the lines of the top statement that holds it; ``deferred``
    says that it is in the body of a function, which runs when that is called; ``found``
    that the flagged span was found in the tree.
    """

    def __init__(self, first: int, last: int, deferred: bool, found: bool) -> None:
        self.first = first
        self.last = last
        self.deferred = deferred
        self.found = found


class Rewritten:
    """A rewritten module: its tree and the places of its flags, by their numbers."""

    def __init__(self, tree: ast.Module, places: dict[int, Place]) -> None:
        self.tree = tree
        self.places = places


def rewrite(
    source: bytes,
    path: str,
    flags: Iterable[tuple[int, int, int, int, int]],
    names: dict[int, str] | None = None,
) -> Rewritten:
    """Return the module with its flagged expressions marked and its statements guarded.

    A flag is its number, first line, first column, last line and column after the last,
    1-based and in characters; ``names`` has the last parts of their symbols by number. Raises
    ``SyntaxError`` or ``ValueError`` where the source is not Python for this interpreter.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = ast.parse(source, path)
    old.add_ends(tree, source)
    lines = _lines(source)
    spans = {}
    for number, line, column, end_line, end_column in flags:
        start = (line, _offset(lines, line, column))
        end = (end_line, _offset(lines, end_line, end_column))
        spans[number] = start + end
    finder = _Finder(spans, names or {})
    finder.look(tree)
    marker = _Marker(finder.chosen, finder.around)
    marker.visit(tree)
    _guard_module(tree)
    return Rewritten(tree, finder.places)


def bind(code: CodeType, functions: dict[str, Callable[..., Any]]) -> CodeType:
    """Return the code with the recorder's functions in place of their spellings."""
    constants: tuple[Any, ...] = tuple(
        bind(constant, functions)
        if isinstance(constant, type(code))
        else functions.get(constant, constant)
        if isinstance(constant, str)
        else constant
        for constant in code.co_consts
    )
    return old.with_constants(code, constants)


def compile_unbound(tree: ast.Module, source: bytes, path: str) -> CodeType:
    """Compile a rewritten tree; strings are "called" in it until it is bound.

    Raises what compiling the module itself raises (an unknown ``__future__`` shows only here),
    and ``Unguardable`` where that can be compiled and the tree cannot.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return compile(tree, path, "exec", dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError) as error:
            compile(source, path, "exec", dont_inherit=True)
            raise Unguardable(str(error)) from error


def _lines(source: bytes) -> list[str]:
    import io
    import tokenize

    encoding = tokenize.detect_encoding(io.BytesIO(source).readline)[0]
    text = source.decode(encoding, "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _offset(lines: list[str], line: int, column: int) -> int:
    """Return the offset in UTF-8 bytes, as trees have it, of a column in characters."""
    if not 0 < line <= len(lines):
        return column - 1
    return len(lines[line - 1][: column - 1].encode("utf-8", "replace"))


def _span(node: Any) -> tuple[int, int, int, int]:
    return (node.lineno, node.col_offset, node.end_lineno or 0, node.end_col_offset or 0)


class _Finder:
    """Chooses the node that stands for each flagged span: the smallest that holds it all.

    A flagged callee stands for its call, because the call is what fails; and so does an argument
    of the callee whose symbol is flagged.
    """

    def __init__(self, spans: dict[int, tuple[int, int, int, int]], names: dict[int, str]) -> None:
        self._spans = spans
        self._names = names
        self._starts = sorted({span[0] for span in spans.values()})
        #: The nodes on the way to those that are chosen, and around: all others stay as they are.
        self.around: set[ast.AST] = set()
        self.chosen: dict[int, tuple[ast.AST, ast.AST | None]] = {}
        self.places = {number: Place(0, 0, False, False) for number in spans}

    def look(self, tree: ast.Module) -> None:
        self.around.add(tree)
        for statement in tree.body:
            place = (statement.lineno, old.last_line(statement))
            self._visit(statement, place, False, None)

    def _visit(
        self, node: ast.AST, top: tuple[int, int], deferred: bool, parent: ast.AST | None
    ) -> None:
        if not self._may_hold(node):
            return
        self.around.add(node)
        if isinstance(node, ast.stmt) or _can_mark(node):
            self._consider(node, top, deferred, parent)
        if isinstance(node, ast.JoinedStr):
            # Positions inside are unreliable before Python 3.12.
            return
        for field, value in ast.iter_fields(node):
            later = deferred or (isinstance(node, _DEFERRED) and field == "body")
            if field in _UNEVALUATED:
                continue
            for child in value if isinstance(value, list) else (value,):
                if isinstance(child, ast.AST):
                    self._visit(child, top, later, node)

    def _may_hold(self, node: Any) -> bool:
        """Whether a flagged span starts on one of the lines of a node; unsure without lines."""
        last = getattr(node, "end_lineno", None)
        if not last:
            return True
        # The lines of a decorated definition begin below its decorators.
        decorators = getattr(node, "decorator_list", None)
        first = min([node.lineno, *(one.lineno for one in decorators or ())])
        at = bisect.bisect_left(self._starts, first)
        return at < len(self._starts) and self._starts[at] <= last

    def _consider(
        self, node: Any, top: tuple[int, int], deferred: bool, parent: ast.AST | None
    ) -> None:
        start, end = _span(node)[:2], _span(node)[2:]
        for number, span in self._spans.items():
            if start <= span[:2] and span[2:] <= end:
                self.chosen[number] = (node, None)
                if isinstance(parent, ast.Call) and _span(node) == span:
                    if parent.func is node or self._is_argument(number, node, parent):
                        self.chosen[number] = (parent, parent.func)
                        self.around.add(parent.func)
                self.places[number] = Place(top[0], top[1], deferred, True)

    def _is_argument(self, number: int, node: ast.AST, call: ast.Call) -> bool:
        """Whether a node is flagged for what it is to the callee, not for what it is."""
        name = self._names.get(number, "")
        return bool(name) and node in call.args and _last(call.func) == name != _last(node)


def _last(node: ast.AST) -> str:
    """Return the last part of a dotted name, ``""`` of what is none."""
    return str(getattr(node, "attr", "") or getattr(node, "id", ""))


def _can_mark(node: ast.AST) -> bool:
    """Whether a node is an expression whose value can pass through a function."""
    if not isinstance(node, ast.expr) or isinstance(node, ast.Starred):
        return False
    context = getattr(node, "ctx", None)
    # The parts of a pattern are compared, not evaluated, and have no context of their own.
    return context is None or isinstance(context, ast.Load)


class _Marker(ast.NodeTransformer):
    """Puts ``leave(enter(i), ...)`` around the chosen nodes, ``raised`` around statements."""

    def __init__(
        self, chosen: dict[int, tuple[ast.AST, ast.AST | None]], around: set[ast.AST]
    ) -> None:
        self._around = around
        self._by_node: dict[ast.AST, list[int]] = {}
        self._callees: dict[ast.AST, list[int]] = {}
        for number, (node, callee) in chosen.items():
            self._by_node.setdefault(node, []).append(number)
            if callee is not None:
                self._callees.setdefault(callee, []).append(number)

    def visit(self, node: ast.AST) -> Any:
        if node not in self._around:
            return node
        numbers, callees = self._by_node.get(node, ()), self._callees.get(node, ())
        new: Any = self.generic_visit(node)
        if isinstance(node, ast.expr):
            for number in callees:
                new = _call(SEEN, ast.Constant(number), new, at=node)
            for number in numbers:
                new = _call(LEAVE, _call(ENTER, ast.Constant(number), at=node), new, at=node)
            return new
        if isinstance(node, ast.stmt) and (numbers or _holds_mark(node)):
            return self._statement(node, list(numbers))
        return new

    def _statement(self, node: ast.stmt, numbers: list[int]) -> Any:
        """Return a statement in the form that shows what it raises."""
        if isinstance(node, ast.ImportFrom) and node.module == "__future__":
            return node
        parts: list[ast.stmt] = [node]
        if numbers:
            # A statement as a whole is flagged: an import, or something without a value.
            before = [_do(ENTER, ast.Constant(n), at=node) for n in numbers]
            after = [_do(LEAVE, ast.Constant(n), ast.Constant(None), at=node) for n in numbers]
            if isinstance(node, (ast.Return, ast.Raise, ast.Break, ast.Continue)):
                after = []
            parts = [*before, node, *after]
        return _try(parts, _do(RAISED, at=node), reraise=True, at=node)


def _holds_mark(statement: ast.stmt) -> bool:
    """Whether a statement evaluates a marked expression itself, not in a nested statement."""
    waiting: list[ast.AST] = [statement]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Constant) and node.value == ENTER:
            return True
        for child in ast.iter_child_nodes(node):
            if not isinstance(child, (ast.stmt, ast.ExceptHandler, ast.Lambda)):
                waiting.append(child)
    return False


def _call(name: str, *arguments: ast.expr, at: ast.AST) -> ast.expr:
    made = ast.Call(func=ast.Constant(name), args=list(arguments), keywords=[])
    for part in (made.func, *arguments):
        if not hasattr(part, "lineno"):
            _place(part, at)
    return ast.copy_location(made, at)


def _place(node: ast.expr, at: ast.AST) -> None:
    """Give a new constant, or a tuple of such, a position."""
    ast.copy_location(node, at)
    for part in node.elts if isinstance(node, ast.Tuple) else ():
        ast.copy_location(part, at)


def _do(name: str, *arguments: ast.expr, at: ast.AST) -> ast.stmt:
    return ast.copy_location(ast.Expr(value=_call(name, *arguments, at=at)), at)


def _try(body: list[ast.stmt], then: ast.stmt, reraise: bool, at: ast.stmt) -> ast.stmt:
    caught: list[ast.stmt] = [then]
    if reraise:
        caught.append(ast.copy_location(ast.Raise(exc=None, cause=None), at))
    handler = ast.copy_location(ast.ExceptHandler(type=None, name=None, body=caught), at)
    made = ast.Try(body=body, handlers=[handler], orelse=[], finalbody=[])
    return ast.copy_location(made, at)


def _guard_module(tree: ast.Module) -> None:
    body = tree.body
    start = 0
    if body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        start = 1
    while start < len(body) and _is_future(body[start]):
        start += 1
    tree.body = body[:start] + [_guarded(statement) for statement in body[start:]]


def _is_future(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and node.module == "__future__"


def _guarded(statement: ast.stmt) -> ast.stmt:
    """Return a statement whose failure is noted and poisons the names it would have bound."""
    last = old.last_line(statement)
    names = sorted(bound_names(statement))
    _guard_blocks(statement)
    report = _do(
        BLOCKED,
        ast.Constant(statement.lineno),
        ast.Constant(last),
        ast.Tuple(elts=[ast.Constant(name) for name in names], ctx=ast.Load()),
        at=statement,
    )
    return _try([statement], report, reraise=False, at=statement)


def _guard_blocks(statement: ast.stmt) -> None:
    """Guard what is in the blocks of an ``if``, a loop or a ``with`` one by one."""
    if isinstance(statement, ast.Try) and _is_report(statement):
        for part in statement.body:
            _guard_blocks(part)
        return
    if not isinstance(statement, (ast.If, ast.With, *_LOOPS)):
        return
    statement.body = [_guarded(inner) for inner in statement.body]
    if not isinstance(statement, ast.With):
        statement.orelse = [_guarded(inner) for inner in statement.orelse]
    if isinstance(statement, _LOOPS):
        at = statement.body[0]
        loop = ast.Constant(statement.lineno)
        lines = ast.Tuple(
            elts=[ast.Constant(inner.lineno) for inner in statement.body], ctx=ast.Load()
        )
        leave = ast.copy_location(ast.Break(), at)
        stop = ast.If(test=_call(IDLE, loop, lines, at=at), body=[leave], orelse=[])
        first = _do(ROUND, loop, at=at)
        statement.body = [first, *statement.body, ast.copy_location(stop, at)]


def _is_report(node: ast.Try) -> bool:
    """Whether a ``try`` is one that the marker made."""
    first = node.handlers[0].body[0] if node.handlers else None
    call = first.value if isinstance(first, ast.Expr) else None
    function = call.func if isinstance(call, ast.Call) else None
    return isinstance(function, ast.Constant) and function.value == RAISED


def bound_names(statement: ast.AST) -> set[str]:
    """Return the names that a statement binds in the scope it stands in."""
    names = set()
    waiting = [statement]
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(node.name)
            continue
        if isinstance(node, (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp)):
            continue
        if isinstance(node, ast.GeneratorExp):
            continue
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.alias):
            names.add((node.asname or node.name).split(".")[0])
        waiting.extend(ast.iter_child_nodes(node))
    names.discard("*")
    return names
