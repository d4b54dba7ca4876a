"""Findings on lines that changed since a revision of git."""

from __future__ import annotations

import contextlib
import os
from collections import Counter

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

#: Share of lines that two files have in common if one is the other under a new name.
_LIKE = 0.5
#: Files that are gone, of which those with a new name are looked for.
_MOST_GONE = 500


class Since:
    """Tells which lines are newer than a revision. Raises ``GitError``."""

    def __init__(self, folder: str, revision: str) -> None:
        self._repository = Repository(folder)
        self._old = self._repository.files(self._repository.commit(revision))
        self._changed: dict[str, set[Place] | None] = {}
        self._gone: list[tuple[str, list[str]]] | None = None

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
        try:
            new = _lines(path, read_bytes(path))
            if known is None:
                old = self._old_of_renamed(path, [line for line, _ in new])
            else:
                (data,) = self._repository.contents([known])
                old = [line for line, _ in _lines(path, data)]
        except (SourceError, OSError):
            return None
        if old is None:
            return None
        return {new[line - 1][1] for line in changed_lines(old, [line for line, _ in new])}

    def _old_of_renamed(self, path: str, new: list[str]) -> list[str] | None:
        """Return the lines of the file that is gone and is most like this one, if one is."""
        if self._gone is None:
            self._gone = self._read_gone()
        suffix = os.path.splitext(path)[1]
        wanted = Counter(new)
        likest, most = None, _LIKE
        for old, lines in self._gone:
            if old.endswith(suffix):
                same = sum((wanted & Counter(lines)).values())
                share = 2 * same / max(len(lines) + len(new), 1)
                if share > most:
                    likest, most = lines, share
        return likest

    def _read_gone(self) -> list[tuple[str, list[str]]]:
        """Return the files of the revision that are not there any more, with their lines."""
        root = self._repository.root
        names = {
            path: name
            for path, name in self._old.items()
            if path.endswith((".py", SUFFIX))
            and not os.path.lexists(os.path.join(root, *path.split("/")))
        }
        taken = list(names)[:_MOST_GONE]
        gone = []
        for path, data in zip(taken, self._repository.contents(names[path] for path in taken)):
            with contextlib.suppress(SourceError):
                gone.append((path, [line for line, _ in _lines(path, data)]))
        return gone


def _lines(path: str, data: bytes) -> list[tuple[str, Place]]:
    """Return the lines of a file or notebook, each with the place it has in findings."""
    if not path.endswith(SUFFIX):
        return [(line, (None, n)) for n, line in enumerate(split_lines(decode(data)), 1)]
    return [
        (line, (cell.number, number))
        for cell in Notebook(data).cells
        for number, line in enumerate(cell.lines, 1)
    ]
