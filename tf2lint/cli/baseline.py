"""``tf2lint baseline``: write down what is found, and take out what is gone."""

from __future__ import annotations

import os
import sys

from tf2lint.baseline import (
    DEFAULT_NAME,
    BaselineError,
    compare,
    entries_of,
    load,
    text_of,
)
from tf2lint.cli.run import CheckOptions, Run, jobs_of
from tf2lint.gate import BROKEN, FAILED, PASSED
from tf2lint.project.config import SettingsError, SettingsFinder
from tf2lint.project.files import shown_path
from tf2lint.project.writing import write_text
from tf2lint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tf2lint.findings import Findings


class BaselineOptions(NamedTuple):
    """The options of ``baseline`` as they were written."""

    paths: tuple[str, ...] = (os.curdir,)
    file: str = ""
    update: bool = False
    allow_growth: bool = False
    jobs: str = "1"


def baseline(options: BaselineOptions) -> int:
    """Run the command; returns the exit status: 1 if new findings were not entered."""
    finder = SettingsFinder()
    # With a baseline, so that the findings get fingerprints.
    run = Run(CheckOptions(options.paths, baseline=options.file or DEFAULT_NAME), finder)
    try:
        linted, outcome, errors = run.paths(jobs_of(options.jobs))
    except SettingsError as error:
        return _refuse(str(error))
    errors = [*finder.problems, *errors, *outcome.errors]
    if errors:
        return max(_refuse(message) for message in errors)
    settings = run.leading_settings()
    path = options.file or os.path.join(settings.root, settings.baseline or DEFAULT_NAME)
    try:
        if options.update:
            return _update(path, outcome.findings, linted, options.allow_growth)
        return _write_new(path, outcome.findings)
    except BaselineError as error:
        return _refuse(str(error))
    except OSError as error:
        return _refuse(f"{path}: {error.strerror or error}")


def _write_new(path: str, findings: Findings) -> int:
    shown = shown_path(path)
    if os.path.lexists(path):
        return _refuse(f"{shown} is there already: --update takes out what is gone")
    entries = set(entries_of(findings, os.path.dirname(path)))
    write_text(path, text_of(entries))
    print(f"{shown}: {_count(len(entries), 'known finding')}", file=sys.stderr)
    return PASSED


def _update(path: str, findings: Findings, linted: list[str], growth: bool) -> int:
    folder, shown = os.path.dirname(path), shown_path(path)
    compared = compare(findings, load(path), folder, linted)
    entries = {*entries_of(compared.known, folder), *compared.unseen}
    added = set(entries_of(compared.new, folder))
    write_text(path, text_of(entries | added if growth else entries))
    said = [f"{_count(len(compared.stale), 'entry', 'entries')} taken out"]
    if added:
        said.append(f"{len(added)} added" if growth else f"{len(added)} new not entered")
    print(f"{shown}: {', '.join(said)}", file=sys.stderr)
    if added and not growth:
        print("tf2lint: --allow-growth enters new findings", file=sys.stderr)
        return FAILED
    return PASSED


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def _refuse(message: str) -> int:
    print(f"tf2lint: {message}", file=sys.stderr)
    return BROKEN
