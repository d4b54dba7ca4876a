"""Compile ``rules/`` into ``_compiled.py``, which a start loads in a millisecond or two.

The build of the wheel calls ``build``; in a checkout ``tables`` does, whenever a file
under ``rules/`` changed.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterable
from typing import Any

from .api_text import read_api
from .fixes import pack_proofs, pack_rows
from .schema import read_tables
from .tables import COMPILED_FILE, checkout_rules, stamp_of
from .values import SymbolRow, Version

#: Which rewritten calls were seen to give the same results, written by tools/prove_fixes.py.
PROVED_FILE = os.path.join("api", "proved.txt")

_HEADER = '"""Packed tables, written by tf2lint.knowledge.compile from rules/."""\n'


def compile_tables(rules_folder: str) -> dict[str, Any]:
    """The content of the compiled module, by name; raises ``RulesError`` or ``OSError``."""
    stamp = stamp_of(rules_folder)
    tables = read_tables(rules_folder)
    api = read_api(os.path.join(rules_folder, "api"))
    return {
        "STAMP": stamp,
        "RULES": tuple(tuple(page.rule) for page in tables.pages),
        "ROWS": _compress(_pack_rows(tables.rows)),
        "KINDS": tables.kinds,
        "MEMBERS": tables.members,
        "PARAMETERS": tuple(tuple(row) for row in tables.parameters),
        "REQUIREMENTS": tuple(tuple(row) for row in tables.requirements),
        "FIXES": pack_rows(tables.fixes),
        "PROVED": _pack_proved(rules_folder),
        "RELEASES": api.releases,
        "API": _compress(api.buckets),
        "SHARED": api.shared,
    }


def build(rules_folder: str, out_path: str) -> dict[str, Any]:
    """Compile and write the module, in one step for other processes; return its content."""
    content = compile_tables(rules_folder)
    scratch = f"{out_path}.{os.getpid()}.tmp"
    with open(scratch, "w", encoding="utf-8", newline="\n") as file:
        file.write(_HEADER)
        for name, value in content.items():
            file.write(f"{name} = {value!r}\n")
    os.replace(scratch, out_path)
    return content


def main() -> None:
    """Compile the checkout's rules into the package."""
    rules = checkout_rules()
    if rules is None:
        raise SystemExit("there is no rules/ folder beside the package")
    build(rules, COMPILED_FILE)


def _pack_rows(rows: Iterable[SymbolRow]) -> dict[str, str]:
    """One string an owner, one line a row, in the order of the files."""
    buckets: dict[str, list[str]] = {}
    for row in rows:
        owner, _, name = row.path.rpartition(".")
        fields = (name, row.rule, row.kind, row.to, row.hint, row.package, row.severity)
        bounds = (_spell(row.since), _spell(row.until), row.keras)
        buckets.setdefault(owner, []).append("\t".join(fields + bounds))
    return {owner: "\n".join(lines) for owner, lines in buckets.items()}


def _pack_proved(rules_folder: str) -> bytes:
    path = os.path.join(rules_folder, PROVED_FILE)
    if not os.path.exists(path):
        return pack_proofs(())
    with open(path, encoding="utf-8") as file:
        return pack_proofs(file)


def _compress(buckets: dict[str, str]) -> dict[str, bytes]:
    return {owner: zlib.compress(text.encode(), 9) for owner, text in buckets.items()}


def _spell(version: Version | None) -> str:
    return "" if version is None else f"{version[0]}.{version[1]}"


if __name__ == "__main__":
    main()
