"""Read the generated fact files, ``rules/api/*.txt``, into the packed run-time form.

``symbols.txt``     path, kind, releases [, releases with tf_keras where they differ]
``parameters.txt``  path, then pairs of releases and parameter list (``?`` for one that
                    nobody knows); or path, ``=``, path
``twins.txt``       path, then pairs of releases and path
``methods.txt``     class, method, then pairs as in ``parameters.txt``; or class, ``=``, class

Fields are parted by tabs, lines starting with ``#`` are comments. Releases are spelled
``1.15``, ``2.3-2.21`` or ``2.16L-2.21L`` (with tf_keras), parted by spaces; ``-`` is none.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import NamedTuple

from .facts import CHOICE, LEGACY_MARK
from .schema import RulesError

_RELEASES_LINE = "# releases: "


class PackedApi(NamedTuple):
    """What ``ApiFacts`` takes."""

    releases: tuple[str, ...]
    buckets: dict[str, str]
    shared: dict[str, str]


def read_api(folder: str) -> PackedApi:
    """Pack the fact files of ``folder``; raises ``RulesError`` or ``OSError``."""
    releases = _read_releases(os.path.join(folder, "symbols.txt"))
    masks = _Masks(releases)
    parameters = _read_parameters(os.path.join(folder, "parameters.txt"), masks)
    twins = {path: masks.choices(rest) for path, *rest in _lines(os.path.join(folder, "twins.txt"))}
    buckets: dict[str, list[str]] = {}
    for path, kind, *seen in _lines(os.path.join(folder, "symbols.txt")):
        owner, _, name = path.rpartition(".")
        fields = (
            name,
            kind,
            format(masks.seen(*seen), "x"),
            twins.get(path, ""),
            parameters.get(path, ""),
        )
        buckets.setdefault(owner, []).append("\t".join(fields))
    for owner, methods in _read_methods(os.path.join(folder, "methods.txt"), masks).items():
        buckets.setdefault(owner, []).extend(methods)
    return _share({owner: "\n".join(lines) for owner, lines in buckets.items()}, releases)


def _share(buckets: dict[str, str], releases: tuple[str, ...]) -> PackedApi:
    """Keep equal buckets once."""
    first: dict[str, str] = {}
    shared: dict[str, str] = {}
    for owner, packed in buckets.items():
        kept = first.setdefault(packed, owner)
        if kept != owner:
            shared[owner] = kept
    own = {owner: packed for owner, packed in buckets.items() if owner not in shared}
    return PackedApi(releases, own, shared)


def _read_parameters(path: str, masks: _Masks) -> dict[str, str]:
    found: dict[str, str] = {}
    same: dict[str, str] = {}
    for symbol, *rest in _lines(path):
        if rest[0] == "=":
            same[symbol] = rest[1]
        else:
            found[symbol] = masks.choices(rest)
    for symbol, other in same.items():
        found[symbol] = found[other]
    return found


def _read_methods(path: str, masks: _Masks) -> dict[str, list[str]]:
    """The packed lines of each class's methods."""
    found: dict[str, list[str]] = {}
    same: dict[str, str] = {}
    for owner, name, *rest in _lines(path):
        if name == "=":
            same[owner] = rest[0]
            continue
        choices = masks.choices(rest)
        seen = 0
        for choice in choices.split(CHOICE):
            seen |= int(choice.partition(":")[0], 16)
        found.setdefault(owner, []).append("\t".join((name, "m", f"{seen:x}", "", choices)))
    for owner, other in same.items():
        found[owner] = found[other]
    return found


def _read_releases(path: str) -> tuple[str, ...]:
    with open(path, encoding="utf-8") as file:
        for line in file:
            if line.startswith(_RELEASES_LINE):
                return tuple(line[len(_RELEASES_LINE) :].split())
    raise RulesError(f"{os.path.basename(path)}: no line {_RELEASES_LINE!r}")


def _lines(path: str) -> Iterator[list[str]]:
    with open(path, encoding="utf-8") as file:
        for line in file:
            if not line.startswith("#"):
                yield line.rstrip("\n").split("\t")


class _Masks:
    """Turns spelled releases into bit masks, the lowest bit for the oldest release."""

    def __init__(self, releases: tuple[str, ...]) -> None:
        self._bits = {name: index for index, name in enumerate(releases)}
        self._known: dict[str, int] = {}
        self._legacy = [
            (1 << index, 1 << self._bits[name[: -len(LEGACY_MARK)]])
            for name, index in self._bits.items()
            if name.endswith(LEGACY_MARK)
        ]

    def seen(self, own: str, legacy: str | None = None) -> int:
        """The mask of both spellings; without ``legacy``, tf_keras changes nothing."""
        mask = self._mask(own)
        return self._with_legacy(mask) if legacy is None else mask | self._mask(legacy)

    def choices(self, fields: list[str]) -> str:
        """Pack pairs of releases and value; a release with tf_keras that no pair names
        counts as the same release without."""
        pairs = [
            (self._mask(own), value) for own, value in zip(fields[::2], fields[1::2], strict=True)
        ]
        named = 0
        for mask, _ in pairs:
            named |= mask
        return CHOICE.join(
            f"{mask | self._with_legacy(mask) & ~named:x}:{value}" for mask, value in pairs
        )

    def _with_legacy(self, mask: int) -> int:
        for legacy_bit, bit in self._legacy:
            if mask & bit:
                mask |= legacy_bit
        return mask

    def _mask(self, text: str) -> int:
        mask = self._known.get(text)
        if mask is None:
            mask = 0
            for part in text.split():
                first, _, last = part.partition("-")
                if first:
                    last = last or first
                    low, high = self._bits[first], self._bits[last]
                    mask |= (1 << high + 1) - (1 << low)
            self._known[text] = mask
        return mask
