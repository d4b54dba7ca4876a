"""Findings on lines that changed since a revision of git."""

from __future__ import annotations

import os

from tf2lint.findings import Findings
from tf2lint.project.git import Repository, changed_lines
from tf2lint.source import SourceError, decode, split_lines
from tf2lint.source.notebook import SUFFIX, Notebook
from tf2lint.source.reading import read_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from tf2lint.model import Finding

    #: Cell (of a notebook) and line.
    Place = tuple[int | None, int]


class Since:
    """Tells which lines are newer than a revision. Raises ``GitError``."""

    def __init__(self, folder: str, revision: str) -> None:
        self._repository = Repository(folder)
        self._old = self._repository.files(self._repository.commit(revision))
        self._changed: dict[str, set[Place] | None] = {}

    def keep(self, findings: Iterable[Finding]) -> Findings:
        """Return the findings that touch a changed line."""
        return Findings(filter(self._is_new, findings))

    def _is_new(self, finding: Finding) -> bool:
        if finding.path not in self._changed:
            self._changed[finding.path] = self._changed_places(finding.path)
        changed = self._changed[finding.path]
        if changed is None:
            return True
        last = max(finding.line, finding.end_line)
        return any((finding.cell, line) in changed for line in range(finding.line, last + 1))

    def _changed_places(self, path: str) -> set[Place] | None:
        """Return the changed lines of a file; ``None``: all of them."""
        inside = os.path.relpath(os.path.realpath(path), os.path.realpath(self._repository.root))
        known = self._old.get(inside.replace(os.sep, "/"))
        if known is None:
            return None
        (data,) = self._repository.contents([known])
        try:
            old = [line for line, _ in _lines(path, data)]
            new = _lines(path, read_bytes(path))
        except (SourceError, OSError):
            return None
        return {new[line - 1][1] for line in changed_lines(old, [line for line, _ in new])}


def _lines(path: str, data: bytes) -> list[tuple[str, Place]]:
    """Return the lines of a file or notebook, each with the place it has in findings."""
    if not path.endswith(SUFFIX):
        return [(line, (None, n)) for n, line in enumerate(split_lines(decode(data)), 1)]
    return [
        (line, (cell.number, number))
        for cell in Notebook(data).cells
        for number, line in enumerate(cell.lines, 1)
    ]
