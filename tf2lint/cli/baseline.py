"""``tf2lint baseline``: write down what is found, and take out what is gone."""

from __future__ import annotations

import os

from tf2lint.baseline import (
    DEFAULT_NAME,
    BaselineError,
    compare,
    entries_of,
    load,
    stay_below,
    text_of,
)
from tf2lint.cli import refuse, say, tell
from tf2lint.cli.overrides import override
from tf2lint.cli.run import CheckOptions, Run, jobs_of
from tf2lint.gate import FAILED, PASSED
from tf2lint.project.config import SettingsError, SettingsFinder
from tf2lint.project.files import shown_path
from tf2lint.project.writing import write_text
from tf2lint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tf2lint.baseline import Entry
    from tf2lint.findings import Findings
    from tf2lint.project.files import Sources
    from tf2lint.project.settings import Settings


#: Options of ``check`` that change what is found, and that ``baseline`` has as well.
_VIEW = ("target_version", "keras", "dialect", "execution")
_RULES = ("select", "extend_select", "ignore", "per_file_ignores")
_LISTED = 3


class BaselineOptions(NamedTuple):
    """The options of ``baseline`` as they were written; ``check``: those of a check."""

    check: CheckOptions = CheckOptions()
    file: str = ""
    update: bool = False
    allow_growth: bool = False


def baseline(options: BaselineOptions) -> int:
    """Run the command; returns the exit status: 1 if new findings were not entered."""
    # With a baseline, so that the findings get fingerprints.
    check = options.check._replace(baseline=options.file or DEFAULT_NAME)
    try:
        finder = SettingsFinder(override(check))
        run = Run(check, finder)
        linted, outcome, errors = run.paths(jobs_of(check.jobs))
    except SettingsError as error:
        return refuse(error)
    errors = [*finder.problems, *errors, *outcome.errors]
    if errors:
        return max(refuse(message) for message in errors)
    settings = run.leading_settings()
    path = options.file or os.path.join(settings.root, settings.baseline or DEFAULT_NAME)
    try:
        if not options.file:
            stay_below(settings.root, path)
        if options.update:
            looked_for = looks_for(check, settings, os.path.dirname(path))
            return _update(path, outcome.findings, linted, looked_for, options.allow_growth)
        return _write_new(path, outcome.findings)
    except BaselineError as error:
        return refuse(error)
    except OSError as error:
        return refuse(f"{path}: {error.strerror or error}")


def _write_new(path: str, findings: Findings) -> int:
    shown = shown_path(path)
    if os.path.lexists(path):
        return refuse(f"{shown} is there already: --update takes out what is gone")
    entries = set(entries_of(findings, os.path.dirname(path)))
    write_text(path, text_of(entries))
    say(f"{shown}: {_count(len(entries), 'known finding')}")
    return PASSED


def _update(
    path: str,
    findings: Findings,
    linted: Sources,
    looked_for: Callable[[Entry], bool],
    growth: bool,
) -> int:
    folder, shown = os.path.dirname(path), shown_path(path)
    compared = compare(findings, load(path), folder, linted.paths(), looked_for)
    entries = {*entries_of(compared.known, folder), *compared.unseen}
    added = set(entries_of(compared.new, folder))
    write_text(path, text_of(entries | added if growth else entries))
    said = [f"{_count(len(compared.stale), 'entry', 'entries')} taken out"]
    if added:
        said.append(f"{len(added)} added" if growth else f"{len(added)} new not entered")
    say(f"{shown}: {', '.join(said)}")
    if added and not growth:
        tell("--allow-growth enters new findings")
        return FAILED
    return PASSED


def looks_for(options: CheckOptions, settings: Settings, folder: str) -> Callable[[Entry], bool]:
    """Return the function that says whether a run looks for the finding of an entry.

    A rule that the command line leaves out says nothing about its entries; one that the
    settings leave out has none any more. ``folder``: that of the baseline.
    """
    if not any(getattr(options, key) for key in _RULES):
        return lambda entry: True
    from tf2lint.knowledge import load as load_knowledge

    rules = {rule.code: rule for rule in load_knowledge(settings.target).rules.values()}

    def looked_for(entry: Entry) -> bool:
        rule, path = rules.get(entry.code), os.path.join(folder, entry.path)
        return rule is None or settings.selects(rule.code, rule.name, path, rule.default)

    return looked_for


def stale_reason(options: CheckOptions, stale: Sequence[Entry], path: str) -> str:
    """Say which entries are stale, and the command that takes them out."""
    from shlex import join

    words = ["tf2lint", "baseline", "--update", "--file", shown_path(path)]
    for key in (*_VIEW, *_RULES, "exclude"):
        value = getattr(options, key)
        for item in value if isinstance(value, tuple) else (value,):
            words += ["--" + key.replace("_", "-"), item] if item else []
    if options.code_blocks:
        words.append("--code-blocks")
    if options.paths != (os.curdir,):
        words += options.paths
    which = [f"{entry.path}: {entry.code} {entry.symbol}".rstrip() for entry in stale[:_LISTED]]
    which += ["…"] * (len(stale) > _LISTED)
    entries = "1 entry is" if len(stale) == 1 else f"{len(stale)} entries are"
    return f"{entries} stale in {shown_path(path)} ({'; '.join(which)}): run {join(words)}"


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
