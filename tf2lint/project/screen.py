"""Which files of a large run can matter at all, told by their bytes.

A file matters when it names what the linter is about, or imports a file that does. Asking
the second of every file costs more than reading it; most trees need not be asked, because
few files or none have a name that such an import would spell.
"""

from __future__ import annotations

import os

from tf2lint.project.reading import read_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from tf2lint.project.files import Source

#: Smaller runs are linted straight away.
_FEWEST = 300
#: With more names to look for, asking every file is no dearer.
_MOST_NAMES = 30
#: Bytes of undecided files that are kept, to spare a second reading.
_KEPT = 16_000_000
#: Folders above the run in which importable files are looked for.
_HIGHEST = 8


def screen(
    sources: Sequence[Source],
    mentions: Callable[[bytes], bool],
    imports_one: Callable[[Source, bytes], bool],
) -> Sequence[Source]:
    """Return the sources that may have findings, in their order.

    ``mentions`` says whether the bytes of a file name what matters, ``imports_one`` whether
    a file that does not imports one that does. Both may be wrong on the safe side only.
    """
    if len(sources) < _FEWEST:
        return sources
    matters: set[str] = set()
    open_files: list[Source] = []
    data_of: dict[str, bytes] = {}
    held = 0
    for source in sources:
        if source.trouble or source.requirements:
            matters.add(source.path)
            continue
        try:
            data = read_bytes(source.path)
        except OSError:
            matters.add(source.path)
            continue
        if mentions(data):
            matters.add(source.path)
        elif b"import" in data:
            open_files.append(source)
            if held < _KEPT:
                held += len(data)
                data_of[source.path] = data
    named = [source.path for source in sources if source.path in matters]
    names = _import_names(path for path in named if path.endswith(".py"))
    names |= _names_above(sources, mentions)
    while names:
        if len(names) > _MOST_NAMES:
            matters.update(source.path for source in open_files)
            break
        undecided, found = [], []
        for source in open_files:
            data = data_of.get(source.path) or _read(source.path)
            if any(name in data for name in names) and imports_one(source, data):
                found.append(source.path)
            else:
                undecided.append(source)
        open_files = undecided
        matters.update(found)
        names = _import_names(found)
    return [source for source in sources if source.path in matters]


def _import_names(paths: Iterable[str]) -> set[bytes]:
    """Return what an import of any of the files has to spell."""
    names = set()
    for path in paths:
        folder, name = os.path.split(path)
        if name == "__init__.py":
            # A relative import of a package's own names spells no name of a file.
            names.add(b"from .")
            name = os.path.basename(os.path.abspath(folder))
        names.add(os.fsencode(name.removesuffix(".py")))
    return names


def _names_above(sources: Sequence[Source], mentions: Callable[[bytes], bool]) -> set[bytes]:
    """Return the names of importable files and packages beside and above the run."""
    folders = {os.path.dirname(os.path.abspath(source.path)) for source in sources}
    below = os.path.commonpath(folders)
    names = set()
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
                    names |= _import_names([path])
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
