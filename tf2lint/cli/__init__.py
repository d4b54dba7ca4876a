"""The command line: arguments to the rooms to an exit status."""

from __future__ import annotations

import os
import sys

from tf2lint.gate import BROKEN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

#: What shells report for a command that Ctrl-C ended.
_INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 passed, 1 failed, 2 could not work."""
    arguments = sys.argv[1:] if argv is None else list(argv)
    # Paths may hold bytes that are no text, and a terminal may not have every character.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        status = _run(arguments)
        sys.stdout.flush()
    except KeyboardInterrupt:
        tell("interrupted")
        return _INTERRUPTED
    except OSError as error:
        import errno

        if error.errno not in (errno.EPIPE, errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise
        # Python would complain at exit once more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        # A reader that has gone was in its right.
        if error.errno != errno.EPIPE:
            tell(f"the output could not be written: {error.strerror}")
        return BROKEN
    return status


def say(message: object) -> None:
    """Print a line on the standard error, with what would steer a terminal spelled out.

    Names of files, and what settings say, belong to whoever wrote the tree.
    """
    from tf2lint.report.text import printable

    print(printable(str(message)), file=sys.stderr)


def tell(problem: object) -> None:
    """Say what is wrong."""
    say(f"tf2lint: {problem}")


def refuse(problem: object) -> int:
    """Say why a command cannot do its work; returns its exit status."""
    tell(problem)
    return BROKEN


def _run(arguments: list[str]) -> int:
    if arguments[:1] == ["check"] and not any(a.startswith("-") for a in arguments[1:]):
        # The commonest call is spared the import of argparse: a third of a small run.
        from tf2lint.cli.check import check
        from tf2lint.cli.run import CheckOptions

        return check(CheckOptions(paths=tuple(arguments[1:]) or (os.curdir,)))
    from tf2lint.cli.arguments import run

    return run(arguments)
