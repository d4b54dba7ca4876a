"""``tf2lint check``: lint paths or a stream, report, judge."""

from __future__ import annotations

import os
import sys

from tf2lint.cli import refuse, say, tell
from tf2lint.cli.run import STDIN, CheckOptions, Run, documents_of, jobs_of
from tf2lint.findings import Findings
from tf2lint.gate import BROKEN, FAILED, PASSED, judge
from tf2lint.model import Unusable
from tf2lint.project.config import SettingsError, SettingsFinder
from tf2lint.report import DOCUMENTS, Report, summary_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tf2lint.baseline import Entry
    from tf2lint.project.files import Sources
    from tf2lint.project.settings import Settings


def check(options: CheckOptions) -> int:
    """Run the command; returns the exit status."""
    try:
        finder = SettingsFinder(_override(options))
        jobs = jobs_of(options.jobs)
        documents = documents_of(options.report)
    except SettingsError as error:
        return refuse(error)
    run = Run(options, finder)
    if options.repairs:
        run.repair(jobs)
    linted, outcome, errors = run.stdin() if STDIN in options.paths else run.paths(jobs)
    errors = [*finder.problems, *errors, *run.repair_errors, *outcome.errors]
    settings = run.leading_settings()
    against = Against(run.baseline(), options, settings)
    try:
        shown, hidden = run.apart(outcome.findings)
        findings, counted = run.probed(run.since(against.new(shown, linted)))
    except Unusable as error:
        return refuse(error)
    verdict = judge(counted, settings, lambda: run.line_counts(linted))
    reasons = [*verdict.reasons, *against.reasons()]
    report = Report(
        findings,
        errors,
        settings.target,
        len(linted),
        not reasons and not errors,
        hidden,
        against.known,
        against.stale,
        unjudged=_unjudged(findings) - _unjudged(counted) if counted is not findings else 0,
        compared=bool(run.baseline()),
    )
    if _write(run, report, options, documents, reasons) or errors:
        return BROKEN
    return FAILED if reasons and not options.exit_zero else PASSED


def _unjudged(findings: Findings) -> int:
    """Return how many of the findings the results of the probe do not know."""
    return sum(finding.probe is None for finding in findings)


def _write(
    run: Run,
    report: Report,
    options: CheckOptions,
    documents: Sequence[tuple[str, str]],
    reasons: Sequence[str],
) -> bool:
    """Write all there is to say; returns whether a document could not be written."""
    for message in report.errors:
        tell(message)
    run.write(report)
    failed = False
    for name, path in documents:
        problem = run.write_document(report, name, path)
        if problem:
            failed = True
            tell(problem)
    if not options.quiet and (options.format not in DOCUMENTS or options.repairs):
        run.write_repair_summary(report)
        print(summary_line(report), file=sys.stderr)
    if not options.quiet:
        # Not every document says why, and a job that fails without a word is no use.
        for reason in reasons:
            say(f"The gate fails: {reason}")
    return failed


class Against:
    """The baseline that the findings of a run are held against, if there is one."""

    def __init__(self, path: str, options: CheckOptions, settings: Settings) -> None:
        self._path = path
        self._options = options
        self._settings = settings
        self._stale: list[Entry] = []
        self.known = Findings()

    def new(self, findings: Findings, linted: Sources) -> Findings:
        """Return the findings that are not known; raises ``BaselineError``."""
        if not self._path:
            return findings
        from tf2lint.baseline import compare, load, stay_below
        from tf2lint.cli.baseline import looks_for

        if not self._options.baseline:
            stay_below(self._settings.root, self._path)
        folder = os.path.dirname(self._path)
        looked_for = looks_for(self._options, self._settings, folder)
        compared = compare(findings, load(self._path), folder, linted.paths(), looked_for)
        self.known, self._stale = compared.known, compared.stale
        return compared.new

    @property
    def stale(self) -> int:
        """The number of entries whose findings are gone."""
        return len(self._stale)

    def reasons(self) -> list[str]:
        """Return why the gate fails whatever was found."""
        if not self._stale:
            return []
        from tf2lint.cli.baseline import stale_reason

        return [stale_reason(self._options, self._stale, self._path)]


def _override(options: CheckOptions) -> Callable[[Settings], Settings] | None:
    """Return what the options change in any settings; raises ``SettingsError``."""
    if options == CheckOptions(paths=options.paths):
        return None
    from tf2lint.cli.overrides import override

    return override(options)
