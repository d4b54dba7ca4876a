"""The text of statements, free of how it is laid out."""

from __future__ import annotations

import ast
import io
import tokenize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

#: Tokens that say how code is laid out, and nothing of what it does.
LAYOUT = frozenset(
    {
        tokenize.COMMENT,
        tokenize.NL,
        tokenize.NEWLINE,
        tokenize.INDENT,
        tokenize.DEDENT,
        tokenize.ENDMARKER,
    }
)
#: What formatters add and drop as they see fit.
_OPTIONAL = frozenset("(),;\\")


class Statements:
    """Gives the statement that a line belongs to; of a compound one, its head alone."""

    def __init__(self, tree: ast.Module | None, lines: Sequence[str]) -> None:
        self._lines = lines
        self._spans: dict[int, tuple[int, int]] = {}
        if tree is not None:
            for node in ast.walk(tree):
                if isinstance(node, ast.stmt):
                    self._enter(node)

    def _enter(self, node: ast.stmt) -> None:
        decorators = getattr(node, "decorator_list", ())
        start = min([node.lineno, *(decorator.lineno for decorator in decorators)])
        body = getattr(node, "body", None)
        end = node.end_lineno or node.lineno
        if body:
            end = max(start, min(body[0].lineno - 1, end))
        for line in range(start, end + 1):
            self._spans.setdefault(line, (start, end))

    def at(self, line: int) -> str:
        """Return the tokens of the statement at a line, without layout and comments."""
        start, end = self._spans.get(line, (line, line))
        return _tokens("\n".join(self._lines[start - 1 : end]))


def _tokens(text: str) -> str:
    try:
        words = [
            token.string.replace("'", '"')
            for token in tokenize.generate_tokens(io.StringIO(text.strip()).readline)
            if token.type not in LAYOUT and token.string not in _OPTIONAL
        ]
    except (tokenize.TokenError, SyntaxError):
        # The head of a statement alone need not be one: "else:" and its like.
        return "".join(text.split())
    return "".join("".join(words).split())
