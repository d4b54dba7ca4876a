"""The text of statements, free of how it is laid out."""

from __future__ import annotations

import ast
import io
import tokenize
from bisect import bisect_left

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_LAYOUT = frozenset(
    {
        tokenize.COMMENT,
        tokenize.NL,
        tokenize.NEWLINE,
        tokenize.INDENT,
        tokenize.DEDENT,
        tokenize.ENDMARKER,
    }
)
#: What formatters add, drop and swap as they see fit. Within texts, too: releases of Python
#: differ in whether the code in a text with fields is one token or many.
_OPTIONAL = str.maketrans("", "", "(),;\\{}'\" \t\r\n\f")
#: A text, or the start of one with fields (Python 3.12).
_TEXTS = frozenset({tokenize.STRING, getattr(tokenize, "FSTRING_START", tokenize.STRING)})
_PREFIXES = "rRbBuUfFtT"


#: Bits of a place, and of its column.
_PLACE, _COLUMN = 64, 32


class Statements:
    """Gives the statement that a place belongs to; of a compound one, its head alone."""

    def __init__(self, tree: ast.Module | None, lines: Sequence[str]) -> None:
        self._lines = lines
        nodes = () if tree is None else ast.walk(tree)
        #: Where each begins and ends, as one number: there may be hundreds of thousands.
        self._spans = sorted(_span(node) for node in nodes if isinstance(node, ast.stmt))

    def at(self, line: int, column: int) -> str:
        """Return the statement at a place, without layout and comments.

        ``column``: from 1, in characters.
        """
        text = self._lines[line - 1] if line <= len(self._lines) else ""
        before = len(text[: column - 1].encode("utf-8", "surrogateescape"))
        behind = bisect_left(self._spans, (_place(line, before) + 1) << _PLACE)
        # The innermost one that has begun there; else what stands on the line comes first.
        for number in (behind - 1, behind):
            if 0 <= number < len(self._spans):
                (first, start), (last, end) = _places(self._spans[number])
                if first <= line <= last:
                    return self._text(first, start, last, end)
        return _tokens(text)

    def _text(self, first: int, start: int, last: int, end: int) -> str:
        lines = [line.encode("utf-8", "surrogateescape") for line in self._lines[first - 1 : last]]
        if lines:
            # The end first: both may be on one line.
            lines[-1] = lines[-1][:end]
            lines[0] = lines[0][start:]
        return _tokens(b"\n".join(lines).decode("utf-8", "surrogateescape"))


def _span(node: ast.stmt) -> int:
    """Return where a statement begins and ends; a compound one where its body begins."""
    body = getattr(node, "body", None)
    end = _start(body[0]) if body else _place(node.end_lineno or 0, node.end_col_offset or 0)
    return _start(node) << _PLACE | end


def _start(node: ast.stmt) -> int:
    """Return where a statement begins, with its decorators."""
    decorators = getattr(node, "decorator_list", None)
    # An @ stands before what a decorator is.
    return _place(decorators[0].lineno, 0) if decorators else _place(node.lineno, node.col_offset)


def _place(line: int, column: int) -> int:
    """Return a place as a number; ``column`` from 0, in bytes, as trees have it."""
    return line << _COLUMN | column


def _places(span: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return line and column of both ends of a span."""
    start, end = divmod(span, 1 << _PLACE)
    return divmod(start, 1 << _COLUMN), divmod(end, 1 << _COLUMN)


def _tokens(text: str) -> str:
    try:
        words = [
            _word(token)
            for token in tokenize.generate_tokens(io.StringIO(text.strip()).readline)
            if token.type not in _LAYOUT
        ]
    except (tokenize.TokenError, SyntaxError):
        # The head of a statement alone need not be one: "else:" and its like.
        words = [text]
    return "".join(words).translate(_OPTIONAL)


def _word(token: tokenize.TokenInfo) -> str:
    """Return a token in the one spelling of all that mean the same to formatters."""
    if token.type in _TEXTS:
        return token.string.lstrip(_PREFIXES)
    return _number(token.string) if token.type == tokenize.NUMBER else token.string


def _number(text: str) -> str:
    # Not ast.literal_eval: what it leaves behind is freed by the collector alone, which rests.
    for kind in (_whole, float, complex):
        try:
            return repr(kind(text))
        except ValueError:
            continue
    return text


def _whole(text: str) -> int:
    return int(text, 0)
