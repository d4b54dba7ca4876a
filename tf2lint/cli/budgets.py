"""``tf2lint budgets``: the thresholds and how much of them is used; the ratchet."""

from __future__ import annotations

import os
import sys

from tf2lint.baseline import BaselineError
from tf2lint.cli import refuse, say
from tf2lint.cli.check import Against
from tf2lint.cli.run import CheckOptions, Run, jobs_of
from tf2lint.gate import FAILED, PASSED, judge
from tf2lint.project.config import SettingsError, SettingsFinder
from tf2lint.project.files import shown_path
from tf2lint.project.writing import write_text
from tf2lint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from tf2lint.gate import Use
    from tf2lint.project.settings import Settings


class BudgetsOptions(NamedTuple):
    """The options of ``budgets`` as they were written."""

    paths: tuple[str, ...] = (os.curdir,)
    ratchet: bool = False
    jobs: str = "1"
    cache_dir: str = ""
    no_cache: bool = False


def budgets(options: BudgetsOptions) -> int:
    """Run the command; returns the exit status: 1 if a threshold is exceeded."""
    finder = SettingsFinder()
    check = CheckOptions(options.paths, cache_dir=options.cache_dir, no_cache=options.no_cache)
    run = Run(check, finder)
    try:
        linted, outcome, errors = run.paths(jobs_of(options.jobs))
    except SettingsError as error:
        return refuse(error)
    errors = [*finder.problems, *errors, *outcome.errors]
    if errors:
        return max(map(refuse, errors))
    settings = run.leading_settings()
    against = Against(run.baseline(), check, settings)
    try:
        findings = against.new(outcome.findings, linted)
    except BaselineError as error:
        return refuse(error)
    verdict = judge(findings, settings, lambda: run.line_counts(linted))
    sys.stdout.write(table(verdict.uses))
    if against.known:
        say(f"Known in the baseline, and not counted: {len(against.known)}")
    if options.ratchet:
        return _ratchet(settings, verdict.uses)
    return verdict.status


def table(uses: Sequence[Use]) -> str:
    """Return a table: what is allowed, what is used, what is left."""
    from tf2lint.report.text import printable

    rows = [("threshold", "allowed", "used", "left")]
    for use in uses:
        unit = " per 1,000 lines" if use.per_1000_lines else ""
        allowed, left = "any", ""
        if use.allowed is not None:
            allowed, left = f"{use.allowed:g}", f"{use.allowed - use.used:g}"
        what = use.what.removeprefix("finding of ")
        rows.append((printable(f"{what}{unit}"), allowed, f"{use.used:g}", left))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = []
    for first, *others in rows:
        cells = [first.ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(others, widths[1:])]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines) + "\n"


def _ratchet(settings: Settings, uses: Sequence[Use]) -> int:
    """Lower each threshold that the settings file holds to what is used of it."""
    if not settings.source:
        return refuse("there is no settings file whose thresholds could be lowered")
    shown = shown_path(settings.source)
    if os.path.islink(settings.source):
        # Others may share what it leads to, and it may lie anywhere.
        return refuse(f"{shown} is a link: its thresholds are not lowered")
    try:
        import tomlkit
    except ImportError:
        return refuse('the ratchet needs tomlkit: pip install "tf2lint[ratchet]"')
    with open(settings.source, encoding="utf-8", newline="") as file:
        document = tomlkit.parse(file.read())
    whole = os.path.basename(settings.source) != "pyproject.toml"
    place: Any = document if whole else document["tool"]["tf2lint"]
    lowered = [use for use in uses if _lower(place, use)]
    if lowered:
        try:
            write_text(settings.source, tomlkit.dumps(document))
        except OSError as error:
            return refuse(f"{shown}: {error.strerror or error}")
    say(f"{shown}: {len(lowered)} of {len(uses)} thresholds lowered")
    return FAILED if any(use.exceeded for use in uses) else PASSED


def _lower(place: Any, use: Use) -> bool:
    """Put what is used in place of what is allowed, where the file says so and it is less."""
    if use.allowed is None or use.used >= use.allowed:
        return False
    table, index = use.key
    if table == "budgets":
        key: str | int = "max-per-1000-lines" if use.per_1000_lines else "max"
        place = place[table][index]
    elif table == "limits":
        place, key = place[table], _written(place[table], str(index))
    else:
        key = table
        if key not in place:
            return False
    place[key] = use.used if use.per_1000_lines else int(use.used)
    return True


def _written(limits: Any, label: str) -> str:
    """Return a rule as the file spells it: ``tf2`` and ``TF2`` mean the same."""
    return next(str(key) for key in limits if str(key).strip().upper() == label.upper())
