"""What ``tf_upgrade_v2`` and tf2lint each see in the corpus, and the other does not.

    python benchmarks/upgrade_compare.py --corpus DIR --tf1 PYTHON --tf2 PYTHON --cache DIR
        --tool TF_UPGRADE_V2

Run ``truth.py`` first. Each entry of the tool's report gets a verdict from real TensorFlow:

proven    the truth holds a broken use of that symbol on that line
needless  the symbol as the file imports it (mostly ``tensorflow.compat.v1``) is in the target,
          and the call binds there
changed   the symbol is ``tensorflow``'s own and is in the target: needless too, except for
          what ``RIGHT`` and ``RIGHT_PLACES`` name
guarded   the statement never runs under the target
unknown   the truth's resolver sees no TensorFlow symbol there
"""

from __future__ import annotations

import argparse
import ast
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from recall import related, reports, share
from truth import add_options, oracles, settle
from truth_findings import Finding, lint_corpus, packages
from truth_project import File, Project
from truth_uses import Use
from upgrade_report import Entry, entries, upgrade

V1 = "tf.compat.v1."

_SUMMARY = "another API of the same name: it writes nothing without a writer and a step"
_ITERATOR = "datasets of TensorFlow 2 have no such method; those of compat.v1 keep it"

#: Entries without proof that are right all the same (each was read): kind and symbol -> why.
RIGHT = {
    ("check by hand", "tf.summary.scalar"): _SUMMARY,
    ("check by hand", "tf.summary.histogram"): _SUMMARY,
    ("check by hand", "tf.summary.image"): _SUMMARY,
    ("dataset iterator", "make_initializable_iterator"): _ITERATOR,
    ("dataset iterator", "make_one_shot_iterator"): _ITERATOR,
}

#: The entry on ``tf.where`` whose condition is a vector and whose values have more dimensions:
#: it picked rows, and now it broadcasts along the last one. (The condition of another, in
#: tensorforce/models/model.py, asks for random numbers of a scalar shape: TensorFlow 1.15
#: raises there too, before it comes to the ``where``.)
RIGHT_PLACES = {("edward/models/dirichlet_process.py", 217)}


class Judged(NamedTuple):
    entry: Entry
    verdict: str
    reported: bool

    @property
    def right(self) -> bool:
        """Whether the entry should be reported."""
        judged_right = (self.entry.kind, self.entry.symbol) in RIGHT or (
            self.entry.path,
            self.entry.line,
        ) in RIGHT_PLACES
        return self.verdict == "proven" or (judged_right and self.verdict != "needless")


def plain(symbol: str) -> str:
    """A symbol path without ``compat.v1``, as ``tf_upgrade_v2`` spells it."""
    return "tf." + symbol[len(V1) :] if symbol.startswith(V1) else symbol


def same(entry: Entry, symbol: str) -> bool:
    """Whether an entry speaks of a symbol; it may know only its last name."""
    if "." not in entry.symbol:
        return symbol.rsplit(".", 1)[-1] == entry.symbol
    ours = plain(symbol)
    return related(entry.symbol, ours) or ours.endswith("." + entry.symbol.rsplit(".", 1)[-1])


def guarded_lines(file: File) -> set[int]:
    lines: set[int] = set()
    for node in ast.walk(file.module.tree):
        if isinstance(node, ast.stmt) and file.dead(node):
            lines.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return lines


