"""Draw the same number of findings of every rule of some families, as far as there are any.

For ``sample.py --evenly 5-6,10-22``: families are those of ``rules/coverage/families.toml``.
"""

from __future__ import annotations

import random
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from truth_findings import Finding

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

RULES = Path(__file__).resolve().parent.parent / "rules"


def family_numbers(text: str) -> set[int]:
    """``"5-6,9"`` is 5, 6 and 9."""
    numbers: set[int] = set()
    for part in text.split(","):
        first, _, last = part.partition("-")
        numbers.update(range(int(first), int(last or first) + 1))
    return numbers


def codes_of(wanted: set[int], rules: Path = RULES) -> set[str]:
    """Codes of the rules whose breakages all belong to the families ``wanted``.

    A rule that stands for no catalogued breakage goes with its file: it belongs where
    every other rule of the file does.
    """
    families = {
        slug: int(family["number"])
        for family in _tables(rules / "coverage" / "families.toml", "family")
        for slug in family["slugs"]
    }
    codes: set[str] = set()
    for file in sorted(rules.glob("*.toml")):
        of_rules = {
            rule["code"]: {families[slug] for slug in rule.get("catalogue", ())}
            for rule in _tables(file, "rule")
        }
        of_file: set[int] = set().union(*of_rules.values())
        codes.update(code for code, numbers in of_rules.items() if (numbers or of_file) <= wanted)
    return codes


def draw_evenly(
    pools: Iterable[list[Finding]], codes: set[str], count: int, seed: int
) -> list[Finding]:
    """``count`` findings of ``codes`` (or all), one of each rule in turn.

    A rule's findings come in random order, those of the first pool before the second's.
    Same findings and same seed: same sample. In the order of codes, then places.
    """
    chance = random.Random(seed)
    waiting: defaultdict[str, list[Finding]] = defaultdict(list)
    for pool in pools:
        by_code: defaultdict[str, list[Finding]] = defaultdict(list)
        for finding in sorted(pool, key=_place):
            if finding["code"] in codes:
                by_code[finding["code"]].append(finding)
        for code in sorted(by_code):
            chance.shuffle(by_code[code])
            waiting[code] += by_code[code]
    turns = sorted(
        ((turn, code) for code in waiting for turn in range(len(waiting[code]))),
        key=lambda one: (one[0], one[1]),
    )
    drawn = [waiting[code][turn] for turn, code in turns[:count]]
    return sorted(drawn, key=_place)


def _place(finding: Finding) -> tuple[Any, ...]:
    return tuple(finding[part] for part in ("code", "package", "path", "line", "column"))


def _tables(file: Path, name: str) -> list[dict[str, Any]]:
    with file.open("rb") as stream:
        found: list[dict[str, Any]] = tomllib.load(stream).get(name, [])
    return found
