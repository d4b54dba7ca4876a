"""Find the compiled tables; in a checkout, keep them up to date with ``rules/``."""

from __future__ import annotations

import os
from types import SimpleNamespace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_HERE = os.path.dirname(os.path.abspath(__file__))
_PACKAGE = os.path.dirname(_HERE)
COMPILED_FILE = os.path.join(_HERE, "_compiled.py")
#: Changing these changes the compiled form of unchanged rules.
_COMPILERS = ("api_text.py", "compile.py", "fixes.py", "schema.py", "values.py")


def checkout_rules() -> str | None:
    """The ``rules`` folder beside the package in a checkout or an editable install."""
    folder = os.path.join(os.path.dirname(_PACKAGE), "rules")
    return folder if os.path.isdir(os.path.join(folder, "api")) else None


def rules_folder() -> str:
    """Where the TOML files lie: inside an installed package, or in the checkout.

    Raises ``FileNotFoundError`` when the installation lost them.
    """
    installed = os.path.join(_PACKAGE, "rules")
    if os.path.isdir(installed):
        return installed
    folder = checkout_rules()
    if folder is None:
        raise FileNotFoundError(f"no rules folder in {_PACKAGE} or beside it")
    return folder


def load_tables() -> Any:
    """The compiled tables as attributes (``RULES``, ``ROWS``, ``API`` …).

    Raises ``RulesError`` in a checkout whose rules are wrong.
    """
    folder = None if os.path.isdir(os.path.join(_PACKAGE, "rules")) else checkout_rules()
    compiled: Any = _import_compiled()
    if folder is None:
        if compiled is None:
            raise FileNotFoundError(f"{COMPILED_FILE} is missing: install tf2lint again")
        return compiled
    if compiled is not None and getattr(compiled, "STAMP", "") == stamp_of(folder):
        return compiled
    from .compile import build, compile_tables

    try:
        return SimpleNamespace(**build(folder, COMPILED_FILE))
    except PermissionError:
        return SimpleNamespace(**compile_tables(folder))


def stamp_of(folder: str) -> str:
    """Names, sizes and times of all that the compiled form depends on."""
    parts = []
    for place in (folder, os.path.join(folder, "api")):
        for entry in sorted(os.scandir(place), key=lambda entry: entry.name):
            if entry.name.endswith((".toml", ".txt")):
                parts.append(_stamp(entry.name, entry.stat()))
    for name in _COMPILERS:
        parts.append(_stamp(name, os.stat(os.path.join(_HERE, name))))
    return " ".join(parts)


def _stamp(name: str, status: os.stat_result) -> str:
    return f"{name}:{status.st_size}:{status.st_mtime_ns}"


def _import_compiled() -> Any:
    try:
        from . import _compiled
    except ImportError:
        return None
    return _compiled
