"""The keys of the settings: what each takes, and what to say where it does not."""

from __future__ import annotations

import os

from tf2lint.knowledge import Target, load
from tf2lint.model import NO_VERDICT, SEVERITIES, VERDICTS
from tf2lint.project.config import SettingsError
from tf2lint.project.settings import ALL, DIALECTS, EXECUTIONS, Budget, Settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

UNLIMITED = "unlimited"


def apply_table(settings: Settings, table: dict[str, Any]) -> tuple[Settings, list[str]]:
    """Return the settings with a table's valid entries, and what is wrong with the others."""
    values: dict[str, Any] = {}
    problems = []
    for key, value in table.items():
        try:
            if key in ("target-version", "keras"):
                continue
            reader = KEYS.get(key)
            if reader is None:
                raise SettingsError(f"unknown key {key!r}{_nearest(key, (*KEYS, *_TARGET_KEYS))}")
            values[key.replace("-", "_")] = reader(value)
        except SettingsError as error:
            problems.append(str(error) if reader is None else f"{key}: {error}")
    try:
        values["target"] = _target(table)
    except SettingsError as error:
        problems.append(str(error))
    return settings._replace(**values), problems


def rule_label(value: object) -> str:
    """Return a rule as the settings hold it: a code, a prefix of codes, a name or ``ALL``."""
    if not isinstance(value, str):
        raise SettingsError(f"{value!r} is not a string")
    rules = load(Target()).rules
    label = value.strip()
    if label in rules or label == ALL:
        return label
    upper = label.upper()
    if upper.startswith("TF") and any(rule.code.startswith(upper) for rule in rules.values()):
        return upper
    known = [*rules, *(rule.code for rule in rules.values())]
    raise SettingsError(f"unknown rule {value!r}{_nearest(value, known)}")


def severity_level(value: object) -> str:
    """Return a severity that a rule may be given."""
    return _one_of(SEVERITIES)(value)


def threshold(value: object) -> int | None:
    """Return how many findings are allowed, ``None`` for any number."""
    if value == UNLIMITED:
        return None
    return _count(value, f", or {UNLIMITED!r}")


def make_target(version: str | None, keras: str | None, default: Target) -> Target:
    """Return the target that the two settings name; absent ones keep the default's value."""
    try:
        return Target.parse(version or default.release, keras or default.keras)
    except ValueError as error:
        raise SettingsError(str(error)) from None


def _target(table: dict[str, Any]) -> Target:
    version, keras = table.get("target-version"), table.get("keras")
    if version is not None and not isinstance(version, str):
        raise SettingsError(
            f'target-version: {version!r} is not a string: put it in quotes, such as "2.21"'
        )
    if keras is not None and keras not in ("3", "legacy", 3):
        raise SettingsError(f'keras: {keras!r} is not a Keras: choose "3" or "legacy"')
    try:
        return make_target(version, None if keras is None else str(keras), Target())
    except SettingsError as error:
        raise SettingsError(f"target-version: {error}") from None


def _one_of(choices: tuple[str, ...]) -> Callable[[object], str]:
    def read(value: object) -> str:
        if not isinstance(value, str) or value not in choices:
            listed = ", ".join(choices)
            raise SettingsError(f"{value!r} is none of {listed}{_nearest(str(value), choices)}")
        return value

    return read


def _count(value: object, alternative: str = "") -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise SettingsError(f"{value!r} is not a whole number from 0{alternative}")
    return value


def _labels(value: object) -> tuple[str, ...]:
    return tuple(rule_label(label) for label in _list(value))


def _strings(value: object) -> tuple[str, ...]:
    strings = _list(value)
    for string in strings:
        if not isinstance(string, str) or not string.strip("/"):
            raise SettingsError(f"{string!r} is not a pattern of paths")
    return tuple(strings)


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise SettingsError(f"{value!r} is not a list")
    return value


