"""Write ``docs/coverage.md``: each known breakage, the rules that find it, or why none does.

``python tools/generate_coverage.py`` writes; with ``--check`` it only says whether the page is
out of date, and fails if it is. What is known stands in ``rules/coverage/``.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tf2lint.knowledge.schema import read_tables  # noqa: E402

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

COVERAGE = ROOT / "rules" / "coverage"
PAGE = Path("docs/coverage.md")
EXPECTED = re.compile(r"# expect: ([TF0-9 ]+)")
HEAD = """\
# Coverage

Written by `tools/generate_coverage.py` from `rules/`.

What is known to break between TensorFlow 1 and 2, by family: the rules that find it, the files
under `tests/fixtures/` that show them at work on realistic code (the programs on every rule's
page are tests as well), or one line on why no rule exists. Breakages that show only when the
program runs, such as retracing or weights that a restore left unchanged, are no part of it.

The column "fix" is about the breakages that a machine might mend: `safe` or `unsafe` where there
is a [fix](fixes.md), tested on a line of its own; else why a person has to do it. A safe fix is
unsafe where a call passes what was not proved.
"""


class Breakage(NamedTuple):
    """One known breakage and what tf2lint does about it."""

    slug: str
    severity: str
    codes: tuple[str, ...]
    fixtures: tuple[str, ...]
    note: str
    #: ``safe`` or ``unsafe``, why a person has to do it, or nothing where none was expected.
    fix: str = ""


class Family(NamedTuple):
    title: str
    breakages: tuple[Breakage, ...]


def read_families() -> list[Family]:
    """Every family with its breakages; raises ``SystemExit`` for names that nothing knows."""
    codes = _codes_by_slug()
    fixtures = _fixtures_by_code()
    notes: dict[str, str] = _document("notes.toml")["notes"]
    families: list[dict[str, Any]] = _document("families.toml")["family"]
    fixes = read_fixes()
    known = {slug for family in families for slug in family["slugs"]}
    if strange := sorted((codes.keys() | notes.keys() | fixes.keys()) - known):
        raise SystemExit(f"rules/coverage/families.toml lacks {', '.join(strange)}")
    return [
        Family(
            family["title"],
            tuple(
                Breakage(
                    slug,
                    severity,
                    tuple(codes[slug]),
                    tuple(sorted({name for code in codes[slug] for name in fixtures[code]})),
                    notes.get(slug, ""),
                    fixes.get(slug, ("", ""))[0],
                )
                for slug, severity in family["slugs"].items()
            ),
        )
        for family in families
    ]


def read_fixes() -> dict[str, tuple[str, str]]:
    """Of each breakage that a machine might mend: what the table says, and a line that shows it."""
    document = _document("fixes.toml")
    fixes = {
        slug: (kind, line) for kind in ("safe", "unsafe") for slug, line in document[kind].items()
    }
    return {**fixes, **{slug: (reason, "") for slug, reason in document["none"].items()}}


def missing(families: list[Family]) -> list[str]:
    """The slugs that have neither a rule nor a reason."""
    return [
        breakage.slug
        for family in families
        for breakage in family.breakages
        if not (breakage.codes or breakage.note)
    ]


def page(families: list[Family]) -> str:
    """The text of ``docs/coverage.md``."""
    parts = [HEAD, _totals(families)]
    for family in families:
        lines = [
            f"## {family.title}",
            "",
            "| breakage | severity | rules | fixtures | fix | note |",
            "|---|---|---|---|---|---|",
            *map(_line, family.breakages),
        ]
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def _document(name: str) -> dict[str, Any]:
    document: dict[str, Any] = tomllib.loads((COVERAGE / name).read_text(encoding="utf-8"))
    return document


def _codes_by_slug() -> dict[str, list[str]]:
    codes: dict[str, list[str]] = defaultdict(list)
    pages = read_tables(str(ROOT / "rules")).pages
    for entry in pages:
        for slug in entry.rule.catalogue:
            codes[slug].append(entry.rule.code)
    rules = {entry.rule.code for entry in pages}
    found: dict[str, list[str]] = _document("notes.toml")["found"]
    for slug, others in found.items():
        if strange := sorted(set(others) - rules):
            raise SystemExit(f"rules/coverage/notes.toml: {slug}: no rule {', '.join(strange)}")
        codes[slug] = sorted({*codes[slug], *others})
    return codes


def _fixtures_by_code() -> dict[str, set[str]]:
    """The fixtures with a line that must give the code."""
    fixtures: dict[str, set[str]] = defaultdict(set)
    for path in sorted((ROOT / "tests" / "fixtures").glob("*.py")):
        for match in EXPECTED.finditer(path.read_text(encoding="utf-8")):
            for code in match[1].split():
                fixtures[code].add(path.name)
    return fixtures


def _totals(families: list[Family]) -> str:
    lines = ["| family | breakages | found by a rule |", "|---|---|---|"]
    for family in families:
        found = sum(bool(breakage.codes) for breakage in family.breakages)
        lines.append(f"| {family.title} | {len(family.breakages)} | {found} |")
    every = [breakage for family in families for breakage in family.breakages]
    found = sum(bool(breakage.codes) for breakage in every)
    lines.append(f"| **total** | **{len(every)}** | **{found}** |")
    return "\n".join(lines) + "\n"


def _line(breakage: Breakage) -> str:
    rules = ", ".join(f"[{code}](rules/{code}.md)" for code in breakage.codes)
    fixtures = ", ".join(f"`{name}`" for name in breakage.fixtures)
    note = breakage.note.replace("|", "\\|")
    fix = breakage.fix.replace("|", "\\|")
    return f"| {breakage.slug} | {breakage.severity} | {rules} | {fixtures} | {fix} | {note} |"


def main() -> int:
    parser = argparse.ArgumentParser(description="Write docs/coverage.md.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail if outdated")
    check = parser.parse_args().check
    families = read_families()
    if lost := missing(families):
        print(f"neither a rule nor a note in rules/coverage/notes.toml: {', '.join(lost)}")
    text = page(families)
    target = ROOT / PAGE
    stale = not target.is_file() or target.read_text(encoding="utf-8") != text
    if stale:
        print(f"out of date: {PAGE}" if check else PAGE)
        if not check:
            target.write_text(text, encoding="utf-8")
    return 1 if lost or (check and stale) else 0


if __name__ == "__main__":
    sys.exit(main())
