"""The tokens of a text, from Python's own tokenizer."""

from __future__ import annotations

import sys
import tokenize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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
#: What a text that Python parses but does not split raises.
UNSPLIT = (tokenize.TokenError, SyntaxError)
#: The first releases of Python 3.12 take time with the square of a line's length (gh-119118).
_SLOW = (3, 12) <= sys.version_info < (3, 12, 4)
#: Characters of the longest line that is split there.
_LONGEST = 20_000


def tokens_of(lines: Sequence[str]) -> Iterator[tokenize.TokenInfo]:
    """Yield the tokens of lines, which have no ends; raises ``UNSPLIT``."""
    if _SLOW and max(map(len, lines), default=0) > _LONGEST:
        raise tokenize.TokenError("a line is too long for this Python")
    yield from tokenize.generate_tokens(iter([line + "\n" for line in lines]).__next__)
