"""How much of what real TensorFlow proves broken does tf2lint report?

    python benchmarks/recall.py --corpus DIR --truth FILE [--misses N]

``FILE`` is what ``truth.py`` wrote. A use counts as reported when a finding with a TF code
stands on one of its lines (a call: up to where its arguments end) and

* starts inside the use, or
* names its symbol, a prefix of it, or something under it.

A finding elsewhere, or a TF0 finding (the file could not be read), reports nothing.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from truth_findings import Finding, add_corpus, lint_corpus

Use = dict[str, Any]


def related(one: str, other: str) -> bool:
    """Whether one symbol path is the other or lies above or under it."""
    short, long = sorted((one, other), key=len)
    return bool(short) and short != "tf" and (long + ".").startswith(short + ".")


def reports(finding: Finding, use: Use) -> bool:
    position = (finding["line"], finding["column"])
    inside = (use["line"], use["column"]) <= position < (use["end_line"], use["end_column"])
    on_line = use["line"] <= finding["line"] <= use["until"]
    return inside or (on_line and related(finding["symbol"], use["symbol"]))


def split(truth: list[Use], findings: list[Finding]) -> tuple[list[Use], list[Use]]:
    """The uses that are reported, and those that are missed."""
    by_file: defaultdict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding["code"].startswith("TF") and not finding["code"].startswith("TF0"):
            by_file[finding["package"], finding["path"]].append(finding)
    seen: list[Use] = []
    missed: list[Use] = []
    for use in truth:
        near = by_file[use["package"], use["path"]]
        (seen if any(reports(f, use) for f in near) else missed).append(use)
    return seen, missed


def share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({100 * part / whole:.2f} %)" if whole else "none"


def print_summary(truth: list[Use], missed: list[Use]) -> None:
    for kind in "abc":
        whole = sum(use["class"] == kind for use in truth)
        lost = sum(use["class"] == kind for use in missed)
        print(f"class {kind}: {share(whole - lost, whole)}")
    print(f"all: {share(len(truth) - len(missed), len(truth))}")
    symbols = Counter((use["class"], use["symbol"]) for use in truth)
    lost_symbols = Counter((use["class"], use["symbol"]) for use in missed)
    print(f"symbols never missed: {share(len(symbols) - len(lost_symbols), len(symbols))}")
    for (kind, symbol), count in lost_symbols.most_common():
        print(f"  {kind} {symbol}: missed {count} of {symbols[kind, symbol]}")


def main() -> None:
    parser = argparse.ArgumentParser(description="Recall of tf2lint on the corpus.")
    add_corpus(parser)
    parser.add_argument("--truth", required=True, help="what truth.py wrote")
    parser.add_argument("--misses", type=int, default=40, help="how many misses to print")
    options = parser.parse_args()
    truth = [json.loads(line) for line in Path(options.truth).read_text().splitlines()]
    _, missed = split(truth, lint_corpus(Path(options.corpus)))
    print_summary(truth, missed)
    for use in missed[: options.misses]:
        place = f"{use['package']}/{use['path']}:{use['line']}:{use['column']}"
        print(f"{place}: {use['class']} {use['symbol']}; {use['evidence']}")


if __name__ == "__main__":
    main()
