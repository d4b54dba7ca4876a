"""Results of earlier runs, used again where a new run could not come to others.

One entry is one linter (settings) of one call (folder and paths). It holds, with the findings of
each file, all that they rest on: contents, listings, imports followed, programs searched.
"""

from __future__ import annotations

import os
import sys

from tf2lint.cache.recall import Recall
from tf2lint.cache.record import Record, RecordingProject, digest_of
from tf2lint.cache.store import Store
from tf2lint.cache.stored import BadEntry, Stored, to_bytes
from tf2lint.findings import Findings
from tf2lint.project.work import Outcome

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tf2lint.lint import Linter
    from tf2lint.model import Finding
    from tf2lint.project.files import Source
    from tf2lint.project.settings import Settings

    LinterOf = Callable[[Settings], Linter]


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

    def load(self, store: Store) -> None:
        """Read what is remembered, and hold it against the files."""
        data = store.load(self.key)
        if data is None:
            return
        try:
            self.stored = Stored(data, self.linter.knowledge.rules)
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
    """What is remembered for one run. ``call`` is all that tells this call from others."""

    def __init__(self, folder: str, call: Sequence[str]) -> None:
        self._store = Store(folder)
        self._call = [os.getcwd(), *call]
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
                group = _Group(linter, _key(linter, self._call))
                self._groups[source.settings.source] = group
                group.load(self._store)
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
            problem = self._store.save(group.key, to_bytes(record, found)) or problem
        return problem


def _key(linter: Linter, call: Sequence[str]) -> str:
    """Return what an entry is called: a digest of all that its results depend on but files."""
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
    )
    flags = (
        linter.noqa,
        linter.fingerprints,
        linter.suppressed,
        linter.code_blocks,
        linter.fixes,
    )
    about = (_tool(), sys.version, sys.getrecursionlimit(), settings, flags, call)
    return digest_of(repr(about).encode("utf-8", "backslashreplace"))


def _tool() -> str:
    """Return what tells this build of the linter, with its rules, from any other."""
    from importlib.util import find_spec

    import tf2lint
    from tf2lint.knowledge.tables import checkout_rules, stamp_of

    stamps = [tf2lint.__version__]
    folders = [os.path.dirname(os.path.abspath(tf2lint.__file__))]
    while folders:
        folder = folders.pop()
        for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
            if entry.is_dir(follow_symlinks=False):
                folders.append(entry.path)
            elif entry.name.endswith((".py", ".toml")):
                status = entry.stat()
                stamps.append(f"{entry.name} {status.st_size} {status.st_mtime_ns}")
    rules = checkout_rules()
    if rules is not None:
        stamps.append(stamp_of(rules))
    # Reads Python 2 where it is installed.
    other = find_spec("fissix")
    stamps.append(repr(other and other.origin))
    return "\n".join(stamps)
