"""Which names a module uses, gives a value, or leaves free."""

from __future__ import annotations

import _ast as syntax

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

#: What else gives a name a value by a field ``name``.
_NAMED = (
    syntax.FunctionDef,
    syntax.AsyncFunctionDef,
    syntax.ClassDef,
    syntax.ExceptHandler,
    syntax.MatchAs,
    syntax.MatchStar,
)
_PROMPTS = (">>>", "...")
_TYPE_COMMENT = "# type:"


class Uses:
    """The names of one module; ``unread`` is code of it that is not in the tree."""

    def __init__(self, text: str, tree: Any, unread: str = "") -> None:
        self._text = text
        self._tree = tree
        self._unread = unread
        self._rebound: set[str] | None = None
        self._taken: set[str] | None = None
        self._read: dict[str, int] | None = None
        self._said: set[str] | None = None

    def is_rebound(self, name: str) -> bool:
        """Whether anything but an import gives ``name`` a value somewhere."""
        if self._rebound is None:
            self._rebound = _rebound_names(self._tree)
        return name in self._rebound

    def is_free(self, name: str) -> bool:
        """Whether the module never uses ``name`` for anything; no builtin is free."""
        if self._taken is None:
            from tf2lint.names.builtin import NAMES

            self._taken = {*NAMES, *_taken_names(self._tree), *_words(self._unread)}
        return name not in self._taken and "*" not in self._taken and not self.is_rebound(name)

    def count(self, name: str) -> int:
        """How often ``name`` is read, anywhere in the module; by ``__all__``, too.

        What annotations in quotes, comments on types, doctests and magics say counts.
        """
        if self._read is None:
            self._read = _read_names(self._tree)
        return self._read.get(name, 0) + (name in self._told())

    def _told(self) -> set[str]:
        """Names that stand where only other programs read them."""
        if self._said is None:
            self._said = {*_words(self._unread), *_quoted_names(self._tree)}
            if _TYPE_COMMENT in self._text:
                for line in self._text.splitlines():
                    self._said.update(_words(line.partition(_TYPE_COMMENT)[2]))
        return self._said


def _walk(tree: Any) -> Iterator[Any]:
    import ast

    return ast.walk(tree)


def _words(text: str) -> set[str]:
    import re

    return set(re.findall(r"[^\W\d]\w*", text))


def _rebound_names(tree: Any) -> set[str]:
    """Names bound by assignments, parameters, loops, definitions, or declared further in."""
    found: set[str] = set()
    for node in _walk(tree):
        kind = type(node)
        if kind is syntax.Name and type(node.ctx) is not syntax.Load:
            found.add(node.id)
        elif kind is syntax.arg:
            found.add(node.arg)
        elif kind in _NAMED and node.name:
            found.add(node.name)
        elif kind in (syntax.Global, syntax.Nonlocal):
            found.update(node.names)
    return found


def _taken_names(tree: Any) -> set[str]:
    """Names that are read or imported, and strings that may be names; ``*`` for any name."""
    found: set[str] = set()
    for node in _walk(tree):
        kind = type(node)
        if kind is syntax.Name:
            found.add(node.id)
        elif kind is syntax.alias:
            found.add(node.asname or node.name.partition(".")[0])
        elif kind is syntax.Constant and isinstance(node.value, str) and node.value.isidentifier():
            found.add(node.value)
    return found


def _read_names(tree: Any) -> dict[str, int]:
    found: dict[str, int] = {}
    for node in _walk(tree):
        name = ""
        if type(node) is syntax.Name and type(node.ctx) is syntax.Load:
            name = node.id
        elif type(node) is syntax.Constant and isinstance(node.value, str):
            name = node.value
        if name:
            found[name] = found.get(name, 0) + 1
    return found


def _quoted_names(tree: Any) -> Iterator[str]:
    """The words of annotations in quotes, and those behind the prompts of doctests."""
    for node in _walk(tree):
        for field in ("annotation", "returns"):
            annotation = getattr(node, field, None)
            if annotation is not None:
                for part in _walk(annotation):
                    if type(part) is syntax.Constant and isinstance(part.value, str):
                        yield from _words(part.value)
        if type(node) is syntax.Constant and isinstance(node.value, str) and ">>>" in node.value:
            for line in node.value.splitlines():
                if line.lstrip().startswith(_PROMPTS):
                    yield from _words(line)
