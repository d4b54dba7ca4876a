"""The text of a notebook's file: where the source of each cell stands in it, and new ones."""

from __future__ import annotations

from tf2lint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

_BLANKS = " \t\r\n"


class _Value(NamedTuple):
    """A JSON value with its place in the text; ``content`` of containers holds values."""

    content: Any
    start: int
    end: int


class _Piece(NamedTuple):
    """A part of a cell's source: what it says, and how the file writes it."""

    text: str
    written: str


def rewrite_cells(data: bytes, sources: Mapping[int, str]) -> bytes:
    """Give cells (by their number among all, from 1) a new source; all else stays byte for byte.

    Lines that are the same afterwards are written as they were. ``data`` must be a notebook.
    Raises ``ValueError`` where the file would not come back the same without any change.
    """
    import json

    encoding = json.detect_encoding(data)
    text = data.decode(encoding, "surrogatepass")
    if text.encode(encoding, "surrogatepass") != data:
        raise ValueError("the encoding of the notebook cannot be kept")
    parts, at = [], 0
    for number, source in _sources(_value(text, 0)):
        if number in sources:
            parts += [text[at : source.start], _written(text, source, sources[number])]
            at = source.end
    return "".join([*parts, text[at:]]).encode(encoding, "surrogatepass")


def _sources(document: _Value) -> Iterator[tuple[int, _Value]]:
    """Yield the source of each cell, in the order of the file."""
    sheets = _field(document, "worksheets")
    owners = sheets.content if sheets is not None and sheets.content else [document]
    number = 0
    for owner in owners:
        cells = _field(owner, "cells")
        for cell in cells.content if cells is not None else ():
            number += 1
            source = _field(cell, "source") or _field(cell, "input")
            if source is not None:
                yield number, source


def _field(value: _Value, name: str) -> _Value | None:
    found = value.content.get(name) if isinstance(value.content, dict) else None
    return found if isinstance(found, _Value) else None


def _written(text: str, source: _Value, new: str) -> str:
    """Write a cell's source as the file wrote it: one string, or a list of lines."""
    is_ascii = text.isascii()
    if isinstance(source.content, str):
        old = list(_lines_of_string(text[source.start + 1 : source.end - 1]))
        return '"' + "".join(_merged(old, new, is_ascii, bare=True)) + '"'
    items = source.content
    if not new or not items:
        return "[" + ", ".join(_quoted(line, is_ascii) for line in _lines(new)) + "]"
    first, last = items[0], items[-1]
    joint = text[first.end : items[1].start] if len(items) > 1 else "," + _before(text, first.start)
    old = [_Piece(item.content, text[item.start : item.end]) for item in items]
    inner = joint.join(_merged(old, new, is_ascii, bare=False))
    return text[source.start : first.start] + inner + text[last.end : source.end]


def _merged(old: list[_Piece], new: str, is_ascii: bool, *, bare: bool) -> list[str]:
    """The lines of ``new``, each as the file wrote it if it was there before."""
    from difflib import SequenceMatcher

    lines = _lines(new)
    matcher = SequenceMatcher(None, [piece.text for piece in old], lines, autojunk=False)
    out: list[str] = []
    for kind, start, end, first, last in matcher.get_opcodes():
        if kind == "equal":
            out += [piece.written for piece in old[start:end]]
        else:
            quoted = [_quoted(line, is_ascii) for line in lines[first:last]]
            out += [line[1:-1] for line in quoted] if bare else quoted
    return out


def _lines(text: str) -> list[str]:
    parts = text.split("\n")
    lines = [part + "\n" for part in parts[:-1]]
    return [*lines, parts[-1]] if parts[-1] else lines


def _lines_of_string(written: str) -> Iterator[_Piece]:
    """Cut what stands between the quotes of a string after each escaped line feed."""
    import json

    start = at = 0
    while at < len(written):
        if written[at] != "\\":
            at += 1
            continue
        ends = written[at + 1] == "n" or written[at + 1 : at + 6].lower() == "u000a"
        at += 6 if written[at + 1] == "u" else 2
        if ends:
            yield _Piece(json.loads(f'"{written[start:at]}"', strict=False), written[start:at])
            start = at
    if start < len(written):
        yield _Piece(json.loads(f'"{written[start:]}"', strict=False), written[start:])


def _quoted(line: str, is_ascii: bool) -> str:
    import json

    return json.dumps(line, ensure_ascii=is_ascii)


def _before(text: str, at: int) -> str:
    """The blanks in front of a place."""
    start = at
    while start and text[start - 1] in _BLANKS:
        start -= 1
    return text[start:at] or " "


def _skip(text: str, at: int) -> int:
    while text[at] in _BLANKS:
        at += 1
    return at


def _value(text: str, at: int) -> _Value:
    """Read the value that stands at a place; the text is known to be valid JSON."""
    from json.decoder import scanstring  # type: ignore[attr-defined]

    at = _skip(text, at)
    if text[at] == '"':
        content, end = scanstring(text, at + 1, True)
        return _Value(content, at, end)
    if text[at] == "{":
        return _members(text, at)
    if text[at] == "[":
        return _items(text, at)
    end = at
    while end < len(text) and text[end] not in _BLANKS + ",]}":
        end += 1
    return _Value(None, at, end)


def _members(text: str, start: int) -> _Value:
    members: dict[str, _Value] = {}
    at = _skip(text, start + 1)
    while text[at] != "}":
        name = _value(text, at)
        value = members[name.content] = _value(text, _skip(text, name.end) + 1)
        at = _next(text, value.end)
    return _Value(members, start, at + 1)


def _items(text: str, start: int) -> _Value:
    items: list[_Value] = []
    at = _skip(text, start + 1)
    while text[at] != "]":
        items.append(_value(text, at))
        at = _next(text, items[-1].end)
    return _Value(items, start, at + 1)


def _next(text: str, at: int) -> int:
    """Where the next member begins, or the container ends."""
    at = _skip(text, at)
    return _skip(text, at + 1) if text[at] == "," else at
