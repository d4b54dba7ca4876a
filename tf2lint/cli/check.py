"""``tf2lint check``: lint paths or a stream, report, judge."""

from __future__ import annotations

import contextlib
import os
import sys

from tf2lint.baseline import BaselineError
from tf2lint.gate import BROKEN, FAILED, PASSED, judge
from tf2lint.lint import Linter
from tf2lint.names.files import ROOT_WORDS
from tf2lint.project.config import SettingsError, SettingsFinder
from tf2lint.project.files import collect, shown_path
from tf2lint.project.git import GitError
from tf2lint.project.screen import screen
from tf2lint.project.work import Outcome, lint_all
from tf2lint.records import NamedTuple
from tf2lint.report import (
    DOCUMENTS,
    FINGERPRINTED,
    FORMATS,
    WITH_SUPPRESSED,
    Report,
    render,
    summary_line,
)
from tf2lint.source import SourceError, decode, split_lines
from tf2lint.source.reading import read_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tf2lint.cache import Cache
    from tf2lint.model import Finding
    from tf2lint.project.files import Source
    from tf2lint.project.settings import Settings

STDIN = "-"
#: Files with code blocks in them.
_DOCUMENTS = (".md", ".rst")
#: Smaller runs are over before a cache is read; what is remembered of larger ones would have
#: to fit into memory.
_FEWEST_CACHED, _MOST_CACHED = 50, 20_000
#: Findings whose text is in memory at a time.
_WRITTEN_AT_ONCE = 5_000


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
    #: Reports besides, each written as ``FORMAT=FILE``.
    report: tuple[str, ...] = ()
    statistics: bool = False
    quiet: bool = False
    max_error: str = ""
    max_warning: str = ""
    max_info: str = ""
    since: str = ""
    baseline: str = ""
    no_baseline: bool = False
    budget: tuple[str, ...] = ()
    exit_zero: bool = False
    jobs: str = "1"
    probe_results: str = ""
    verdicts: str = ""
    gate_verdicts: str = ""
    cache_dir: str = ""
    no_cache: bool = False
    code_blocks: bool = False


def check(options: CheckOptions) -> int:
    """Run the command; returns the exit status."""
    try:
        finder = SettingsFinder(_override(options))
        jobs = jobs_of(options.jobs)
        documents = _documents(options.report)
    except SettingsError as error:
        print(f"tf2lint: {error}", file=sys.stderr)
        return BROKEN
    run = Run(options, finder)
    linted, outcome, errors = run.stdin() if STDIN in options.paths else run.paths(jobs)
    settings = run.leading_settings()
    errors = [*finder.problems, *errors, *outcome.errors]
    findings = [finding for finding in outcome.findings if not finding.suppressed]
    against = _Against(run.baseline())
    try:
        findings, counted = run.probed(run.since(against.new(findings, linted)))
    except (BaselineError, GitError, SettingsError) as error:
        print(f"tf2lint: {error}", file=sys.stderr)
        return BROKEN
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
    )
    for message in errors:
        print(f"tf2lint: {message}", file=sys.stderr)
    run.write(report)
    for name, path in documents:
        problem = run.write_document(report, name, path)
        if problem:
            print(f"tf2lint: {problem}", file=sys.stderr)
            errors.append(problem)
    if not options.quiet and options.format not in DOCUMENTS:
        print(summary_line(report), file=sys.stderr)
        for reason in reasons:
            print(f"The gate fails: {reason}", file=sys.stderr)
    if errors:
        return BROKEN
    return FAILED if reasons and not options.exit_zero else PASSED


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


