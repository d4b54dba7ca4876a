"""Edits on a text: which can go together, and what they make of it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from tf2lint.records import NamedTuple
from tf2lint.source import encoding_of, line_starts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tf2lint.model import Edit, Fix

    #: Start and end as offsets in the text, and what stands there afterwards.
    _Span = tuple[int, int, str]

_BOM = b"\xef\xbb\xbf"


class Applied(NamedTuple):
    """A text after fixes; ``taken`` are the numbers of those that are in it."""

    text: str
    taken: tuple[int, ...]


class Choice(NamedTuple):
    """The edits of fixes that go together, by offsets and in their order; ``taken`` as above."""

    spans: tuple[tuple[int, int, str], ...]
    taken: tuple[int, ...]


def apply_fixes(text: str, fixes: Sequence[Fix]) -> Applied:
    """Apply the fixes that `choose_fixes` takes."""
    spans, taken = choose_fixes(text, fixes)
    return Applied(spliced(text, spans), taken)


def choose_fixes(text: str, fixes: Sequence[Fix]) -> Choice:
    """Take each fix that overlaps none before it in the list.

    A fix is taken whole or not at all. Two fixes that make the very same edits are one.
    """
    starts = line_starts(text)
    taken: list[int] = []
    chosen = _Chosen()
    for number, fix in enumerate(fixes):
        spans = [_span(starts, edit) for edit in fix.edits]
        if chosen.take(spans):
            taken.append(number)
    return Choice(tuple(chosen.spans), tuple(taken))


def encode_like(text: str, data: bytes) -> bytes:
    """Encode a changed text as the bytes it was decoded from were: encoding and BOM.

    Raises ``UnicodeEncodeError`` where the encoding lacks a character of the text.
    """
    marked = data.startswith(_BOM)
    return (_BOM if marked else b"") + text.encode(encoding_of(data))


class _Chosen:
    """Edits that do not touch each other, in the order of the text."""

    def __init__(self) -> None:
        self.spans: list[_Span] = []

    def take(self, spans: Sequence[_Span]) -> bool:
        """Add edits unless one of them is in the way of another, or they all are there."""
        fresh = [span for span in dict.fromkeys(spans) if not self._is_there(span)]
        if any(self._is_blocked(span) for span in fresh) or _collide(fresh):
            return False
        for span in fresh:
            self.spans.insert(bisect_left(self.spans, span), span)
        return True

    def _is_there(self, span: _Span) -> bool:
        """Whether the same edit was taken; insertions within a line are never the same."""
        if span[0] == span[1] and not _is_line(span):
            return False
        at = bisect_left(self.spans, span)
        return at < len(self.spans) and self.spans[at] == span

    def _is_blocked(self, span: _Span) -> bool:
        # Beside it, and beyond the lines that come at one of its ends.
        first = bisect_left(self.spans, (span[0], span[0], ""))
        last = bisect_right(self.spans, (span[1], span[1] + 1, ""))
        return any(_touch(span, other) for other in self.spans[max(0, first - 1) : last + 1])


def _collide(spans: Sequence[_Span]) -> bool:
    ordered = sorted(spans)
    return any(map(_touch, ordered, ordered[1:]))


def _touch(first: _Span, second: _Span) -> bool:
    """Whether two edits overlap, or insert at one place, so that their order would matter.

    It matters not of whole lines: nothing but import statements comes that way.
    """
    if first[0] == first[1] == second[0] == second[1]:
        return not (_is_line(first) and _is_line(second))
    return first[0] < second[1] and second[0] < first[1]


def _is_line(span: _Span) -> bool:
    """Whether what is inserted is a line of its own; at the end of a cell it begins with one."""
    return span[2].endswith(("\n", "\r")) or span[2].startswith("\n")


def _span(starts: Sequence[int], edit: Edit) -> _Span:
    start = starts[edit.line - 1] + edit.column - 1
    end = starts[edit.end_line - 1] + edit.end_column - 1
    return start, end, edit.text


def spliced(text: str, spans: Sequence[_Span]) -> str:
    """The text with what stands between offsets replaced; the spans are in its order."""
    parts = []
    at = 0
    for start, end, new in spans:
        parts.append(text[at:start])
        parts.append(new)
        at = end
    parts.append(text[at:])
    return "".join(parts)
