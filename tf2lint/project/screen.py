"""Which files of a large run can matter at all, told by their bytes.

A file matters when it names what the linter is about, or imports a file that does. Asking
the second of every file costs more than reading it; most trees need not be asked, because
few files or none have a name that such an import would spell.
"""

from __future__ import annotations

import os

from tf2lint.project.files import Sources
from tf2lint.project.search import finder
from tf2lint.source.reading import read_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from tf2lint.project.files import Source

#: Smaller runs are linted straight away, and so are runs whose first files mostly matter.
_FEWEST = 300
_SAMPLE = 100
#: Bytes of undecided files that are kept, to spare a second reading.
_KEPT = 16_000_000
#: Folders above the run in which importable files are looked for.
_HIGHEST = 8
#: What is known of a source.
_UNDECIDED, _MATTERS = 1, 2
#: Spelled by an import of a package's own names, which names no file.
_RELATIVE = b"."
_MARKS = b".,()\\;\"'#="
_LINE_ENDS = b"\\\r"
_MARKS_TO_SPACES = bytes.maketrans(_MARKS, b" " * len(_MARKS))


def screen(
    sources: Sequence[Source],
    words: Sequence[bytes],
    imports_one: Callable[[Source, bytes], bool],
) -> Sequence[Source]:
    """Return the sources that may have findings, in their order.

    A file names what matters if it holds one of the ``words``; ``imports_one`` says whether a
    file that does not imports one that does. Both may be wrong on the safe side only.
    """
    if len(sources) < _FEWEST:
        return sources
    mentions = finder(words)
    # A byte a source: whether it matters, or may do so by what it imports.
    states = bytearray(len(sources))
    names: set[bytes] = set()
    kept = _KeptBytes()
    for number, source in enumerate(sources):
        if number == _SAMPLE and states.count(_MATTERS) > _SAMPLE // 3:
            return sources
        data = None if source.trouble or source.requirements else kept.read(source.path)
        if data is None or mentions(data):
            states[number] = _MATTERS
            if source.path.endswith(".py"):
                names |= _import_names(source.path)
        elif b"import" in data:
            states[number] = _UNDECIDED
            kept.keep(source.path, data)
    names |= _names_above(sources, mentions)
    imported = _Imported(kept, len(sources))
    while names:
        wanted, found = imported.numbers_of(names), set[bytes]()
        for number, source in enumerate(sources):
            if states[number] == _UNDECIDED and imported.spells(number, source.path, wanted):
                data = kept.read(source.path)
                if data is None or imports_one(source, data):
                    states[number] = _MATTERS
                    found |= _import_names(source.path)
        names = found
    return Sources(source for source, state in zip(sources, states) if state == _MATTERS)


class _KeptBytes:
    """The bytes of files, of some of them kept."""

    def __init__(self) -> None:
        self._data: dict[str, bytes] = {}
        self._held = 0

    def read(self, path: str) -> bytes | None:
        """Return the bytes of a file; ``None`` where it cannot be read."""
        data = self._data.get(path)
        if data is None:
            try:
                return read_bytes(path)
            except OSError:
                return None
        return data

    def keep(self, path: str, data: bytes) -> None:
        """Keep the bytes of a file, as long as there is room."""
        if self._held < _KEPT:
            self._held += len(data)
            self._data[path] = data


class _Imported:
    """The words that the imports of undecided sources spell, by the numbers of these."""

    def __init__(self, kept: _KeptBytes, count: int) -> None:
        self._kept = kept
        #: Each word once: a large tree has many sources.
        self._numbers: dict[bytes, int] = {}
        self._words: list[bytes | None] = [None] * count

    def numbers_of(self, words: Iterable[bytes]) -> set[int]:
        """Return the numbers that stand for words."""
        numbers = self._numbers
        return {numbers.setdefault(word, len(numbers)) for word in words}

    def spells(self, number: int, path: str, wanted: set[int]) -> bool:
        """Whether the imports of a source have a word of one of the numbers in them."""
        words = self._words[number]
        if words is None:
            from array import array

            found = self.numbers_of(_imported_words(self._kept.read(path) or b""))
            words = self._words[number] = array("I", found).tobytes()
        return not wanted.isdisjoint(memoryview(words).cast("I"))


def _imported_words(data: bytes) -> tuple[bytes, ...]:
    """Return every word of the statements that import, and a dot for relative imports."""
    statements = []
    at = data.find(b"import")
    while at >= 0:
        start = data.rfind(b"\n", 0, at) + 1
        end = data.find(b"\n", at)
        if data.find(b"(", at, end if end >= 0 else len(data)) >= 0:
            end = data.find(b")", at)
        while end > 0 and data[end - 1] in _LINE_ENDS and _continues(data, end):
            end = data.find(b"\n", end + 1)
        if end < 0:
            end = len(data)
        statements.append(data[start:end])
        at = data.find(b"import", max(end, at + 6))
    text = b" ".join(statements)
    words = dict.fromkeys(text.translate(_MARKS_TO_SPACES).split())
    if b"from ." in text:
        words[_RELATIVE] = None
    return tuple(words)


def _continues(data: bytes, end: int) -> bool:
    """Whether the line that ends here goes on in the next one."""
    return data[max(0, end - 2) : end].rstrip(b"\r").endswith(b"\\")


def _import_names(path: str) -> set[bytes]:
    """Return what an import of a file has to spell, one of them at least."""
    folder, name = os.path.split(path)
    if name != "__init__.py":
        return {os.fsencode(name.removesuffix(".py"))}
    return {_RELATIVE, os.fsencode(os.path.basename(os.path.abspath(folder)))}


def _names_above(sources: Sequence[Source], mentions: Callable[[bytes], bool]) -> set[bytes]:
    """Return the names of importable files and packages beside and above the run."""
    # Sources of one folder follow each other.
    parents = {source.path.rpartition(os.sep)[0] for source in sources}
    folders = {os.path.abspath(parent) for parent in parents}
    names: set[bytes] = set()
    try:
        below = os.path.commonpath(folders)
    except ValueError:
        # On several drives: nothing is above them all.
        return names
    for _ in range(_HIGHEST):
        folder = os.path.dirname(below)
        if folder == below:
            break
        for name in _listed(folder):
            path = os.path.join(folder, name)
            if path == below:
                continue
            if name.endswith(".py"):
                if mentions(_read(path)):
                    names |= _import_names(path)
            elif os.path.exists(os.path.join(path, "__init__.py")):
                names.add(os.fsencode(name))
        below = folder
    return names


def _listed(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _read(path: str) -> bytes:
    try:
        return read_bytes(path)
    except OSError:
        return b""
