"""``tf2lint trend``: the findings of earlier revisions, from the objects of git."""

from __future__ import annotations

import os
import sys
from itertools import chain

from tf2lint.baseline import BaselineError, compare, load
from tf2lint.cache.counts import Counts, key_of
from tf2lint.cache.store import Store, default_folder
from tf2lint.cli import refuse, tell
from tf2lint.cli.progress import Progress
from tf2lint.cli.run import CheckOptions, Run, jobs_of
from tf2lint.findings import Findings
from tf2lint.gate import BROKEN, PASSED, Verdict, judge
from tf2lint.project.config import SettingsError, SettingsFinder
from tf2lint.project.files import Sources, shown_path
from tf2lint.project.git import GitError, Repository
from tf2lint.project.history import Checkout, PresentSettings, last_commits, last_tags
from tf2lint.project.writing import write_text
from tf2lint.records import NamedTuple
from tf2lint.report import Report, render
from tf2lint.trend import as_json, as_text, count, thresholds_of

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
    cache_dir: str = ""
    no_cache: bool = False


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
            checkout = Checkout(repository, os.path.join(folder, "tree"))
            cache = _cache(options, os.path.join(folder, "cache"))
            return _History(options.path, checkout, cache, jobs).run(revisions, outputs)
    except (SettingsError, GitError, OSError) as error:
        return refuse(error)


class _Cache(NamedTuple):
    """Where the counts of revisions are kept, and the results of files."""

    counts: str
    results: str


def _cache(options: TrendOptions, temporary: str) -> _Cache:
    """Return the folders of the cache; the temporary one is for this run alone."""
    folder = "" if options.no_cache else options.cache_dir or default_folder()
    if not folder:
        return _Cache(temporary, temporary)
    problem = Store(folder).problem()
    # Nobody asked for the default one, so nobody has to hear that it cannot be.
    if problem and options.cache_dir:
        tell(f"nothing is cached: {problem}")
    # What can only be read still has counts; revisions have to share results all the same.
    return _Cache(folder, temporary if problem else folder)


class _State(NamedTuple):
    """What was found in one revision; ``known`` is ``None`` where it has no baseline."""

    files: Sources
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

    def __init__(self, path: str, checkout: Checkout, cache: _Cache, jobs: int) -> None:
        self._checkout = checkout
        self._jobs = jobs
        self._finder = PresentSettings(checkout)
        self._points: list[Point] = []
        self._errors: list[str] = []
        self._top = checkout.place(path)
        self._options = CheckOptions((self._top,), cache_dir=cache.results)
        self._counts = Counts(cache.counts, os.path.realpath(path))
        #: The points of this run by what they rest on, with those that had errors.
        self._counted: dict[str, Point] = {}
        #: The state that was linted last, and its commit.
        self._linted: tuple[str, _State] | None = None
        self._settings = SettingsFinder()
        self._baseline = ""
        settings = self._settings.for_folder(path)
        if settings.baseline:
            self._baseline = os.path.join(checkout.place(settings.root), settings.baseline)
            checkout.besides.add(checkout.inside(checkout.origin(self._baseline)))

    def run(self, revisions: Sequence[Revision], outputs: Sequence[tuple[str, str]]) -> int:
        """Lint each revision and write the outputs; the report is about the last one."""
        try:
            with Progress(len(revisions), sys.stderr, things="revisions") as progress:
                for number, revision in enumerate(revisions):
                    if sys.stderr.isatty():
                        progress.advance(number)
                    point = self._point(revision, f"{number}/{len(revisions)} revisions, ")
                    self._points.append(point._replace(**revision._asdict()))
        finally:
            self._counts.save()
        texts = [self._text(form, revisions[-1]) for form, _ in outputs]
        for error in self._all_errors:
            tell(error)
        for (_, path), text in zip(outputs, texts):
            if path:
                write_text(path, text)
            else:
                sys.stdout.write(text)
        return BROKEN if self._all_errors else PASSED

    @property
    def _all_errors(self) -> list[str]:
        return [*self._finder.problems, *self._errors]

    def _point(self, revision: Revision, what: str) -> Point:
        """Return the counts of a revision, remembered or made; ``what`` is for the progress."""
        files = self._checkout.files(revision.commit)
        key = key_of([sorted(files.items()), *self._settings_of(files)])
        point = self._counted.get(key) or self._counts.get(key)
        if point is None:
            state = self._state(revision, files, what)
            point = _counts_of(state)
            if not state.errors and not self._finder.problems:
                self._counts.keep(key, point)
        self._counted[key] = point
        return point

    def _state(self, revision: Revision, files: dict[str, str], what: str = "") -> _State:
        """Return what is found in a revision, whose files these are."""
        if self._linted is None or self._linted[0] != revision.commit:
            self._checkout.move_to(files)
            state = self._lint(what)
            self._errors += [f"{revision.name}: {error}" for error in state.errors]
            self._linted = revision.commit, state
        return self._linted[1]

    def _settings_of(self, files: Iterable[str]) -> tuple[object, ...]:
        """Return which settings the folders of the files have, and what these say."""
        top = self._checkout.top
        folders = sorted({path.rpartition("/")[0] for path in files})
        found = [self._settings.for_folder(os.path.join(top, folder)) for folder in folders]
        sources = [(folder, settings.source) for folder, settings in zip(folders, found)]
        said = sorted({settings.source: settings for settings in found}.items())
        return sources, said, self._settings.problems

    def _run(self, what: str = "") -> Run:
        return Run(self._options, self._finder, what, self._checkout.folder)

    def _lint(self, what: str) -> _State:
        if not os.path.isdir(self._top):
            # It was made later.
            return _State(Sources(), Findings(), None, 0, Verdict(()), [])
        run = self._run(what)
        files, outcome, errors = run.paths(self._jobs)
        errors += outcome.errors
        new, known, stale = outcome.findings, None, 0
        if self._baseline and os.path.exists(self._baseline):
            try:
                entries = load(self._baseline)
            except BaselineError as error:
                errors.append(str(error))
            else:
                compared = compare(new, entries, os.path.dirname(self._baseline), files.paths())
                new, known, stale = compared.new, compared.known, len(compared.stale)
        verdict = judge(new, run.leading_settings(), lambda: run.line_counts(files))
        folder = os.path.join(self._checkout.place(os.curdir), "")
        errors = [error.replace(folder, "").replace(self._checkout.folder, "") for error in errors]
        return _State(files, new, known, stale, verdict, errors)

    def _text(self, form: str, last: Revision) -> str:
        if form == "json":
            return as_json(self._points, self._all_errors)
        if form == "text":
            return as_text(self._points)
        state = self._state(last, self._checkout.files(last.commit))
        run = self._run()
        places: dict[str, str] = {}
        new = self._shown(state.new, places)
        known = self._shown(state.known or (), places)
        target = run.leading_settings().target
        report = Report(
            new,
            self._all_errors,
            target,
            len(state.files),
            state.passed and not self._all_errors,
            known=known,
            stale=state.stale,
            trend=self._points,
            compared=state.known is not None,
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


def _counts_of(state: _State) -> Point:
    """Return the counts of a revision, without its name and date."""
    known = None if state.known is None else len(state.known)
    counts = count(len(state.files), chain(state.new, state.known or ()))
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
