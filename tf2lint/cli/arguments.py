"""The argument parser: every command and its options."""

from __future__ import annotations

import argparse
import os

import tf2lint
from tf2lint.cli.options import (
    PATHS,
    add_cache,
    add_jobs,
    add_list,
    add_paths,
    add_switch,
    add_text,
)
from tf2lint.cli.probe_arguments import add_probe
from tf2lint.knowledge import NEWEST, OLDEST
from tf2lint.model import SEVERITIES
from tf2lint.project.settings import DIALECTS, EXECUTIONS
from tf2lint.report import FORMATS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

_EPILOG = """\
exit status: 0 the gate passes (by default: no error and no warning is found), 1 it fails,
2 the command could not do all of its work (a path, an option or a settings file is wrong)
"""


def run(arguments: Sequence[str]) -> int:
    """Parse the arguments and run their command; returns its exit status."""
    parser, commands = _parser()
    if arguments:
        _heed_first(parser, commands, arguments)
    parsed, unknown = parser.parse_known_args(arguments)
    given = vars(parsed)
    command = given.pop("command")
    if unknown:
        options = commands.choices[command]._option_string_actions if command else ()
        near = _nearest(unknown[0].partition("=")[0], options)
        parser.error(f"unrecognized arguments: {' '.join(unknown)}{near}")
    given = {k: tuple(value) if isinstance(value, list) else value for k, value in given.items()}
    if command == "check":
        from tf2lint.cli.check import check
        from tf2lint.cli.run import CheckOptions

        return check(CheckOptions(**given))
    if command == "fix":
        return _convert(given)
    if command == "probe":
        from tf2lint.cli.probe import run_probe

        return run_probe(given)
    if command == "budgets":
        from tf2lint.cli.budgets import BudgetsOptions, budgets

        return budgets(BudgetsOptions(**given))
    if command == "trend":
        from tf2lint.cli.trend import TrendOptions, trend

        return trend(TrendOptions(**given))
    if command == "baseline":
        from tf2lint.cli.baseline import BaselineOptions, baseline
        from tf2lint.cli.run import CheckOptions

        own = {key: given.pop(key) for key in ("file", "update", "allow_growth")}
        return baseline(BaselineOptions(CheckOptions(**given), **own))
    if command is None:
        parser.print_help()
        return 0
    from tf2lint.cli import pages

    if command == "rules":
        return pages.rules(given["format"])
    if command == "explain":
        return pages.explain(given["rule"])
    return pages.settings(given["path"])


def _heed_first(
    parser: argparse.ArgumentParser,
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    arguments: Sequence[str],
) -> None:
    """Who leaves the command out is told of ``check``; argparse would only list them all."""
    first = arguments[0]
    own = any(option.startswith(first) for option in parser._option_string_actions)
    if first in commands.choices or (own and first != "-"):
        return
    if first.startswith("-") or os.path.exists(first):
        words = " ".join(["tf2lint check", *arguments])
        parser.error(f"the command is missing: to lint, write {words}")
    parser.error(
        f"unknown command {first!r}{_nearest(first, commands.choices)} "
        f"(choose from {', '.join(commands.choices)})"
    )


