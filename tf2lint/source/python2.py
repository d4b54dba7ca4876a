"""Says whether a text that Python 3 cannot parse is Python 2."""

from __future__ import annotations

import re

from tf2lint.source.text import split_lines

#: What the parser says, and the Python 2 construct it then stands before.
_MESSAGES = (
    ("Missing parentheses in call to 'print'", "print statement"),
    ("Missing parentheses in call to 'exec'", "exec statement"),
    ("multiple exception types must be parenthesized", "'except Error, name'"),
    ("leading zeros in decimal integer literals", "octal number with a leading 0"),
    ("inconsistent use of tabs and spaces", "tabs and spaces mixed in the indentation"),
)

#: What the line of the error shows where the parser only says "invalid syntax".
_LINES = (
    (re.compile(r"""(?:^|[:;])\s*print\s+(?:["'\w`%]|>>)"""), "print statement"),
    (re.compile(r"""(?:^|[:;])\s*exec\s+["'\w`]"""), "exec statement"),
    (re.compile(r"\bexcept\b[^:#]*,\s*[\w.\[\]]+\s*:"), "'except Error, name'"),
    (re.compile(r"(?:^|[:;])\s*raise\s+[^#,(]+(?:\([^#]*\))?\s*,"), "'raise Error, value'"),
    (re.compile(r"(?:\bdef\s+\w+\s*\(|\blambda\b)[^:#]*\("), "tuple parameter"),
    (re.compile(r"`[^`]+`"), "backquotes"),
    (re.compile(r"<>"), "'<>' operator"),
    (re.compile(r"""(?<!\w)[uU][rR](?:"|')"""), "ur'' string"),
    (re.compile(r"(?<![\w.])(?:0[xX][\da-fA-F]+|\d+)[lL]\b"), "long integer"),
    (re.compile(r"(?<![\w.])0\d+\b"), "octal number with a leading 0"),
)

#: Strong enough to count on any line, not only on the one where the parser stopped.
_ANYWHERE = re.compile(
    r"""^[ \t]*(?:print[ \t]+["'].*|except[ \t]+[\w.]+[ \t]*,[ \t]*\w+[ \t]*:[ \t]*(?:\#.*)?)$""",
    re.MULTILINE,
)


def python2_construct(error: SyntaxError, text: str) -> str:
    """Return the Python 2 construct that caused a syntax error, or ``""``."""
    for message, construct in _MESSAGES:
        if message in error.msg:
            return construct
    lines = split_lines(text)
    at = (error.lineno or 1) - 1
    line = lines[at] if at < len(lines) else ""
    for pattern, construct in _LINES:
        if pattern.search(line):
            return construct
    found = _ANYWHERE.search(text)
    if found is None:
        return ""
    number = text.count("\n", 0, found.start()) + 1
    return f"{'print statement' if 'print' in found[0] else 'except Error, name'} in line {number}"
