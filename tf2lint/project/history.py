"""Earlier states of a project: revisions, and their files in a folder of their own."""

from __future__ import annotations

import os
import time

from tf2lint.project.config import SettingsFinder
from tf2lint.project.files import is_requirements
from tf2lint.project.git import GitError, Repository
from tf2lint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from tf2lint.project.settings import Settings

#: Digits of a hash that stand for a commit, and contents that are held at a time.
_SHORT, _AT_ONCE = 9, 200


class Revision(NamedTuple):
    """A commit: ``name`` is its tag or the start of its hash, ``date`` its day."""

    name: str
    commit: str
    date: str


def last_commits(repository: Repository, most: int) -> list[Revision]:
    """Return the last commits, the oldest first, by first parents; raises ``GitError``."""
    found = repository.ancestors("HEAD", most)
    return [Revision(commit[:_SHORT], commit, _day(seconds)) for seconds, commit in reversed(found)]


def last_tags(repository: Repository, most: int) -> list[Revision]:
    """Return the tags of the last commits that have any, by time; raises ``GitError``."""
    tags = repository.tags()
    times = repository.times(set(tags.values()))
    ordered = sorted(tags.items(), key=lambda tag: (times[tag[1]], tag[0]))
    return [Revision(name, commit, _day(times[commit])) for name, commit in ordered[-most:]]


class Checkout:
    """A folder that holds, of one commit after another, what can be linted.

    The files lie below it under the very path that they have in the work tree, so that
    patterns of the settings mean the same.
    """

    def __init__(self, repository: Repository, folder: str) -> None:
        self._repository = repository
        self.folder = os.path.realpath(folder)
        #: The top of the work tree.
        self.top = os.path.realpath(repository.root)
        self._held: dict[str, str] = {}
        #: Paths from the repository's top, with slashes, of files that are wanted besides code.
        self.besides: set[str] = set()
        os.makedirs(self.place(self.top))

    def place(self, path: str) -> str:
        """Return where a path of the work tree is in this folder."""
        return self.folder + os.path.splitdrive(os.path.realpath(path))[1]

    def origin(self, path: str) -> str:
        """Return the path of the work tree that a path in this folder stands for."""
        drive = os.path.splitdrive(self.top)[0]
        return drive + os.path.realpath(path).removeprefix(self.folder)

    def inside(self, path: str) -> str:
        """Return a path of the work tree from the repository's top, with slashes."""
        return os.path.relpath(os.path.realpath(path), self.top).replace(os.sep, "/")

    def files(self, commit: str) -> dict[str, str]:
        """Return what is of interest in a commit, for ``move_to``. Raises ``GitError``.

        By path from the repository's top, with slashes: the hash of the content.
        """
        return {
            path: name
            for path, name in self._repository.files(commit).items()
            if _is_safe(path) and (_is_of_interest(path) or path in self.besides)
        }

    def move_to(self, wanted: dict[str, str]) -> None:
        """Make the files those of a commit. Raises ``GitError``."""
        gone = [path for path, name in self._held.items() if wanted.get(path) != name]
        for path in gone:
            del self._held[path]
            self._remove(os.path.join(self.place(self.top), *path.split("/")))
        missing = sorted(path for path in wanted if path not in self._held)
        for path, data in self._read(missing, wanted):
            self._write(os.path.join(self.place(self.top), *path.split("/")), data)
            self._held[path] = wanted[path]

    def _read(self, paths: list[str], names: dict[str, str]) -> Iterator[tuple[str, bytes]]:
        for start in range(0, len(paths), _AT_ONCE):
            some = paths[start : start + _AT_ONCE]
            yield from zip(some, self._repository.contents(names[path] for path in some))

    def _write(self, path: str, data: bytes) -> None:
        try:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.write(data)
        except OSError as error:
            raise GitError(f"{path}: {error.strerror or error}") from None

    def _remove(self, path: str) -> None:
        os.unlink(path)
        folder = os.path.dirname(path)
        # A file may come to stand where a folder was.
        while folder != self.place(self.top) and not os.listdir(folder):
            os.rmdir(folder)
            folder = os.path.dirname(folder)


class PresentSettings(SettingsFinder):
    """Finds, for the folders of a checkout, the settings that the work tree has now.

    What changes from revision to revision is then the code, not what is asked of it.
    """

    def __init__(self, checkout: Checkout) -> None:
        super().__init__()
        self._checkout = checkout
        self._present = SettingsFinder()
        self.problems = self._present.problems

    def for_folder(self, folder: str) -> Settings:
        settings = self._present.for_folder(self._checkout.origin(folder))
        # Where nothing says where the project ends, it ends with the repository: above the
        # checkout are the temporary files of all users.
        return settings._replace(root=self._checkout.place(settings.root or self._checkout.top))

    def below(self, folder: str, above: Settings, names: set[str]) -> Settings:
        return self.for_folder(folder)


def _is_safe(path: str) -> bool:
    parts = path.split("/")
    # git writes no such paths; somebody may have made an object that has them.
    if not all(parts) or not {".", "..", ".git"}.isdisjoint(parts) or "\0" in path:
        return False
    return os.sep == "/" or not any(mark in path for mark in (os.sep, ":"))


def _is_of_interest(path: str) -> bool:
    name = path.rpartition("/")[2]
    return name.endswith((".py", ".ipynb")) or is_requirements(name)


def _day(seconds: int) -> str:
    return time.strftime("%Y-%m-%d", time.gmtime(seconds))
