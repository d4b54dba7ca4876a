"""Run TensorFlow's own ``tf_upgrade_v2`` and read what it says.

Its report repeats warnings and errors at the top; all of it, once, is in the detailed log:
``LINE:COLUMN: SEVERITY: text`` under ``Processing file``, columns from 0.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import NamedTuple

FILE = re.compile(r"Processing file '(.*)'")
ENTRY = re.compile(r"(\d+):(\d+): (INFO|WARNING|ERROR): (.*)")

#: What an entry says -> pattern of its text; ``s`` is the symbol, if it names one.
KINDS = {
    "rename": re.compile(r"Renamed '(?P<s>[^']+)' to "),
    "keyword renamed": re.compile(r"Renamed keyword argument for (?P<s>\S+) from "),
    "keywords added": re.compile(r"Added keywords to args of function '(?P<s>[^']+)'"),
    "cast": re.compile(r"Changed (?P<s>\S+) call to tf\.cast"),
    "deprecated module": re.compile(r"Using member (?P<s>\S+) in deprecated module"),
    "dropout": re.compile(r"Changing keep_prob arg of (?P<s>\S+) to rate"),
    "dropout by hand": re.compile(r"(?P<s>tf\.nn\.dropout) called without arguments"),
    "labels": re.compile(r"Changing labels arg of (?P<s>\S+) to"),
    "argument by hand": re.compile(r"(?P<s>\S+) called with (?P<arg>\w+) argument"),
    "dataset iterator": re.compile(r"Changing dataset\.(?P<s>make_\w+)\(\)"),
    "name_scope name": re.compile(r"`name` passed to `(?P<s>name_scope)`"),
    "name_scope without name": re.compile(r"(?P<s>name_scope) call with neither"),
    "summary step": re.compile(r"Summary API writing function (?P<s>\S+) now requires"),
    "save": re.compile(r"\*\.save requires manual check"),
    "any minimize or conv": re.compile(r"\(Manual check required\) upgrading (?P<s>\S+) may"),
    "check by hand": re.compile(r"(?P<s>\S+) requires manual check"),
}


class Entry(NamedTuple):
    """One thing that ``tf_upgrade_v2`` said; 1-based line and column."""

    package: str
    path: str
    line: int
    column: int
    severity: str
    kind: str
    symbol: str
    text: str


def classify(text: str) -> tuple[str, str]:
    """Kind of an entry and the symbol that it names (``""`` for none)."""
    for kind, pattern in KINDS.items():
        match = pattern.match(text)
        if match:
            return kind, match.groupdict().get("s") or ""
    return "other", ""


def upgrade(tool: str, root: Path, cache: Path) -> Path:
    """Report of ``tf_upgrade_v2`` on one package; made once, then kept in ``cache``."""
    report = cache / f"{root.name}.report"
    if not report.exists():
        cache.mkdir(parents=True, exist_ok=True)
        out = cache / f"{root.name}.out"
        command = [tool, "--intree", str(root), "--outtree", str(out), "--reportfile", str(report)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        (cache / f"{root.name}.log").write_text(done.stdout + done.stderr)
        if done.returncode:
            raise RuntimeError(f"tf_upgrade_v2 failed on {root.name}: {done.stderr[-500:]}")
    return report


def entries(report: Path, root: Path) -> list[Entry]:
    """What a report says, in its order."""
    found: list[Entry] = []
    path = ""
    _, _, log = report.read_text(errors="replace").partition("Detailed log follows")
    for line in log.splitlines():
        named = FILE.match(line)
        if named:
            path = Path(named[1]).relative_to(root).as_posix()
            continue
        match = ENTRY.match(line)
        if match:
            kind, symbol = classify(match[4])
            place = (root.name, path, int(match[1]), int(match[2]) + 1)
            found.append(Entry(*place, match[3], kind, symbol, match[4]))
    return found
