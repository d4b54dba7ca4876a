"""Processes that are to be interrupted."""

from __future__ import annotations

import signal


def heed_interrupts() -> None:
    """A job in the background of a shell ignores them, and so would its children."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
