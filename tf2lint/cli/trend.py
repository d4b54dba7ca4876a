"""``tf2lint trend``: the findings of earlier revisions, from the objects of git."""

from __future__ import annotations

import os
import sys
from itertools import chain

from tf2lint.baseline import BaselineError, compare, load
from tf2lint.cli.progress import Progress
from tf2lint.cli.run import CheckOptions, Run, jobs_of
from tf2lint.findings import Findings
from tf2lint.gate import BROKEN, PASSED, Verdict, judge
from tf2lint.project.config import SettingsError
from tf2lint.project.files import shown_path
from tf2lint.project.git import GitError, Repository
from tf2lint.project.history import Checkout, PresentSettings, last_commits, last_tags
from tf2lint.project.writing import write_text
from tf2lint.records import NamedTuple
from tf2lint.report import Report, render
from tf2lint.trend import as_json, as_text, point, thresholds_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from tf2lint.model import Finding
    from tf2lint.project.history import Revision
    from tf2lint.trend import Point

FORMS = ("text", "json", "html")


class TrendOptions(NamedTuple):
    """The options of ``trend`` as they were written."""

    path: str = os.curdir
    number: str = "20"
    tags: bool = False
    format: str = "text"
    report: tuple[str, ...] = ()
    jobs: str = "1"


def trend(options: TrendOptions) -> int:
    """Run the command; returns the exit status."""
    from tempfile import TemporaryDirectory

    try:
        number = _number(options.number)
        jobs = jobs_of(options.jobs)
        outputs = [(options.format, ""), *map(_output, options.report)]
        if not os.path.isdir(options.path):
            raise SettingsError(f"{options.path}: not a folder")
        repository = Repository(options.path)
        revisions = (last_tags if options.tags else last_commits)(repository, number)
        if not revisions:
            raise GitError("the repository has no tags")
        with TemporaryDirectory(prefix="tf2lint-", ignore_cleanup_errors=True) as folder:
            return _History(options.path, repository, folder, jobs).run(revisions, outputs)
    except (SettingsError, GitError, OSError) as error:
        print(f"tf2lint: {error}", file=sys.stderr)
        return BROKEN


class _State(NamedTuple):
    """What was found in one revision; ``known`` is ``None`` where it has no baseline."""

    files: list[str]
    new: Findings
    known: Findings | None
    stale: int
    verdict: Verdict
    errors: list[str]

    @property
    def passed(self) -> bool:
        """Whether a check of this revision passes the gate of today."""
        return not self.verdict.reasons and not self.stale


class _History:
    """One run of the command, on a folder of a repository."""

    def __init__(self, path: str, repository: Repository, folder: str, jobs: int) -> None:
        self._path = path
        self._checkout = Checkout(repository, os.path.join(folder, "tree"))
        # Results hold for files at their paths, which nobody will see again after this run.
        self._cache = os.path.join(folder, "cache")
        self._jobs = jobs
        self._finder = PresentSettings(self._checkout)
        self._points: list[Point] = []
        self._errors: list[str] = []
        self._top = self._checkout.place(path)
        self._options = CheckOptions((self._top,), cache_dir=self._cache)
        self._baseline = Run(self._options, self._finder).baseline()
        if self._baseline:
            origin = self._checkout.origin(self._baseline)
            self._checkout.besides.add(self._checkout.inside(origin))

    def run(self, revisions: Sequence[Revision], outputs: Sequence[tuple[str, str]]) -> int:
        """Lint each revision and write the outputs; the report is about the last one."""
        state = self._lint("")
        with Progress(len(revisions), sys.stderr, things="revisions") as progress:
            for number, revision in enumerate(revisions):
                if sys.stderr.isatty():
                    progress.advance(number)
                if self._checkout.move_to(revision.commit):
                    state = self._lint(f"{number}/{len(revisions)} revisions, ")
                    self._errors += [f"{revision.name}: {error}" for error in state.errors]
                self._points.append(_point(revision, state))
        self._errors = [*self._finder.problems, *self._errors]
        for error in self._errors:
            print(f"tf2lint: {error}", file=sys.stderr)
        for form, path in outputs:
            text = self._text(form, state)
            if path:
                write_text(path, text)
            else:
                sys.stdout.write(text)
        return BROKEN if self._errors else PASSED

    def _lint(self, what: str) -> _State:
        if not os.path.isdir(self._top):
            # It was made later.
            return _State([], Findings(), None, 0, Verdict(()), [])
        run = Run(self._options, self._finder, what)
        files, outcome, errors = run.paths(self._jobs)
        errors += outcome.errors
        new, known, stale = outcome.findings, None, 0
        if self._baseline and os.path.exists(self._baseline):
            try:
                entries = load(self._baseline)
            except BaselineError as error:
                errors.append(str(error))
            else:
                compared = compare(new, entries, os.path.dirname(self._baseline), files)
                new, known, stale = compared.new, compared.known, len(compared.stale)
        verdict = judge(new, run.leading_settings(), lambda: run.line_counts(files))
        folder = os.path.join(self._checkout.place(os.curdir), "")
        errors = [error.replace(folder, "") for error in errors]
        return _State(files, new, known, stale, verdict, errors)

    def _text(self, form: str, state: _State) -> str:
        if form == "json":
            return as_json(self._points, self._errors)
        if form == "text":
            return as_text(self._points)
        run = Run(self._options, self._finder)
        places: dict[str, str] = {}
        new = self._shown(state.new, places)
        known = self._shown(state.known or (), places)
        target = run.leading_settings().target
        report = Report(
            new,
            self._errors,
            target,
            len(state.files),
            state.passed and not self._errors,
            known=known,
            stale=state.stale,
            trend=self._points,
        )
        return "".join(render(form, report, False, _moved(run.lines_of, places)))

    def _shown(self, findings: Iterable[Finding], places: dict[str, str]) -> list[Finding]:
        """Return findings under the paths of the work tree; ``places`` gets their own."""
        shown = []
        for finding in findings:
            path = shown_path(self._checkout.origin(finding.path))
            places[path] = finding.path
            shown.append(finding._replace(path=path))
        return shown


def _point(revision: Revision, state: _State) -> Point:
    known = None if state.known is None else len(state.known)
    counts = point(*revision, len(state.files), chain(state.new, state.known or ()))
    thresholds = thresholds_of(state.verdict)
    return counts._replace(known=known, thresholds=thresholds, passed=state.passed)


def _moved(
    lines_of: Callable[[Finding], Sequence[str]], places: dict[str, str]
) -> Callable[[Finding], Sequence[str]]:
    """Return a function that reads the lines of a finding where its file lies."""
    return lambda finding: lines_of(finding._replace(path=places[finding.path]))


def _number(text: str) -> int:
    if text.isascii() and text.isdigit() and int(text) > 0:
        return int(text)
    raise SettingsError(f"--number: {text!r} is not a number from 1")


def _output(item: str) -> tuple[str, str]:
    form, found, path = item.partition("=")
    if not found or not path or form not in FORMS:
        raise SettingsError(f"--report: {item!r} is not FORMAT=FILE with one of {', '.join(FORMS)}")
    return form, path
