"""What a trend counted in revisions, by digests of all that the counts rest on."""

from __future__ import annotations

import json
import math
from itertools import islice

from tf2lint.cache.foreign import as_number, as_table, as_text
from tf2lint.cache.record import digest_of
from tf2lint.cache.store import Store
from tf2lint.cache.tool import about_tool
from tf2lint.model import SEVERITIES
from tf2lint.trend import Point, Threshold

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

#: Revisions of one entry; the first that are too many are those that were counted first.
_MOST = 2_000


class Counts:
    """The counts of earlier runs over one folder, as points without name and date."""

    def __init__(self, folder: str, place: str) -> None:
        """``folder``: that of the cache; ``place``: the folder that the trend is of."""
        self._store = Store(folder)
        about = f"trend\n{about_tool()}\n{place}"
        self._key = digest_of(about.encode("utf-8", "surrogateescape"))
        self._points = _read(self._store.load(self._key))
        self._changed = False

    def get(self, key: str) -> Point | None:
        """Return the counts of a revision, if they are remembered."""
        return self._points.get(key)

    def keep(self, key: str, point: Point) -> None:
        """Remember the counts of a revision."""
        self._points[key] = point._replace(name="", commit="", date="")
        self._changed = True

    def save(self) -> str:
        """Write down what is new; returns why that is impossible, or ""."""
        if not self._changed:
            return ""
        last = dict(islice(self._points.items(), max(0, len(self._points) - _MOST), None))
        stored = {key: _stored(point) for key, point in last.items()}
        return self._store.save(self._key, json.dumps(stored, separators=(",", ":")).encode())


def key_of(what: Iterable[object]) -> str:
    """Return the digest of a revision: ``what`` are its files, and what is asked of them."""
    return digest_of("\n".join(map(repr, what)).encode("utf-8", "backslashreplace"))


def _stored(point: Point) -> list[Any]:
    return list(point[3:])


def _read(data: bytes | None) -> dict[str, Point]:
    """Return the points of an entry; none where it is nothing that was written here."""
    if data is None:
        return {}
    try:
        return {key: _point(*fields) for key, fields in json.loads(data).items()}
    except (AttributeError, ValueError, TypeError, RecursionError):
        return {}


def _point(
    files: object,
    severities: object,
    rules: object,
    known: object,
    thresholds: list[list[object]],
    passed: object,
) -> Point:
    by_severity = _counted(severities)
    if tuple(by_severity) != SEVERITIES or type(passed) is not bool:
        raise ValueError("not counts")
    return Point(
        *("", "", ""),
        as_number(files),
        by_severity,
        _counted(rules),
        None if known is None else as_number(known),
        tuple(_threshold(*fields) for fields in thresholds),
        passed,
    )


def _counted(value: object) -> dict[str, int]:
    return {as_text(key): as_number(count) for key, count in as_table(value).items()}


def _threshold(what: object, unit: object, used: object, allowed: object) -> Threshold:
    return Threshold(as_text(what), as_text(unit), _share(used), _share(allowed))


def _share(value: object) -> float:
    if not isinstance(value, (int, float)) or not 0 <= value < math.inf:
        raise ValueError("not a number")
    return value
