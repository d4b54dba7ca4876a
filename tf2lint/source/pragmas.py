"""Suppression comments: ``# noqa``, ``# tf2lint: ignore[...]``, ``# tf2lint: skip-file``."""

from __future__ import annotations

from tf2lint.records import NamedTuple
from tf2lint.source.text import split_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


class Unused(NamedTuple):
    """A suppression (or one entry of it) that hid nothing; columns are 1-based characters."""

    line: int
    column: int
    end_column: int
    entry: str


class _Pragma:
    """One entry of a suppression comment; an empty ``entry`` hides everything."""

    __slots__ = ("column", "end_column", "entry", "line", "ours", "used")

    def __init__(self, line: int, column: int, end_column: int, entry: str, ours: bool) -> None:
        self.line = line
        self.column = column
        self.end_column = end_column
        self.entry = entry
        self.ours = ours
        self.used = False

    def covers(self, code: str, name: str) -> bool:
        """Say whether the entry means this rule: its code, a prefix of it, or its name."""
        return self.entry == name or code.startswith(self.entry.upper())


class _Comment(NamedTuple):
    """A comment and the lines of the statement it stands in (of its own line, if in none)."""

    text: str
    line: int
    column: int
    first_line: int
    last_line: int


class Suppressions:
    """What the comments of one file hide."""

    __slots__ = ("_lines", "_noqa", "_pragmas", "_spans", "skip_file")

    def __init__(self, noqa: bool = True) -> None:
        self.skip_file = False
        self._noqa = noqa
        self._pragmas: list[_Pragma] = []
        self._lines: dict[int, list[_Pragma]] = {}
        #: Statements of several lines that end in a suppression: first line, last line.
        self._spans: list[tuple[int, int]] = []

    def hides(self, code: str, name: str, first_line: int, last_line: int) -> bool:
        """Say whether a finding on these lines is suppressed, and note the comment as used.

        A comment counts on the first or the last line of the finding, and on the last
        line of the statement that the finding begins in.
        """
        if not self._lines:
            return False
        lines = {first_line, last_line}
        lines.update(last for first, last in self._spans if first <= first_line <= last)
        hidden = False
        for line in lines:
            for pragma in self._lines.get(line, ()):
                if pragma.covers(code, name):
                    pragma.used = hidden = True
        return hidden

    def unused(self) -> list[Unused]:
        """Return the entries meant for this tool that hid nothing so far.

        A bare ``# noqa`` or another tool's code may serve another tool: they never count.
        """
        return [
            Unused(pragma.line, pragma.column, pragma.end_column, pragma.entry)
            for pragma in self._pragmas
            if pragma.ours and not pragma.used
        ]

    def _add(self, comment: _Comment) -> None:
        pragmas = list(_pragmas(comment, self._noqa))
        for pragma in pragmas:
            if pragma.entry == _SKIP_FILE:
                self.skip_file = True
                continue
            self._pragmas.append(pragma)
            self._lines.setdefault(comment.line, []).append(pragma)
        if pragmas and comment.first_line < comment.last_line == comment.line:
            self._spans.append((comment.first_line, comment.last_line))


def suppressions(text: str, noqa: bool = True) -> Suppressions:
    """Read the suppression comments of a module; strings that look like one do not count.

    ``noqa`` false leaves ``# noqa`` to the host, which heeds it itself.
    """
    found = Suppressions(noqa)
    if "tf2lint:" in text or (noqa and "noqa" in text.lower()):
        for comment in _comments(text):
            found._add(comment)
    return found


_SKIP_FILE = "skip-file"


def _pragmas(comment: _Comment, noqa: bool) -> Iterator[_Pragma]:
    """Yield the entries of all suppressions in one comment."""
    import re

    pattern = re.compile(
        r"""\#\s*(?:
            tf2lint:\s*(?P<verb>[\w-]+)\s*(?:\[(?P<names>[^\]]*)\])?
            |(?P<noqa>noqa)\b(?::\s?(?P<codes>[A-Z]+[0-9]+(?:[,\s]+[A-Z]+[0-9]+)*))?
        )""",
        re.IGNORECASE | re.VERBOSE,
    )
    for match in pattern.finditer(comment.text):
        column = comment.column + match.start()
        whole = (comment.line, column, comment.column + match.end())
        if match["noqa"]:
            if not noqa:
                continue
            group, ours = "codes", False
        elif match["verb"] == _SKIP_FILE:
            yield _Pragma(*whole, _SKIP_FILE, True)
            continue
        elif match["verb"] == "ignore":
            group, ours = "names", True
        else:
            continue
        if match[group] is None:
            yield _Pragma(*whole, "", ours)
            continue
        for entry in re.finditer(r"[^,\s]+", match[group]):
            start = comment.column + match.start(group) + entry.start()
            mine = ours or entry[0].upper().startswith("TF")
            yield _Pragma(comment.line, start, start + len(entry[0]), entry[0], mine)


def _comments(text: str) -> Iterator[_Comment]:
    """Yield the comments that may suppress something, with the statement around each."""
    import tokenize

    from tf2lint.source.tokens import UNSPLIT, tokens_of

    lines = split_lines(text)
    waiting: list[tuple[str, int, int]] = []
    read_to = first_line = 0
    try:
        for token in tokens_of(lines):
            line = token.start[0]
            if token.type == tokenize.COMMENT:
                read_to = line
                if _may_suppress(token.string):
                    waiting.append((token.string, line, token.start[1] + 1))
            elif token.type == tokenize.NEWLINE:
                for comment, at, column in waiting:
                    yield _Comment(comment, at, column, first_line or at, line)
                waiting.clear()
                first_line = 0
            elif token.type == tokenize.NL:
                if not first_line:
                    for comment, at, column in waiting:
                        yield _Comment(comment, at, column, at, at)
                    waiting.clear()
            elif token.type not in (tokenize.INDENT, tokenize.DEDENT) and not first_line:
                first_line = line
    except UNSPLIT:
        # The file does not parse: what follows can only be read by the look of its lines.
        for comment, at, column in waiting:
            yield _Comment(comment, at, column, at, at)
        yield from _comments_by_look(lines, read_to)


def _comments_by_look(lines: list[str], read_to: int) -> Iterator[_Comment]:
    for number, line in enumerate(lines[read_to:], read_to + 1):
        at = line.find("#")
        if at >= 0 and _may_suppress(line[at:]):
            yield _Comment(line[at:], number, at + 1, number, number)


def _may_suppress(comment: str) -> bool:
    return "tf2lint:" in comment or "noqa" in comment.lower()
