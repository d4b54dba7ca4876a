"""Fixing files, or showing what fixing them would change."""

from __future__ import annotations

import sys

from tf2lint.fix import FileProblem, file_diff, replace_file
from tf2lint.fixing import fix_source, is_wanted
from tf2lint.lint import Linter
from tf2lint.project.files import collect
from tf2lint.source.reading import read_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tf2lint.model import Finding
    from tf2lint.project.config import SettingsFinder
    from tf2lint.project.files import Source
    from tf2lint.project.settings import Settings

#: Fixing a file may change what another one that imports it shows.
_ROUNDS = 5


class Repair:
    """What a run fixed: counts for the summary, and files that could not be written."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.errors: list[str] = []
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
        return "; ".join(parts)


def fix_paths(paths: Sequence[str], finder: SettingsFinder, force: bool, unsafe: bool) -> Repair:
    """Fix the files that the paths mean, in place, until nothing changes any more."""
    repair = Repair()
    repair.unsafe = unsafe
    left_alone: set[str] = set()
    for _ in range(_ROUNDS):
        linters = _Linters()
        changed = False
        for source in _python_sources(paths, finder, force):
            if source.path in left_alone:
                continue
            outcome = _fixed(linters, source, unsafe)
            if outcome is None or outcome[0] == outcome[1]:
                continue
            try:
                replace_file(source.path, outcome[0], outcome[1])
            except FileProblem as problem:
                repair.errors.append(str(problem))
                left_alone.add(source.path)
                continue
            repair.findings.extend(outcome[2])
            changed = True
        if not changed:
            break
    return repair


def show_diff(paths: Sequence[str], finder: SettingsFinder, force: bool, unsafe: bool) -> Repair:
    """Print what ``fix_paths`` would change in each file, as a patch."""
    repair = Repair()
    repair.unsafe = unsafe
    linters = _Linters()
    sys.stdout.flush()
    for source in _python_sources(paths, finder, force):
        outcome = _fixed(linters, source, unsafe)
        if outcome is not None:
            _write_bytes(file_diff(source.path, outcome[0], outcome[1]))
            repair.findings.extend(outcome[2])
    return repair


def fix_stream(path: str, data: bytes, settings: Settings, unsafe: bool, diff: bool) -> Repair:
    """Print the fixed text of a stream, or the difference."""
    repair = Repair()
    repair.unsafe = unsafe
    fixed = fix_source(Linter(settings, fixes=True), path, data, unsafe)
    repair.findings.extend(fixed.repaired)
    sys.stdout.flush()
    _write_bytes(file_diff(path, data, fixed.data) if diff else fixed.data)
    return repair


class _Linters:
    """A linter for each settings file met."""

    def __init__(self) -> None:
        self._known: dict[str, Linter] = {}

    def of(self, settings: Settings) -> Linter:
        linter = self._known.get(settings.source)
        if linter is None:
            linter = self._known[settings.source] = Linter(settings, fixes=True)
        return linter


def _python_sources(paths: Sequence[str], finder: SettingsFinder, force: bool) -> list[Source]:
    """The readable Python files that the paths mean; a check reports the others."""
    found = collect(paths, finder, force_exclude=force).sources
    return [s for s in found if not s.trouble and (not s.requirements or s.path.endswith(".py"))]


def _fixed(
    linters: _Linters, source: Source, unsafe: bool
) -> tuple[bytes, bytes, Sequence[Finding]] | None:
    """Bytes before and after, and what was repaired; None where there is nothing to do."""
    try:
        data = read_bytes(source.path)
    except OSError:
        return None
    linter = linters.of(source.settings)
    if not (linter.mentions(data) or linter.project.brings_tensorflow(source.path, data)):
        return None
    fixed = fix_source(linter, source.path, data, unsafe)
    return data, fixed.data, fixed.repaired


def _write_bytes(data: bytes) -> None:
    """To the standard output as it is: a source may be in any encoding."""
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def _count(number: int, what: str) -> str:
    return f"{number} {what}" + ("" if number == 1 else "s")
