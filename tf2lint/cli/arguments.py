"""The argument parser: every command and its options."""

from __future__ import annotations

import argparse
import os

import tf2lint
from tf2lint.knowledge import NEWEST, OLDEST
from tf2lint.model import SEVERITIES
from tf2lint.project.settings import DIALECTS, EXECUTIONS
from tf2lint.report import FORMATS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_EPILOG = """\
exit status: 0 the gate passes (by default: no error and no warning is found), 1 it fails,
2 the command could not do all of its work (a path, an option or a settings file is wrong)
"""


def run(arguments: Sequence[str]) -> int:
    """Parse the arguments and run their command; returns its exit status."""
    parser = _parser()
    given = vars(parser.parse_args(arguments))
    command = given.pop("command")
    if command == "check":
        from tf2lint.cli.check import CheckOptions, check

        lists = {key: tuple(value) for key, value in given.items() if isinstance(value, list)}
        return check(CheckOptions(**{**given, **lists}))
    if command == "probe":
        from tf2lint.cli.probe import ProbeOptions, probe
        from tf2lint.probe.forward import command as passes

        forward = passes.is_forward(given)
        lists = {key: tuple(value) for key, value in given.items() if isinstance(value, list)}
        if forward:
            known = passes.ForwardOptions._fields
            chosen = {key: value for key, value in {**given, **lists}.items() if key in known}
            return passes.forward(passes.ForwardOptions(**chosen))
        return probe(ProbeOptions(**{**given, **lists}))
    if command is None:
        parser.print_help()
        return 0
    from tf2lint.cli import pages

    if command == "rules":
        return pages.rules(given["format"])
    if command == "explain":
        return pages.explain(given["rule"])
    return pages.settings(given["path"])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="tf2lint",
        description="Finds TensorFlow 1 code that TensorFlow 2 rejects or takes otherwise.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=_EPILOG,
    )
    version = f"tf2lint {tf2lint.__version__}"
    parser.add_argument("--version", action="version", version=version)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    _add_check(commands)
    _add_probe(commands)
    rules = commands.add_parser("rules", help="list what is checked", description="List the rules.")
    rules.add_argument("--format", choices=("text", "json"), default="text", help="(default: text)")
    explain = commands.add_parser(
        "explain",
        help="say what a rule finds, why, and how to repair it",
        description="Say what a rule finds, why it matters, and how to repair or suppress it.",
    )
    explain.add_argument("rule", metavar="RULE", help="a code (TF101) or a name (contrib-import)")
    settings = commands.add_parser(
        "settings",
        help="show the settings in force, and the file they come from",
        description="Show the settings in force for a path, and the file they come from.",
    )
    settings.add_argument("path", metavar="PATH", nargs="?", default=os.curdir)
    return parser


