"""``tf2lint probe``: lint, run what was flagged, report what really breaks."""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple, TextIO

from tf2lint.gate import BROKEN, FAILED, PASSED
from tf2lint.lint import Linter
from tf2lint.model import Finding
from tf2lint.probe import output
from tf2lint.probe.controller import Controller
from tf2lint.probe.interpreter import choose_python
from tf2lint.probe.model import Environment, Module, Probed, ProbeError
from tf2lint.probe.rounds import Limits
from tf2lint.probe.targets import module_of
from tf2lint.project.config import SettingsError, SettingsFinder
from tf2lint.project.files import collect
from tf2lint.source.reading import read_bytes


class ProbeOptions(NamedTuple):
    """The options of ``probe`` as they were written."""

    paths: tuple[str, ...] = (os.curdir,)
    python: str = ""
    format: str = "text"
    workers: int = 0
    timeout: float = 60.0
    memory: int = 4096
    allow_network: bool = False
    allow_write: tuple[str, ...] = ()
    run_main: bool = False
    all_modules: bool = False
    exit_zero: bool = False
    quiet: bool = False


def probe(options: ProbeOptions) -> int:
    """Run the command; returns the exit status."""
    finder = SettingsFinder()
    by_keras, errors = _flagged(options.paths, finder, options.all_modules)
    for message in [*finder.problems, *errors]:
        print(f"tf2lint: {message}", file=sys.stderr)
    if finder.problems or errors:
        return BROKEN
    probed: list[Probed] = []
    environments: list[Environment] = []
    try:
        python = choose_python(options.python)
        for keras, modules in sorted(by_keras.items()):
            legacy = keras == "legacy"
            with Controller(python, _limits(options), legacy, options.workers) as controller:
                with _Progress(len(modules), sys.stderr, options.quiet) as progress:
                    probed += controller.probe(modules, progress.tell)
                environments.append(controller.environment)
    except ProbeError as error:
        print(f"tf2lint: {error}", file=sys.stderr)
        return BROKEN
    if options.format == "json":
        sys.stdout.write(output.render_json(probed, environments))
    else:
        sys.stdout.write(output.render_text(probed))
        if not options.quiet:
            for line in output.summary_lines(probed, environments):
                print(line, file=sys.stderr)
    confirmed = any(verdict.verdict == "confirmed" for one in probed for verdict in one.verdicts)
    return FAILED if confirmed and not options.exit_zero else PASSED


def _flagged(
    paths: Sequence[str], finder: SettingsFinder, unflagged: bool
) -> tuple[dict[str, list[Module]], list[str]]:
    """Return the modules with findings, and those named themselves, by their Keras.

    With ``unflagged`` all modules.
    """
    files = collect(paths, finder)
    named = {os.path.abspath(path) for path in paths}
    linters: dict[str, Linter] = {}
    found: dict[str, list[Module]] = {}
    for source in files.sources:
        settings = source.settings
        linter = linters.setdefault(settings.source, Linter(settings, fingerprints=True))
        if source.trouble or not source.path.endswith(".py"):
            continue
        try:
            findings = linter.lint(source.path, read_bytes(source.path))
        except (OSError, SettingsError) as error:
            files.errors.append(f"{source.path}: {error}")
            continue
        if findings or unflagged or os.path.abspath(source.path) in named:
            modules = found.setdefault(settings.target.keras, [])
            modules.append(module_of(source.path, _runnable(findings)))
    return found, files.errors


def _runnable(findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings about code; those about the file itself cannot be run."""
    return [finding for finding in findings if not finding.code.startswith("TF0")]


def _limits(options: ProbeOptions) -> Limits:
    allowed = tuple(os.path.abspath(path) for path in options.allow_write)
    for path in allowed:
        if not os.path.isdir(path):
            raise ProbeError(f"--allow-write: {path} is no folder")
    return Limits(options.timeout, options.memory, options.allow_network, allowed, options.run_main)


class _Progress:
    """One line on a terminal: modules done, verdicts so far, time left."""

    def __init__(self, total: int, stream: TextIO, quiet: bool) -> None:
        self._total = total
        self._stream = stream
        self._shown = stream.isatty() and not quiet
        self._started = time.monotonic()
        self._done = 0
        self._verdicts: Counter[str] = Counter()

    def __enter__(self) -> _Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown:
            self._stream.write("\r\x1b[K")
            self._stream.flush()

    def tell(self, probed: Probed) -> None:
        """Count a module that is done."""
        self._done += 1
        self._verdicts.update(verdict.verdict for verdict in probed.verdicts)
        if self._shown:
            left = (time.monotonic() - self._started) / self._done * (self._total - self._done)
            counts = ", ".join(f"{count} {name}" for name, count in self._verdicts.most_common(3))
            line = f"{self._done}/{self._total} modules, {counts}, {left:.0f} s left"
            self._stream.write(f"\r{line}\x1b[K")
            self._stream.flush()