def imports_v1_alone(tree: ast.AST) -> bool:
    """Whether all that a file imports of TensorFlow's public names is ``compat.v1``."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module == "tensorflow.compat":
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return "tensorflow.compat.v1" in found and "tensorflow" not in found


class Judge:
    """Verdicts on the entries of one file."""

    def __init__(self, file: File, truth: list[dict[str, Any]]) -> None:
        self.uses: list[Use] = file.module.uses(file.dead)
        self.truth = truth
        self.guarded = guarded_lines(file)
        self.v1_alone = imports_v1_alone(file.module.tree)

    def broken(self, entry: Entry) -> dict[str, Any] | None:
        """The broken use that an entry speaks of."""
        for use in self.truth:
            if use["line"] <= entry.line <= use["until"] and same(entry, use["symbol"]):
                return use
        return None

    def __call__(self, entry: Entry) -> str:
        if self.broken(entry):
            return "proven"
        if entry.kind == "dataset iterator" and self.v1_alone:
            # Measured on 2.21: method and function then do the same in a graph, and raise
            # the same error in eager mode.
            return "needless"
        for use in self.uses:
            if use.line <= entry.line <= use.until and same(entry, use.ref.symbol()):
                return "needless" if use.ref.symbol().startswith(V1) else "changed"
        return "guarded" if entry.line in self.guarded else "unknown"


def lines_of(finding: Finding) -> range:
    return range(finding["line"], max(finding["line"], finding["end_line"]) + 1)


def judged(
    project: Project, said: list[Entry], truth: list[dict[str, Any]], findings: list[Finding]
) -> Iterator[Judged]:
    by_path: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for use in truth:
        by_path[use["path"]].append(use)
    ours = {(f["path"], line) for f in findings for line in lines_of(f)}
    here: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        here[finding["path"]].append(finding)
    judges: dict[str, Judge] = {}
    for entry in said:
        if entry.path not in project.files:
            continue
        if entry.path not in judges:
            judges[entry.path] = Judge(project.files[entry.path], by_path[entry.path])
        judge = judges[entry.path]
        broken = judge.broken(entry)
        reported = (entry.path, entry.line) in ours
        # A finding about an argument stands on the argument's line, not where the call begins.
        reported = reported or bool(broken and any(reports(f, broken) for f in here[entry.path]))
        yield Judged(entry, judge(entry), reported)


def table(rows: list[Judged]) -> Iterator[str]:
    """Markdown: kinds by verdict, with how many of them tf2lint reports on the same line."""
    yield "| tf_upgrade_v2 says | verdict | entries | tf2lint reports the line |"
    yield "|---|---|---:|---:|"
    counts = Counter((row.entry.kind, row.verdict) for row in rows)
    seen = Counter((row.entry.kind, row.verdict) for row in rows if row.reported)
    for (kind, verdict), count in sorted(counts.items()):
        yield f"| {kind} | {verdict} | {count} | {seen[kind, verdict]} |"


def unseen(rows: list[Judged]) -> Iterator[str]:
    """What is right and tf2lint does not report, with one place each."""
    counts: Counter[tuple[str, str, str]] = Counter()
    places: dict[tuple[str, str, str], str] = {}
    for row in rows:
        if row.right and not row.reported:
            key = (row.verdict, row.entry.kind, row.entry.symbol)
            counts[key] += 1
            places.setdefault(key, f"{row.entry.package}/{row.entry.path}:{row.entry.line}")
    for (verdict, kind, symbol), count in counts.most_common():
        yield f"{count} {verdict}: {kind} {symbol} ({places[verdict, kind, symbol]})"


def ours_alone(said: list[Entry], findings: list[Finding]) -> Iterator[str]:
    """Findings on lines of which the tool says nothing, by code."""
    lines = {(entry.package, entry.path, entry.line) for entry in said}
    alone: Counter[tuple[str, str]] = Counter()
    whole: Counter[tuple[str, str]] = Counter()
    for finding in findings:
        key = (finding["code"], finding["name"])
        whole[key] += 1
        if not any((finding["package"], finding["path"], n) in lines for n in lines_of(finding)):
            alone[key] += 1
    yield "| code | rule | findings | on lines where tf_upgrade_v2 says nothing |"
    yield "|---|---|---:|---:|"
    for (code, name), count in sorted(whole.items()):
        yield f"| {code} | {name} | {count} | {alone[code, name]} |"


def load_truth(cache: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (cache / "truth.jsonl").read_text().splitlines()]


def main() -> None:
    parser = argparse.ArgumentParser(description="Compare tf2lint with tf_upgrade_v2.")
    add_options(parser)
    parser.add_argument("--tool", required=True, help="tf_upgrade_v2 of the target")
    options = parser.parse_args()
    corpus, cache = Path(options.corpus), Path(options.cache)
    truth, findings = load_truth(cache), lint_corpus(corpus)
    old, new = oracles(options)
    rows: list[Judged] = []
    said: list[Entry] = []
    for root in packages(corpus):
        project = Project(root)
        settle(project, old, new)
        report = entries(upgrade(options.tool, root, cache / "upgrade"), root)
        said.extend(report)
        here = [use for use in truth if use["package"] == root.name]
        ours = [finding for finding in findings if finding["package"] == root.name]
        rows.extend(judged(project, report, here, ours))
    right = [row for row in rows if row.right]
    told = share(sum(row.reported for row in right), len(right))
    print(*table(rows), "", sep="\n")
    print(f"right: {len(right)} of {len(rows)}; reported by tf2lint: {told}")
    print(*unseen(rows), "", *ours_alone(said, findings), sep="\n")


if __name__ == "__main__":
    main()