def _add_check(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    check = commands.add_parser(
        "check",
        help="lint files and folders",
        description="Lint files and folders.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=_EPILOG,
    )
    check.add_argument(
        "paths",
        metavar="PATH",
        nargs="*",
        default=(os.curdir,),
        help="files and folders (default: the current folder); - is the standard input",
    )
    check.add_argument(
        "--stdin-filename", metavar="NAME", default="", help="the path that - stands for"
    )
    _add_target(check.add_argument_group("what the code is to run under"))
    _add_rules(check.add_argument_group("which rules, and where"))
    _add_output(check.add_argument_group("output"))
    _add_gate(check.add_argument_group("gate"))
    check.add_argument(
        "--jobs", metavar="N", default="1", help="processes to use, or auto (default: 1)"
    )


def _add_probe(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    probe = commands.add_parser(
        "probe",
        help="run what is flagged under TensorFlow 2 and say what really breaks",
        description="Run the flagged code under TensorFlow 2, locked in, and say what breaks.",
        epilog="exit status: 0 no finding is confirmed, 1 some are, 2 the command failed",
    )
    probe.add_argument(
        "paths",
        metavar="PATH",
        nargs="*",
        default=(os.curdir,),
        help="files and folders (default: the current folder)",
    )
    probe.add_argument(
        "--python",
        metavar="PYTHON",
        default="",
        help="the interpreter with TensorFlow (default: the active environment's, or this one)",
    )
    probe.add_argument("--format", choices=("text", "json"), default="text", help="(default: text)")
    probe.add_argument(
        "--workers", metavar="N", type=int, default=0, help="runs at a time (default: processors)"
    )
    probe.add_argument(
        "--timeout",
        metavar="S",
        type=float,
        default=argparse.SUPPRESS,
        help="seconds a run (default: 60)",
    )
    probe.add_argument(
        "--memory",
        metavar="MIB",
        type=int,
        default=argparse.SUPPRESS,
        help="memory of a run (default: 4096)",
    )
    probe.add_argument("--allow-network", action="store_true", help="let the code use the network")
    probe.add_argument(
        "--allow-write",
        metavar="FOLDER",
        action="append",
        default=[],
        help="let the code write below this folder",
    )
    probe.add_argument(
        "--run-main", action="store_true", help="run __main__ blocks too: each file as a program"
    )
    probe.add_argument(
        "--all-modules", action="store_true", help="run modules without findings, too"
    )
    probe.add_argument("--exit-zero", action="store_true", help="exit with 0 whatever is found")
    probe.add_argument("-q", "--quiet", action="store_true", help="no summary, no progress")
    _add_forward(probe.add_argument_group("forward pass", "with module:function as PATH"))


def _add_forward(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--input",
        metavar="[NAME=]SHAPE:DTYPE[:BOUND]",
        action="append",
        default=[],
        help="an input such as 8x224x224x3:float32; whole numbers are below BOUND (default: 2)",
    )
    group.add_argument(
        "--arg", metavar="K=V", action="append", default=[], help="another argument of it"
    )
    group.add_argument("--train", action="store_true", help="in training mode")
    group.add_argument(
        "--modes",
        metavar="LIST",
        default="graph,eager,function,shim",
        help="how it is run, with commas (default: %(default)s)",
    )
    group.add_argument(
        "--reference-python",
        metavar="PYTHON",
        default="",
        help="an interpreter with TensorFlow 1.15, whose results are the reference",
    )
    group.add_argument(
        "--targets", action="store_true", help="run the probe.target entries of the settings"
    )


def _add_target(group: argparse._ArgumentGroup) -> None:
    oldest, newest = (f"{major}.{minor}" for major, minor in (OLDEST, NEWEST))
    group.add_argument(
        "--target-version",
        metavar="V",
        default="",
        help=f"TensorFlow release, {oldest} to {newest} (default: {newest})",
    )
    group.add_argument(
        "--keras",
        choices=("3", "legacy"),
        default="",
        help="which Keras tf.keras is, from TensorFlow 2.16 on (default: 3)",
    )
    group.add_argument(
        "--dialect", choices=DIALECTS, default="", help="the TensorFlow the code was written for"
    )
    group.add_argument(
        "--execution", choices=EXECUTIONS, default="", help="how the code outside functions runs"
    )


def _add_rules(group: argparse._ArgumentGroup) -> None:
    labels = {"metavar": "RULES", "action": "append", "default": []}
    group.add_argument(
        "--select",
        help="report these alone: codes, prefixes of codes, names or ALL, with commas",
        **labels,  # type: ignore[arg-type]
    )
    group.add_argument("--extend-select", help="report these too", **labels)  # type: ignore[arg-type]
    group.add_argument("--ignore", help="do not report these", **labels)  # type: ignore[arg-type]
    group.add_argument(
        "--per-file-ignores",
        metavar="GLOB:RULES",
        action="append",
        default=[],
        help="do not report these in the files that match",
    )
    group.add_argument(
        "--severity",
        metavar="RULE=LEVEL",
        action="append",
        default=[],
        help=f"give a rule another severity: {', '.join(SEVERITIES)}",
    )
    group.add_argument(
        "--exclude", metavar="GLOB", action="append", default=[], help="do not walk or lint these"
    )
    group.add_argument(
        "--force-exclude",
        action="store_true",
        help="exclude files that are named on the command line, too",
    )


def _add_output(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--format",
        choices=FORMATS,
        default="text",
        help="text (default) is full on a terminal, with source lines, and concise elsewhere",
    )
    group.add_argument(
        "--statistics", action="store_true", help="count the findings by rule instead of listing"
    )
    group.add_argument("-q", "--quiet", action="store_true", help="no summary, no progress bar")
    group.add_argument(
        "--probe-results",
        metavar="FILE",
        default="",
        help="say with each finding what tf2lint probe --format json found",
    )
    group.add_argument(
        "--verdicts",
        metavar="LIST",
        default="",
        help="with --probe-results: report and count only findings of these verdicts, with commas",
    )


def _add_gate(group: argparse._ArgumentGroup) -> None:
    for severity, default in (("error", "0"), ("warning", "0"), ("info", "unlimited")):
        group.add_argument(
            f"--max-{severity}",
            metavar="N",
            default="",
            help=f"fail above this number of findings of severity {severity} (default: {default})",
        )
    group.add_argument(
        "--exit-zero", action="store_true", help="exit with 0 whatever is found; 2 stays 2"
    )