def _nearest(word: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(word, known, n=1)
    return f"; did you mean {near[0]!r}?" if near else ""


def _convert(given: dict[str, Any]) -> int:
    from tf2lint.cli.convert import convert
    from tf2lint.cli.run import CheckOptions

    source, out, report = given.pop("source"), given.pop("out"), given.pop("report")
    unsafe = given.pop("unsafe_fixes")
    return convert(source, out, report, unsafe, CheckOptions(**given))


def _parser() -> tuple[
    argparse.ArgumentParser, argparse._SubParsersAction[argparse.ArgumentParser]
]:
    """The parser, and that of the commands."""
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
    _add_convert(commands)
    add_probe(commands)
    _add_baseline(commands)
    _add_budgets(commands)
    _add_trend(commands)
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
    return parser, commands


def _add_check(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    check = commands.add_parser(
        "check",
        help="lint files and folders",
        description="Lint files and folders.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=_EPILOG,
    )
    add_paths(check, f"{PATHS}; - is the standard input")
    add_text(check, "--stdin-filename", "NAME", "the path that - stands for")
    _add_code_blocks(check)
    _add_target(check.add_argument_group("what the code is to run under"))
    _add_rules(check.add_argument_group("which rules, and where"))
    _add_fixes(check.add_argument_group("fixes"))
    _add_output(check.add_argument_group("output"))
    _add_gate(check.add_argument_group("gate"))
    add_jobs(check)
    add_cache(check)


def _add_convert(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    fix = commands.add_parser(
        "fix",
        help="copy a tree, fix the copy, and report what is left to do",
        description="Copy a tree, apply the safe fixes to the copy, and write a report: what "
        "was changed, what needs a person, ordered by file and effort.",
    )
    fix.add_argument("--in", dest="source", metavar="TREE", required=True, help="what to copy")
    fix.add_argument(
        "--out", metavar="TREE", required=True, help="where to: a new or an empty folder"
    )
    add_text(fix, "--report", "FILE", "the report, as Markdown")
    add_switch(fix, "--unsafe-fixes", "take fixes that a person must look at, too")
    _add_target(fix.add_argument_group("what the code is to run under"))


def _add_baseline(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    baseline = commands.add_parser(
        "baseline",
        help="write down the present findings, so that only new ones count",
        description="Write down the present findings; check --baseline then reports new ones only.",
    )
    add_paths(baseline)
    add_text(
        baseline,
        "--file",
        "FILE",
        "the baseline (default: that of the settings, else tf2lint-baseline.tsv)",
    )
    add_switch(baseline, "--update", "take out the entries whose findings are gone")
    add_switch(baseline, "--allow-growth", "with --update: also enter new findings")
    _add_code_blocks(baseline)
    _add_target(baseline.add_argument_group("what the code is to run under"))
    _add_rules(baseline.add_argument_group("which rules, and where"))
    add_jobs(baseline)
    add_cache(baseline)


def _add_budgets(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    budgets = commands.add_parser(
        "budgets",
        help="show how much of each threshold is used",
        description="Show how much of each threshold of the settings is used.",
    )
    add_paths(budgets)
    add_switch(budgets, "--ratchet", "lower them, in the settings file, to what is used")
    add_jobs(budgets)
    add_cache(budgets)


def _add_trend(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    trend = commands.add_parser(
        "trend",
        help="show how the findings went over the history of a git repository",
        description="Lint earlier revisions of a git repository, whose work tree is not touched.",
    )
    trend.add_argument("path", metavar="PATH", nargs="?", default=os.curdir, help="a folder")
    trend.add_argument(
        "-n", "--number", metavar="N", default="20", help="the last N revisions (default: 20)"
    )
    add_switch(trend, "--tags", "tags instead of commits")
    forms = ("text", "json", "html")
    trend.add_argument("--format", choices=forms, default="text", help="(default: text)")
    add_list(
        trend,
        "--report",
        "FORMAT=FILE",
        f"write a file besides; FORMAT is one of {', '.join(forms)}",
    )
    add_jobs(trend)
    add_cache(trend)


def _add_code_blocks(parser: argparse.ArgumentParser) -> None:
    add_switch(
        parser, "--code-blocks", "also lint the Python in .md and .rst files and in docstrings"
    )


def _add_target(group: argparse._ArgumentGroup) -> None:
    oldest, newest = (f"{major}.{minor}" for major, minor in (OLDEST, NEWEST))
    add_text(
        group,
        "--target-version",
        "V",
        f"TensorFlow release, {oldest} to {newest} (default: {newest})",
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
    every = "report these alone: codes, prefixes of codes, names or ALL, with commas"
    add_list(group, "--select", "RULES", every)
    add_list(group, "--extend-select", "RULES", "report these too")
    add_list(group, "--ignore", "RULES", "do not report these")
    add_list(
        group, "--per-file-ignores", "GLOB:RULES", "do not report these in the files that match"
    )
    add_list(
        group, "--severity", "RULE=LEVEL", f"give a rule another severity: {', '.join(SEVERITIES)}"
    )
    add_list(group, "--exclude", "GLOB", "do not walk or lint these")
    add_switch(group, "--force-exclude", "exclude files that are named on the command line, too")


def _add_fixes(group: argparse._ArgumentGroup) -> None:
    add_switch(group, "--fix", "repair what has a safe fix, then report what is left")
    add_switch(
        group,
        "--unsafe-fixes",
        "with --fix or --diff: take fixes whose outcome a person must look at, too",
    )
    add_switch(group, "--diff", "print what --fix would change, and change nothing")


def _add_output(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--format",
        choices=FORMATS,
        default="text",
        help="text (default) is full on a terminal, with source lines, and concise elsewhere",
    )
    add_list(
        group,
        "--report",
        "FORMAT=FILE",
        "write a report to a file besides, such as sarif=tf2lint.sarif; may be repeated",
    )
    add_switch(group, "--statistics", "count the findings by rule instead of listing")
    group.add_argument("-q", "--quiet", action="store_true", help="no summary, no progress bar")
    add_text(
        group,
        "--probe-results",
        "FILE",
        "say with each finding what tf2lint probe --format json (or jsonl) found",
    )
    group.add_argument(
        "--verdicts",
        metavar="LIST",
        default="",
        help="with --probe-results: report and count only findings of these verdicts, with commas; "
        "none: those that the results do not know",
    )


def _add_gate(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--gate-verdicts",
        metavar="LIST",
        default="",
        help="with --probe-results: count only findings of these verdicts (none: those that the "
        "results do not know), report all",
    )
    for severity, default in (("error", "0"), ("warning", "0"), ("info", "unlimited")):
        group.add_argument(
            f"--max-{severity}",
            metavar="N",
            default="",
            help=f"fail above this number of findings of severity {severity} (default: {default})",
        )
    add_list(
        group,
        "--budget",
        "RULES:GLOB=N",
        "allow N findings (N/1000: per 1,000 lines) of rules or of a severity below paths",
    )
    add_text(
        group,
        "--since",
        "REV",
        "report only what stands on lines that changed since a git revision",
    )
    add_text(group, "--baseline", "FILE", "let the findings of this file not count")
    add_switch(group, "--no-baseline", "heed no baseline, whatever the settings say")
    add_switch(group, "--exit-zero", "exit with 0 whatever is found; 2 stays 2")
