"""Draw findings at random, for a person to read and judge.

    python benchmarks/sample.py --corpus DIR [--count 200] [--seed 2]
    python benchmarks/sample.py --corpus DIR [--more DIR] --evenly 5-6,10-22 --count 300

Every rule that is present is drawn at least once; what is left of the count is spread over
all other findings alike. ``--evenly`` draws the rules of those families in turn instead; where
the corpus has too few findings of a rule, those of ``--more`` follow. Same findings and same
seed: same sample.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import defaultdict
from pathlib import Path

from sample_evenly import codes_of, draw_evenly, family_numbers
from truth_findings import Finding, add_corpus, lint_corpus
from truth_project import read

AROUND = 3


def draw(findings: list[Finding], count: int, seed: int) -> list[Finding]:
    """``count`` findings (or all), every code among them, in the order of packages and lines."""
    ordered = sorted(
        findings, key=lambda f: (f["package"], f["path"], f["line"], f["column"], f["code"])
    )
    chance = random.Random(seed)
    by_code: defaultdict[str, list[int]] = defaultdict(list)
    for position, finding in enumerate(ordered):
        by_code[finding["code"]].append(position)
    chosen = {chance.choice(by_code[code]) for code in sorted(by_code)}
    rest = [position for position in range(len(ordered)) if position not in chosen]
    chance.shuffle(rest)
    chosen.update(rest[: max(0, count - len(chosen))])
    return [ordered[position] for position in sorted(chosen)]


def shown(finding: Finding, lines: list[str]) -> str:
    """A finding and the source around it, a caret under where it points."""
    cell = f"cell {finding['cell']}:" if finding.get("cell") else ""
    place = "{package}/{path}:{cell}{line}:{column}".format(**{**finding, "cell": cell})
    head = f"{place} {finding['code']} {finding['severity']} {finding['confidence']}"
    source = []
    for number in range(max(1, finding["line"] - AROUND), finding["line"] + AROUND + 1):
        if number <= len(lines):
            source.append(f"{number:6d} | {lines[number - 1]}")
        if number == finding["line"]:
            width = finding["end_column"] - finding["column"]
            one_line = finding["end_line"] == finding["line"]
            carets = "^" * max(1, width) if one_line else "^..."
            source.append(" " * (8 + finding["column"]) + carets)
    text = f"{finding['symbol']}: {finding['message']}; {finding['hint']}"
    return "\n".join([head, *source, f"  -> {text}", f"  -> to {finding['replacement']}", ""])


def lines_of(finding: Finding, path: Path) -> list[str]:
    """The lines that a finding counts: those of the file, or of its cell in a notebook."""
    text = read(path)
    if finding.get("cell"):
        source = json.loads(text)["cells"][finding["cell"] - 1]["source"]
        text = source if isinstance(source, str) else "".join(source)
    return text.splitlines()


def main() -> None:
    parser = argparse.ArgumentParser(description="Draw findings of tf2lint to judge.")
    add_corpus(parser)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=2)
    parser.add_argument("--evenly", metavar="FAMILIES", help="rules of these in turn: 5-6,10")
    parser.add_argument("--more", metavar="DIR", help="a second corpus, for --evenly")
    options = parser.parse_args()
    roots = [Path(root) for root in (options.corpus, options.more) if root]
    pools = [lint_corpus(root) for root in roots]
    if options.evenly:
        codes = codes_of(family_numbers(options.evenly))
        drawn = draw_evenly(pools, codes, options.count, options.seed)
    else:
        drawn = draw(pools[0], options.count, options.seed)
    for number, finding in enumerate(drawn, start=1):
        inside = Path(finding["package"]) / finding["path"]
        path = next(root / inside for root in roots if (root / inside).is_file())
        print(f"[{number}] {shown(finding, lines_of(finding, path))}")


if __name__ == "__main__":
    main()
