"""A parsed source by offsets: tokens, argument lists, what stands around an expression."""

from __future__ import annotations

import _ast as syntax
from bisect import bisect_left, bisect_right

from tf2lint.model import Edit
from tf2lint.records import NamedTuple
from tf2lint.source import line_starts, split_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    #: Start and end as offsets in the text, and what stands there afterwards.
    Span = tuple[int, int, str]

_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")


class Token(NamedTuple):
    """A token that is more than space or a comment."""

    start: int
    end: int
    text: str


class Argument(NamedTuple):
    """One argument of a call, from its first to its last token, parentheses included."""

    start: int
    end: int
    #: The expression, or the ``ast.keyword``.
    node: Any


class ArgumentList(NamedTuple):
    """The arguments between ``opened`` (after the parenthesis) and ``closed`` (before it)."""

    opened: int
    closed: int
    arguments: list[Argument]


class Source:
    """The text of a module beside its tree; everything is worked out when first asked."""

    def __init__(self, text: str, tree: Any) -> None:
        self.text = text
        self.tree = tree
        self.newline = "\r\n" if "\r\n" in text else "\r" if "\r" in text else "\n"
        self._lines = split_lines(text)
        self._starts = line_starts(text)
        self._tokens: list[Token] | None = None
        self._token_starts: list[int] = []
        self._parents: dict[int, Any] | None = None

    # -- positions -----------------------------------------------------------

    def offset(self, line: int, utf8_column: int) -> int:
        """Offset of a position of the parser."""
        text = self._lines[line - 1]
        if not text.isascii():
            utf8_column = len(text.encode("utf-8")[:utf8_column].decode("utf-8", "ignore"))
        return self._starts[line - 1] + utf8_column

    def span(self, node: Any) -> tuple[int, int]:
        """First and last offset of a node, without parentheses around it."""
        start = self.offset(node.lineno, node.col_offset)
        return start, self.offset(node.end_lineno, node.end_col_offset)

    def slice(self, node: Any) -> str:
        """The node as it is written."""
        start, end = self.span(node)
        return self.text[start:end]

    def edit(self, span: Span) -> Edit:
        """The edit that replaces the text between two offsets."""
        start, end, text = span
        return Edit(*self._place(start), *self._place(end), text)

    def _place(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._starts, offset) - 1
        return line + 1, offset - self._starts[line] + 1

    def line_start(self, line: int) -> int:
        """Offset of the first character of a line; of the end for the line after the last."""
        return self._starts[line - 1] if line <= len(self._starts) else len(self.text)

    def line(self, number: int) -> str:
        """A line without its end."""
        return self._lines[number - 1]

    def holds_comment(self, start: int, end: int) -> bool:
        """Whether anything but tokens and space stands between two offsets."""
        at = start
        for token in self.tokens_in(start, end):
            if "#" in self.text[at : token.start]:
                return True
            at = token.end
        return "#" in self.text[at:end]

    # -- tokens --------------------------------------------------------------

    def tokens_from(self, offset: int) -> Iterator[Token]:
        """The tokens that start at or after an offset."""
        tokens = self._all_tokens()
        for index in range(bisect_left(self._token_starts, offset), len(tokens)):
            yield tokens[index]

    def tokens_in(self, start: int, end: int) -> list[Token]:
        """The tokens that start between two offsets."""
        first = bisect_left(self._token_starts, start) if self._all_tokens() else 0
        last = bisect_left(self._token_starts, end)
        return self._all_tokens()[first:last]

    def _all_tokens(self) -> list[Token]:
        if self._tokens is None:
            self._tokens = list(self._tokenize())
            self._token_starts = [token.start for token in self._tokens]
        return self._tokens

    def _tokenize(self) -> Iterator[Token]:
        from tf2lint.source.tokens import LAYOUT, UNSPLIT, tokens_of

        try:
            for token in tokens_of(self._lines):
                if token.type not in LAYOUT:
                    start = self._starts[token.start[0] - 1] + token.start[1]
                    end = self._starts[token.end[0] - 1] + token.end[1]
                    yield Token(start, end, token.string)
        except UNSPLIT:
            # The parser took it, the tokenizer does not: what follows cannot be edited.
            return

    # -- calls ---------------------------------------------------------------

    def argument_list(self, call: Any) -> ArgumentList | None:
        """The arguments of a call; None where the text and the tree do not match."""
        nodes = [*call.args, *call.keywords]
        nodes.sort(key=lambda node: (node.lineno, node.col_offset))
        spans = self._parts(self.span(call.func)[1])
        if spans is None:
            return None
        opened, closed, parts = spans
        if len(parts) != len(nodes):
            return None
        found = [Argument(*part, node) for part, node in zip(parts, nodes)]
        for argument in found:
            start, end = self.span(argument.node)
            if not argument.start <= start <= end <= argument.end:
                return None
        return ArgumentList(opened, closed, found)

    def _parts(self, after: int) -> tuple[int, int, list[tuple[int, int]]] | None:
        """The inside of the next parentheses, and its parts between commas."""
        depth = 0
        opened = first = last = -1
        parts = []
        for token in self.tokens_from(after):
            if opened < 0:
                if token.text == "(":
                    opened = token.end
                elif token.text != ")":
                    return None
                continue
            if depth == 0 and token.text in (",", ")"):
                if first >= 0:
                    parts.append((first, last))
                first = -1
                if token.text == ")":
                    return opened, token.start, parts
                continue
            depth += (token.text in _OPENING) - (token.text in _CLOSING)
            first = token.start if first < 0 else first
            last = token.end
        return None

    # -- around a node -------------------------------------------------------

    def parent(self, node: Any) -> Any:
        """The node that a node stands in; None for the module."""
        if self._parents is None:
            self._parents = {}
            stack = [self.tree]
            while stack:
                above = stack.pop()
                for name in above._fields:
                    child = getattr(above, name, None)
                    children = child if isinstance(child, list) else (child,)
                    for item in children:
                        if isinstance(item, syntax.AST):
                            self._parents[id(item)] = above
                            stack.append(item)
        return self._parents.get(id(node))

    def statement(self, node: Any) -> Any:
        """The statement that an expression stands in."""
        while node is not None and not isinstance(node, syntax.stmt):
            node = self.parent(node)
        return node

    def in_fstring(self, node: Any) -> bool:
        """Whether a node stands in an f-string: its position depends on the Python."""
        while node is not None and not isinstance(node, syntax.stmt):
            if type(node) is syntax.JoinedStr:
                return True
            node = self.parent(node)
        return False

    def is_grouped(self, argument: Argument) -> bool:
        """Whether an argument has parentheses of its own."""
        node = argument.node.value if type(argument.node) is syntax.keyword else argument.node
        return self.span(node)[1] < argument.end
