"""How far a probe is, on a terminal."""

from __future__ import annotations

import shutil
import time
from collections import Counter
from typing import TextIO

from tf2lint.probe.model import Probed

#: How many kinds of verdicts are shown, the most frequent first.
_SHOWN = 3


class Progress:
    """One line on a terminal: modules done, verdicts so far, time left; wiped away at the end.

    On what is no terminal, and with ``quiet``, nothing is written.
    """

    def __init__(self, total: int, stream: TextIO, quiet: bool) -> None:
        self._total = total
        self._stream = stream
        self._shown = stream.isatty() and not quiet
        self._started = time.monotonic()
        self._done = 0
        self._verdicts: Counter[str] = Counter()

    def __enter__(self) -> Progress:
        self._draw()
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown:
            self._stream.write("\r\x1b[K")
            self._stream.flush()

    def tell(self, probed: Probed) -> None:
        """Count a module that is done."""
        self._done += 1
        self._verdicts.update(verdict.verdict for verdict in probed.verdicts)
        self._draw()

    def _draw(self) -> None:
        if not self._shown:
            return
        parts = [f"{self._done}/{self._total} modules"]
        if self._done:
            each = (time.monotonic() - self._started) / self._done
            parts.append(f"{each * (self._total - self._done):.0f} s left")
        parts += [f"{count} {name}" for name, count in self._verdicts.most_common(_SHOWN)]
        # A line that is broken in two could not be wiped away.
        line = ", ".join(parts)[: shutil.get_terminal_size().columns - 1]
        self._stream.write(f"\r{line}\x1b[K")
        self._stream.flush()
