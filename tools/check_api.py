"""Compare ``rules/api/`` with what an import of TensorFlow finds.

    INTERPRETER tools/walk_api.py walk.json
    python tools/check_api.py walk.json --release 2.21 [--keras legacy]

Prints what the walk has and the facts lack, what the facts have and the walk lacks, and
the parameter lists that differ. Exits with 1 when there is any.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(_ROOT))

from tf2lint.knowledge import Parameters, Target, load  # noqa: E402

Symbols = dict[str, dict[str, Any]]


def main() -> int:
    """Compare and print."""
    parser = argparse.ArgumentParser(description="Compare rules/api/ with a walk.")
    parser.add_argument("walk", type=Path, help="what tools/walk_api.py wrote")
    parser.add_argument("--release", required=True, help="such as 1.15 or 2.21")
    parser.add_argument("--keras", default="3", choices=("3", "legacy"))
    options = parser.parse_args()
    symbols: Symbols = json.loads(options.walk.read_text())["symbols"]
    is_tf1 = options.release.startswith("1.")
    knowledge = load(Target() if is_tf1 else Target.parse(options.release, options.keras))
    known = set(_known(options.release + "L" * (options.keras == "legacy")))
    found = {path for path, symbol in symbols.items() if symbol["kind"] != "raises"}
    entered = {"tf"} | {path.rpartition(".")[0] for path in found}
    asked = knowledge.parameters_tf1 if is_tf1 else knowledge.parameters
    problems = 0
    for title, lines in (
        ("only the walk has", found - known),
        ("only the facts have", {p for p in known - found if p.rpartition(".")[0] in entered}),
        ("parameters differ", _differences(symbols, asked)),
    ):
        print(f"{title}: {len(lines)}")
        for line in sorted(lines):
            print("  ", line)
        problems += len(lines)
    compared = sum(_is_compared(path, symbol, asked) for path, symbol in symbols.items())
    print(f"{len(found)} paths walked, {len(known)} known, {compared} parameter lists compared")
    return 1 if problems else 0


def _known(label: str) -> Iterable[str]:
    """The paths that the generated file marks for one release."""
    labels: list[str] = []
    for line in (_ROOT / "rules" / "api" / "symbols.txt").read_text().splitlines():
        if line.startswith("# releases: "):
            labels = line.split()[2:]
        elif not line.startswith("#"):
            path, _, seen, *legacy = line.split("\t")
            if label.endswith("L") and not legacy:
                wanted, spelled = label[:-1], seen
            else:
                wanted, spelled = label, legacy[0] if label.endswith("L") else seen
            if _holds(wanted, spelled, labels):
                yield path


def _holds(label: str, ranges: str, labels: list[str]) -> bool:
    for part in ranges.split():
        low, _, high = part.partition("-")
        if low and labels.index(low) <= labels.index(label) <= labels.index(high or low):
            return True
    return False


def _is_compared(
    path: str, symbol: dict[str, Any], asked: Callable[[str], Parameters | None]
) -> bool:
    return "parameters" in symbol and asked(path) is not None


def _differences(symbols: Symbols, asked: Callable[[str], Parameters | None]) -> set[str]:
    return {
        f"{path}\n      walk  {symbol['parameters']}\n      facts {_spelled(own)}"
        for path, symbol in symbols.items()
        if "parameters" in symbol
        and (own := asked(path)) is not None
        and _spelled(own) != symbol["parameters"]
    }


def _spelled(own: Parameters) -> list[str]:
    """A parameter list as the walk spells it."""
    stars = ["*"] * own.var_positional
    return [*own.positional, *stars, *own.keyword_only, *["**"] * own.var_keyword]


if __name__ == "__main__":
    sys.exit(main())
