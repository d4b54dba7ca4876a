"""Findings on lines that changed since a revision of git."""

from __future__ import annotations

import os

from tf2lint.project.git import Repository, changed_lines
from tf2lint.source import SourceError, decode, split_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from tf2lint.model import Finding


class Since:
    """Tells which lines are newer than a revision. Raises ``GitError``."""

    def __init__(self, folder: str, revision: str, lines_of: Callable[[str], Sequence[str]]):
        self._repository = Repository(folder)
        self._old = self._repository.files(self._repository.commit(revision))
        self._lines_of = lines_of
        self._changed: dict[str, set[int] | None] = {}

    def keep(self, findings: Iterable[Finding]) -> list[Finding]:
        """Return the findings that touch a changed line."""
        return [finding for finding in findings if self._is_new(finding)]

    def _is_new(self, finding: Finding) -> bool:
        if finding.path not in self._changed:
            self._changed[finding.path] = self._changed_lines(finding.path)
        changed = self._changed[finding.path]
        if changed is None:
            return True
        last = max(finding.line, finding.end_line)
        return not changed.isdisjoint(range(finding.line, last + 1))

    def _changed_lines(self, path: str) -> set[int] | None:
        """Return the changed lines of a file; ``None``: all of them."""
        inside = os.path.relpath(os.path.realpath(path), os.path.realpath(self._repository.root))
        known = self._old.get(inside.replace(os.sep, "/"))
        if known is None:
            return None
        (data,) = self._repository.contents([known])
        try:
            old = split_lines(decode(data))
        except SourceError:
            return None
        return changed_lines(old, self._lines_of(path))
