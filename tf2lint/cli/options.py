"""The kinds of options that the commands have in common."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

PATHS = "files and folders (default: the current folder)"


def add_paths(parser: argparse.ArgumentParser, says: str = PATHS) -> None:
    """Add the files and folders that a command looks at."""
    parser.add_argument("paths", metavar="PATH", nargs="*", default=(os.curdir,), help=says)


def add_jobs(parser: argparse.ArgumentParser) -> None:
    """Add the number of processes."""
    add_text(parser, "--jobs", "N", "processes to use, or auto (default: 1)", "1")


def add_cache(parser: argparse.ArgumentParser) -> None:
    """Add where results are kept between runs, and whether."""
    add_text(
        parser,
        "--cache-dir",
        "FOLDER",
        "where results are kept for the next run (default: the user's cache folder)",
    )
    add_switch(parser, "--no-cache", "use and keep no results")


def add_text(
    group: argparse._ActionsContainer, name: str, metavar: str, says: str, default: str = ""
) -> None:
    """Add an option with a value; empty, unless something else is the default."""
    group.add_argument(name, metavar=metavar, default=default, help=says)


def add_list(group: argparse._ActionsContainer, name: str, metavar: str, says: str) -> None:
    """Add an option that may be repeated."""
    group.add_argument(name, metavar=metavar, action="append", default=[], help=says)


def add_switch(group: argparse._ActionsContainer, name: str, says: str) -> None:
    """Add an option without a value."""
    group.add_argument(name, action="store_true", help=says)
