"""A progress bar for long runs on a terminal."""

from __future__ import annotations

import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

#: Seconds before the bar shows at all, and between two drawings of it.
_PATIENCE = 1.0
_PACE = 0.1
_WIDTH = 30


class Progress:
    """Draws how many of a number of things are done; wipes itself away at the end.

    ``before`` is what stands before the bar.
    """

    def __init__(
        self,
        total: int,
        stream: TextIO,
        patience: float | None = None,
        before: str = "",
        things: str = "files",
    ) -> None:
        self._total = total
        self._stream = stream
        self._before = before
        self._things = things
        self._next = time.monotonic() + (_PATIENCE if patience is None else patience)
        self._drawn = False

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self._drawn:
            self._stream.write("\r\x1b[K")
            self._stream.flush()

    def advance(self, done: int) -> None:
        """Draw the bar, if it is time to."""
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + _PACE
        self._drawn = True
        done = min(done, self._total)
        filled = _WIDTH * done // self._total
        bar = "=" * filled + " " * (_WIDTH - filled)
        self._stream.write(f"\r{self._before}[{bar}] {done}/{self._total} {self._things}\x1b[K")
        self._stream.flush()
