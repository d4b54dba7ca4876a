"""``tf2lint probe module:function``: run it in its modes, report what differs."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any, NamedTuple

from tf2lint.gate import BROKEN, FAILED, PASSED
from tf2lint.probe.forward.judge import (
    TRAIN_TOLERANCE,
    Difference,
    gradient_tolerance,
    judge,
    judge_alone,
    worst,
)
from tf2lint.probe.forward.output import Found, ModeOutcome, Outcome, render_json, render_text
from tf2lint.probe.forward.run import Run, Runner
from tf2lint.probe.forward.target import (
    MODES,
    TRACED,
    ForwardTarget,
    from_settings,
    is_target,
    parse_argument,
    parse_target,
)
from tf2lint.probe.interpreter import choose_python
from tf2lint.probe.model import ProbeError
from tf2lint.probe.rounds import Limits, existing_folders
from tf2lint.project.config import SettingsFinder
from tf2lint.project.settings import Settings

#: A network of a hundred million weights, with its gradients, under a slow import.
_TIMEOUT, _MEMORY = 600.0, 12288
#: The options that only a forward pass has, as argparse names them, and those that it lacks;
#: each with its default.
_OWN: dict[str, Any] = {
    "input": (),
    "arg": (),
    "train": False,
    "modes": ",".join(MODES),
    "reference_python": "",
    "targets": False,
}
_OF_FILES: dict[str, Any] = {
    "workers": 0,
    "run_main": False,
    "all_modules": False,
    "shard": "",
    "merge": False,
    "executor": "local",
}


class _NoReference(ProbeError):
    """The function of a target does not run where its results were to be the reference."""


class ForwardOptions(NamedTuple):
    """The options as they were written."""

    paths: tuple[str, ...] = ()
    input: tuple[str, ...] = ()
    arg: tuple[str, ...] = ()
    train: bool = False
    modes: str = ",".join(MODES)
    targets: bool = False
    python: str = ""
    reference_python: str = ""
    format: str = "text"
    timeout: float = _TIMEOUT
    memory: int = _MEMORY
    allow_network: bool = False
    allow_write: tuple[str, ...] = ()
    exit_zero: bool = False
    quiet: bool = False


def is_forward(given: dict[str, Any]) -> bool:
    """Whether the arguments of ``probe`` ask for forward passes, not for files and folders.

    Drops the options that only the others have. Raises ``ProbeError`` where one is given: none
    is to be without effect, least of all a device.
    """
    asked = bool(given["targets"]) or any(map(is_target, given["paths"]))
    if asked and given.pop("device") not in ("auto", "cpu"):
        raise ProbeError("--device: a forward pass runs on the processor alone")
    if asked and given["format"] == "jsonl":
        raise ProbeError("--format jsonl: a forward pass has text and json")
    goes_with = "files and folders" if asked else "module:function or --targets"
    for name, default in (_OF_FILES if asked else _OWN).items():
        if given.pop(name) != default:
            raise ProbeError(f"--{name.replace('_', '-')} goes with {goes_with} alone")
    return asked


def forward(options: ForwardOptions) -> int:
    """Run the command; returns the exit status."""
    finder = SettingsFinder()
    settings = finder.for_folder(os.curdir)
    for problem in finder.problems:
        print(f"tf2lint: {problem}", file=sys.stderr)
    if finder.problems:
        return BROKEN
    try:
        targets = _targets(options, settings)
        python = choose_python(options.python)
        reference = choose_python(options.reference_python) if options.reference_python else ""
        legacy = settings.target.keras == "legacy"
        with Runner(python, reference, _limits(options), legacy) as runner:
            outcomes, broken = _run_all(targets, runner, settings, options.quiet)
    except ProbeError as error:
        print(f"tf2lint: {error}", file=sys.stderr)
        return BROKEN
    render = render_json if options.format == "json" else render_text
    sys.stdout.write(render(outcomes))
    if broken:
        return BROKEN
    found = any(one.findings for one in outcomes)
    return FAILED if found and not options.exit_zero else PASSED


def _targets(options: ForwardOptions, settings: Settings) -> list[ForwardTarget]:
    modes = tuple(options.modes.split(","))
    arguments = dict(map(parse_argument, options.arg))
    nothing = options.targets and options.paths == (os.curdir,)
    spelled = () if nothing else options.paths
    for path in spelled:
        if not is_target(path):
            raise ProbeError(f"{path}: files and functions are probed by two commands")
    if nothing and (options.input or options.arg or options.train or set(modes) != set(MODES)):
        raise ProbeError(
            "--input, --arg, --train and --modes go with module:function; "
            "the settings say them for each of their targets"
        )
    targets = [parse_target(p, options.input, arguments, options.train, modes) for p in spelled]
    if options.targets:
        entries: Sequence[Any] = settings.probe
        targets += [from_settings(dict(entry), settings.root) for entry in entries]
        if not targets:
            raise ProbeError(
                "--targets: the settings describe none ([[tool.tf2lint.probe.target]])"
            )
    return targets


def _limits(options: ForwardOptions) -> Limits:
    allowed = existing_folders(options.allow_write)
    return Limits(options.timeout, options.memory, options.allow_network, allowed)


def _run_all(
    targets: Sequence[ForwardTarget], runner: Runner, settings: Settings, quiet: bool
) -> tuple[list[Outcome], bool]:
    """Run targets one after the other; returns also whether a reference did not run."""
    outcomes, broken = [], False
    for target in targets:
        try:
            outcomes.append(_run(target, runner, settings, quiet))
        except _NoReference as error:
            # The other targets have theirs.
            print(f"tf2lint: {error}", file=sys.stderr)
            broken = True
    return outcomes, broken


def _run(target: ForwardTarget, runner: Runner, settings: Settings, quiet: bool) -> Outcome:
    """Run a target in its modes; the first that runs, or TensorFlow 1, is the reference."""
    waiting = list(target.modes)
    modes: list[ModeOutcome] = []
    differences: list[Difference] = []
    reference: Run | None = None
    if runner.reference:
        _say(quiet, f"{target.spelled}: reference")
        reference = runner.run(target, "graph", elsewhere=True)
        if reference.error:
            raise _NoReference(f"{target.spelled}: the reference does not run: {reference.error}")
    while waiting and reference is None:
        mode = waiting.pop(0)
        _say(quiet, f"{target.spelled}: {mode}")
        run = runner.run(target, mode)
        alone = judge_alone(run, target.train)
        if run.error and not run.names("values"):
            # A graph is how TensorFlow 1 ran: code that is past it need not run there.
            differences += [] if mode == "graph" else alone
            modes.append(ModeOutcome(mode, "fails", run.error))
            continue
        differences += alone
        reference = run
        modes.append(ModeOutcome(mode, "differs" if alone else "reference", _about(run)))
    for mode in waiting:
        assert reference is not None
        _say(quiet, f"{target.spelled}: {mode}")
        run = runner.run(target, mode, reference)
        figures = runner.compare(reference, run) if run.result else {}
        found = judge(reference, run, figures, target.train)
        differences += found
        if mode == "shim" and run.error and not run.result.get("again") and TRACED not in waiting:
            # Whether it would run there if it were called as a graph calls it.
            waiting.append(TRACED)
        gradients = _about_gradients(reference, target.train)
        modes.append(_mode(run, found, worst(figures), gradients))
        runner.forget(run)
    if reference is not None:
        runner.forget(reference)
    return _outcome(target, reference, modes, differences, settings)


def _mode(run: Run, found: Sequence[Difference], apart: float, gradients: str) -> ModeOutcome:
    if run.error and not run.names("outputs"):
        return ModeOutcome(run.mode, "fails", run.error, None)
    return ModeOutcome(run.mode, "differs" if found else "agrees", _about(run) + gradients, apart)


def _about_gradients(reference: Run, train: bool) -> str:
    """Say how closely gradients were judged, if that was not as closely as all else."""
    allowed = gradient_tolerance(reference, train)
    if allowed == float("inf"):
        rounding = reference.result["sensitivity"]
        return f"; gradients not judged, rounding alone changes them by {rounding:.0%}"
    return f"; gradients judged within {allowed:.1e}" if allowed > TRAIN_TOLERANCE else ""


def _about(run: Run) -> str:
    """Say what else there is to know about a run."""
    result = run.result
    variables = sum(one["when"] != "2" for one in result["variables"])
    parts = [f"{variables} variables, {len(run.names('outputs'))} outputs"]
    if result["draws"]:
        parts.append(f"{len(result['draws'])} random draws")
    if result["left"]:
        parts.append(f"not aligned: {', '.join(result['left'])}")
    if result["layer"]:
        own = "own store: shares what get_variable makes, no penalties of layers"
        parts.append("track_tf1_style_variables" if result["layer"] == "official" else own)
    if run.mode == TRACED:
        parts.append("called in tf.function after tf.compat.v1.disable_tensor_equality()")
    return "; ".join(parts)


def _outcome(
    target: ForwardTarget,
    reference: Run | None,
    modes: list[ModeOutcome],
    differences: Sequence[Difference],
    settings: Settings,
) -> Outcome:
    from tf2lint.knowledge import load

    rules = load(settings.target).rules
    path, line = _place(target, reference)
    found = []
    for difference in differences:
        rule = rules[difference.rule]
        if settings.selects(rule.code, rule.name, path, rule.default):
            severity = settings.severity.get(rule.code, rule.severity)
            message = f"{difference.mode}: {rule.message}: {difference.detail}"
            found.append(
                Found(
                    path,
                    line,
                    rule.code,
                    rule.name,
                    severity,
                    difference.mode,
                    message,
                    rule.hint,
                )
            )
    version = "" if reference is None else reference.result["tensorflow"]
    named = "" if reference is None else reference.mode
    return Outcome(target.spelled, target.train, version, named, tuple(modes), tuple(found))


def _place(target: ForwardTarget, reference: Run | None) -> tuple[str, int]:
    """Return path and line of the function, the module's first line where no run found it."""
    place = {} if reference is None else reference.result["place"]
    if place.get("file"):
        return os.path.relpath(place["file"]), place["line"]
    stem = os.path.join(target.root, *target.module.split("."))
    for path in (f"{stem}.py", os.path.join(stem, "__init__.py")):
        if os.path.isfile(path):
            return os.path.relpath(path), 1
    return target.spelled, 0


def _say(quiet: bool, text: str) -> None:
    if not quiet and sys.stderr.isatty():
        print(f"tf2lint: {text}", file=sys.stderr)
