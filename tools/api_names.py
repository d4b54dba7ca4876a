"""What a name of a module can stand for, as far as sources tell."""

from __future__ import annotations

import ast
from typing import NamedTuple, TypeAlias


class Def(NamedTuple):
    """A function or class statement."""

    module: str
    name: str
    node: ast.FunctionDef | ast.ClassDef


class Mod(NamedTuple):
    """A module, by its dotted name."""

    name: str


class Ref(NamedTuple):
    """A name imported from another module, not looked up yet."""

    module: str
    name: str


class Value(NamedTuple):
    """Whatever an expression gives; ``expr`` is ``None`` where there is none to show."""

    module: str
    name: str
    expr: ast.expr | None


class KeywordOnly(NamedTuple):
    """A function (a ``Def``, when resolved) wrapped to take keywords alone: ``tf.raw_ops``."""

    function: Binding


Binding: TypeAlias = Def | Mod | Ref | Value | KeywordOnly


class Module:
    """The names of one module, and its string lists (``__all__`` and the like)."""

    def __init__(self, name: str, is_package: bool) -> None:
        self.name = name
        self.package = name if is_package else name.rpartition(".")[0]
        self.docstring = ""
        self.names: dict[str, Binding] = {}
        self.lists: dict[str, list[str]] = {}

    @property
    def public(self) -> list[str]:
        """What ``from module import *`` brings."""
        listed = self.lists.get("__all__")
        if listed is None:
            return [name for name in self.names if not name.startswith("_")]
        return [name for name in listed if name in self.names]
