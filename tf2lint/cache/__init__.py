"""Results of earlier runs, used again where a new run could not come to others.

One entry is one linter (settings) of one call (folder and paths). It holds, with the findings of
each file, all that they rest on: contents, listings, imports followed, programs searched. What a
trend counted is in entries of another kind (``counts.py``).
"""

from __future__ import annotations

import os

from tf2lint.cache.recall import Recall
from tf2lint.cache.record import Record, RecordingProject, digest_of, renamed_keys
from tf2lint.cache.store import Store
from tf2lint.cache.stored import BadEntry, Stored, to_bytes
from tf2lint.cache.tool import about_tool
from tf2lint.findings import Findings
from tf2lint.project.work import Outcome

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tf2lint.cache.record import Rename
    from tf2lint.lint import Linter
    from tf2lint.model import Finding
    from tf2lint.project.files import Source
    from tf2lint.project.settings import Settings

    LinterOf = Callable[[Settings], Linter]

#: Stands in entries for the folder of a tree that lies somewhere else each time.
_TREE = "<tree>"


class _Group:
    """The files of a run that one linter lints, and what is remembered of them."""

    def __init__(self, linter: Linter, key: str) -> None:
        self.linter = linter
        self.key = key
        self.stored: Stored | None = None
        self.recall: Recall | None = None
        self.linted_anew = False

    @property
    def project(self) -> RecordingProject:
        project = self.linter.project
        assert isinstance(project, RecordingProject)
        return project

    def load(self, store: Store, rename: Rename | None) -> None:
        """Read what is remembered, and hold it against the files."""
        data = store.load(self.key)
        if data is None:
            return
        try:
            self.stored = Stored(data, self.linter.knowledge.rules, rename)
        except BadEntry:
            return
        self.recall = Recall(self.stored.record, self.project)

    def findings(self, path: str) -> list[Finding] | None:
        """Return the findings of a file, if what is remembered of them holds."""
        if self.stored is None or self.recall is None or path not in self.recall.held:
            return None
        return self.stored.findings(path)

    @property
    def worth_saving(self) -> bool:
        return self.linted_anew or self.recall is None or not self.recall.same


class Cache:
    """What is remembered for one run. ``call`` is all that tells this call from others.

    ``tree``: a folder with all that is linted, whose own place does not matter.
    """

    def __init__(self, folder: str, call: Sequence[str], tree: str = "") -> None:
        self._store = Store(folder)
        self._tree = tree
        self._call = [os.getcwd(), *map(self._stored_name, call)]
        self._groups: dict[str, _Group] = {}
        self._held: dict[str, list[Finding]] = {}

    @staticmethod
    def adopt(linter: Linter) -> None:
        """Have a new linter write down what it looks at."""
        linter.project = RecordingProject(linter.knowledge, linter.settings.root)

    @staticmethod
    def linting(linter: Linter, path: str, data: bytes) -> None:
        """Be told which bytes of a file are linted."""
        assert isinstance(linter.project, RecordingProject)
        linter.project.linting(path, data)

    def recall(self, sources: Sequence[Source], linter_of: LinterOf) -> list[Source]:
        """Return the sources that have to be linted; the findings of the others are known."""
        left = []
        for source in sources:
            group = self._groups.get(source.settings.source)
            if group is None:
                linter = linter_of(source.settings)
                group = _Group(linter, self._key(linter))
                self._groups[source.settings.source] = group
                group.load(self._store, self._real_name if self._tree else None)
            findings = None if source.trouble else group.findings(source.path)
            if findings is None:
                left.append(source)
                group.linted_anew = True
            else:
                self._held[source.path] = findings
        return left

    def finish(self) -> dict[str, Record]:
        """Return what the linters of this process looked at."""
        return {name: group.project.finished() for name, group in self._groups.items()}

    def complete(self, sources: Sequence[Source], outcome: Outcome) -> tuple[Outcome, str]:
        """Return the outcome for all sources, and why nothing could be remembered, or ""."""
        by_path = dict(self._held)
        for finding in outcome.findings:
            by_path.setdefault(finding.path, []).append(finding)
        findings = Findings(f for source in sources for f in by_path.get(source.path, ()))
        problem = self._save(sources, outcome, by_path)
        return outcome._replace(findings=findings), problem

    def _save(
        self, sources: Sequence[Source], outcome: Outcome, by_path: dict[str, list[Finding]]
    ) -> str:
        problem = ""
        named = {source.path for source in sources}
        for name, group in self._groups.items():
            if not group.worth_saving:
                continue
            record = Record.empty() if group.recall is None else group.recall.rest()
            for records in outcome.finished:
                record.add(records[name])
            for path in (*outcome.failed, *(record.linted.keys() - named)):
                record.linted.pop(path, None)
            found = {path: by_path.get(path, []) for path in record.linted}
            if self._tree:
                found = renamed_keys(found, self._stored_name)
                record = record.renamed(self._stored_name)
            problem = self._store.save(group.key, to_bytes(record, found)) or problem
        return problem

    def _stored_name(self, path: str) -> str:
        inside = bool(self._tree) and path.startswith(self._tree)
        return _TREE + path[len(self._tree) :] if inside else path

    def _real_name(self, path: str) -> str:
        return self._tree + path[len(_TREE) :] if path.startswith(_TREE) else path

    def _key(self, linter: Linter) -> str:
        """Return the name of an entry: a digest of all that its results depend on but files."""
        # Thresholds judge findings, and excluded files are not met.
        settings = linter.settings._replace(
            exclude=(),
            max_error=None,
            max_warning=None,
            max_info=None,
            limits=(),
            budgets=(),
            baseline="",
            probe=(),
            gate_verdicts=(),
            root=self._stored_name(linter.settings.root),
        )
        flags = (
            linter.noqa,
            linter.fingerprints,
            linter.suppressed,
            linter.code_blocks,
            linter.fixes,
        )
        about = (about_tool(), settings, flags, self._call)
        return digest_of(repr(about).encode("utf-8", "backslashreplace"))
