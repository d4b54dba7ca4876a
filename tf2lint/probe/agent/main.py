"""The agent's entry: takes the streams for itself before anything can write to them."""

from __future__ import annotations

import os
import signal


def main() -> None:
    """Serve jobs from the standard input; answers go to what was the standard output."""
    from . import zygote

    commands, answers = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    zygote.serve(commands, answers)
