"""One run over paths or a stream, as every command that lints begins it."""

from __future__ import annotations

import os
import sys
from itertools import islice

from tf2lint.cli import tell
from tf2lint.findings import Findings
from tf2lint.lint import Linter
from tf2lint.names.files import ROOT_WORDS
from tf2lint.project.config import SettingsError
from tf2lint.project.files import Source, Sources, collect, shown_path
from tf2lint.project.screen import screen
from tf2lint.project.work import Outcome, lint_all
from tf2lint.records import NamedTuple
from tf2lint.report import (
    DOCUMENTS,
    FINGERPRINTED,
    FORMATS,
    WITH_FIXES,
    WITH_SUPPRESSED,
    Report,
    render,
)
from tf2lint.source import SourceError, decode, split_lines
from tf2lint.source.reading import read_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tf2lint.cache import Cache
    from tf2lint.cli.fix import Repair
    from tf2lint.model import Finding
    from tf2lint.project.config import SettingsFinder
    from tf2lint.project.settings import Settings

STDIN = "-"
#: Files with code blocks in them.
_DOCUMENTS = (".md", ".rst")
#: Pieces of a text that are written together.
_WRITTEN_AT_ONCE = 1_000
#: Smaller runs are over before a cache is read; what is remembered of larger ones would have
#: to fit into memory.
_FEWEST_CACHED, _MOST_CACHED = 50, 20_000


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
    cache_dir: str = ""
    no_cache: bool = False
    code_blocks: bool = False
    probe_results: str = ""
    verdicts: str = ""
    gate_verdicts: str = ""
    fix: bool = False
    unsafe_fixes: bool = False
    diff: bool = False

    @property
    def repairs(self) -> bool:
        """Whether files are fixed, or shown as they would be."""
        return self.fix or self.diff


