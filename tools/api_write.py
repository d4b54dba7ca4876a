"""Turn the walks of all releases into the generated fact files of ``rules/api/``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

#: Parameter lists are kept from this release on; before it, existence alone counts.
_FIRST_WITH_PARAMETERS = "1.15"
#: Spells an unknown parameter list where leaving it out would mean another one.
UNKNOWN = "?"
_V1 = "tf.compat.v1."
_CONTRIB = "tf.contrib"


class Fact(NamedTuple):
    """A public path in one release."""

    kind: str
    implementation: str
    parameters: str | None


class Walked(NamedTuple):
    """One release: its label (``2.16L`` with tf_keras), facts, and methods by class."""

    label: str
    facts: dict[str, Fact]
    #: implementation of a class → method → parameters
    methods: dict[str, dict[str, str]]


class Tables:
    """All releases side by side, oldest first, those with tf_keras last."""

    def __init__(self, walks: list[Walked], header: str) -> None:
        self._walks = walks
        self._header = header
        self._labels = [walk.label for walk in walks]
        self._plain = [walk for walk in walks if not walk.label.endswith("L")]
        self._legacy = [walk for walk in walks if walk.label.endswith("L")]
        self._paths = sorted({path for walk in walks for path in walk.facts})

    def write(self, folder: Path) -> None:
        """Write the four files."""
        releases = f"releases: {' '.join(self._labels)}\n"
        self._write(folder / "symbols.txt", releases, self._symbols())
        self._write(folder / "parameters.txt", "", self._parameters())
        self._write(folder / "twins.txt", "", self._twins())
        self._write(folder / "methods.txt", "", self._methods())

    def _write(self, path: Path, extra: str, lines: Iterable[str]) -> None:
        header = "".join(f"# {line}\n" for line in (self._header + extra).splitlines())
        path.write_text(header + "".join(f"{line}\n" for line in lines), encoding="utf-8")

    def _symbols(self) -> Iterator[str]:
        for path in self._paths:
            facts = [walk.facts.get(path) for walk in self._walks]
            kind = next(fact.kind for fact in reversed(facts) if fact is not None)
            seen = [walk.label for walk in self._plain if path in walk.facts]
            legacy = [walk.label for walk in self._legacy if path in walk.facts]
            fields = [path, kind, self._ranges(seen)]
            if legacy != [f"{label}L" for label in seen if f"{label}L" in self._labels]:
                fields.append(self._ranges(legacy))
            yield "\t".join(fields)

    def _parameters(self) -> Iterator[str]:
        first: dict[str, str] = {}
        for path in sorted(self._paths, key=lambda path: (path.startswith(_V1), path)):
            history = self._history(self._parameters_of(path))
            if history:
                kept = first.setdefault(history, path)
                yield f"{path}\t{history}" if kept == path else f"{path}\t=\t{kept}"

    def _parameters_of(self, path: str) -> dict[str, str]:
        """The parameter lists by release; ``?`` where only tf_keras leaves it unknown."""
        found: dict[str, str] = {}
        for walk in self._walks:
            fact = walk.facts.get(path)
            if fact is None:
                continue
            if fact.parameters is not None:
                found[walk.label] = fact.parameters
            elif walk.label.endswith("L") and walk.label[:-1] in found:
                found[walk.label] = UNKNOWN
        return found

    def _methods(self) -> Iterator[str]:
        """The methods of the classes that TensorFlow 1 and 2 share."""
        first: dict[str, str] = {}
        for path in sorted(self._paths, key=lambda path: (path.startswith(_V1), path)):
            lines = self._methods_of(path)
            if lines:
                kept = first.setdefault("\n".join(lines), path)
                if kept != path:
                    yield f"{path}\t=\t{kept}"
                else:
                    yield from (f"{path}\t{line}" for line in lines)

    def _methods_of(self, path: str) -> list[str]:
        if path.startswith(_CONTRIB):
            return []
        by_name: dict[str, dict[str, str]] = {}
        for walk in self._walks:
            fact = walk.facts.get(path)
            if fact is not None and fact.kind == "C":
                for name, parameters in walk.methods.get(fact.implementation, {}).items():
                    by_name.setdefault(name, {})[walk.label] = parameters
        if not any(_FIRST_WITH_PARAMETERS in labels for labels in by_name.values()):
            return []
        if all(set(labels) <= {"1.15"} for labels in by_name.values()):
            return []
        histories = ((name, self._history(by_name[name])) for name in sorted(by_name))
        return [f"{name}\t{history}" for name, history in histories if history]

    def _twins(self) -> Iterator[str]:
        """Where TensorFlow 1's functions and classes are under another name."""
        tf1 = next(walk for walk in self._walks if walk.label == _FIRST_WITH_PARAMETERS)
        later = [walk for walk in self._walks if not walk.label.startswith("1.")]
        by_implementation = [_by_implementation(walk) for walk in later]
        for path, fact in sorted(tf1.facts.items()):
            if fact.kind == "M" or path.startswith(_CONTRIB):
                continue
            found = {}
            for walk, names in zip(later, by_implementation, strict=True):
                twin = _twin(path, fact, walk, names)
                if twin is not None:
                    found[walk.label] = twin
            history = self._history(found)
            if history:
                yield f"{path}\t{history}"

    def _history(self, by_label: dict[str, str]) -> str:
        """``ranges <tab> value`` for each value, leaving out what tf_keras does not change."""
        groups: dict[str, list[str]] = {}
        start = self._labels.index(_FIRST_WITH_PARAMETERS)
        for label in self._labels[start:]:
            value = by_label.get(label)
            if value is None or (label.endswith("L") and by_label.get(label[:-1]) == value):
                continue
            groups.setdefault(value, []).append(label)
        return "\t".join(f"{self._ranges(labels)}\t{value}" for value, labels in groups.items())

    def _ranges(self, labels: list[str]) -> str:
        """``1.15 2.3-2.21``; the legacy labels never run on from the plain ones."""
        runs: list[list[int]] = []
        for index in (self._labels.index(label) for label in labels):
            joins = runs and index == runs[-1][1] + 1 and index != len(self._plain)
            if joins:
                runs[-1][1] = index
            else:
                runs.append([index, index])
        spelled = (
            self._labels[low] if low == high else f"{self._labels[low]}-{self._labels[high]}"
            for low, high in runs
        )
        return " ".join(spelled) or "-"


def _by_implementation(walk: Walked) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path, fact in walk.facts.items():
        if fact.kind != "M":
            found.setdefault(fact.implementation, []).append(path)
    return found


def _twin(path: str, fact: Fact, walk: Walked, names: dict[str, list[str]]) -> str | None:
    """The best other name, in ``walk``, of what ``path`` was in TensorFlow 1.

    ``tf.compat.v1`` tells what that is today; where it lacks the name, the same
    statement in the same module does.
    """
    v1_path = path if path.startswith(_V1) else _V1 + path.removeprefix("tf.")
    kept = walk.facts.get(v1_path)
    wanted = kept.implementation if kept is not None else fact.implementation
    own = walk.facts.get(path)
    if own is not None and own.implementation == wanted:
        return None
    others = [name for name in names.get(wanted, ()) if name != path]
    return min(others, key=lambda name: _strangeness(path, name), default=None)


def _strangeness(path: str, name: str) -> tuple[bool, bool, bool, int, str]:
    """How far a name is from what a reader of ``path`` would expect; least is best."""
    return (
        name.startswith(_V1),
        ".experimental" in name or ".__" in name,
        name.rpartition(".")[2] != path.rpartition(".")[2],
        name.count("."),
        name,
    )
