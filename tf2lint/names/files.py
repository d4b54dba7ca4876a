"""Imports that lead into another file of the same project.

A file is only opened when a name it exports is used, only parsed when it could bind that
name to something of TensorFlow, and never executed.
"""

from __future__ import annotations

import os

from tf2lint.names.values import (
    MISSING,
    Const,
    Foreign,
    Function,
    Instance,
    Returns,
    Sequence,
    weaken,
)
from tf2lint.source.reading import read_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ast
    from collections.abc import Mapping
    from typing import Any

    from tf2lint.knowledge import Knowledge
    from tf2lint.names.entries import Entries
    from tf2lint.names.statements import ModuleReader

#: A file above this size is not followed (it is still linted when named).
LARGEST = 2_000_000
#: Values that mean the same in another module.
_KEPT = (str, Instance, Const, Foreign, Sequence, Returns)
#: First letters of numbers, texts, lists and dictionaries.
_LITERAL_STARTS = frozenset(bytes((letter,)) for letter in b"0123456789-'\"[{")
#: Folders above the importing file that are searched for a module.
_HIGHEST = 8
#: A file without these words has nothing of TensorFlow by itself.
ROOT_WORDS = (b"tensorflow", b"keras", b"tf_slim")
#: Modules whose exports are kept.
_MOST_MODULES = 5_000
#: Bytes kept of files read, and what each costs besides its content.
_MOST_BYTES, _OVERHEAD = 12_000_000, 300
#: Bytes of the files whose trees are kept; a tree takes about a hundred times as much.
_MOST_KEPT = 250_000
#: Two packages with the same names: a file that takes all of both, in branches, gives either.
_KERAS, _OTHER_KERAS = "tf.keras", "tf_keras"


