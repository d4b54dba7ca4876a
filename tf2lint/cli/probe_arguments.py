"""The options of ``tf2lint probe``."""

from __future__ import annotations

import argparse
import os


def add_probe(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to those of the program."""
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
    probe.add_argument(
        "--format", choices=("text", "json", "jsonl"), default="text", help="(default: text)"
    )
    probe.add_argument(
        "--device",
        metavar="DEVICE",
        default="auto",
        help="cpu, gpu, gpu:N, tpu, tpu:N, or auto (default): an accelerator if there is one",
    )
    probe.add_argument(
        "--shard", metavar="I/N", default="", help="probe the I-th of N parts of the modules"
    )
    probe.add_argument(
        "--merge",
        action="store_true",
        help="probe nothing: report what the paths, files of --format jsonl or json, say together",
    )
    probe.add_argument(
        "--executor",
        choices=("local", "ray"),
        default="local",
        help="where runs happen: here (default), or on a Ray cluster that sees the same files",
    )
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
