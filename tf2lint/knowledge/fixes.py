"""How a use of a symbol is rewritten: the ``[[fix]]`` rows, and what was proved.

Nothing here is read until somebody asks for a fix.
"""

from __future__ import annotations

from tf2lint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .values import Version

#: What a rewriting does; ``rules/fixes.toml`` says it for each.
FORMS = tuple(
    "call value method wrap drop delete none member keyword without named unwrap uncall bare pairs "
    "tuple respell lambda keep apply same scope layer literal nullary told "
    "complement spelled v1 unassign around reword maker".split()
)


class FixRow(NamedTuple):
    """What to write in place of a use of ``path``.

    ``to`` is the new path (``call``, ``wrap``) or the method's name (``method``); ``""``
    where another row of the symbol says it. ``rename`` maps parameters to their new names,
    ``drop`` those that may go to the source texts of the arguments with which they may
    (``*`` for any), ``add`` new parameters to what is passed for them when nothing was, and
    ``value`` new parameters to what becomes of the old one's argument (``1 - {}``). ``plain``
    maps old parameters whose argument has to be written there, for a fix to be safe, to what
    it has to be: a ``number``, a ``positive`` one, or this constant. A form other than ``call``
    wants it to be there.
    """

    path: str
    form: str
    to: str
    safety: str
    rename: Mapping[str, str]
    drop: Mapping[str, tuple[str, ...]]
    add: Mapping[str, str]
    value: Mapping[str, str]
    plain: Mapping[str, str]
    since: Version | None
    until: Version | None
    keras: str


class Fixes:
    """The rows that hold for one target, and the proofs, unpacked when first asked."""

    def __init__(self, packed: bytes, proved: bytes) -> None:
        self._packed = packed
        self._packed_proofs = proved
        self._rows: dict[str, list[FixRow]] | None = None
        self._proved: dict[tuple[str, str], frozenset[str]] | None = None

    def rows(self, path: str) -> list[FixRow]:
        """The rows of a path, else those of the nearest ``….*`` above it."""
        if self._rows is None:
            self._rows = _unpack_rows(self._packed)
        found = self._rows.get(path)
        owner = path
        while found is None and owner:
            owner = owner.rpartition(".")[0]
            found = self._rows.get(owner + ".*")
        return found or []

    def proved(self, old: str, new: str) -> frozenset[str] | None:
        """The parameters of ``old`` with which ``new`` was seen to give the same results.

        None where no call of the two was compared; the names are those of TensorFlow 1.
        """
        if self._proved is None:
            self._proved = _unpack_proofs(self._packed_proofs)
        return self._proved.get((old, new))


def pack_rows(rows: Iterable[FixRow]) -> bytes:
    """One compressed text for the compiled tables."""
    import json
    import zlib

    return zlib.compress(json.dumps([list(row) for row in rows]).encode(), 9)


def pack_proofs(lines: Iterable[str]) -> bytes:
    """The lines of ``proved.txt`` without its comments, compressed."""
    import zlib

    kept = (line.rstrip("\n") for line in lines)
    text = "\n".join(line for line in kept if line and not line.startswith("#"))
    return zlib.compress(text.encode(), 9)


def _unpack_rows(packed: bytes) -> dict[str, list[FixRow]]:
    import json
    import zlib

    rows: dict[str, list[FixRow]] = {}
    for fields in json.loads(zlib.decompress(packed)):
        row = FixRow(*fields)
        row = row._replace(since=_version(row.since), until=_version(row.until))
        rows.setdefault(row.path, []).append(row)
    return rows


def _unpack_proofs(packed: bytes) -> dict[tuple[str, str], frozenset[str]]:
    import zlib

    proofs = {}
    text = zlib.decompress(packed).decode()
    for line in text.split("\n") if text else ():
        old, new, parameters = line.split("\t")
        proofs[old, new] = frozenset(parameters.split())
    return proofs


def _version(bound: Version | None) -> Version | None:
    return None if bound is None else (bound[0], bound[1])
