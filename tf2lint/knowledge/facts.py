"""Which TensorFlow symbols exist in which release, and what they take.

The tables are packed: one compressed text a module or class, one line a member, split
when the owner is first asked about. The tab-separated fields of a line:

    name, kind, releases, twins, parameters

``kind`` is ``M`` module, ``C`` class, ``F`` function, ``V`` value, ``m`` method.
``releases`` is a hexadecimal mask over the known releases (the lowest bit the oldest).
``twins`` and ``parameters`` are lists of ``mask:value`` parted by ``CHOICE``: the same
function under another name, and the parameter list, in the releases of the mask.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .parameters import parse_parameters
from .target import Target
from .values import Parameters

#: Ends the name of a release that is told to use ``tf_keras``.
LEGACY_MARK = "L"
#: Parts the choices of one field; no parameter list contains it.
CHOICE = "\x1f"
#: TensorFlow's own folders: importable, but no part of the public interface.
_PRIVATE_ROOTS = frozenset(
    ("compiler", "core", "dtensor", "examples", "include", "python", "security", "tools")
)
_UNKNOWN = "?"
_DETOURS = ("tf.compat.v2.", "tf.compat.v1.compat.v1.", "tf.compat.v1.compat.v2.")
_NO_FIELDS = ("", "0", "", "")


class ApiFacts:
    """The facts of every release, asked on behalf of one target."""

    def __init__(
        self,
        target: Target,
        releases: Sequence[str],
        buckets: Mapping[str, bytes],
        shared: Mapping[str, str],
    ) -> None:
        """``shared`` maps a class to another one with the very same members."""
        marked = target.release + LEGACY_MARK
        own = target.release if target.keras3 or marked not in releases else marked
        self._buckets = buckets
        self._shared = shared
        self._lines: dict[str, dict[str, str]] = {}
        self._known: dict[str, list[str]] = {}
        self._lists: dict[str, Parameters] = {}
        self._own = 1 << releases.index(own)
        self._tf1 = 1 << releases.index("1.15")
        self._any_tf1 = sum(
            1 << index for index, name in enumerate(releases) if name.startswith("1.")
        )
        #: Where to look for the last release of a symbol, newest first.
        self._line = [
            (1 << index, name.rstrip(LEGACY_MARK))
            for index, name in reversed(list(enumerate(releases)))
            if _is_on_line(name, target.keras, releases)
        ]

    def exists(self, path: str) -> bool | None:
        """Whether ``path`` resolves in the target; ``None`` where nobody wrote that down."""
        path = _shortened(path)
        fields = self._find(path)
        if fields is not None:
            return bool(int(fields[1], 16) & self._own)
        if path == "tf":
            return True
        owner, dot, _ = path.rpartition(".")
        if not dot or not owner.startswith("tf") or _is_private(path):
            return None
        if owner == "tf":
            return False
        above = self.exists(owner)
        if above and self.kind(owner) != "M":
            return None
        return False if above is not None else None

    def existed(self, path: str) -> bool:
        """Whether ``path`` resolved in a TensorFlow 1 from 1.4 on."""
        return path == "tf" or bool(int(self._fields(path)[1], 16) & self._any_tf1)

    def kind(self, path: str) -> str:
        """``M``, ``C``, ``F``, ``V`` or ``m``; ``""`` for a path that never was."""
        return "M" if path == "tf" else self._fields(_shortened(path))[0]

    def last_release(self, path: str) -> str:
        """The newest release with ``path`` under the target's Keras, or ``""``."""
        mask = int(self._fields(path)[1], 16)
        return next((name for bit, name in self._line if bit & mask), "")

    def parameters(self, path: str) -> Parameters | None:
        """What the target's ``path`` takes."""
        return self._parameters_in(_shortened(path), self._own)

    def parameters_tf1(self, path: str) -> Parameters | None:
        """What ``path`` took in TensorFlow 1.15."""
        return self._parameters_in(path, self._tf1)

    def twin(self, path: str) -> str | None:
        """Another public name, in the target, of what ``path`` was in TensorFlow 1."""
        return _choose(self._fields(path)[2], self._own)

    def names(self, owner: str) -> list[str]:
        """The members that a module or class has, or had, in any release."""
        return list(self._bucket(owner))

    def _parameters_in(self, path: str, bit: int) -> Parameters | None:
        fields = self._fields(path)
        text = _choose(fields[3], bit) if int(fields[1], 16) & bit else None
        if text is None or text == _UNKNOWN:
            return None
        found = self._lists.get(text)
        if found is None:
            found = self._lists[text] = parse_parameters(text)
        return found

    def _fields(self, path: str) -> Sequence[str]:
        return self._find(path) or _NO_FIELDS

    def _find(self, path: str) -> list[str] | None:
        fields = self._known.get(path)
        if fields is None:
            owner, _, name = path.rpartition(".")
            line = self._bucket(owner).get(name)
            if line is not None:
                fields = self._known[path] = line.split("\t")
        return fields

    def _bucket(self, owner: str) -> dict[str, str]:
        """The unsplit lines of a module or class by name."""
        bucket = self._lines.get(owner)
        if bucket is None:
            bucket = self._lines[owner] = {}
            packed = self._buckets.get(self._shared.get(owner, owner))
            if packed is not None:
                for line in unpack(packed):
                    name, _, rest = line.partition("\t")
                    bucket[name] = rest
        return bucket


def unpack(packed: bytes) -> list[str]:
    """The lines of one bucket of a compiled table."""
    import zlib

    return zlib.decompress(packed).decode().split("\n")


def _shortened(path: str) -> str:
    """The path without the detour: TensorFlow 2 holds itself under ``tf.compat``, too."""
    if path.startswith(_DETOURS):
        for detour, direct in zip(_DETOURS, ("tf.", "tf.compat.v1.", "tf."), strict=True):
            if path.startswith(detour):
                return direct + path[len(detour) :]
    return path


def _is_on_line(name: str, keras: str, releases: Sequence[str]) -> bool:
    """Whether a release is one that somebody with this Keras goes through."""
    if keras != "legacy":
        return not name.endswith(LEGACY_MARK)
    return name.endswith(LEGACY_MARK) or name + LEGACY_MARK not in releases


def _is_private(path: str) -> bool:
    return path.split(".", 2)[1] in _PRIVATE_ROOTS


def _choose(choices: str, bit: int) -> str | None:
    """The value whose mask holds ``bit``."""
    if not choices:
        return None
    for choice in choices.split(CHOICE):
        mask, _, value = choice.partition(":")
        if int(mask, 16) & bit:
            return value
    return None
