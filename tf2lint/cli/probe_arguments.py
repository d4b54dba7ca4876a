"""The options of ``tf2lint probe``."""

from __future__ import annotations

import argparse

from tf2lint.cli.options import add_list, add_paths, add_switch, add_text

_DAY = 24 * 60 * 60


def add_probe(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to those of the program."""
    probe = commands.add_parser(
        "probe",
        help="run what is flagged under TensorFlow 2 and say what really breaks",
        description="Run the flagged code under TensorFlow 2, locked in, and say what breaks.",
        epilog="exit status: 0 no finding is confirmed, 1 some are, 2 the command failed",
    )
    add_paths(probe)
    add_text(
        probe,
        "--python",
        "PYTHON",
        "the interpreter with TensorFlow (default: the active environment's, or this one)",
    )
    probe.add_argument(
        "--format", choices=("text", "json", "jsonl"), default="text", help="(default: text)"
    )
    add_text(
        probe,
        "--device",
        "DEVICE",
        "cpu, gpu, gpu:N, tpu, tpu:N, or auto (default): an accelerator if there is one",
        "auto",
    )
    add_text(probe, "--shard", "I/N", "probe the I-th of N parts of the modules")
    add_switch(
        probe,
        "--merge",
        "probe nothing: report what the paths, files of --format jsonl or json, say together",
    )
    probe.add_argument(
        "--executor",
        choices=("local", "ray"),
        default="local",
        help="where runs happen: here (default), or on a Ray cluster that sees the same files",
    )
    probe.add_argument(
        "--workers",
        metavar="N",
        type=_count,
        default=0,
        help="runs at a time (default: as many as processors and memory allow)",
    )
    probe.add_argument(
        "--timeout",
        metavar="S",
        type=_seconds,
        default=argparse.SUPPRESS,
        help="seconds a run (default: 60)",
    )
    probe.add_argument(
        "--memory",
        metavar="MIB",
        type=_count,
        default=argparse.SUPPRESS,
        help="memory of a run (default: 4096)",
    )
    add_switch(probe, "--allow-network", "let the code use the network")
    add_list(probe, "--allow-write", "FOLDER", "let the code write below this folder")
    add_switch(probe, "--run-main", "run __main__ blocks too: each file as a program")
    add_switch(probe, "--all-modules", "run modules without findings, too")
    add_switch(probe, "--exit-zero", "exit with 0 whatever is found")
    probe.add_argument("-q", "--quiet", action="store_true", help="no summary, no progress")
    _add_forward(probe.add_argument_group("forward pass", "with module:function as PATH"))


def _count(written: str) -> int:
    """Return a whole number above zero; raises what argparse makes a message of."""
    if not (written.isascii() and written.isdigit() and int(written)):
        raise argparse.ArgumentTypeError(f"{written!r} is no whole number above 0")
    return int(written)


def _seconds(written: str) -> float:
    """Return a time of at most a day; raises what argparse makes a message of."""
    try:
        seconds = float(written)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= _DAY:
        raise argparse.ArgumentTypeError(f"{written!r} is no number of seconds up to {_DAY}")
    return seconds


def _add_forward(group: argparse._ArgumentGroup) -> None:
    add_list(
        group,
        "--input",
        "[NAME=]SHAPE:DTYPE[:BOUND]",
        "an input such as 8x224x224x3:float32; whole numbers are below BOUND (default: 2)",
    )
    add_list(group, "--arg", "K=V", "another argument of it")
    add_switch(group, "--train", "in training mode")
    add_text(
        group,
        "--modes",
        "LIST",
        "how it is run, with commas (default: %(default)s)",
        "graph,eager,function,shim",
    )
    add_text(
        group,
        "--reference-python",
        "PYTHON",
        "an interpreter with TensorFlow 1.15, whose results are the reference",
    )
    add_switch(group, "--targets", "run the probe.target entries of the settings")
