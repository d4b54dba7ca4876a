"""What the options of ``check`` change in the settings of every file."""

from __future__ import annotations

import os

from tf2lint.model import SEVERITIES
from tf2lint.project.config import SettingsError
from tf2lint.project.keys import make_target, rule_label, severities, threshold, verdicts
from tf2lint.project.settings import Budget

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from tf2lint.cli.run import CheckOptions
    from tf2lint.project.settings import Settings


def override(options: CheckOptions) -> Callable[[Settings], Settings]:
    """Return the function that puts the options over the settings of a file.

    Raises ``SettingsError`` where an option means nothing, naming the option.
    """
    changes: dict[str, Any] = {}
    for key in ("dialect", "execution"):
        if getattr(options, key):
            changes[key] = getattr(options, key)
    for key in ("max_error", "max_warning", "max_info"):
        written = getattr(options, key)
        if written:
            with _naming(key):
                changes[key] = threshold(int(written) if written.isdigit() else written)
    with _naming("target_version"):
        make_target(options.target_version, None, _default_target())
    with _naming("select"):
        select = _labels(options.select)
    with _naming("extend_select"):
        extend_select = _labels(options.extend_select)
    with _naming("ignore"):
        ignore = _labels(options.ignore)
    with _naming("severity"):
        levels = severities(_pair(item, "=", "RULE=LEVEL") for item in options.severity)
    with _naming("per_file_ignores"):
        pairs = [_pair(item, ":", "GLOB:RULES") for item in options.per_file_ignores]
        by_file = tuple((glob, _labels((labels,))) for glob, labels in pairs)

    with _naming("verdicts"):
        _verdicts(options.verdicts, options)
    with _naming("gate_verdicts"):
        counted = _verdicts(options.gate_verdicts, options)
    with _naming("budget"):
        budgets = tuple(map(_budget, options.budget))

    def apply(settings: Settings) -> Settings:
        root = settings.root
        return settings._replace(
            target=make_target(options.target_version, options.keras, settings.target),
            select=select or settings.select,
            extend_select=(() if select else settings.extend_select) + extend_select,
            ignore=settings.ignore + ignore,
            severity={**settings.severity, **levels},
            exclude=settings.exclude + tuple(_from_root(g, root) for g in options.exclude),
            per_file_ignores=settings.per_file_ignores
            + tuple((_from_root(glob, root), labels) for glob, labels in by_file),
            gate_verdicts=counted or settings.gate_verdicts,
            budgets=settings.budgets + tuple(_budget_from_root(b, root) for b in budgets),
            **changes,
        )

    return apply


def _verdicts(written: str, options: CheckOptions) -> tuple[str, ...]:
    """Return the verdicts of a list with commas; there are some only in results of the probe."""
    found = verdicts([word for word in written.split(",") if word])
    if found and not options.probe_results:
        raise SettingsError("there are no verdicts without --probe-results")
    return found


class _naming:  # noqa: N801 - reads as the statement it is used in
    """Puts the name of an option before what is wrong with its value."""

    def __init__(self, key: str) -> None:
        self._option = "--" + key.replace("_", "-")

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        if isinstance(error, SettingsError):
            raise SettingsError(f"{self._option}: {error}") from None


def _default_target() -> Any:
    from tf2lint.knowledge import Target

    return Target()


def _labels(written: Iterable[str]) -> tuple[str, ...]:
    words = (word for item in written for word in item.replace(",", " ").split())
    return tuple(map(rule_label, words))


def _budget(item: str) -> Budget:
    """Return a budget written as ``RULES:GLOB=N`` or ``SEVERITY=N/1000``."""
    form = "[RULES or SEVERITY][:GLOB]=N or N/1000"
    covered, most = _pair(item, "=", form)
    what, _, glob = covered.partition(":")
    number, _, share = most.partition("/")
    try:
        value = float(number)
    except ValueError:
        value = -1.0
    if share not in ("", "1000") or not value >= 0 or (not share and value != int(value)):
        raise SettingsError(f"{item!r} has not the form {form}")
    severity = what if what in SEVERITIES else ""
    return Budget(
        rules=() if severity else _labels((what,)),
        severity=severity,
        paths=(glob,) if glob else (),
        max=None if share else int(value),
        per_1000_lines=value if share else None,
    )


def _budget_from_root(budget: Budget, root: str) -> Budget:
    return budget._replace(paths=tuple(_from_root(glob, root) for glob in budget.paths))


def _pair(item: str, separator: str, form: str) -> tuple[str, str]:
    left, found, right = item.rpartition(separator)
    if not found or not left.strip():
        raise SettingsError(f"{item!r} has not the form {form}")
    return left.strip(), right.strip()


def _from_root(pattern: str, root: str) -> str:
    """Return a pattern written for the current folder as one for the settings' folder."""
    if not root or "/" not in pattern.strip("/"):
        return pattern
    return os.path.relpath(pattern, root).replace(os.sep, "/")
