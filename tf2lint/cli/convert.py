"""``tf2lint fix --in TREE --out TREE2``: a copy of a tree, fixed, and a report on it."""

from __future__ import annotations

import os
import shutil
import sys

from tf2lint.cli import refuse, tell
from tf2lint.cli.fix import fix_paths
from tf2lint.cli.overrides import override
from tf2lint.cli.run import CheckOptions
from tf2lint.gate import BROKEN, PASSED
from tf2lint.lint import Linter
from tf2lint.project.config import SettingsError, SettingsFinder
from tf2lint.project.files import collect
from tf2lint.source.reading import read_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tf2lint.model import Finding
    from tf2lint.project.settings import Settings


def convert(source: str, out: str, report: str, unsafe: bool, options: CheckOptions) -> int:
    """Copy ``source`` to ``out``, fix the copy, write the report; returns the exit status.

    The status is 0 whatever is left to do, and 2 where something could not be done.
    """
    try:
        _copy(source, out)
        finder = SettingsFinder(override(options))
        repair = fix_paths([out], finder, False, unsafe)
    except (SettingsError, OSError) as error:
        return refuse(error)
    left = _findings(out, finder)
    errors = [*finder.problems, *repair.errors]
    if report:
        try:
            _write_report(report, source, out, finder.for_folder(out), repair.findings, left)
        except OSError as error:
            errors.append(f"{report}: {error.strerror or error}")
    for message in errors:
        tell(message)
    print(repair.summary(left, applied=True), file=sys.stderr)
    return BROKEN if errors else PASSED


def _copy(source: str, out: str) -> None:
    """Copy a tree with its links and times; raises ``OSError`` with a sentence for the user."""
    if not os.path.isdir(source):
        raise OSError(f"--in: {source} is no folder")
    if os.path.isdir(out) and os.listdir(out):
        raise OSError(f"--out: {out} is there already, and not empty")
    real_source, real_out = os.path.realpath(source), os.path.realpath(out)
    if (real_out + os.sep).startswith(real_source + os.sep):
        raise OSError(f"--out: {out} is inside of {source}")
    try:
        shutil.copytree(source, out, symlinks=True, dirs_exist_ok=True)
    except shutil.Error as error:
        place, _, reason = error.args[0][0]
        raise OSError(f"{place}: not copied: {reason}") from None


def _findings(out: str, finder: SettingsFinder) -> list[Finding]:
    """What is left in the fixed tree."""
    linters: dict[str, Linter] = {}
    found: list[Finding] = []
    for source in collect([out], finder).sources:
        linter = linters.setdefault(source.settings.source, Linter(source.settings, fixes=True))
        try:
            data = read_bytes(source.path)
        except OSError:
            continue
        if source.requirements:
            found.extend(linter.lint_requirements(source.path, data))
        if source.path.endswith((".py", ".ipynb")):
            found.extend(linter.lint(source.path, data))
    return found


def _write_report(
    path: str,
    source: str,
    out: str,
    settings: Settings,
    repaired: list[Finding],
    left: list[Finding],
) -> None:
    from tf2lint.report.migration import render_migration

    title = f"Migration of {os.path.basename(os.path.abspath(source))}"
    inside = [[_below(out, finding) for finding in part] for part in (repaired, left)]
    text = render_migration(settings.target, inside[0], inside[1], title)
    with open(path, "w", encoding="utf-8", errors="backslashreplace") as file:
        file.write(text)


def _below(out: str, finding: Finding) -> Finding:
    """The finding with its path as it is in the tree."""
    return finding._replace(path=os.path.relpath(finding.path, out).replace(os.sep, "/"))
