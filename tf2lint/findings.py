"""The findings of a run, in order: many of them take little memory, since most are packed."""

from __future__ import annotations

from collections.abc import Collection

from tf2lint.model import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: Findings of a block, which is packed once it is full: a dozen bytes each instead of 300.
_BLOCK = 2_000


class Findings(Collection[Finding]):
    """Findings that can be added to at the end, counted, and gone through again and again."""

    def __init__(self, findings: Iterable[Finding] = ()) -> None:
        self._packed: list[bytes] = []
        self._length = 0
        #: Those behind the packed ones; never more than a block.
        self._last: list[Finding] = []
        self.extend(findings)

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[Finding]:
        for block in self._packed:
            yield from _unpacked(block)
        yield from self._last

    def __contains__(self, finding: object) -> bool:
        return any(finding == own for own in self)

    def append(self, finding: Finding) -> None:
        """Add one finding at the end."""
        self._last.append(finding)
        self._length += 1
        if len(self._last) == _BLOCK:
            self.pack()

    def extend(self, findings: Iterable[Finding]) -> None:
        """Add findings at the end."""
        for finding in findings:
            self.append(finding)

    def join(self, others: Findings) -> None:
        """Add others at the end; those that are packed stay so."""
        if others._packed:
            self.pack()
            self._packed += others._packed
            self._length += len(others) - len(others._last)
        self.extend(others._last)

    def pack(self) -> None:
        """Pack what is left unpacked, too: to be kept for long, or handed to another process."""
        if self._last:
            self._packed.append(_packed(self._last))
            self._last = []


def _packed(findings: list[Finding]) -> bytes:
    import pickle
    import zlib

    # Their texts are shared, and come once a block.
    return zlib.compress(pickle.dumps(findings, -1), 1)


def _unpacked(block: bytes) -> list[Finding]:
    import pickle
    import zlib

    # It never left this process and its children, so nobody else can have written it.
    found: list[Finding] = pickle.loads(zlib.decompress(block))
    return found
