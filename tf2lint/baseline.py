"""The baseline: findings that are known, so that only new ones count.

A file of lines, sorted: path, code, fingerprint and symbol, with tabs between. Paths are
relative to the file's own folder. Fingerprints hold the text of a statement, not its place,
so that an entry outlives moved lines, new layout and a renamed file.
"""

from __future__ import annotations

import os
from io import StringIO

from tf2lint.findings import Findings
from tf2lint.model import Unusable
from tf2lint.project.files import shown_path
from tf2lint.records import NamedTuple
from tf2lint.source.reading import read_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from tf2lint.model import Finding

DEFAULT_NAME = "tf2lint-baseline.tsv"
HEADER = "# tf2lint baseline 1"
_CONFLICT = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")
_NOTE = "# Findings that are known. tf2lint baseline --update takes out those that are gone."


class BaselineError(Unusable):
    """A baseline that cannot be used; the message names the file."""


class Entry(NamedTuple):
    """A finding that is known; ``path`` has slashes and starts at the baseline's folder."""

    path: str
    code: str
    fingerprint: str
    symbol: str


class Comparison(NamedTuple):
    """Findings and a baseline, held against each other."""

    new: Findings
    known: Findings
    #: Entries whose findings are gone.
    stale: list[Entry]
    #: Entries of files that the run did not look at.
    unseen: list[Entry]


def stay_below(root: str, path: str) -> None:
    """Raise ``BaselineError`` where the baseline that settings name is not below their folder.

    Links may lead anywhere; whoever wrote the settings does not choose what is read or written.
    """
    if not os.path.realpath(path).startswith(os.path.join(os.path.realpath(root), "")):
        raise BaselineError(f"{shown_path(path)}: a link leads out of the folder of the settings")


def load(path: str) -> list[Entry]:
    """Return the entries of a baseline; raises ``BaselineError``."""
    shown = shown_path(path)
    try:
        # Line by line: there may be hundreds of thousands.
        lines = StringIO(read_bytes(path).decode("utf-8").replace("\r\n", "\n"), newline="\n")
    except FileNotFoundError:
        raise BaselineError(f"{shown}: no such baseline; tf2lint baseline writes one") from None
    except UnicodeDecodeError:
        raise BaselineError(f"{shown}: not a baseline: it is no text") from None
    except OSError as error:
        raise BaselineError(f"{shown}: cannot be read: {error.strerror or error}") from None
    if lines.readline().removesuffix("\n") != HEADER:
        raise BaselineError(f"{shown}:1: not a baseline: it does not begin with {HEADER!r}")
    entries = []
    shared: dict[str, str] = {}
    for number, line in enumerate(lines, 2):
        line = line.removesuffix("\n")
        if line.startswith("#"):
            continue
        fields = [shared.setdefault(field, field) for field in line.split("\t")]
        if line.startswith(_CONFLICT):
            advice = "keep the entries of both sides, then take out what is gone with --update"
            raise BaselineError(f"{shown}:{number}: a merge left a conflict here: {advice}")
        if len(fields) != len(Entry._fields) or not all(fields[:3]):
            raise BaselineError(f"{shown}:{number}: broken baseline: {line[:60]!r} is no entry")
        entries.append(Entry(*fields))
    return entries


def text_of(entries: Iterable[Entry]) -> str:
    """Return the content of a baseline."""
    lines = ["\t".join(entry) for entry in sorted(set(entries))]
    return "\n".join([HEADER, _NOTE, *lines]) + "\n"


def entries_of(findings: Iterable[Finding], folder: str) -> Iterator[Entry]:
    """Return the entries for findings, in a baseline that stands in ``folder``."""
    paths = _Paths(folder)
    return map(paths.entry, findings)


def compare(
    findings: Iterable[Finding],
    entries: Iterable[Entry],
    folder: str,
    linted: Iterable[str],
    looked_for: Callable[[Entry], bool] = lambda entry: True,
) -> Comparison:
    """Hold findings against the entries of a baseline that stands in ``folder``.

    ``linted``: the paths that the run looked at. Entries of other files are not stale, as
    long as those files are there; nor are those whose rule was not ``looked_for``. An entry
    of a file that is gone is that of a like finding elsewhere: the file was renamed.
    """
    waiting = {entry[:3]: entry for entry in entries}
    paths = _Paths(folder)
    unmatched, known = Findings(), Findings()
    for finding in findings:
        entry = waiting.pop(paths.entry(finding)[:3], None)
        (unmatched if entry is None else known).append(finding)
    left = {entry.path for entry in waiting.values()}
    looked_at = left.intersection(map(paths.spelled, linted)) if left else left
    moved: dict[tuple[str, str], list[Entry]] = {}
    for entry in waiting.values():
        if not paths.exists(entry.path):
            moved.setdefault((entry.code, entry.fingerprint), []).append(entry)
    new = Findings()
    for finding in unmatched:
        candidates = moved.get((finding.code, finding.fingerprint))
        if candidates:
            del waiting[candidates.pop()[:3]]
            known.append(finding)
        else:
            new.append(finding)
    stale: list[Entry] = []
    unseen: list[Entry] = []
    for entry in sorted(waiting.values()):
        gone = entry.path in looked_at or not paths.exists(entry.path)
        (stale if gone and looked_for(entry) else unseen).append(entry)
    return Comparison(new, known, stale, unseen)


class _Paths:
    """Paths as a baseline in a folder writes them."""

    def __init__(self, folder: str) -> None:
        self._folder = os.path.abspath(folder)
        self._known: dict[str, str] = {}

    def of(self, path: str) -> str:
        found = self._known.get(path)
        if found is None:
            found = self._known[path] = self.spelled(path)
        return found

    def spelled(self, path: str) -> str:
        relative = os.path.relpath(os.path.abspath(path), self._folder)
        printable = relative.encode("utf-8", "backslashreplace").decode("utf-8")
        return printable.replace("\t", "\\t").replace("\n", "\\n").replace(os.sep, "/")

    def entry(self, finding: Finding) -> Entry:
        return Entry(self.of(finding.path), finding.code, finding.fingerprint, finding.symbol)

    def exists(self, path: str) -> bool:
        return os.path.exists(os.path.join(self._folder, path))
