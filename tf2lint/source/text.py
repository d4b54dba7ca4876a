"""Bytes to text as Python reads it, and positions in that text."""

from __future__ import annotations

_BOM = b"\xef\xbb\xbf"
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
_COOKIE_NAME = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")


class SourceError(Exception):
    """A source that Python cannot read: where (1-based, characters) and why.

    ``kind`` is ``encoding`` (the bytes give no text), ``python2`` (the text is Python 2),
    ``syntax`` (the text is no Python) or ``unreadable`` (it is beyond what Python takes).
    """

    def __init__(self, line: int, column: int, reason: str, kind: str = "syntax") -> None:
        super().__init__(reason)
        self.line = max(1, line)
        self.column = max(1, column)
        self.reason = reason
        self.kind = kind

    def moved(self, line: int, column: int) -> SourceError:
        """Return the same error at another place."""
        return SourceError(line, column, self.reason, self.kind)

    @property
    def python2(self) -> bool:
        """Whether the text is Python 2, not merely broken."""
        return self.kind == "python2"

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.reason}"


def decode(data: bytes) -> str:
    """Return the text of a Python source; newlines stay as they are, a BOM goes.

    Raises ``SourceError`` where Python itself would refuse the bytes.
    """
    if data.startswith(_UTF16_BOMS):
        raise _undecodable(1, 1, "the file is UTF-16; Python reads UTF-8 unless told otherwise")
    marked = data.startswith(_BOM)
    if marked:
        data = data[len(_BOM) :]
    null = data.find(0)
    if null >= 0:
        line, column = _position(data, null)
        raise _undecodable(line, column, "the file contains a null byte")
    cookie = _cookie(data)
    encoding = "utf-8" if cookie is None else _codec_name(cookie[1])
    if cookie is not None and marked and encoding != "utf-8":
        raise _undecodable(
            cookie[0], 1, f"the coding cookie says {cookie[1]!r} but a UTF-8 mark opens the file"
        )
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line, column = _position(data, error.start)
        byte = data[error.start]
        wanted = "is not UTF-8, and no coding cookie names another encoding"
        if cookie is not None:
            wanted = f"is not {cookie[1]}, which the coding cookie names"
        raise _undecodable(line, column, f"byte 0x{byte:02x} {wanted}") from None
    except (LookupError, ValueError):
        line = 1 if cookie is None else cookie[0]
        name = encoding if cookie is None else cookie[1]
        raise _undecodable(line, 1, f"the coding cookie names {name!r}, no encoding") from None


def encoding_of(data: bytes) -> str:
    """Return the encoding in which Python reads the bytes of a source, without a BOM."""
    cookie = _cookie(data.removeprefix(_BOM))
    return "utf-8" if cookie is None else _codec_name(cookie[1])


def split_lines(text: str) -> list[str]:
    """Return the lines of ``text`` without their ends, split where the tokenizer does.

    Unlike ``str.splitlines``, a form feed or U+2028 does not end a line.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.split("\n")


def line_starts(text: str) -> list[int]:
    """Return the offset at which each line of ``text`` starts, split as ``split_lines`` does."""
    starts = [0]
    at = 0
    for line in split_lines(text):
        at += len(line)
        at += 2 if text[at : at + 2] == "\r\n" else 1
        starts.append(at)
    starts.pop()
    return starts


class Columns:
    """Turns the parser's UTF-8 byte offsets into 1-based character columns."""

    __slots__ = ("_ascii", "_lines", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._ascii = text.isascii()
        self._lines: list[str] | None = None

    @property
    def lines(self) -> list[str]:
        """The lines of the text, split once."""
        if self._lines is None:
            self._lines = split_lines(self._text)
        return self._lines

    def column(self, line: int, utf8_offset: int) -> int:
        """Return the column of a byte offset in a line (1-based); past the end stays past it."""
        if self._ascii:
            return utf8_offset + 1
        lines = self.lines
        if not 1 <= line <= len(lines):
            return utf8_offset + 1
        text = lines[line - 1]
        if text.isascii():
            return utf8_offset + 1
        return (
            len(text.encode("utf-8", "surrogatepass")[:utf8_offset].decode("utf-8", "ignore")) + 1
        )


def _undecodable(line: int, column: int, reason: str) -> SourceError:
    return SourceError(line, column, reason, "encoding")


def _position(data: bytes, offset: int) -> tuple[int, int]:
    """Return line and column (1-based) of a byte in a text that may not decode."""
    before = data[:offset].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    start = before.rfind(b"\n") + 1
    return before.count(b"\n") + 1, len(before[start:].decode("utf-8", "replace")) + 1


def _cookie(data: bytes) -> tuple[int, str] | None:
    """Return line and name of the coding cookie (PEP 263), or ``None``."""
    start = 0
    for line in (1, 2):
        end = _line_end(data, start)
        text = data[start:end]
        comment = text.lstrip(b" \t\f")
        if comment.startswith(b"#"):
            name = _cookie_name(comment)
            if name:
                return line, name
        elif comment.strip():
            return None
        start = end + (2 if data[end : end + 2] == b"\r\n" else 1)
    return None


def _line_end(data: bytes, start: int) -> int:
    """Return the offset of the newline that ends the line at ``start``, or of the end."""
    end = data.find(b"\n", start)
    if end < 0:
        end = len(data)
    carriage = data.find(b"\r", start, end)
    return end if carriage < 0 else carriage


def _cookie_name(comment: bytes) -> str:
    """Return the name that follows ``coding:`` or ``coding=`` in a comment, or ``""``."""
    at = comment.find(b"coding")
    while at >= 0:
        at += len(b"coding")
        if comment[at : at + 1] in (b":", b"="):
            rest = comment[at + 1 :].lstrip(b" \t")
            length = 0
            while length < len(rest) and rest[length] in _COOKIE_NAME:
                length += 1
            if length:
                return rest[:length].decode("ascii")
        at = comment.find(b"coding", at)
    return ""


def _codec_name(cookie: str) -> str:
    """Return the codec a cookie means; editors append an end-of-line style to the name."""
    name = cookie.lower().replace("_", "-")
    if name in ("utf8", "utf-8", "utf-8-sig") or name.startswith("utf-8-"):
        return "utf-8"
    for latin in ("latin-1", "iso-8859-1", "iso-latin-1"):
        if name == latin or name.startswith(latin + "-"):
            return "iso-8859-1"
    return cookie
