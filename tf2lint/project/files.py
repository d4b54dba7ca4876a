"""Which files to lint: the walk through folders, excludes, links, what cannot be read."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence

from tf2lint.findings import Packed
from tf2lint.project.globs import Globs
from tf2lint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tf2lint.project.config import SettingsFinder
    from tf2lint.project.settings import Settings

#: Folders that hold no code of the project; one that is named on the command line is walked.
SKIPPED_FOLDERS = frozenset(
    """.bzr .direnv .eggs .git .hg .ipynb_checkpoints .mypy_cache .nox .pytest_cache
    .ruff_cache .svn .tox .venv __pycache__ __pypackages__ build dist node_modules
    site-packages venv""".split()
)
_VENV_MARK = "pyvenv.cfg"
#: Sources that are packed together: they take some 200 bytes each, and runs of the usual size
#: are spared the packing.
_BLOCK = 25_000


class Source(NamedTuple):
    """A file to lint; ``trouble`` says why it cannot be read, where that is known already.

    The path is relative to the current folder wherever the file is below it.
    """

    path: str
    settings: Settings
    trouble: str = ""
    #: The file lists required packages; ``setup.py`` does so and is Python too.
    requirements: bool = False


class Sources(Packed[Source], Sequence[Source]):
    """Sources in their order: packed, but for those behind the last full block."""

    def __init__(self, sources: Iterable[Source] = ()) -> None:
        super().__init__(sources, _BLOCK)
        #: The number of the block that was asked for last, and what is in it.
        self._open: tuple[int, list[Source]] = (-1, [])

    def __getitem__(self, index: int) -> Source:  # type: ignore[override]  # of one, not of some
        block, place = divmod(index, self.block)
        if not 0 <= index < len(self):
            raise IndexError(index)
        if block == len(self._packed):
            return self._last[place]
        if self._open[0] != block:
            self._open = block, self.unpacked(block)
        return self._open[1][place]

    def paths(self) -> Iterator[str]:
        """Yield the paths of the sources."""
        return (source.path for source in self)


class Files(NamedTuple):
    """The files to lint, in order, and the paths that could not be used at all."""

    sources: Sources
    errors: list[str]


def collect(
    paths: Iterable[str],
    finder: SettingsFinder,
    *,
    force_exclude: bool = False,
    suffixes: tuple[str, ...] = (),
) -> Files:
    """Return the files that the paths of a command line mean, each once.

    Folders are walked in the order of their names. A file named itself is taken whatever
    it is called, and even where the settings exclude it, unless ``force_exclude``. Folders
    are searched for Python, notebooks, requirements, and files with one of the ``suffixes``.
    """
    paths = list(paths)
    found = Files(Sources(), [])
    for path in paths:
        _collect_one(path, finder, force_exclude, suffixes, found)
    return found._replace(sources=_unique(found.sources)) if _overlap(paths) else found


def _overlap(paths: list[str]) -> bool:
    """Whether what some of the paths mean may be met twice."""
    if len(paths) < 2:
        return False
    from itertools import pairwise

    places = sorted(os.path.join(os.path.abspath(path), "") for path in paths)
    return any(later.startswith(place) for place, later in pairwise(places))


def _unique(sources: Iterable[Source]) -> Sources:
    seen: set[str] = set()
    unique = Sources()
    for source in sources:
        if source.path not in seen:
            seen.add(source.path)
            unique.append(source)
    return unique


def is_requirements(name: str) -> bool:
    """Say whether a file of this name lists the packages that a project needs."""
    if name in _REQUIREMENTS:
        return True
    stem, dot, suffix = name.rpartition(".")
    if dot and suffix in ("txt", "in"):
        return "requirements" in stem or "constraints" in stem
    return suffix in ("yml", "yaml") and stem.startswith(("environment", "conda"))


_REQUIREMENTS = frozenset(["pyproject.toml", "setup.py", "setup.cfg", "Pipfile"])


def shown_path(path: str) -> str:
    """Return a path as findings show it: relative to the current folder where below it."""
    path = os.path.normpath(path)
    if os.path.isabs(path):
        here = os.getcwd()
        path = os.curdir if path == here else path.removeprefix(here.rstrip(os.sep) + os.sep)
    return path


def _collect_one(
    path: str,
    finder: SettingsFinder,
    force_exclude: bool,
    suffixes: tuple[str, ...],
    found: Files,
) -> None:
    shown = shown_path(path)
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError) as error:
        if os.path.islink(path):
            folder = os.path.dirname(shown)
            found.sources.append(Source(shown, finder.for_folder(folder), _link_trouble(path)))
        else:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            found.errors.append(f"{path}: {reason}")
        return
    if stat.S_ISDIR(mode):
        settings = finder.for_folder(shown)
        if not (force_exclude and Globs(settings.exclude, settings.root).match(shown)):
            _Walk(finder, found.sources, shown, suffixes).run(settings)
    elif stat.S_ISREG(mode):
        settings = finder.for_folder(os.path.dirname(shown))
        if not (force_exclude and Globs(settings.exclude, settings.root).match(shown)):
            requirements = is_requirements(os.path.basename(shown))
            found.sources.append(Source(shown, settings, "", requirements))
    else:
        found.errors.append(f"{path}: neither a file nor a folder (to lint a stream, use -)")


class _Walk:
    """One walk below one folder; links to folders are not followed, so it ends."""

    def __init__(
        self, finder: SettingsFinder, sources: Sources, top: str, suffixes: tuple[str, ...]
    ) -> None:
        self._suffixes = (".py", ".ipynb", *suffixes)
        self._finder = finder
        self._sources = sources
        self._top = top
        self._globs: dict[tuple[tuple[str, ...], str], Globs] = {}

    def run(self, settings: Settings) -> None:
        waiting: list[tuple[str, Settings] | Source] = [(self._top, settings)]
        while waiting:
            item = waiting.pop()
            if isinstance(item, Source):
                self._sources.append(item)
            else:
                # Reversed, so that what is on top of the stack comes first by name.
                waiting.extend(reversed(self._entries(*item)))

    def _entries(self, folder: str, settings: Settings) -> list[tuple[str, Settings] | Source]:
        """Return the folders and files of interest in a folder, sorted by name."""
        try:
            with os.scandir(folder) as scan:
                entries = sorted(scan, key=_name)
        except OSError as error:
            return [Source(folder, settings, error.strerror or str(error))]
        names = {entry.name for entry in entries}
        if folder != self._top:
            if _VENV_MARK in names:
                return []
            settings = self._finder.below(folder, settings, names)
        globs = self._globs_of(settings)
        prefix = "" if folder == os.curdir else os.path.join(folder, "")
        found: list[tuple[str, Settings] | Source] = []
        for entry in entries:
            name = entry.name
            if entry.is_dir(follow_symlinks=False):
                if name in SKIPPED_FOLDERS or globs.match_entry(folder, name):
                    continue
                found.append((prefix + name, settings))
                continue
            python = name.endswith(self._suffixes)
            requirements = name in _REQUIREMENTS if python else is_requirements(name)
            if (python or requirements) and not globs.match_entry(folder, name):
                source = self._file(entry, prefix + name, settings, requirements)
                if source is not None:
                    found.append(source)
        return found

    def _file(
        self, entry: os.DirEntry[str], path: str, settings: Settings, requirements: bool
    ) -> Source | None:
        """Return the file of an entry; ``None`` for what is no file, or is met elsewhere."""
        if entry.is_file(follow_symlinks=False):
            return Source(path, settings, "", requirements)
        if not entry.is_symlink():
            return None
        try:
            mode = os.stat(path).st_mode
        except OSError:
            return Source(path, settings, _link_trouble(path))
        real = os.path.realpath(path)
        inside = real.startswith(os.path.realpath(self._top).rstrip(os.sep) + os.sep)
        if not stat.S_ISREG(mode) or not inside or real.endswith(".py"):
            return None
        return Source(path, settings, "", requirements)

    def _globs_of(self, settings: Settings) -> Globs:
        key = (settings.exclude, settings.root)
        globs = self._globs.get(key)
        if globs is None:
            globs = self._globs[key] = Globs(*key)
        return globs


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name


def _link_trouble(path: str) -> str:
    """Return why a symbolic link leads nowhere."""
    try:
        os.stat(path)
    except OSError as error:
        import errno

        if error.errno == errno.ELOOP:
            return "a symbolic link that leads back to itself"
        if error.errno == errno.ENOENT:
            return f"a symbolic link to {os.readlink(path)}, which does not exist"
        return error.strerror or str(error)
    return "a symbolic link that changed while it was read"
