"""Events, kept in memory that a parent shares with the process it watches.

No descriptor leads there: what a module writes to its outputs and to every open pipe is no
event, closing all descriptors loses none, and a process that dies leaves all of them.
"""

from __future__ import annotations

import ast
import mmap
import os
import struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

SIZE = 1 << 21
_HEAD = struct.Struct("=Q")


class Log:
    """Events are flat tuples of strings, numbers and ``None``; one that does not fit is lost."""

    def __init__(self, size: int = SIZE) -> None:
        self._memory = mmap.mmap(-1, size)
        self._size = size
        self._owner = 0
        #: How much is written, for all writers together.
        self._state = [0]

    def own(self) -> None:
        """Take the log over: events of processes forked off from this one do not count."""
        self._owner = os.getpid()

    def writer(self) -> Any:
        """Return the function that appends an event, safe from changes to ``builtins``."""
        memory, size, owner = self._memory, self._size, self._owner
        getpid, pack, text, length = os.getpid, _HEAD.pack, repr, len
        encode, head, state = str.encode, _HEAD.size, self._state
        string, kind = str, type

        def append(*event: Any) -> None:
            if getpid() != owner:
                return
            for value in event:
                if kind(value) is string and length(value) > 2000:
                    return
            line = encode(text(event), "ascii", "backslashreplace") + b"\n"
            end = state[0] + length(line)
            if head + end > size:
                return
            memory[head + state[0] : head + end] = line
            state[0] = end
            memory[:head] = pack(end)

        return append

    def read(self) -> list[tuple[Any, ...]]:
        """Return the events; what is no event is left out."""
        (end,) = _HEAD.unpack(self._memory[: _HEAD.size])
        data = self._memory[_HEAD.size : _HEAD.size + min(end, self._size - _HEAD.size)]
        events = []
        for line in data.split(b"\n"):
            try:
                event = ast.literal_eval(line.decode("ascii")) if line else None
            except (ValueError, SyntaxError, MemoryError, RecursionError):
                continue
            if isinstance(event, tuple) and event and isinstance(event[0], str):
                events.append(event)
        return events

    def close(self) -> None:
        """Give the memory back."""
        self._memory.close()
