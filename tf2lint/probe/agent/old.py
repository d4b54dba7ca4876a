"""What Python 3.8 brought and Python 3.7, which TensorFlow 1 needs, does without.

Ends of nodes are found for what can be flagged most: names, dotted names, and calls. Where
one is not found, the expression is not watched.
"""

from __future__ import annotations

import ast
import bisect
import io
import tokenize
import types

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    End = tuple[int, int]

_ORDER = (
    "argcount kwonlyargcount nlocals stacksize flags code consts names varnames filename name "
    "firstlineno lnotab freevars cellvars"
)


def with_constants(code: types.CodeType, constants: tuple[Any, ...]) -> types.CodeType:
    """Return the code with other constants."""
    if hasattr(code, "replace"):
        return code.replace(co_consts=constants)
    parts = {name: getattr(code, f"co_{name}") for name in _ORDER.split()}
    make: Any = types.CodeType
    made: types.CodeType = make(*{**parts, "consts": constants}.values())
    return made


def add_ends(tree: ast.AST, source: bytes) -> None:
    """Give every node of a tree the end that Python 3.8 and newer give it, where there is none."""
    if hasattr(ast, "NamedExpr"):
        return
    tokens = {}
    order: list[tuple[End, End, str]] = []
    for token in tokenize.tokenize(io.BytesIO(source).readline):
        start = (token.start[0], _bytes(token.line, token.start[1]))
        end = (token.end[0], start[1] + len(token.string.encode()))
        if token.start[0] != token.end[0]:
            end = (token.end[0], token.end[1])
        if token.type not in (tokenize.NL, tokenize.COMMENT, tokenize.NEWLINE, tokenize.ENCODING):
            tokens[start] = len(order)
            order.append((start, end, token.string))
    _Ends(tokens, order).visit(tree)


def last_line(node: Any) -> int:
    """Return the last line of a node."""
    if getattr(node, "end_lineno", None):
        return int(node.end_lineno)
    return max(getattr(one, "lineno", 0) for one in ast.walk(node))


def _bytes(line: str, column: int) -> int:
    return len(line[:column].encode("utf-8", "replace"))


class _Ends(ast.NodeVisitor):
    """Sets the ends, children first."""

    def __init__(self, tokens: dict[End, int], order: list[tuple[End, End, str]]) -> None:
        self._tokens = tokens
        self._order = order

    def generic_visit(self, node: ast.AST) -> None:
        """Set the end of a node from its last child and the tokens after that."""
        super().generic_visit(node)
        start = (getattr(node, "lineno", 0), getattr(node, "col_offset", 0))
        if not start[0]:
            return
        end = max(map(_end, ast.iter_child_nodes(node)), default=(0, 0))
        if not end[0]:
            place = self._tokens.get(start)
            end = start if place is None else self._order[place][1]
        if isinstance(node, ast.Attribute):
            end = self._after(end, node.attr)
        elif isinstance(node, ast.Call):
            end = self._after(end, ")")
        any_node: Any = node
        any_node.end_lineno, any_node.end_col_offset = end

    def _after(self, end: End, word: str) -> End:
        """Return the end of the first token of this text that starts behind a position."""
        first = bisect.bisect_left(self._order, (end, (0, 0), ""))
        for _, stop, text in self._order[first : first + 4]:
            if text == word:
                return stop
        return end


def _end(node: Any) -> End:
    if hasattr(node, "end_lineno"):
        return node.end_lineno or 0, node.end_col_offset or 0
    return max(map(_end, ast.iter_child_nodes(node)), default=(0, 0))
