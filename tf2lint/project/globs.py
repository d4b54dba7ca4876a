"""Patterns of paths, as settings write them."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

_WILD = frozenset("*?[")


class Globs:
    """Patterns that are relative to a folder.

    ``name`` or ``*.py`` without a slash covers any file or folder of that name, at any
    depth; ``docs/old.py`` or ``src/**/gen`` a path from the folder. What is under a
    covered folder is covered too.
    """

    __slots__ = ("_names", "_pattern", "_root")

    def __init__(self, patterns: tuple[str, ...], root: str) -> None:
        self._root = os.path.abspath(root)
        self._names = frozenset(p.strip("/") for p in patterns if _is_plain_name(p))
        self._pattern = _compile(tuple(p for p in patterns if not _is_plain_name(p)))

    def match(self, path: str) -> bool:
        """Say whether the path itself, or a folder above it, is covered."""
        if not self._names and self._pattern is None:
            return False
        inside = self._inside(path)
        if not self._names.isdisjoint(inside.split("/")):
            return True
        return self._pattern is not None and self._pattern.match(inside) is not None

    def match_entry(self, folder: str, name: str) -> bool:
        """Say whether an entry of a folder that is not itself covered is."""
        if name in self._names:
            return True
        if self._pattern is None:
            return False
        return self._pattern.match(self._inside(os.path.join(folder, name))) is not None

    def _inside(self, path: str) -> str:
        path = os.path.abspath(path)
        root = self._root.rstrip(os.sep) + os.sep
        if path.startswith(root):
            path = path[len(root) :]
        return path.replace(os.sep, "/")


def _is_plain_name(pattern: str) -> bool:
    return _WILD.isdisjoint(pattern) and "/" not in pattern.strip("/")


def _compile(patterns: tuple[str, ...]) -> re.Pattern[str] | None:
    if not patterns:
        return None
    import re

    parts = []
    for pattern in patterns:
        anywhere = "" if "/" in pattern.strip("/") else "(?:.*/)?"
        parts.append(anywhere + _translate(pattern.removeprefix("./").strip("/")))
    return re.compile(f"(?:{'|'.join(parts)})(?:/.*)?\\Z", re.DOTALL)


def _translate(pattern: str) -> str:
    """Return the regular expression of a glob; ``*`` stays within a name, ``**`` does not."""
    import re

    out = []
    at = 0
    while at < len(pattern):
        if pattern.startswith("**/", at):
            out.append("(?:.*/)?")
            at += 3
            continue
        if pattern.startswith("**", at):
            out.append(".*")
            at += 2
            continue
        character = pattern[at]
        end = pattern.find("]", at + 2) if character == "[" else -1
        if character == "*":
            out.append("[^/]*")
        elif character == "?":
            out.append("[^/]")
        elif end > 0:
            inside = pattern[at + 1 : end].replace("\\", r"\\").replace("[", r"\[")
            negated = inside[0] in "!^"
            out.append(f"[{'^' if negated else ''}{inside[1:] if negated else inside}]")
            at = end
        else:
            out.append(re.escape(character))
        at += 1
    return "".join(out)
