"""The values of a run, in order: many of them take little memory, since most are packed."""

from __future__ import annotations

from collections.abc import Collection

from tf2lint.model import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any, TypeVar

    Item = TypeVar("Item")

#: Values of a block, which is packed once it is full: a finding takes a dozen bytes instead of
#: 300.
_BLOCK = 2_000


class Packed(Collection["Item"]):
    """Values that can be added to at the end, counted, and gone through again and again.

    They are named tuples of one kind: what comes back is equal, and not the same.
    """

    def __init__(self, items: Iterable[Item] = (), block: int = 0) -> None:
        #: How many are packed at a time.
        self.block = block or _BLOCK
        self._packed: list[bytes] = []
        self._length = 0
        #: Those behind the packed ones; never more than a block.
        self._last: list[Item] = []
        self.extend(items)

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[Item]:
        for number in range(len(self._packed)):
            yield from self.unpacked(number)
        yield from self._last

    def __contains__(self, item: object) -> bool:
        return any(item == own for own in self)

    def append(self, item: Item) -> None:
        """Add one at the end."""
        self._last.append(item)
        self._length += 1
        if len(self._last) == self.block:
            self.pack()

    def extend(self, items: Iterable[Item]) -> None:
        """Add some at the end."""
        for item in items:
            self.append(item)

    def join(self, others: Packed[Item]) -> None:
        """Add others at the end; those that are packed stay so."""
        if others._packed:
            self.pack()
            self._packed += others._packed
            self._length += len(others) - len(others._last)
        self.extend(others._last)

    def pack(self) -> None:
        """Pack what is left unpacked, too: to be kept for long, or handed to another process."""
        if self._last:
            self._packed.append(_pack(self._last))
            self._last = []

    def unpacked(self, number: int) -> list[Item]:
        """Return what is in a packed block."""
        import pickle
        import zlib

        # It never left this process and its children, so nobody else can have written it.
        kind, columns = pickle.loads(zlib.decompress(self._packed[number]))
        return [tuple.__new__(kind, row) for row in zip(*columns)]


class Findings(Packed[Finding]):
    """The findings of a run."""


def _pack(items: list[Any]) -> bytes:
    import pickle
    import zlib

    # Their texts are shared, and come once a block. Columns are faster both ways than tuples.
    return zlib.compress(pickle.dumps((type(items[0]), list(zip(*items))), -1), 1)
