"""Fixing files, or showing what fixing them would change."""

from __future__ import annotations

import os
import sys

from tf2lint.fix import FileProblem, file_diff, replace_file
from tf2lint.fixing import fix_source, is_wanted
from tf2lint.lint import MOST_REPAIRED, Linter
from tf2lint.project.files import collect
from tf2lint.project.work import lint_all
from tf2lint.records import NamedTuple
from tf2lint.source.reading import read_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any

    from tf2lint.model import Finding
    from tf2lint.project.config import SettingsFinder
    from tf2lint.project.files import Source
    from tf2lint.project.settings import Settings

#: Fixing a file may change what another one that imports it shows.
_ROUNDS = 5


class Repair:
    """What a run fixed: counts for the summary, and files that could not be written.

    ``overfull`` are those with so many findings that nothing was done about them.
    """

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.errors: list[str] = []
        self.overfull: set[str] = set()
        self.unsafe = False

    def summary(self, left: Iterable[Finding], *, applied: bool) -> str:
        """Say in one line what was done, and what is left to whom."""
        remaining = [finding for finding in left if finding.severity != "info"]
        more = sum(not self.unsafe and is_wanted(f.fix, True) for f in remaining)
        done = f"{'Fixed' if applied else 'Would fix'} {_count(len(self.findings), 'finding')}"
        if not applied:
            more -= sum(f.severity != "info" for f in self.findings)
            remaining = remaining[: len(remaining) - len(self.findings)]
        parts = [f"{done} in {_count(len({f.path for f in self.findings}), 'file')}"]
        if not self.unsafe:
            parts.append(f"{max(more, 0)} more with --unsafe-fixes")
        parts.append(f"{max(len(remaining) - max(more, 0), 0)} need a person")
        if self.overfull:
            files = ", ".join(sorted(self.overfull))
            parts.append(f"left as it is, with more than {MOST_REPAIRED:,} findings: {files}")
        return "; ".join(parts)


def fix_paths(
    paths: Sequence[str], finder: SettingsFinder, force: bool, unsafe: bool, jobs: int = 1
) -> Repair:
    """Fix the files that the paths mean, in place, until nothing changes any more."""
    repair = Repair()
    repair.unsafe = unsafe
    left_alone: set[str] = set()

    def store(made: _Made) -> None:
        try:
            replace_file(made.path, made.before, made.after)
        except FileProblem as problem:
            repair.errors.append(str(problem))
            left_alone.add(made.path)
        else:
            repair.findings.extend(made.repaired)

    sources = _python_sources(paths, finder, force)
    for _ in range(_ROUNDS):
        todo = [source for source in sources if source.path not in left_alone]
        if not _round(repair, todo, {}, jobs, store):
            break
    return repair


def show_diff(
    paths: Sequence[str], finder: SettingsFinder, force: bool, unsafe: bool, jobs: int = 1
) -> Repair:
    """Print what ``fix_paths`` would change in each file, as a patch."""
    repair = Repair()
    repair.unsafe = unsafe
    before: dict[str, bytes] = {}
    after: dict[str, bytes] = {}

    def store(made: _Made) -> None:
        before.setdefault(made.path, made.before)
        after[os.path.realpath(made.path)] = made.after
        repair.findings.extend(made.repaired)

    sources = _python_sources(paths, finder, force)
    for _ in range(_ROUNDS):
        if not _round(repair, sources, after, jobs, store):
            break
    sys.stdout.flush()
    for source in sources:
        if source.path in before:
            changed = after[os.path.realpath(source.path)]
            _write_bytes(file_diff(source.path, before[source.path], changed))
    return repair


class _Made(NamedTuple):
    """What fixing made of a file."""

    path: str
    before: bytes
    after: bytes
    repaired: tuple[Finding, ...]
    overfull: bool


def _round(
    repair: Repair,
    sources: list[Source],
    overlay: dict[str, bytes],
    jobs: int,
    store: Callable[[_Made], None],
) -> bool:
    """Fix each file once, and store what changed; returns whether anything did.

    All files are read before any is stored, so that neither their order nor the number of
    processes makes a difference.
    """
    linters = _Linters(overlay)
    outcome = lint_all(sources, lambda source: _fixed(linters, source, repair.unsafe), jobs)
    made: list[Any] = list(outcome.findings)
    repair.errors.extend(error for error in outcome.errors if error not in repair.errors)
    repair.overfull.update(item.path for item in made if item.overfull)
    changed = [item for item in made if item.after != item.before]
    for item in changed:
        store(item)
    return bool(changed)


def fix_stream(path: str, data: bytes, settings: Settings, unsafe: bool, diff: bool) -> Repair:
    """Print the fixed text of a stream, or the difference."""
    repair = Repair()
    repair.unsafe = unsafe
    fixed = fix_source(Linter(settings, fixes=True), path, data, unsafe)
    repair.findings.extend(fixed.repaired)
    if fixed.overfull:
        repair.overfull.add(path)
    sys.stdout.flush()
    _write_bytes(file_diff(path, data, fixed.data) if diff else fixed.data)
    return repair


class _Linters:
    """A linter for each settings file met."""

    def __init__(self, overlay: dict[str, bytes]) -> None:
        self._known: dict[str, Linter] = {}
        self.overlay = overlay

    def of(self, settings: Settings) -> Linter:
        linter = self._known.get(settings.source)
        if linter is None:
            linter = self._known[settings.source] = Linter(settings, fixes=True)
            linter.project.overlay = self.overlay
        return linter


def _python_sources(paths: Sequence[str], finder: SettingsFinder, force: bool) -> list[Source]:
    """The readable Python files that the paths mean; a check reports the others."""
    found = collect(paths, finder, force_exclude=force).sources
    return [s for s in found if not s.trouble and (not s.requirements or s.path.endswith(".py"))]


def _fixed(linters: _Linters, source: Source, unsafe: bool) -> list[_Made]:
    """What fixing makes of a file; nothing where all that can be done to it is done."""
    data = linters.overlay.get(os.path.realpath(source.path)) if linters.overlay else None
    try:
        data = read_bytes(source.path) if data is None else data
    except OSError:
        return []
    linter = linters.of(source.settings)
    if not (linter.mentions(data) or linter.project.brings_tensorflow(source.path, data)):
        return []
    fixed = fix_source(linter, source.path, data, unsafe)
    if fixed.data == data and not fixed.overfull:
        return []
    return [_Made(source.path, data, fixed.data, fixed.repaired, fixed.overfull)]


def _write_bytes(data: bytes) -> None:
    """To the standard output as it is: a source may be in any encoding."""
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def _count(number: int, what: str) -> str:
    return f"{number} {what}" + ("" if number == 1 else "s")