def _file(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise SettingsError(f"{value!r} is not the name of a file")
    if os.path.isabs(value) or ".." in value.replace(os.sep, "/").split("/"):
        # tf2lint baseline writes it: whoever wrote the settings does not choose where to.
        raise SettingsError(f"{value!r} is not below the folder of the settings")
    return value


def _table(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise SettingsError(f"{value!r} is not a table")
    return value


def _ignores_by_file(value: object) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((pattern, _labels(labels)) for pattern, labels in _table(value).items())


def severities(overrides: Iterable[tuple[object, object]]) -> dict[str, str]:
    """Return the severity of each rule (by code) that pairs of label and level give.

    The closest label decides: a rule's own code or name before a prefix.
    """
    pairs = [(rule_label(label), severity_level(level)) for label, level in overrides]
    pairs.sort(key=lambda pair: 0 if pair[0] == ALL else len(pair[0]))
    rules = load(Target()).rules
    found = {}
    for label, level in pairs:
        for rule in rules.values():
            if label in (ALL, rule.name) or rule.code.startswith(label):
                found[rule.code] = level
    return found


def _severities(value: object) -> dict[str, str]:
    return severities(_table(value).items())


def _limits(value: object) -> tuple[tuple[str, int], ...]:
    return tuple((rule_label(label), _count(limit)) for label, limit in _table(value).items())


def verdicts(value: object) -> tuple[str, ...]:
    """Return the verdicts of the probe that a list names, ``none`` for the want of one."""
    names = _list(value)
    known = (*VERDICTS, NO_VERDICT)
    for name in names:
        if name not in known:
            raise SettingsError(f"{name!r} is none of {', '.join(known)}")
    return tuple(names)


def _budgets(value: object) -> tuple[Budget, ...]:
    return tuple(map(_budget, _list(value)))


def _budget(value: object) -> Budget:
    table = _table(value)
    found: dict[str, Any] = {}
    for key, content in table.items():
        read = _BUDGET_KEYS.get(key)
        if read is None:
            raise SettingsError(f"unknown key {key!r}{_nearest(key, _BUDGET_KEYS)}")
        try:
            found[key.removeprefix("max-").replace("-", "_")] = read(content)
        except SettingsError as error:
            raise SettingsError(f"{key}: {error}") from None
    if len({"max", "per_1000_lines"} & found.keys()) != 1:
        raise SettingsError("a budget needs max or max-per-1000-lines, and not both")
    return Budget(**found)


def _share(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not value >= 0:
        raise SettingsError(f"{value!r} is not a number from 0")
    return float(value)


def _probe_targets(value: object) -> tuple[tuple[tuple[str, object], ...], ...]:
    """Return the targets of the probe; what is in them is for the probe to check."""
    table = _table(value)
    unknown = sorted(set(table) - {"target"})
    if unknown:
        raise SettingsError(f"unknown key {unknown[0]!r}{_nearest(unknown[0], ('target',))}")
    return tuple(tuple(_table(entry).items()) for entry in _list(table.get("target", [])))


def _nearest(word: str, valid: Iterable[str]) -> str:
    """Return ``; did you mean 'x'?`` for the nearest valid spelling, or nothing."""
    from difflib import get_close_matches

    by_lower = {known.lower(): known for known in valid}
    near = get_close_matches(word.lower().replace("_", "-"), by_lower, n=1)
    return f"; did you mean {by_lower[near[0]]!r}?" if near else ""


_BUDGET_KEYS: dict[str, Callable[[object], object]] = {
    "rules": _labels,
    "severity": severity_level,
    "paths": _strings,
    "max": _count,
    "max-per-1000-lines": _share,
}
_TARGET_KEYS = ("target-version", "keras")

#: Every key beside those of the target, and the function that checks its value.
KEYS: dict[str, Callable[[object], object]] = {
    "dialect": _one_of(DIALECTS),
    "execution": _one_of(EXECUTIONS),
    "select": _labels,
    "extend-select": _labels,
    "ignore": _labels,
    "per-file-ignores": _ignores_by_file,
    "severity": _severities,
    "exclude": _strings,
    "max-error": threshold,
    "max-warning": threshold,
    "max-info": threshold,
    "limits": _limits,
    "budgets": _budgets,
    "baseline": _file,
    "gate-verdicts": verdicts,
    "probe": _probe_targets,
}
