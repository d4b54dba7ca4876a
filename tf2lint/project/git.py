"""What a git repository holds, read from its object store; the work tree is not touched.

git itself is asked, with all that a repository's own configuration could make it run
switched off: no hooks, monitors, filters or external differs take part in what is used here.
"""

from __future__ import annotations

import os

from tf2lint.model import Unusable
from tf2lint.source.reading import LARGEST

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import IO

_COMMAND = ("git", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "--no-pager")
_ENVIRONMENT = {
    # Nothing is fetched that is not here, or a remote's settings could run a program. Older
    # releases of git know the second alone: the one protocol that is allowed does not exist.
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}


class GitError(Unusable):
    """git is missing, or refuses; the message says which command and why."""


class Repository:
    """The repository that a folder belongs to. Raises ``GitError`` where there is none."""

    def __init__(self, folder: str) -> None:
        self._folder = os.path.abspath(folder or os.curdir)
        self.root = os.fsdecode(self._ask("rev-parse", "--show-toplevel").rstrip(b"\n"))

    def commit(self, revision: str) -> str:
        """Return the hash of the commit that a revision names."""
        wanted = f"{revision}^{{commit}}"
        try:
            found = self._ask("rev-parse", "--verify", "--quiet", "--end-of-options", wanted)
        except GitError:
            hint = "is its history here? (a shallow clone, as CI makes it, lacks it)"
            raise GitError(f"git: {revision!r} names no commit; {hint}") from None
        return found.decode("ascii").strip()

    def files(self, commit: str) -> dict[str, str]:
        """Return the files of a commit: path from the root, with slashes, to hash of content."""
        found = {}
        for record in self._ask("ls-tree", "-r", "-z", "--full-tree", commit).split(b"\0"):
            head, _, path = record.partition(b"\t")
            mode, _, rest = head.partition(b" ")
            if mode.startswith(b"100"):
                found[os.fsdecode(path)] = rest.split(b" ")[1].decode("ascii")
        return found

    def ancestors(self, revision: str, most: int) -> list[tuple[int, str]]:
        """Return time (seconds since 1970) and hash of commits, the newest first.

        They are the first parents of a revision, beginning with it.
        """
        words = ("rev-list", "--timestamp", "--first-parent", f"--max-count={most}")
        return _timed(self._ask(*words, self.commit(revision), "--"))

    def tags(self) -> dict[str, str]:
        """Return the tags that stand for commits, with the hashes of those."""
        fields = "%(objecttype) %(objectname) %(*objecttype) %(*objectname) %(refname:strip=2)"
        found = {}
        for line in self._ask("for-each-ref", f"--format={fields}", "refs/tags").splitlines():
            kind, name, inner_kind, inner_name, tag = line.split(b" ", 4)
            if b"commit" in (kind, inner_kind):
                found[os.fsdecode(tag)] = (inner_name or name).decode("ascii")
        return found

    def times(self, commits: Iterable[str]) -> dict[str, int]:
        """Return the times of commits, in seconds since 1970."""
        given = "".join(f"{name}\n" for name in commits).encode("ascii")
        if not given:
            return {}
        said = self._ask("rev-list", "--timestamp", "--no-walk=unsorted", "--stdin", given=given)
        return {commit: seconds for seconds, commit in _timed(said)}

    def contents(self, hashes: Iterable[str]) -> Iterator[bytes]:
        """Yield what objects hold, in the order of their hashes."""
        from tempfile import TemporaryFile

        wanted = "".join(f"{name}\n" for name in hashes).encode("ascii")
        # In memory is one at a time, however much all of them hold.
        with TemporaryFile(prefix="tf2lint-") as file:
            self._ask("cat-file", "--batch", given=wanted, into=file)
            file.seek(0)
            while head := file.readline():
                fields = head.split()
                if len(fields) != 3:
                    raise GitError(f"git cat-file: {head.decode('ascii', 'replace').strip()}")
                size = int(fields[2])
                # As much as shows that it is too large to be linted.
                data = file.read(min(size, LARGEST + 1))
                yield data
                file.seek(size - len(data) + 1, os.SEEK_CUR)

    def _ask(self, *words: str, given: bytes = b"", into: IO[bytes] | None = None) -> bytes:
        """Return what git says, or have it written into a file."""
        import subprocess

        try:
            done = subprocess.run(
                [*_COMMAND, *words],
                cwd=self._folder,
                env={**os.environ, **_ENVIRONMENT},
                input=given,
                stdout=subprocess.PIPE if into is None else into,
                stderr=subprocess.PIPE,
                check=False,
            )
        except OSError as error:
            raise GitError(f"git cannot be run: {error.strerror or error}") from None
        if done.returncode:
            said = done.stderr.decode("utf-8", "replace").strip().split("\n")[0]
            reason = said or f"{words[-1]!r} names nothing that it knows"
            raise GitError(f"git {words[0]}: {reason}")
        return done.stdout or b""


def _timed(said: bytes) -> list[tuple[int, str]]:
    pairs = (line.split() for line in said.decode("ascii").splitlines())
    return [(int(seconds), commit) for seconds, commit in pairs]


def changed_lines(old: Sequence[str], new: Sequence[str]) -> set[int]:
    """Return the numbers, from 1, of the lines of ``new`` that ``old`` has not."""
    start, old_end, new_end = 0, len(old), len(new)
    while start < min(old_end, new_end) and old[start] == new[start]:
        start += 1
    while old_end > start and new_end > start and old[old_end - 1] == new[new_end - 1]:
        old_end, new_end = old_end - 1, new_end - 1
    from difflib import SequenceMatcher

    matcher = SequenceMatcher(None, old[start:old_end], new[start:new_end], autojunk=False)
    changed: set[int] = set()
    for kind, _, _, first, last in matcher.get_opcodes():
        if kind in ("replace", "insert"):
            changed.update(range(start + first + 1, start + last + 1))
    return changed