class Project:
    """The files of the project that names are followed into, each read at most once."""

    def __init__(self, knowledge: Knowledge, root: str = "") -> None:
        self.knowledge = knowledge
        self.root = root
        self._importer = self._folder = ""
        self._listings: dict[str, frozenset[str]] = {}
        self._files: dict[tuple[str, str, int], str] = {}
        self._exports: dict[str, dict[str, Any]] = {}
        self._stars: dict[str, list[Any]] = {}
        self._data: dict[str, bytes] = {}
        self._held = 0
        #: Trees of files that are still to be linted, and how many bytes these have.
        self._trees: dict[str, tuple[bytes, ast.Module]] = {}
        self._kept = 0
        self._answers: dict[tuple[str, str], Any] = {}
        self._mentioning: dict[str, bool] = {}
        self._entries: Entries | None = None
        #: Classes by file and name, and whether a base of theirs makes a template.
        self.template_classes: dict[tuple[str, str], bool] = {}
        #: Whether trees of followed files are kept; a host that parses files itself takes none.
        self.keeps_trees = True
        #: What files are to be taken to hold, by their real paths: before fixes are written.
        self.overlay: Mapping[str, bytes] = {}

    def brings_tensorflow(self, path: str, data: bytes) -> bool:
        """Whether a source that does not name TensorFlow imports a project file that does."""
        return any(map(self._mentions, self._imported(path, data)))

    def _imported(self, path: str, data: bytes) -> list[str]:
        """The other files of the project that a source imports."""
        if b"import" not in data:
            return []
        from tf2lint.names.entries import imported_modules

        files = {self.find(path, *imported) for imported in imported_modules(data)}
        return sorted(files - {"", path})

    def _mentions(self, file: str) -> bool:
        """Whether a file names TensorFlow, or one that it imports does, directly or through others.

        The answer does not depend on which of several files that import each other is asked of
        first: what is found on the way to a "yes" says nothing of the files on that way.
        """
        reached = {file}
        queue = [file]
        while queue:
            here = queue.pop()
            known = self._mentioning.get(here)
            if known is None:
                data = self.read(here)
                known = any(word in data for word in ROOT_WORDS)
                if not known:
                    found = [other for other in self._imported(here, data) if other not in reached]
                    reached.update(found)
                    queue += found
            if known:
                self._mentioning[file] = self._mentioning[here] = True
                return True
        self._mentioning.update(dict.fromkeys(reached, False))
        return False

    def disables_eager(self, path: str) -> bool:
        """Whether the program that runs a module switches eager execution off."""
        return self._programs().disable_eager(path)

    def enters_graphs(self, path: str) -> bool:
        """Whether the package of a module makes graphs and enters them."""
        return self._programs().enter_graphs(path)

    def called_in_graphs(self, path: str) -> frozenset[str]:
        """The functions that graph-entering files of a module's package call, by name."""
        return self._programs().called_in_graphs(path)

    def is_taken(self, path: str, name: str) -> bool:
        """Whether another file near a module imports a name from it."""
        return self._programs().is_taken(path, name)

    def _programs(self) -> Entries:
        if self._entries is None:
            from tf2lint.names.entries import Entries

            self._entries = Entries(self)
        return self._entries

    def has_module(self, importer: str, dotted: str) -> bool:
        """Whether the top package of ``dotted`` is a folder or file of the project."""
        return bool(self.find(importer, dotted.partition(".")[0], 0))

    def find(self, importer: str, dotted: str, level: int) -> str:
        """Path of the file that an import names, "" if it is not of the project."""
        if importer != self._importer:
            self._importer, self._folder = importer, os.path.dirname(importer)
        key = (self._folder, dotted, level)
        found = self._files.get(key)
        if found is None:
            found = self._files[key] = self._search(*key)
        return found

    def _search(self, folder: str, dotted: str, level: int) -> str:
        parts = dotted.split(".") if dotted else []
        if level:
            for _ in range(level - 1):
                folder = os.path.dirname(folder)
            return self._module_file(folder, parts)
        for _ in range(_HIGHEST):
            found = self._module_file(folder, parts)
            if found:
                return found
            parent = os.path.dirname(folder)
            if parent == folder or (folder == self.root and self.root):
                break
            folder = parent
        return ""

    def _module_file(self, folder: str, parts: list[str]) -> str:
        """Path of the module or package that the parts name below a folder, or ""."""
        for part in parts[:-1]:
            if part not in self.names_in(folder):
                return ""
            folder = os.path.join(folder, part)
        if parts:
            names = self.names_in(folder)
            if parts[-1] + ".py" in names:
                return os.path.join(folder, parts[-1] + ".py")
            if parts[-1] not in names:
                return ""
            folder = os.path.join(folder, parts[-1])
        return os.path.join(folder, "__init__.py") if "__init__.py" in self.names_in(folder) else ""

    def names_in(self, folder: str) -> frozenset[str]:
        """What a folder holds, by name; nothing if it cannot be listed.

        Links are left out: they may lead anywhere.
        """
        names = self._listings.get(folder)
        if names is None:
            try:
                with os.scandir(folder or ".") as scan:
                    names = frozenset(entry.name for entry in scan if not entry.is_symlink())
            except OSError:
                names = frozenset()
            self._listings[folder] = names
        return names

    def entries_in(self, folder: str) -> list[tuple[str, bool]]:
        """Name of each folder and Python file in a folder, sorted, and whether it is a folder.

        Links are left out: they may lead anywhere.
        """
        try:
            entries = sorted(os.scandir(folder or "."), key=lambda entry: entry.name)
        except OSError:
            return []
        found = []
        for entry in entries:
            is_folder = entry.is_dir(follow_symlinks=False)
            python = entry.name.endswith(".py")
            if is_folder or (python and entry.is_file(follow_symlinks=False)):
                found.append((entry.name, is_folder))
        return found

    def resolve(self, name: Foreign) -> Any:
        """What an imported name is: a symbol, a known value, a module, or None."""
        if name.value is MISSING:
            name.value = None
            name.value = self._resolve(name)
        return name.value

    def _resolve(self, name: Foreign) -> Any:
        module = name.module if isinstance(name.module, str) else self.find(*name.module)
        if not module:
            return None
        if not name.name:
            return Foreign(module, "")
        key = (module, name.name)
        if key not in self._answers:
            self._answers[key] = None
            self._answers[key] = self._look_up(module, name.name)
        return self._answers[key]

    def _look_up(self, module: str, name: str) -> Any:
        value = self._exported(module, name)
        if value is None and os.path.basename(module) == "__init__.py":
            inner = self.find(module, name, 1)
            if inner:
                return Foreign(inner, "")
        if type(value) is Foreign:
            return self.resolve(value)
        return value

    def _exported(self, module: str, name: str) -> Any:
        data = self.read(module)
        if not _could_bind(data, name):
            return None
        if module not in self._exports:
            self._exports[module] = {}
            self._exports[module], self._stars[module] = self._parse(module, data)
        exports = self._exports[module]
        if name in exports:
            return exports[name]
        for star in self._stars.get(module, ()):
            if type(star) is Foreign:
                value = self.resolve(Foreign(star.module, name))
                if value is not None:
                    return weaken(value)
            elif self.knowledge.existed(f"{star}.{name}"):
                if star == _KERAS and _OTHER_KERAS in self._stars[module]:
                    return None
                return weaken(f"{star}.{name}")
        return None

    def _parse(self, module: str, data: bytes) -> tuple[dict[str, Any], list[Any]]:
        from tf2lint.names.statements import ModuleReader
        from tf2lint.source import SourceError, parse

        try:
            tree = parse(data, module)
            self._keep(module, data, tree)
        except SourceError as error:
            found = _parse_python2(data, module) if error.python2 else None
            if found is None:
                return {}, []
            tree = found
        reader = ModuleReader(self.knowledge, self, module)
        try:
            reader.read_top_level(tree)
        except RecursionError:
            return {}, []
        exports = _exports_of(reader)
        reader.release()
        return exports, reader.stars

    def _keep(self, module: str, data: bytes, tree: ast.Module) -> None:
        """Keep the tree of a file that is likely to be linted itself; the oldest go first."""
        if not self.keeps_trees or not any(word in data for word in ROOT_WORDS):
            return
        self._trees[module] = data, tree
        self._kept += len(data)
        while self._kept > _MOST_KEPT:
            self.take_tree(next(iter(self._trees)), b"")

    def take_tree(self, module: str, data: bytes) -> ast.Module | None:
        """The tree of a file that was parsed for its names, if it still holds ``data``."""
        known = self._trees.pop(module, None)
        if known is None:
            return None
        self._kept -= len(known[0])
        return known[1] if known[0] == data else None

    def learn(self, reader: ModuleReader) -> None:
        """Take over what a module exports whose top level was just read to be linted."""
        if len(self._exports) > _MOST_MODULES:
            self.forget()
        self._exports[reader.path] = _exports_of(reader)
        self._stars[reader.path] = reader.stars

    def forget(self) -> None:
        """Drop what can be had again: a tree may have any number of modules."""
        for table in (
            self._listings,
            self._files,
            self._exports,
            self._stars,
            self._answers,
            self.template_classes,
        ):
            table.clear()
        self._mentioning.clear()

    def read(self, module: str) -> bytes:
        """The first bytes of a file, all of most; empty if it cannot be read."""
        data = self._data.get(module)
        if data is None:
            try:
                held = self.overlay.get(os.path.realpath(module)) if self.overlay else None
                data = (read_bytes(module) if held is None else held)[:LARGEST]
            except OSError:
                data = b""
            self._held += len(data) + _OVERHEAD
            if self._held > _MOST_BYTES:
                self._data.clear()
                self._held = len(data) + _OVERHEAD
            self._data[module] = data
        return data