class Run:
    """One run of the command: a linter for each settings file met, and the text of stdin."""

    def __init__(
        self, options: CheckOptions, finder: SettingsFinder, what: str = "", tree: str = ""
    ) -> None:
        """``what``: which of several runs of a command it is, where progress is shown.

        ``tree``: a folder with all that is linted, which lies somewhere else each time.
        """
        self._options = options
        self._finder = finder
        self._what = what
        self._tree = tree
        self._linters: dict[str, Linter] = {}
        self._stdin: list[str] = []
        self._data: bytes | None = None
        self._repair: Repair | None = None
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

    def paths(self, jobs: int) -> tuple[Sources, Outcome, list[str]]:
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

            with Progress(len(left), sys.stderr, before=self._what) as progress:
                outcome = lint_all(left, self._lint, jobs, progress.advance, finish)
        else:
            outcome = lint_all(left, self._lint, jobs, None, finish)
        if cache is not None:
            outcome, problem = cache.complete(sources, outcome)
            # Nobody asked for the default one, so nobody has to hear that it cannot be.
            if problem and options.cache_dir:
                tell(f"nothing is cached: {problem}")
        return files.sources, outcome, files.errors

    def _open_cache(self, files: int) -> None:
        """Remember the results of a run, unless it is small, huge, or not to be remembered."""
        options = self._options
        if options.no_cache or not _FEWEST_CACHED <= files <= _MOST_CACHED:
            return
        from tf2lint.cache import Cache
        from tf2lint.cache.store import default_folder

        folder = options.cache_dir or default_folder()
        if folder:
            self._cache = Cache(folder, options.paths, self._tree)

    def stdin(self) -> tuple[Sources, Outcome, list[str]]:
        """Lint the standard input under the name it was given."""
        if len(self._options.paths) > 1:
            return (
                Sources(),
                Outcome(Findings(), []),
                ["-: the standard input cannot be linted along with paths"],
            )
        path, data = self._stream()
        try:
            self._stdin = split_lines(decode(data))
        except SourceError:
            self._stdin = []
        source = Source(path, self._finder.for_folder(os.path.dirname(path)))
        found = self._linter(source.settings).lint(path, data)
        return Sources([source]), Outcome(Findings(found), []), []

    def apart(self, findings: Findings) -> tuple[Findings, Findings]:
        """Return the findings that count, and those that comments hide, if these are kept."""
        if self._formats().isdisjoint(WITH_SUPPRESSED):
            return findings, Findings()
        return (
            Findings(finding for finding in findings if not finding.suppressed),
            Findings(finding for finding in findings if finding.suppressed),
        )

    def since(self, findings: Findings) -> Findings:
        """Return the findings on lines that are newer than ``--since``; raises ``GitError``."""
        if not self._options.since:
            return findings
        from tf2lint.project.since import Since

        first = self._options.paths[0]
        folder = first if os.path.isdir(first) else os.path.dirname(first)
        return Since(folder, self._options.since).keep(findings)

    def probed(self, findings: Findings) -> tuple[Findings, Findings]:
        """Return the findings with the probe's verdicts, and those that count.

        Raises ``SettingsError`` where there are no such results or no such verdict.
        """
        options = self._options
        if not options.probe_results:
            return findings, findings
        from tf2lint.probe.results import counted, join

        wanted = tuple(filter(None, options.verdicts.split(",")))
        found = join(findings, options.probe_results, wanted)
        return found, counted(found, self.leading_settings().gate_verdicts)

    def line_counts(self, linted: Sources) -> Iterator[tuple[str, int]]:
        """Yield each Python file with the number of its lines."""
        for path, *_ in linted:
            if path.endswith(".py"):
                try:
                    lines = read_bytes(path).count(b"\n")
                except OSError:
                    continue
                yield path, lines

    def _stream(self) -> tuple[str, bytes]:
        """Return the name and the bytes of the standard input, read once."""
        name = self._options.stdin_filename or "<stdin>"
        if self._data is None:
            self._data = sys.stdin.buffer.read()
        return shown_path(name) if self._options.stdin_filename else name, self._data

    def repair(self, jobs: int) -> None:
        """Fix what is to be linted, or show what fixing it would change."""
        from tf2lint.cli import fix

        options = self._options
        if STDIN in options.paths:
            if len(options.paths) == 1:
                path, data = self._stream()
                settings = self._finder.for_folder(os.path.dirname(path))
                unsafe = options.unsafe_fixes
                self._repair = fix.fix_stream(path, data, settings, unsafe, options.diff)
            return
        apply = fix.show_diff if options.diff else fix.fix_paths
        self._repair = apply(
            options.paths, self._finder, options.force_exclude, options.unsafe_fixes, jobs
        )

    @property
    def repair_errors(self) -> list[str]:
        """Return a line for each file that could not be written."""
        return self._repair.errors if self._repair is not None else []

    def write_repair_summary(self, report: Report) -> None:
        """Say on the standard error what was fixed, and what is left to do."""
        if self._repair is not None:
            in_place = not self._options.diff and STDIN not in self._options.paths
            print(self._repair.summary(report.findings, applied=in_place), file=sys.stderr)

    def write(self, report: Report) -> None:
        """Write the report to the standard output, unless a diff or a text is there."""
        if self._options.diff or (self._options.fix and STDIN in self._options.paths):
            return
        name = self._options.format
        if name == "text":
            name = "full" if sys.stdout.isatty() else "concise"
        if self._options.statistics and name not in DOCUMENTS:
            from tf2lint.report.statistics import render_statistics

            sys.stdout.write(render_statistics(report))
        elif name in DOCUMENTS:
            sys.stdout.writelines(render(name, report, False, self.lines_of))
        else:
            pieces = render(name, report, _has_colours(), self.lines_of)
            # A terminal is flushed at each write.
            while part := "".join(islice(pieces, _WRITTEN_AT_ONCE)):
                sys.stdout.write(part)

    def write_document(self, report: Report, name: str, path: str) -> str:
        """Write a document to a file, whole or not at all; returns what went wrong."""
        from tf2lint.project.writing import write_pieces

        try:
            write_pieces(path, render(name, report, False, self.lines_of))
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
            names = self._formats()
            marked = bool(self.baseline() or self._options.probe_results)
            linter = self._linters[settings.source] = Linter(
                settings,
                fingerprints=marked or not names.isdisjoint(FINGERPRINTED),
                suppressed=not names.isdisjoint(WITH_SUPPRESSED),
                fixes=self._options.repairs or not names.isdisjoint(WITH_FIXES),
                code_blocks=self._options.code_blocks,
            )
            if self._cache is not None:
                self._cache.adopt(linter)
        return linter

    def _formats(self) -> set[str]:
        """Return the names of all formats that are written."""
        return {self._options.format, *(name for name, _ in documents_of(self._options.report))}

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


def documents_of(written: Sequence[str]) -> list[tuple[str, str]]:
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
