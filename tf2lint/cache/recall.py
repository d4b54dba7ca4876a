"""Which of the remembered results still hold: those that a new run would come to as well."""

from __future__ import annotations

import os

from tf2lint.cache.record import Record, digest_of, digest_of_entries, digest_of_names
from tf2lint.names.files import Project
from tf2lint.source.reading import read_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from tf2lint.cache.record import Query, RecordingProject

#: What a project makes of a file that cannot be read.
_NOTHING = digest_of(b"")


class Contents:
    """Digests of files as they are now, each read once; "" for what cannot be read."""

    def __init__(self) -> None:
        self._digests: dict[str, str] = {}

    def of(self, path: str) -> str:
        """Return the digest of a file."""
        found = self._digests.get(path)
        if found is None:
            found = self._digests[path] = _digest(path)
        return found

    def followed(self, path: str) -> str:
        """Return the digest of what a project reads of a file: nothing where it cannot."""
        return self.of(path) or _NOTHING


def _digest(path: str) -> str:
    # What the record of an earlier run names may be anything by now: read like any source.
    try:
        return digest_of(read_bytes(path))
    except OSError:
        return ""


class Recall:
    """A record of an earlier run, held against the files as they are now.

    ``project`` is one that has looked at nothing yet; it answers, and writes down, what has to
    be asked again. ``held`` are the files whose results hold; ``rest`` is what they rest on,
    and what is still true besides.
    """

    def __init__(self, record: Record, project: RecordingProject) -> None:
        self._record = record
        self._project = project
        self._contents = Contents()
        changed = self._with_other_content()
        listings_hold = all(
            digest_of_names(project.names_in(folder)) == digest
            for folder, digest in record.listed.items()
        )
        other: set[Query] = set()
        if not listings_hold:
            other = self._other_imports()
            changed |= {path for path, used in record.imports.items() if used & other}
        programs_hold = listings_hold and self._programs_hold()
        doubtful = changed if programs_hold else changed | self._with_other_answers()
        self.held = record.linted.keys() - doubtful - self._reached_from(doubtful)
        #: Whether all is as it was.
        self.same = listings_hold and programs_hold and not changed
        self._gone, self._programs = changed, programs_hold

    def rest(self) -> Record:
        """Return what of the record is still true."""
        old, new = self._record, Record.empty()
        new.linted.update((path, old.linted[path]) for path in self.held)
        new.followed.update(item for item in old.followed.items() if item[0] not in self._gone)
        new.imports.update(item for item in old.imports.items() if item[0] not in self._gone)
        used: set[Query] = set().union(*new.imports.values())
        new.found.update((query, old.found[query]) for query in used)
        new.asked.update((path, old.asked[path]) for path in self.held if path in old.asked)
        if self._programs:
            new.searched.update(old.searched)
            new.walked.update(old.walked)
        return new

    def _with_other_content(self) -> set[str]:
        record, now = self._record, self._contents
        changed = {path for path, digest in record.linted.items() if now.of(path) != digest}
        changed.update(p for p, digest in record.followed.items() if now.followed(p) != digest)
        return changed

    def _other_imports(self) -> set[Query]:
        """Return the imports that mean another file now, or none, or one at last."""
        project = self._project
        return {
            query
            for query, found in self._record.found.items()
            if Project.find(project, os.path.join(query[0], "_.py"), query[1], query[2]) != found
        }

    def _programs_hold(self) -> bool:
        record, now = self._record, self._contents
        return all(
            digest_of_entries(Project.entries_in(self._project, folder)) == digest
            for folder, digest in record.walked.items()
        ) and all(now.followed(path) == digest for path, digest in record.searched.items())

    def _with_other_answers(self) -> set[str]:
        project = self._project
        return {
            path
            for path, answers in self._record.asked.items()
            if any(project.answer(asked, path) != answer for asked, answer in answers.items())
        }

    def _reached_from(self, changed: Iterable[str]) -> set[str]:
        """Return the files whose imports lead, directly or through others, to a changed one.

        A file that was never followed into has no say in what others mean.
        """
        followed = self._record.followed
        queue = [path for path in changed if path in followed]
        if not queue:
            return set()
        importers: dict[str, list[str]] = {}
        for path, queries in self._record.imports.items():
            for query in queries:
                importers.setdefault(self._record.found[query], []).append(path)
        reached: set[str] = set()
        while queue:
            for importer in importers.get(queue.pop(), ()):
                if importer not in reached:
                    reached.add(importer)
                    if importer in followed:
                        queue.append(importer)
        return reached