class Run:
    """One run of the command: a linter for each settings file met, and the text of stdin."""

    def __init__(self, options: CheckOptions, finder: SettingsFinder) -> None:
        self._options = options
        self._finder = finder
        self._linters: dict[str, Linter] = {}
        self._stdin: list[str] = []
        self._cache: Cache | None = None
        self._lines: tuple[tuple[str, int | None], Sequence[str]] = (("", None), ())

    def leading_settings(self) -> Settings:
        """Return the settings that judge the run: those of the first path."""
        first = self._options.paths[0]
        if first == STDIN:
            first = self._options.stdin_filename
        folder = first if os.path.isdir(first) else os.path.dirname(first)
        return self._finder.for_folder(folder)

    def baseline(self) -> str:
        """Return the path of the baseline in force; empty: there is none."""
        options, settings = self._options, self.leading_settings()
        if options.no_baseline:
            return ""
        if options.baseline or not settings.baseline:
            return options.baseline
        return os.path.join(settings.root, settings.baseline)

    def paths(self, jobs: int) -> tuple[list[str], Outcome, list[str]]:
        """Lint the paths; returns the files, the findings, unusable paths."""
        options = self._options
        files = collect(
            options.paths,
            self._finder,
            force_exclude=options.force_exclude,
            suffixes=_DOCUMENTS if options.code_blocks else (),
        )
        self._open_cache(len(files.sources))
        sources = screen(files.sources, ROOT_WORDS, self._brings_tensorflow)
        cache = self._cache
        left = sources if cache is None else cache.recall(sources, self._linter)
        finish = None if cache is None else cache.finish
        if sys.stderr.isatty() and not options.quiet:
            from tf2lint.cli.progress import Progress

            with Progress(len(left), sys.stderr) as progress:
                outcome = lint_all(left, self._lint, jobs, progress.advance, finish)
        else:
            outcome = lint_all(left, self._lint, jobs, None, finish)
        if cache is not None:
            outcome, problem = cache.complete(sources, outcome)
            # Nobody asked for the default one, so nobody has to hear that it cannot be.
            if problem and options.cache_dir:
                print(f"tf2lint: nothing is cached: {problem}", file=sys.stderr)
        return [source.path for source in files.sources], outcome, files.errors

    def _open_cache(self, files: int) -> None:
        """Remember the results of a run, unless it is small, huge, or not to be remembered."""
        options = self._options
        if options.no_cache or not _FEWEST_CACHED <= files <= _MOST_CACHED:
            return
        from tf2lint.cache import Cache
        from tf2lint.cache.store import default_folder

        folder = options.cache_dir or default_folder()
        if folder:
            self._cache = Cache(folder, options.paths)

    def stdin(self) -> tuple[list[str], Outcome, list[str]]:
        """Lint the standard input under the name it was given."""
        if len(self._options.paths) > 1:
            return [], Outcome([], []), ["-: the standard input cannot be linted along with paths"]
        name = self._options.stdin_filename or "<stdin>"
        data = sys.stdin.buffer.read()
        try:
            self._stdin = split_lines(decode(data))
        except SourceError:
            self._stdin = []
        path = shown_path(name) if self._options.stdin_filename else name
        linter = self._linter(self._finder.for_folder(os.path.dirname(path)))
        return [path], Outcome(linter.lint(path, data), []), []

    def since(self, findings: list[Finding]) -> list[Finding]:
        """Return the findings on lines that are newer than ``--since``; raises ``GitError``."""
        if not self._options.since:
            return findings
        from tf2lint.project.since import Since

        first = self._options.paths[0]
        folder = first if os.path.isdir(first) else os.path.dirname(first)
        return Since(folder, self._options.since).keep(findings)

    def probed(self, findings: list[Finding]) -> tuple[list[Finding], list[Finding]]:
        """Return the findings with the probe's verdicts, and which count; see ``results``."""
        options = self._options
        if not options.probe_results:
            return findings, findings
        from tf2lint.probe.results import counted, join

        found = join(
            findings, options.probe_results, tuple(filter(None, options.verdicts.split(",")))
        )
        return found, counted(found, self.leading_settings().gate_verdicts)

    def line_counts(self, linted: Sequence[str]) -> dict[str, int]:
        """Return the number of lines of each Python file."""
        counts = {}
        for path in linted:
            if path.endswith(".py"):
                with contextlib.suppress(OSError):
                    counts[path] = read_bytes(path).count(b"\n")
        return counts

    def write(self, report: Report) -> None:
        """Write the report to the standard output."""
        name = self._options.format
        if name == "text":
            name = "full" if sys.stdout.isatty() else "concise"
        if self._options.statistics and name not in DOCUMENTS:
            from tf2lint.report.statistics import render_statistics

            sys.stdout.write(render_statistics(report))
        elif name in DOCUMENTS:
            sys.stdout.write(render(name, report, False, self.lines_of))
        else:
            colours = _has_colours()
            for start in range(0, len(report.findings), _WRITTEN_AT_ONCE):
                part = report._replace(findings=report.findings[start : start + _WRITTEN_AT_ONCE])
                sys.stdout.write(render(name, part, colours, self.lines_of))

    def write_document(self, report: Report, name: str, path: str) -> str:
        """Write a document to a file, whole or not at all; returns what went wrong."""
        from tf2lint.project.writing import write_text

        try:
            write_text(path, render(name, report, False, self.lines_of))
        except OSError as error:
            return f"{path}: {error.strerror or error}"
        return ""

    def _lint(self, source: Source) -> list[Finding]:
        linter = self._linter(source.settings)
        if source.trouble:
            return linter.file_finding(source.path, "unreadable-file", source.trouble)
        try:
            data = read_bytes(source.path)
        except OSError as error:
            reason = error.strerror or str(error)
            return linter.file_finding(source.path, "unreadable-file", reason)
        if self._cache is not None:
            self._cache.linting(linter, source.path, data)
        found = linter.lint_requirements(source.path, data) if source.requirements else []
        if source.requirements and not source.path.endswith(".py"):
            return found
        found.extend(linter.lint(source.path, data))
        return sorted(found, key=lambda finding: (finding.cell or 0, finding.line, finding.column))

    def _brings_tensorflow(self, source: Source, data: bytes) -> bool:
        return self._linter(source.settings).project.brings_tensorflow(source.path, data)

    def _linter(self, settings: Settings) -> Linter:
        linter = self._linters.get(settings.source)
        if linter is None:
            names = {self._options.format, *(n for n, _ in _documents(self._options.report))}
            linter = self._linters[settings.source] = Linter(
                settings,
                fingerprints=bool(self.baseline() or self._options.probe_results)
                or not names.isdisjoint(FINGERPRINTED),
                suppressed=not names.isdisjoint(WITH_SUPPRESSED),
                code_blocks=self._options.code_blocks,
            )
            if self._cache is not None:
                self._cache.adopt(linter)
        return linter

    def lines_of(self, finding: Finding) -> Sequence[str]:
        """Return the lines that a finding is in; findings come file by file, so one is kept."""
        if STDIN in self._options.paths:
            return self._stdin
        key = (finding.path, finding.cell)
        if self._lines[0] != key:
            try:
                self._lines = (key, _lines(finding.path, finding.cell))
            except (OSError, SourceError):
                self._lines = (key, ())
        return self._lines[1]


