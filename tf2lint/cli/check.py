"""``tf2lint check``: lint paths or a stream, report, judge."""

from __future__ import annotations

import os
import sys

from tf2lint.baseline import BaselineError
from tf2lint.cli.run import STDIN, CheckOptions, Run, documents_of, jobs_of
from tf2lint.gate import BROKEN, FAILED, PASSED, judge
from tf2lint.project.config import SettingsError, SettingsFinder
from tf2lint.project.files import shown_path
from tf2lint.project.git import GitError
from tf2lint.report import DOCUMENTS, Report, summary_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tf2lint.model import Finding
    from tf2lint.project.settings import Settings


def check(options: CheckOptions) -> int:
    """Run the command; returns the exit status."""
    try:
        finder = SettingsFinder(_override(options))
        jobs = jobs_of(options.jobs)
        documents = documents_of(options.report)
    except SettingsError as error:
        return _refuse(error)
    run = Run(options, finder)
    if options.repairs:
        run.repair(jobs)
    linted, outcome, errors = run.stdin() if STDIN in options.paths else run.paths(jobs)
    errors = [*finder.problems, *errors, *run.repair_errors, *outcome.errors]
    settings = run.leading_settings()
    against = _Against(run.baseline())
    try:
        shown = [finding for finding in outcome.findings if not finding.suppressed]
        findings, counted = run.probed(run.since(against.new(shown, linted)))
    except (SettingsError, BaselineError, GitError) as error:
        return _refuse(error)
    verdict = judge(counted, settings, lambda: run.line_counts(linted))
    reasons = [*verdict.reasons, *against.reasons()]
    report = Report(
        findings,
        errors,
        settings.target,
        len(linted),
        not reasons and not errors,
        [finding for finding in outcome.findings if finding.suppressed],
        against.known,
        against.stale,
        unjudged=_unjudged(findings) - _unjudged(counted) if counted is not findings else 0,
    )
    if _write(run, report, options, documents, reasons) or errors:
        return BROKEN
    return FAILED if reasons and not options.exit_zero else PASSED


def _unjudged(findings: Sequence[Finding]) -> int:
    """Return how many of the findings the results of the probe do not know."""
    return sum(finding.probe is None for finding in findings)


def _refuse(error: Exception) -> int:
    print(f"tf2lint: {error}", file=sys.stderr)
    return BROKEN


def _write(
    run: Run,
    report: Report,
    options: CheckOptions,
    documents: Sequence[tuple[str, str]],
    reasons: Sequence[str],
) -> bool:
    """Write all there is to say; returns whether a document could not be written."""
    for message in report.errors:
        print(f"tf2lint: {message}", file=sys.stderr)
    run.write(report)
    failed = False
    for name, path in documents:
        problem = run.write_document(report, name, path)
        if problem:
            failed = True
            print(f"tf2lint: {problem}", file=sys.stderr)
    if not options.quiet and (options.format not in DOCUMENTS or options.repairs):
        run.write_repair_summary(report)
        print(summary_line(report), file=sys.stderr)
        for reason in reasons:
            print(f"The gate fails: {reason}", file=sys.stderr)
    return failed


class _Against:
    """The baseline that the findings of a run are held against, if there is one."""

    def __init__(self, path: str) -> None:
        self._path = path
        self.stale = 0
        self.known: list[Finding] = []

    def new(self, findings: list[Finding], linted: Sequence[str]) -> list[Finding]:
        """Return the findings that are not known; raises ``BaselineError``."""
        if not self._path:
            return findings
        from tf2lint.baseline import compare, load

        compared = compare(findings, load(self._path), os.path.dirname(self._path), linted)
        self.known, self.stale = compared.known, len(compared.stale)
        return compared.new

    def reasons(self) -> list[str]:
        """Return why the gate fails whatever was found."""
        if not self.stale:
            return []
        entries = "1 entry is" if self.stale == 1 else f"{self.stale} entries are"
        shown = shown_path(self._path)
        return [f"{entries} stale in {shown}: run tf2lint baseline --update --file {shown}"]


def _override(options: CheckOptions) -> Callable[[Settings], Settings] | None:
    """Return what the options change in any settings; raises ``SettingsError``."""
    if options == CheckOptions(paths=options.paths):
        return None
    from tf2lint.cli.overrides import override

    return override(options)
