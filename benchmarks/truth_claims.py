"""Hold what the findings say about symbols against real TensorFlow.

    python benchmarks/truth_claims.py --corpus DIR --tf1 PYTHON --tf2 PYTHON --cache DIR

Over all findings in the corpus: a symbol said to be gone must be missing in the target, a
replacement must resolve there.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from truth import Oracle, add_options, oracles
from truth_findings import Finding, lint_corpus
from truth_uses import Ref

GONE = ("is not in TensorFlow", "is gone in TensorFlow")


def ref_of(symbol: str) -> Ref | None:
    """How to ask for a symbol by attributes alone; ``None`` for one that is not TensorFlow's."""
    parts = symbol.split(".")
    if parts[0] != "tf" or not all(part.isidentifier() for part in parts):
        return None
    return Ref("tensorflow", tuple("a:" + part for part in parts[1:]))


def wrong(finding: Finding, new: Oracle) -> Iterator[str]:
    """What one finding says that TensorFlow contradicts."""
    ref = ref_of(finding["symbol"])
    if ref and any(text in finding["message"] for text in GONE) and new[ref]["complete"]:
        yield f"{finding['symbol']} is said to be gone and is there"
    target = ref_of(finding["replacement"] or "")
    if target and not new[target]["complete"]:
        yield f"{finding['replacement']} is named as replacement and is not there"


def main() -> None:
    parser = argparse.ArgumentParser(description="Check the findings' claims.")
    add_options(parser)
    options = parser.parse_args()
    _, new = oracles(options)
    findings = lint_corpus(Path(options.corpus))
    named = [finding[key] or "" for finding in findings for key in ("symbol", "replacement")]
    refs = {ref for ref in map(ref_of, named) if ref}
    new.ask(refs)
    counts = Counter(text for finding in findings for text in wrong(finding, new))
    print(f"{len(findings)} findings, {len(refs)} symbols, {sum(counts.values())} wrong")
    for text, count in counts.most_common():
        print(f"{count} {text}")


if __name__ == "__main__":
    main()
