"""What a run looked at to come to its findings: files, folders, and imports that it followed.

A finding depends on its own file, and on every file that its imports lead to, directly or
through others. All of that goes through `Project`, and is written down there by importer, not
by the file that asked: what is remembered from an earlier question is then covered as well.
"""

from __future__ import annotations

import os
from hashlib import blake2b

from tf2lint.names.files import LARGEST, Project
from tf2lint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import TypeVar

    from tf2lint.knowledge import Knowledge

    #: The folder of the importer, the dotted name, the level.
    Query = tuple[str, str, int]
    #: Gives a path another name.
    Rename = Callable[[str], str]
    Value = TypeVar("Value")

#: Stands for content that was seen in two states, or not as a whole: equal to none.
UNSURE = "?"
#: What may be asked of the programs of a project about one file, with the number of words
#: that the question has: behind the first stands the name that it is about.
QUESTIONS = {"disables_eager": 1, "enters_graphs": 1, "is_taken": 2}


def digest_of(data: bytes) -> str:
    """Return what tells one content from another."""
    return blake2b(data, digest_size=16).hexdigest()


def digest_of_names(names: Iterable[str]) -> str:
    """Return the digest of a folder's listing."""
    return digest_of("\0".join(sorted(names)).encode("utf-8", "surrogateescape"))


class Record(NamedTuple):
    """What was looked at; contents and listings as digests."""

    #: By path, of every file that was linted.
    linted: dict[str, str]
    #: By path, of every file that was read because an import leads there.
    followed: dict[str, str]
    #: By path, of every file that was searched for programs; and the folders walked for them.
    searched: dict[str, str]
    walked: dict[str, str]
    listed: dict[str, str]
    #: Which file an import means, or "".
    found: dict[Query, str]
    #: The imports of each file, and what was asked about it.
    imports: dict[str, set[Query]]
    asked: dict[str, dict[str, bool]]

    @classmethod
    def empty(cls) -> Record:
        """Return a record of nothing."""
        return cls({}, {}, {}, {}, {}, {}, {}, {})

    def renamed(self, rename: Rename) -> Record:
        """Return the record of the same files under other paths."""

        def moved(query: Query) -> Query:
            folder, dotted, level = query
            return rename(folder), dotted, level

        return Record(
            renamed_keys(self.linted, rename),
            renamed_keys(self.followed, rename),
            renamed_keys(self.searched, rename),
            renamed_keys(self.walked, rename),
            renamed_keys(self.listed, rename),
            {moved(query): rename(path) for query, path in self.found.items()},
            {rename(path): set(map(moved, used)) for path, used in self.imports.items()},
            renamed_keys(self.asked, rename),
        )

    def add(self, other: Record) -> None:
        """Take in what another process looked at."""
        for mine, theirs in zip(self[:5], other[:5]):
            for path, digest in theirs.items():
                note(mine, path, digest)
        for query, path in other.found.items():
            if self.found.setdefault(query, path) != path:
                self.found[query] = UNSURE
        for path, queries in other.imports.items():
            self.imports.setdefault(path, set()).update(queries)
        for path, answers in other.asked.items():
            self.asked.setdefault(path, {}).update(answers)


def renamed_keys(table: Mapping[str, Value], rename: Rename) -> dict[str, Value]:
    """Return a table by path with other paths."""
    return {rename(path): value for path, value in table.items()}


def note(digests: dict[str, str], path: str, digest: str) -> None:
    """Enter a digest; one that differs from an earlier one makes both unsure."""
    if digests.setdefault(path, digest) != digest:
        digests[path] = UNSURE


class RecordingProject(Project):
    """A project that writes down all that it looks at."""

    def __init__(self, knowledge: Knowledge, root: str = "") -> None:
        super().__init__(knowledge, root)
        self.record = Record.empty()
        self._asking = False

    def linting(self, path: str, data: bytes) -> None:
        """Be told of a file that was linted, and of the bytes that were."""
        note(self.record.linted, path, digest_of(data))

    def finished(self) -> Record:
        """Return all that was looked at so far."""
        for folder, names in self._listings.items():
            note(self.record.listed, folder, digest_of_names(names))
        return self.record

    def forget(self) -> None:
        self.finished()
        super().forget()

    def find(self, importer: str, dotted: str, level: int) -> str:
        found = super().find(importer, dotted, level)
        if not self._asking:
            query = (os.path.dirname(importer), dotted, level)
            self.record.found[query] = found
            self.record.imports.setdefault(importer, set()).add(query)
        return found

    def read(self, module: str) -> bytes:
        fresh = module not in self._data
        data = super().read(module)
        digests = self.record.searched if self._asking else self.record.followed
        if fresh or module not in digests:
            note(digests, module, digest_of(data) if len(data) < LARGEST else UNSURE)
        return data

    def entries_in(self, folder: str) -> list[tuple[str, bool]]:
        entries = super().entries_in(folder)
        note(self.record.walked, folder, digest_of_entries(entries))
        return entries

    def disables_eager(self, path: str) -> bool:
        return self.answer("disables_eager", path)

    def enters_graphs(self, path: str) -> bool:
        return self.answer("enters_graphs", path)

    def is_taken(self, path: str, name: str) -> bool:
        return self.answer(f"is_taken {name}", path)

    def answer(self, question: str, path: str) -> bool:
        """Answer one of ``QUESTIONS`` about a file."""
        method, *names = question.split()
        self._asking = True
        try:
            answer: bool = getattr(super(), method)(path, *names)
        finally:
            self._asking = False
        self.record.asked.setdefault(path, {})[question] = answer
        return answer


def digest_of_entries(entries: Iterable[tuple[str, bool]]) -> str:
    """Return the digest of what a walk for programs sees of a folder."""
    return digest_of_names(f"{name}/" if is_folder else name for name, is_folder in entries)