def _parse_python2(data: bytes, path: str) -> ast.Module | None:
    """The tree that the linter itself reads of such a file; ``None`` where it reads none."""
    from tf2lint.source import SourceError, decode, parse
    from tf2lint.source.python2_text import as_python3

    try:
        rewritten = as_python3(decode(data))
        return None if rewritten is None else parse(rewritten, path)
    except SourceError:
        return None


def _exports_of(reader: ModuleReader) -> dict[str, Any]:
    """What other files can import of a module, by name, as far as it is known."""
    exports = {}
    for name, value in reader.module_scope.names.items():
        if type(value) is Function and _tells_version(name):
            reader.read_function(value)
            value = Returns(value.result) if type(value.result) is Const else None
        if isinstance(value, _KEPT):
            exports[name] = _detached(value)
    return exports


def _detached(value: Any) -> Any:
    """The value as another module sees it: without hold of the tree."""
    if type(value) is Instance:
        return Instance(value.kind, value.symbol, None, value.weak)
    return value


def _tells_version(name: str) -> bool:
    """Whether a function's name says that it returns a version, or what there is of an API."""
    return "version" in name.lower() or name.startswith(("is_", "has_"))


def _could_bind(data: bytes, name: str) -> bool:
    """Whether the file can bind ``name`` to something other than its own function or class.

    A plain search: the name must occur, and not first behind ``def`` or ``class``, nor
    first as the name of a literal.
    """
    word = name.encode("utf-8", "surrogateescape")
    if b"import" not in data:
        return False
    if word not in data:
        return b"import *" in data
    if b"\ndef " + word + b"(" in data:
        return _tells_version(name) and (b"__version__" in data or b"hasattr(" in data)
    if b"\nclass " + word + b"(" in data or b"\nclass " + word + b":" in data:
        return False
    assigned = b"\n" + word + b" = "
    at = data.find(assigned)
    end = at + len(assigned)
    return at < 0 or data[end : end + 1] not in _LITERAL_STARTS
