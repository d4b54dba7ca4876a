"""Read and check the tables that people edit: ``rules/*.toml``.

Every complaint is a ``RulesError`` that names the file and the entry.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ..model import CONFIDENCES, SEVERITIES
from .fixes import FORMS, FixRow
from .target import KERAS_CHOICES
from .values import ParameterRow, RequirementRow, Rule, SymbolRow, Version

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROW_KINDS = ("renamed", "rewritten", "moved-package", "manual", "none")
FIX_CHOICES = ("safe", "unsafe", "none")
#: "always": wherever a row's symbol is used; "eager": only where eager execution is on;
#: "known": likewise, but not in a function that other files may call from a graph; "v2": where
#: it is on and in tf.function; "call": a check of its own looks at the use; "import": only
#: where it is imported, unless its row says that it is an error; "runtime": never, only
#: ``tf2lint probe`` can find it.
WHEN_CHOICES = ("always", "eager", "known", "v2", "call", "import", "runtime")
#: What a repair takes, from least to most: a tool does it, a person follows the hint line by
#: line, or a part of the program has to be thought out anew.
EFFORTS = ("automatic", "mechanical", "redesign")
_RULE_TEXTS = ("summary", "message", "explanation")
_RULE_KEYS = frozenset(
    "code name severity confidence summary message hint explanation bad good references fix "
    "catalogue since until keras default when effort".split()
)
_RULE_OPTIONAL = frozenset(("hint", "since", "until", "keras", "default", "when", "effort"))
_ROW_KEYS = frozenset("path rule kind to hint package evidence severity since until keras".split())
_ROW_REQUIRED = frozenset(("path", "rule", "kind", "evidence"))
_PARAMETER_KEYS = frozenset("old new functions note".split())
_REQUIREMENT_KEYS = frozenset("name below reason advice evidence conda since until keras".split())
_REQUIREMENT_NEEDED = frozenset(("name", "reason", "advice", "evidence"))
_FIX_KEYS = frozenset(
    "paths form to safety rename drop add value plain evidence since until keras".split()
)
_TABLES = frozenset(("rule", "symbol", "kind", "member", "parameter", "requirement", "fix"))

Entry = dict[str, Any]


class RulesError(ValueError):
    """An entry of ``rules/`` that cannot mean anything; the text names file and entry."""


class Page(NamedTuple):
    """One rule with the long texts that only ``explain`` and the docs need."""

    rule: Rule
    explanation: str
    bad: str
    good: str
    references: tuple[str, ...]


class Tables(NamedTuple):
    """Everything in ``rules/*.toml``, checked."""

    pages: tuple[Page, ...]
    rows: tuple[SymbolRow, ...]
    #: path, or ``prefix.*`` → the kind of value that calling it gives
    kinds: dict[str, str]
    #: ``Kind.member`` → the kind of value that the member gives
    members: dict[str, str]
    parameters: tuple[ParameterRow, ...]
    requirements: tuple[RequirementRow, ...]
    fixes: tuple[FixRow, ...]


def read_tables(folder: str) -> Tables:
    """Read every TOML file of ``folder``; raises ``RulesError`` or ``OSError``."""
    entries = [
        (where, table, entry)
        for path in toml_files(folder)
        for where, table, entry in _entries(path)
    ]
    pages = _check_unique(
        [(where, _page(where, e)) for where, table, e in entries if table == "rule"]
    )
    names = {page.rule.name for page in pages}
    rows = [_row(where, e, names) for where, table, e in entries if table == "symbol"]
    kinds: dict[str, str] = {}
    members: dict[str, str] = {}
    for where, table, entry in entries:
        if table == "kind":
            _add_kinds(where, entry, kinds)
        elif table == "member":
            _add_member(where, entry, members)
    parameters = [_parameter(where, e) for where, table, e in entries if table == "parameter"]
    requirements = [_requirement(where, e) for where, table, e in entries if table == "requirement"]
    fixes = [row for where, table, e in entries if table == "fix" for row in _fixes(where, e)]
    return Tables(
        tuple(pages),
        tuple(rows),
        kinds,
        members,
        tuple(parameters),
        tuple(requirements),
        tuple(fixes),
    )


def toml_files(folder: str) -> list[str]:
    """The editable tables of ``folder``, by name."""
    return [
        os.path.join(folder, name) for name in sorted(os.listdir(folder)) if name.endswith(".toml")
    ]


def _entries(path: str) -> Iterator[tuple[str, str, Entry]]:
    """Yield where (file and entry), table and content of each entry of one file."""
    name = os.path.basename(path)
    try:
        with open(path, "rb") as file:
            document = tomllib.load(file)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RulesError(f"{name}: {error}") from error
    for table, entries in document.items():
        if table not in _TABLES or not isinstance(entries, list):
            raise RulesError(f"{name}: unknown table {table!r}")
        for number, entry in enumerate(entries, 1):
            label = entry.get("code") or entry.get("path") or entry.get("name") or f"#{number}"
            yield f"{name}: [[{table}]] {label}", table, entry


def _page(where: str, entry: Entry) -> Page:
    _check_keys(where, entry, _RULE_KEYS, _RULE_KEYS - _RULE_OPTIONAL)
    code, name = _text(where, entry, "code"), _text(where, entry, "name")
    if not (len(code) == 5 and code.startswith("TF") and code[2:].isdigit()):
        raise RulesError(f"{where}: code {code!r} is not TF and three digits")
    if not all((part.isalnum() and part.islower()) or part.isdigit() for part in name.split("-")):
        raise RulesError(f"{where}: name {name!r} is not kebab-case")
    for key in _RULE_TEXTS:
        if not _text(where, entry, key).strip():
            raise RulesError(f"{where}: {key} is empty")
    rule = Rule(
        code=code,
        name=name,
        severity=_choice(where, entry, "severity", SEVERITIES),
        confidence=_choice(where, entry, "confidence", CONFIDENCES),
        summary=_line(where, entry, "summary"),
        message=_line(where, entry, "message"),
        hint=_line(where, entry, "hint"),
        since=_version(where, entry, "since"),
        until=_version(where, entry, "until"),
        keras=_keras(where, entry),
        fix=_choice(where, entry, "fix", FIX_CHOICES),
        default=_flag(where, entry, "default", True),
        catalogue=_texts(where, entry, "catalogue"),
        when=_choice(where, entry, "when", WHEN_CHOICES) if "when" in entry else "always",
        effort=_choice(where, entry, "effort", EFFORTS) if "effort" in entry else "",
    )
    return Page(
        rule,
        _text(where, entry, "explanation"),
        _text(where, entry, "bad"),
        _text(where, entry, "good"),
        _texts(where, entry, "references"),
    )


def _row(where: str, entry: Entry, rules: set[str]) -> SymbolRow:
    _check_keys(where, entry, _ROW_KEYS, _ROW_REQUIRED)
    kind = _choice(where, entry, "kind", ROW_KINDS)
    row = SymbolRow(
        path=_line(where, entry, "path"),
        rule=_line(where, entry, "rule"),
        kind=kind,
        to=_line(where, entry, "to"),
        hint=_line(where, entry, "hint"),
        package=_line(where, entry, "package"),
        severity=_choice(where, entry, "severity", SEVERITIES) if "severity" in entry else "",
        since=_version(where, entry, "since"),
        until=_version(where, entry, "until"),
        keras=_keras(where, entry),
    )
    if not _line(where, entry, "evidence").strip():
        raise RulesError(f"{where}: evidence is empty")
    if row.rule not in rules:
        raise RulesError(f"{where}: there is no rule {row.rule!r}")
    if (kind == "moved-package") != bool(row.package):
        raise RulesError(f"{where}: package goes with kind moved-package, and with no other")
    if kind in ("renamed", "rewritten") and not row.to:
        raise RulesError(f"{where}: kind {kind} needs the new path in 'to'")
    if kind == "none" and row.to:
        raise RulesError(f"{where}: kind none has no 'to'")
    return row


def _check_unique(pages: list[tuple[str, Page]]) -> list[Page]:
    seen: set[str] = set()
    for where, page in pages:
        for label in (page.rule.code, page.rule.name):
            if label in seen:
                raise RulesError(f"{where}: {label} is already taken by another rule")
            seen.add(label)
    return sorted((page for _, page in pages), key=lambda page: page.rule.code)


def _add_kinds(where: str, entry: Entry, kinds: dict[str, str]) -> None:
    _check_keys(where, entry, frozenset(("paths", "gives")), frozenset(("paths", "gives")))
    gives = _line(where, entry, "gives")
    for path in _texts(where, entry, "paths"):
        if kinds.setdefault(path, gives) != gives:
            raise RulesError(f"{where}: {path} already gives {kinds[path]}")


def _add_member(where: str, entry: Entry, members: dict[str, str]) -> None:
    keys = frozenset(("of", "name", "gives"))
    _check_keys(where, entry, keys, keys)
    key = f"{_line(where, entry, 'of')}.{_line(where, entry, 'name')}"
    gives = _line(where, entry, "gives")
    if members.setdefault(key, gives) != gives:
        raise RulesError(f"{where}: {key} already gives {members[key]}")


def _parameter(where: str, entry: Entry) -> ParameterRow:
    _check_keys(where, entry, _PARAMETER_KEYS, frozenset(("old", "new")))
    functions = _texts(where, entry, "functions") if "functions" in entry else ()
    return ParameterRow(
        _line(where, entry, "old"),
        _line(where, entry, "new"),
        functions,
        _line(where, entry, "note"),
    )


def _requirement(where: str, entry: Entry) -> RequirementRow:
    _check_keys(where, entry, _REQUIREMENT_KEYS, _REQUIREMENT_NEEDED)
    row = RequirementRow(
        name=_line(where, entry, "name"),
        below=_line(where, entry, "below"),
        reason=_line(where, entry, "reason"),
        advice=_line(where, entry, "advice"),
        conda=_flag(where, entry, "conda", True),
        since=_version(where, entry, "since"),
        until=_version(where, entry, "until"),
        keras=_keras(where, entry),
    )
    if row.name != row.name.lower() or "_" in row.name:
        raise RulesError(f"{where}: name is not normalized (lower case, hyphens)")
    for key in ("reason", "advice", "evidence"):
        if not _line(where, entry, key).strip():
            raise RulesError(f"{where}: {key} is empty")
    return row


def _fixes(where: str, entry: Entry) -> Iterator[FixRow]:
    """The rows of one entry, one a path."""
    _check_keys(where, entry, _FIX_KEYS, frozenset(("paths", "evidence")))
    if not _line(where, entry, "evidence").strip():
        raise RulesError(f"{where}: evidence is empty")
    drop = entry.get("drop", {})
    for path in _texts(where, entry, "paths"):
        yield FixRow(
            path,
            _choice(where, entry, "form", FORMS) if "form" in entry else "call",
            _line(where, entry, "to"),
            _choice(where, entry, "safety", ("safe", "unsafe")) if "safety" in entry else "",
            _table(where, entry, "rename"),
            {name: _texts(where, drop, name) for name in drop},
            _table(where, entry, "add"),
            _table(where, entry, "value"),
            _table(where, entry, "plain"),
            _version(where, entry, "since"),
            _version(where, entry, "until"),
            _keras(where, entry),
        )


def _table(where: str, entry: Entry, key: str) -> dict[str, str]:
    value = entry.get(key, {})
    if not isinstance(value, dict):
        raise RulesError(f"{where}: {key} is not a table")
    return {name: _line(where, value, name) for name in value}


def _check_keys(where: str, entry: Entry, known: frozenset[str], required: frozenset[str]) -> None:
    unknown = sorted(set(entry) - known)
    if unknown:
        raise RulesError(f"{where}: unknown key {unknown[0]!r}")
    missing = sorted(required - set(entry))
    if missing:
        raise RulesError(f"{where}: key {missing[0]!r} is missing")


def _text(where: str, entry: Mapping[str, Any], key: str) -> str:
    value = entry.get(key, "")
    if not isinstance(value, str):
        raise RulesError(f"{where}: {key} is not a string")
    return value


def _line(where: str, entry: Mapping[str, Any], key: str) -> str:
    """A string that fits on one line of the packed table."""
    value = _text(where, entry, key)
    if any(mark in value for mark in "\t\r\n\x1f"):
        raise RulesError(f"{where}: {key} must be one line without tabs")
    return value


def _texts(where: str, entry: Entry, key: str) -> tuple[str, ...]:
    value = entry[key]
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise RulesError(f"{where}: {key} is not a list of strings")
    return tuple(value)


def _flag(where: str, entry: Entry, key: str, default: bool) -> bool:
    value = entry.get(key, default)
    if not isinstance(value, bool):
        raise RulesError(f"{where}: {key} is not true or false")
    return value


def _choice(where: str, entry: Entry, key: str, choices: tuple[str, ...]) -> str:
    value = _text(where, entry, key)
    if value not in choices:
        raise RulesError(f"{where}: {key} {value!r} is none of {', '.join(choices)}")
    return value


def _keras(where: str, entry: Entry) -> str:
    return _choice(where, entry, "keras", KERAS_CHOICES) if "keras" in entry else ""


def _version(where: str, entry: Entry, key: str) -> Version | None:
    text = _text(where, entry, key)
    if not text:
        return None
    major, dot, minor = text.partition(".")
    if not (dot and major.isdigit() and minor.isdigit()):
        raise RulesError(f"{where}: {key} {text!r} is not a version such as 2.16")
    return int(major), int(minor)
