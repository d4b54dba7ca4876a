"""Unified diffs of bytes, as ``git apply`` takes them."""

from __future__ import annotations

_NO_NEWLINE = b"\\ No newline at end of file\n"


def file_diff(path: str, before: bytes, after: bytes) -> bytes:
    """Return the difference of two versions of a file; empty where there is none.

    ``path`` is what the headers name, with slashes. Bytes, as a line may be in any encoding.
    """
    if before == after:
        return b""
    from difflib import unified_diff

    # Latin-1 gives every byte a character of its own, and back; quoted names are ASCII.
    old, new = (_lines(data.decode("latin-1")) for data in (before, after))
    label = path.replace("\\", "/").lstrip("/")
    out = []
    for line in unified_diff(old, new, _quoted(f"a/{label}"), _quoted(f"b/{label}")):
        out.append(line.encode("latin-1"))
        if not line.endswith("\n"):
            out.append(b"\n" + _NO_NEWLINE)
    return b"".join(out)


def _lines(text: str) -> list[str]:
    """Lines as git has them: only a line feed ends one."""
    parts = text.split("\n")
    lines = [part + "\n" for part in parts[:-1]]
    if parts[-1]:
        lines.append(parts[-1])
    return lines


def _quoted(name: str) -> str:
    """A file name as git writes it: in quotes where a byte of it is not plain."""
    plain = name.isascii() and name.isprintable() and not set(name) & set('"\\')
    if plain:
        # Git takes the name of a file to end at a tab.
        return name + ("\t" if " " in name else "")
    escapes = {7: "a", 8: "b", 9: "t", 10: "n", 11: "v", 12: "f", 13: "r", 34: '"', 92: "\\"}
    parts = []
    for byte in name.encode("utf-8", "surrogateescape"):
        if byte in escapes:
            parts.append("\\" + escapes[byte])
        elif 32 <= byte < 127:
            parts.append(chr(byte))
        else:
            parts.append(f"\\{byte:03o}")
    return '"' + "".join(parts) + '"'