def _lines(path: str, cell: int | None) -> Sequence[str]:
    """Return the lines of a file, or of a notebook's cell."""
    data = read_bytes(path)
    if cell is None:
        return split_lines(decode(data))
    from tf2lint.source.notebook import Notebook

    return next((c.lines for c in Notebook(data).cells if c.number == cell), ())


def _override(options: CheckOptions) -> Callable[[Settings], Settings] | None:
    """Return what the options change in any settings; raises ``SettingsError``."""
    if options == CheckOptions(paths=options.paths):
        return None
    from tf2lint.cli.overrides import override

    return override(options)


def _documents(written: Sequence[str]) -> list[tuple[str, str]]:
    """Return the formats and files of the reports that are asked for besides."""
    pairs = []
    for item in written:
        name, found, path = item.partition("=")
        if not found or not path or name not in FORMATS[1:]:
            forms = ", ".join(FORMATS[1:])
            raise SettingsError(f"--report: {item!r} is not FORMAT=FILE with one of {forms}")
        pairs.append((name, path))
    return pairs


def _has_colours() -> bool:
    environment = os.environ
    if environment.get("NO_COLOR") or environment.get("TERM") == "dumb":
        return False
    return bool(environment.get("FORCE_COLOR")) or sys.stdout.isatty()


def jobs_of(text: str) -> int:
    """Return the number of processes that ``--jobs`` means; raises ``SettingsError``."""
    if text == "auto":
        if hasattr(os, "sched_getaffinity"):
            return len(os.sched_getaffinity(0))
        return os.cpu_count() or 1
    if text.isascii() and text.isdigit() and int(text) > 0:
        return int(text)
    raise SettingsError(f"--jobs: {text!r} is neither a number from 1 nor 'auto'")
