"""The files of one package of the corpus, and names followed from one into another."""

from __future__ import annotations

import ast
import tokenize
from collections.abc import Callable
from pathlib import Path

from truth_uses import Dead, Foreign, Module, Ref, Scope, all_alive

SKIPPED = {"build", "dist", ".git"}


class File:
    """A parsed file, what is dead in it, and what was asked to find that out."""

    def __init__(self, module: Module) -> None:
        self.module = module
        self.dead: Dead = all_alive
        self.asked: set[Ref] = set()
        self.exports: Scope | None = None


def read(path: Path) -> str:
    """Text of a source file with ``\\n`` line ends; raises what cannot be read."""
    with tokenize.open(path) as stream:
        return stream.read()


class Project:
    """One package; ``unparsed`` names the files that Python 3 cannot parse."""

    def __init__(self, root: Path) -> None:
        self.name = root.name
        self.files: dict[str, File] = {}
        self.unparsed: list[str] = []
        self.busy: set[tuple[str, str]] = set()
        for path in sorted(root.rglob("*.py")):
            name = path.relative_to(root).as_posix()
            try:
                self.files[name] = File(Module(read(path)))
            except (SyntaxError, ValueError):
                self.unparsed.append(name)
        for name, file in self.files.items():
            file.module.follow = self.follower(name)

    def resolve(self) -> None:
        """Takes over what is now known to be dead into the names that files give others."""
        for file in self.files.values():
            scopes: dict[ast.AST, Scope] = file.module.scopes(file.dead)
            file.exports = scopes[file.module.tree]

    def follower(self, path: str) -> Callable[[Foreign], Ref | None]:
        def follow(foreign: Foreign) -> Ref | None:
            target = self.locate(path, foreign)
            if target is None or (target, foreign.name) in self.busy:
                return None
            exports = self.files[target].exports
            self.busy.add((target, foreign.name))
            try:
                return exports.lookup(foreign.name) if exports else None
            finally:
                self.busy.remove((target, foreign.name))

        return follow

    def locate(self, path: str, foreign: Foreign) -> str | None:
        """Path of the file that an import takes names from, if it is in the package."""
        parts = path.split("/")[: -foreign.level] if foreign.level else []
        parts = parts + [part for part in foreign.module.split(".") if part]
        for candidate in ("/".join(parts) + ".py", "/".join([*parts, "__init__.py"])):
            if candidate in self.files:
                return candidate
        return None
