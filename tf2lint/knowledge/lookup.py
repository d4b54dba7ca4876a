"""Everything the rooms ask about TensorFlow, on behalf of one target."""

from __future__ import annotations

from .facts import ApiFacts, unpack
from .fixes import Fixes, FixRow
from .tables import load_tables
from .target import Target
from .values import ParameterRow, Parameters, RequirementRow, Rule, SymbolRow, Version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_loaded: dict[Target, Knowledge] = {}
_tables: list[Any] = []


def load(target: Target) -> Knowledge:
    """The knowledge for ``target``, made once a process.

    Raises ``RulesError`` in a checkout whose ``rules/`` are wrong.
    """
    knowledge = _loaded.get(target)
    if knowledge is None:
        if not _tables:
            _tables.append(load_tables())
        knowledge = _loaded[target] = Knowledge(target, _tables[0])
    return knowledge


class Knowledge:
    """Rules, symbol rows and API facts that hold for one target."""

    def __init__(self, target: Target, tables: Any) -> None:
        """``tables`` is the compiled module, or its content as attributes."""
        self.target = target
        #: Every rule by its name, whether or not it holds for the target, by code.
        self.rules: dict[str, Rule] = {fields[1]: Rule(*fields) for fields in tables.RULES}
        self.facts = ApiFacts(target, tables.RELEASES, tables.API, tables.SHARED)
        self._packed_rows: dict[str, bytes] = tables.ROWS
        self._row_buckets: dict[str, dict[str, SymbolRow]] = {}
        self._rows: dict[str, SymbolRow | None] = {}
        self._kinds: dict[str, str] = dict(tables.KINDS)
        self._member_kinds: dict[str, str] = tables.MEMBERS
        #: What a member of this name (``get_shape()`` if called) gives, whatever has it.
        self.likely_kinds = {
            key[2:]: kind for key, kind in tables.MEMBERS.items() if key.startswith("*.")
        }
        self._packed_parameters: Any = tables.PARAMETERS
        self._parameter_rows: dict[str, list[ParameterRow]] | None = None
        self._packed_requirements: Any = tables.REQUIREMENTS
        self._fixes = Fixes(tables.FIXES, tables.PROVED)

    def find_rule(self, label: str) -> Rule | None:
        """The rule with this code (``TF401``) or name (``dropout-keep-prob``)."""
        found = self.rules.get(label)
        if found is None:
            found = next((rule for rule in self.rules.values() if rule.code == label), None)
        return found

    def active(self, rule: Rule) -> bool:
        """Whether ``rule`` says anything about the target."""
        return self._holds(rule.since, rule.until, rule.keras)

    def row(self, path: str) -> SymbolRow | None:
        """The hand-written row for ``path``: its own, else that of the nearest ``….*``."""
        try:
            return self._rows[path]
        except KeyError:
            owner, _, name = path.rpartition(".")
            row = self._row_bucket(owner).get(name)
            while row is None and owner:
                row = self._row_bucket(owner).get("*")
                owner = owner.rpartition(".")[0]
            self._rows[path] = row
            return row

    def has_argument_rows(self, path: str) -> bool:
        """Whether a row is about an argument of ``path``: ``tf.split(squeeze_dims)``."""
        owner, _, name = path.rpartition(".")
        return any(key.startswith(name + "(") for key in self._row_bucket(owner))

    def exists(self, path: str) -> bool | None:
        """Whether ``path`` resolves in the target; ``None`` when the facts can't say.

        They are silent on other packages, on TensorFlow's private modules, and on the
        members of classes and values that do exist.
        """
        return self.facts.exists(path)

    def existed(self, path: str) -> bool:
        """Whether ``path`` resolved in a TensorFlow 1 (1.4 to 1.15)."""
        return self.facts.existed(path)

    def is_module(self, path: str) -> bool:
        """Whether ``path`` is, or was, a public module."""
        return self.facts.kind(path) == "M"

    def is_class(self, path: str) -> bool:
        """Whether ``path`` is, or was, a class."""
        return self.facts.kind(path) == "C"

    def last_release(self, path: str) -> str:
        """The newest release that has ``path``, such as ``2.15``; ``""`` for none."""
        return self.facts.last_release(path)

    def parameters(self, path: str) -> Parameters | None:
        """The parameter list of ``path`` in the target; of a class, its constructor's."""
        return self.facts.parameters(path)

    def parameters_tf1(self, path: str) -> Parameters | None:
        """The parameter list of ``path`` in TensorFlow 1.15."""
        return self.facts.parameters_tf1(path)

    def parameter(self, path: str, name: str) -> ParameterRow | None:
        """What became of parameter ``name`` of ``path``; a row for this function wins."""
        if self._parameter_rows is None:
            self._parameter_rows = {}
            for fields in self._packed_parameters:
                row = ParameterRow(*fields)
                self._parameter_rows.setdefault(row.old, []).append(row)
        general = None
        for row in self._parameter_rows.get(name, ()):
            if path in row.functions:
                return row
            if not row.functions and general is None:
                general = row
        return general

    def requirements(self) -> dict[str, list[RequirementRow]]:
        """The rows that hold for the target, by the normalized name of the package."""
        found: dict[str, list[RequirementRow]] = {}
        for fields in self._packed_requirements:
            row = RequirementRow(*fields)
            if self._holds(row.since, row.until, row.keras):
                found.setdefault(row.name, []).append(row)
        return found

    def fix(self, path: str) -> FixRow | None:
        """How a use of ``path`` is rewritten; None where no row says it."""
        for row in self._fixes.rows(path):
            if self._holds(row.since, row.until, row.keras):
                return row
        return None

    def proved(self, old: str, new: str) -> frozenset[str] | None:
        """The parameters with which a call of ``new`` was seen to give what ``old`` gave."""
        return self._fixes.proved(old, new)

    def same_function(self, path: str) -> str | None:
        """The target's other name for the very function or class that ``path`` was in TF1.

        A name outside ``tf.compat.v1`` is preferred.
        """
        return self.facts.twin(path)

    def kind(self, path: str) -> str:
        """The kind of value that calling ``path`` gives (``Session``), or ``""``."""
        found = self._kinds.get(path)
        if found is None:
            found = self._kinds[path] = self._inherited_kind(path)
        return found

    def _inherited_kind(self, path: str) -> str:
        owner = path.rpartition(".")[0]
        while owner:
            found = self._kinds.get(owner + ".*")
            if found is not None:
                return found
            owner = owner.rpartition(".")[0]
        return ""

    def member_kind(self, kind: str, member: str) -> str:
        """The kind of value that ``member`` of a ``kind`` gives, or ``""``."""
        return self._member_kinds.get(f"{kind}.{member}", "")

    def _row_bucket(self, owner: str) -> dict[str, SymbolRow]:
        bucket = self._row_buckets.get(owner)
        if bucket is None:
            bucket = self._row_buckets[owner] = {}
            packed = self._packed_rows.get(owner)
            for line in unpack(packed) if packed else ():
                name, rule, kind, to, hint, package, severity, since, until, keras = line.split(
                    "\t"
                )
                bounds = (_version(since), _version(until), keras)
                if name not in bucket and self._holds(*bounds):
                    path = f"{owner}.{name}"
                    bucket[name] = SymbolRow(path, rule, kind, to, hint, package, severity, *bounds)
        return bucket

    def _holds(self, since: Version | None, until: Version | None, keras: str) -> bool:
        version = self.target.version
        if (since is not None and version < since) or (until is not None and version > until):
            return False
        return not keras or (keras == "3") == self.target.keras3


def _version(text: str) -> Version | None:
    if not text:
        return None
    major, _, minor = text.partition(".")
    return int(major), int(minor)
