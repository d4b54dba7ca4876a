"""``tf2lint trend``: the findings of earlier revisions, from the objects of git."""

from __future__ import annotations

import os
import sys

from tf2lint.cli.run import CheckOptions, Run, jobs_of
from tf2lint.gate import BROKEN, PASSED, judge
from tf2lint.project.config import SettingsError
from tf2lint.project.files import shown_path
from tf2lint.project.git import GitError, Repository
from tf2lint.project.history import Checkout, PresentSettings, last_commits, last_tags
from tf2lint.project.writing import write_text
from tf2lint.records import NamedTuple
from tf2lint.report import Report, render
from tf2lint.trend import as_json, as_text, point

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

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

    def run(self, revisions: Sequence[Revision], outputs: Sequence[tuple[str, str]]) -> int:
        """Lint each revision and write the outputs; the report is about the last one."""
        findings: Collection[Finding] = ()
        files: list[str] = []
        for revision in revisions:
            if self._checkout.move_to(revision.commit):
                files, findings, errors = self._lint()
                self._errors += [f"{revision.name}: {error}" for error in errors]
            self._points.append(point(*revision, len(files), findings))
        self._errors = [*self._finder.problems, *self._errors]
        for error in self._errors:
            print(f"tf2lint: {error}", file=sys.stderr)
        for form, path in outputs:
            text = self._text(form, findings, len(files))
            if path:
                write_text(path, text)
            else:
                sys.stdout.write(text)
        return BROKEN if self._errors else PASSED

    def _lint(self) -> tuple[list[str], Collection[Finding], list[str]]:
        top = self._checkout.place(self._path)
        if not os.path.isdir(top):
            # It was made later.
            return [], (), []
        options = CheckOptions((top,), cache_dir=self._cache)
        files, outcome, errors = Run(options, self._finder).paths(self._jobs)
        folder = os.path.join(self._checkout.place(os.curdir), "")
        errors = [error.replace(folder, "") for error in (*errors, *outcome.errors)]
        return files, outcome.findings, errors

    def _text(self, form: str, findings: Collection[Finding], files: int) -> str:
        if form == "json":
            return as_json(self._points, self._errors)
        if form == "text":
            return as_text(self._points)
        run = Run(CheckOptions((self._checkout.place(self._path),)), self._finder)
        settings = run.leading_settings()
        places = {self._shown(finding.path): finding.path for finding in findings}
        shown = [finding._replace(path=self._shown(finding.path)) for finding in findings]
        verdict = judge(shown, settings, lambda: run.line_counts(list(places.values())))
        passed = not verdict.reasons and not self._errors
        report = Report(shown, self._errors, settings.target, files, passed, trend=self._points)
        return "".join(render(form, report, False, _moved(run.lines_of, places)))

    def _shown(self, path: str) -> str:
        return shown_path(self._checkout.origin(path))


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
