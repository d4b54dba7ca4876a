"""``tf2lint probe``: lint, run what was flagged, report what really breaks."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any, NamedTuple

from tf2lint.cli import refuse, say, tell
from tf2lint.cli.probe_progress import Progress
from tf2lint.gate import BROKEN, FAILED, PASSED
from tf2lint.lint import Linter
from tf2lint.model import Finding
from tf2lint.probe import output
from tf2lint.probe.controller import Controller
from tf2lint.probe.forward.command import ForwardOptions, forward, is_forward
from tf2lint.probe.interpreter import choose_python
from tf2lint.probe.model import Environment, Module, Probed, ProbeError
from tf2lint.probe.reading import Unreadable
from tf2lint.probe.rounds import Limits, existing_folders
from tf2lint.probe.shards import merge_documents, parse_shard, part_of
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
    device: str = "auto"
    shard: str = ""
    merge: bool = False
    executor: str = "local"


def run_probe(given: dict[str, Any]) -> int:
    """Run what the arguments ask for, functions or files; returns the exit status."""
    try:
        passes = is_forward(given)
    except ProbeError as error:
        return refuse(error)
    return forward(ForwardOptions(**given)) if passes else probe(ProbeOptions(**given))


def probe(options: ProbeOptions) -> int:
    """Run the command; returns the exit status."""
    if options.merge:
        return _merge(options)
    finder = SettingsFinder()
    by_keras, errors = _flagged(options.paths, finder, options.all_modules)
    for message in [*finder.problems, *errors]:
        tell(message)
    if finder.problems or errors:
        return BROKEN
    probed: list[Probed] = []
    environments: list[Environment] = []
    try:
        shard = parse_shard(options.shard)
        by_keras = part_of(by_keras, shard)
        total = sum(map(len, by_keras.values()))
        with Progress(total, sys.stderr, options.quiet) as progress:
            for keras, modules in sorted(by_keras.items()):
                found, under = _run(modules, keras == "legacy", options, progress)
                probed += found
                environments += under
    except ProbeError as error:
        return refuse(error)
    return _report(options, probed, environments, shard)


def _run(
    modules: Sequence[Module], legacy: bool, options: ProbeOptions, progress: Progress
) -> tuple[list[Probed], list[Environment]]:
    """Probe modules of one Keras, here or on a cluster; returns what came of it."""
    python, limits = choose_python(options.python), _limits(options)
    if options.executor == "ray":
        from tf2lint.probe.cluster import probe_on_cluster

        return probe_on_cluster(
            modules, python, limits, legacy, options.workers, options.device, progress.tell
        )
    with Controller(python, limits, legacy, options.workers, device=options.device) as controller:
        found = controller.probe(modules, progress.tell)
        return found, [controller.environment]


def _merge(options: ProbeOptions) -> int:
    """Report what several runs found together; parts of one run must all be there."""
    try:
        probed, environments = merge_documents(options.paths)
    except (Unreadable, ProbeError) as error:
        return refuse(f"--merge: {error}")
    return _report(options, probed, environments, (1, 1))


def _report(
    options: ProbeOptions,
    probed: Sequence[Probed],
    environments: Sequence[Environment],
    shard: tuple[int, int],
) -> int:
    """Write the report; returns the exit status."""
    if options.format == "json":
        sys.stdout.write(output.render_json(probed, environments, shard))
    elif options.format == "jsonl":
        sys.stdout.write(output.render_lines(probed, environments, shard))
    else:
        sys.stdout.write(output.render_text(probed))
        if not options.quiet:
            for line in output.summary_lines(probed, environments):
                say(line)
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
    allowed = existing_folders(options.allow_write)
    return Limits(options.timeout, options.memory, options.allow_network, allowed, options.run_main)
