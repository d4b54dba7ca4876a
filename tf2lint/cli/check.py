"""``tf2lint check``: lint paths or a stream, report, judge."""

from __future__ import annotations

import os
import sys

from tf2lint.gate import BROKEN, PASSED, judge
from tf2lint.lint import Linter
from tf2lint.names.files import ROOT_WORDS
from tf2lint.project.config import SettingsError, SettingsFinder
from tf2lint.project.files import collect, shown_path
from tf2lint.project.reading import read_bytes
from tf2lint.project.screen import screen
from tf2lint.project.work import Outcome, lint_all
from tf2lint.records import NamedTuple
from tf2lint.report import Report, render, summary_line
from tf2lint.source import SourceError, decode, split_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tf2lint.model import Finding
    from tf2lint.project.files import Source
    from tf2lint.project.settings import Settings

STDIN = "-"


class CheckOptions(NamedTuple):
    """The options of ``check`` as they were written; empty ones leave the settings as they are."""

    paths: tuple[str, ...] = (os.curdir,)
    target_version: str = ""
    keras: str = ""
    dialect: str = ""
    execution: str = ""
    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_file_ignores: tuple[str, ...] = ()
    severity: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    force_exclude: bool = False
    stdin_filename: str = ""
    format: str = "text"
    statistics: bool = False
    quiet: bool = False
    max_error: str = ""
    max_warning: str = ""
    max_info: str = ""
    exit_zero: bool = False
    jobs: str = "1"
    probe_results: str = ""
    verdicts: str = ""


def check(options: CheckOptions) -> int:
    """Run the command; returns the exit status."""
    try:
        finder = SettingsFinder(_override(options))
        jobs = _jobs(options.jobs)
    except SettingsError as error:
        print(f"tf2lint: {error}", file=sys.stderr)
        return BROKEN
    run = _Run(options, finder)
    files, outcome, errors = run.stdin() if STDIN in options.paths else run.paths(jobs)
    if options.probe_results:
        from tf2lint.probe.results import join

        wanted = tuple(word for word in options.verdicts.split(",") if word)
        try:
            found = join(outcome.findings, options.probe_results, wanted)
        except SettingsError as error:
            print(f"tf2lint: {error}", file=sys.stderr)
            return BROKEN
        outcome = outcome._replace(findings=found)
    settings = run.leading_settings()
    errors = [*finder.problems, *errors, *outcome.errors]
    verdict = judge(outcome.findings, settings)
    report = Report(
        outcome.findings, errors, settings.target, files, not verdict.reasons and not errors
    )
    for message in errors:
        print(f"tf2lint: {message}", file=sys.stderr)
    run.write(report)
    if not options.quiet and options.format != "json":
        print(summary_line(report), file=sys.stderr)
        for reason in verdict.reasons:
            print(f"The gate fails: {reason}", file=sys.stderr)
    if errors:
        return BROKEN
    return PASSED if options.exit_zero else verdict.status


class _Run:
    """One run of the command: a linter for each settings file met, and the text of stdin."""

    def __init__(self, options: CheckOptions, finder: SettingsFinder) -> None:
        self._options = options
        self._finder = finder
        self._linters: dict[str, Linter] = {}
        self._stdin: list[str] = []
        self._lines: tuple[str, Sequence[str]] = ("", ())

    def leading_settings(self) -> Settings:
        """Return the settings that judge the run: those of the first path."""
        first = self._options.paths[0]
        if first == STDIN:
            first = self._options.stdin_filename
        folder = first if os.path.isdir(first) else os.path.dirname(first)
        return self._finder.for_folder(folder)

    def paths(self, jobs: int) -> tuple[int, Outcome, list[str]]:
        """Lint the paths; returns the number of files, the findings, unusable paths."""
        options = self._options
        files = collect(options.paths, self._finder, force_exclude=options.force_exclude)
        sources = screen(files.sources, ROOT_WORDS, self._brings_tensorflow)
        if sys.stderr.isatty() and not options.quiet:
            from tf2lint.cli.progress import Progress

            with Progress(len(sources), sys.stderr) as progress:
                outcome = lint_all(sources, self._lint, jobs, progress.advance)
        else:
            outcome = lint_all(sources, self._lint, jobs)
        return len(files.sources), outcome, files.errors

    def stdin(self) -> tuple[int, Outcome, list[str]]:
        """Lint the standard input under the name it was given."""
        if len(self._options.paths) > 1:
            return 0, Outcome([], []), ["-: the standard input cannot be linted along with paths"]
        name = self._options.stdin_filename or "<stdin>"
        data = sys.stdin.buffer.read()
        try:
            self._stdin = split_lines(decode(data))
        except SourceError:
            self._stdin = []
        path = shown_path(name) if self._options.stdin_filename else name
        linter = self._linter(self._finder.for_folder(os.path.dirname(path)))
        return 1, Outcome(linter.lint(path, data), []), []

    def write(self, report: Report) -> None:
        """Write the report to the standard output."""
        name = self._options.format
        if name == "text":
            name = "full" if sys.stdout.isatty() else "concise"
        if self._options.statistics and name != "json":
            from tf2lint.report.statistics import render_statistics

            sys.stdout.write(render_statistics(report))
        else:
            sys.stdout.write(render(name, report, _has_colours(), self._lines_of))

    def _lint(self, source: Source) -> list[Finding]:
        linter = self._linter(source.settings)
        if source.trouble:
            return linter.file_finding(source.path, "unreadable-file", source.trouble)
        try:
            data = read_bytes(source.path)
        except OSError as error:
            reason = error.strerror or str(error)
            return linter.file_finding(source.path, "unreadable-file", reason)
        found = linter.lint_requirements(source.path, data) if source.requirements else []
        if source.requirements and not source.path.endswith(".py"):
            return found
        found.extend(linter.lint(source.path, data))
        return sorted(found, key=lambda finding: (finding.line, finding.column))

    def _brings_tensorflow(self, source: Source, data: bytes) -> bool:
        return self._linter(source.settings).project.brings_tensorflow(source.path, data)

    def _linter(self, settings: Settings) -> Linter:
        linter = self._linters.get(settings.source)
        if linter is None:
            wanted = self._options.format == "json" or bool(self._options.probe_results)
            linter = self._linters[settings.source] = Linter(settings, fingerprints=wanted)
        return linter

    def _lines_of(self, path: str) -> Sequence[str]:
        """Return the source lines of a path; findings come file by file, so one is kept."""
        if STDIN in self._options.paths:
            return self._stdin
        if self._lines[0] != path:
            try:
                self._lines = (path, split_lines(decode(read_bytes(path))))
            except (OSError, SourceError):
                self._lines = (path, ())
        return self._lines[1]


def _override(options: CheckOptions) -> Callable[[Settings], Settings] | None:
    """Return what the options change in any settings; raises ``SettingsError``."""
    if options == CheckOptions(paths=options.paths):
        return None
    from tf2lint.cli.overrides import override

    return override(options)


def _has_colours() -> bool:
    environment = os.environ
    if environment.get("NO_COLOR") or environment.get("TERM") == "dumb":
        return False
    return bool(environment.get("FORCE_COLOR")) or sys.stdout.isatty()


def _jobs(text: str) -> int:
    if text == "auto":
        if hasattr(os, "sched_getaffinity"):
            return len(os.sched_getaffinity(0))
        return os.cpu_count() or 1
    if text.isascii() and text.isdigit() and int(text) > 0:
        return int(text)
    raise SettingsError(f"--jobs: {text!r} is neither a number from 1 nor 'auto'")
