"""The text of statements, free of how it is laid out."""

from __future__ import annotations

import ast
import tokenize
from bisect import bisect_right

from tf2lint.source.tokens import LAYOUT, UNSPLIT, tokens_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    #: A line from 1, and a column from 0 in bytes, as trees have them.
    Place = tuple[int, int]

#: What formatters add, drop and swap as they see fit. Within texts, too: releases of Python
#: differ in whether the code in a text with fields is one token or many.
_OPTIONAL = str.maketrans("", "", "(),;\\{}'\" \t\r\n\f")
#: A text, or the start of one with fields (Python 3.12).
_TEXTS = frozenset({tokenize.STRING, getattr(tokenize, "FSTRING_START", tokenize.STRING)})
_PREFIXES = "rRbBuUfFtT"


class Statements:
    """Gives the statement that a place belongs to; of a compound one, its head alone."""

    def __init__(self, tree: ast.Module | None, lines: Sequence[str]) -> None:
        self._lines = lines
        nodes = () if tree is None else ast.walk(tree)
        #: In their order; none reaches into another, as of compound ones the head counts alone.
        self._nodes = sorted((n for n in nodes if isinstance(n, ast.stmt)), key=_start)

    def at(self, line: int, column: int) -> str:
        """Return the statement at a place, without layout and comments.

        ``column``: from 1, in characters.
        """
        text = self._lines[line - 1] if line <= len(self._lines) else ""
        before = len(text[: column - 1].encode("utf-8", "surrogateescape"))
        # The last one that has begun there; else what stands on the line comes first.
        index = bisect_right(self._nodes, (line, before), key=_start)
        for node in self._nodes[max(index - 1, 0) : index + 1]:
            start, end = _start(node), _end(node)
            if start[0] <= line <= end[0]:
                return self._text(start, end)
        return _tokens(text)

    def _text(self, start: Place, end: Place) -> str:
        lines = [
            line.encode("utf-8", "surrogateescape") for line in self._lines[start[0] - 1 : end[0]]
        ]
        if lines:
            # The end first: both may be on one line.
            lines[-1] = lines[-1][: end[1]]
            lines[0] = lines[0][start[1] :]
        return _tokens(b"\n".join(lines).decode("utf-8", "surrogateescape"))


def _start(node: ast.stmt) -> Place:
    """Return where a statement begins, with its decorators."""
    decorators = getattr(node, "decorator_list", None)
    # An @ stands before what a decorator is.
    return (decorators[0].lineno, 0) if decorators else (node.lineno, node.col_offset)


def _end(node: ast.stmt) -> Place:
    """Return where a statement ends: a compound one where its body begins."""
    body = getattr(node, "body", None)
    return _start(body[0]) if body else (node.end_lineno or 0, node.end_col_offset or 0)


def _tokens(text: str) -> str:
    try:
        words = [
            _word(token)
            for token in tokens_of(text.strip().split("\n"))
            if token.type not in LAYOUT
        ]
    except UNSPLIT:
        # The head of a statement alone need not be one: "else:" and its like.
        words = [text]
    return "".join(words).translate(_OPTIONAL)


def _word(token: tokenize.TokenInfo) -> str:
    """Return a token in the one spelling of all that mean the same to formatters."""
    if token.type in _TEXTS:
        return token.string.lstrip(_PREFIXES)
    return _number(token.string) if token.type == tokenize.NUMBER else token.string


def _number(text: str) -> str:
    """Return a number in one spelling, however formatters like it."""
    # Not by ast.literal_eval, which leaves a kilobyte of garbage in cycles behind each time.
    for kind in (_whole, float, complex):
        try:
            return repr(kind(text))
        except ValueError:
            continue
    return text


def _whole(text: str) -> int:
    return int(text, 0)
