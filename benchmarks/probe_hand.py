"""Facts of the probe held against a plain interpreter, for modules drawn at random.

    python benchmarks/probe_hand.py DOCUMENT --python PYTHON [--count 40 --seed N]

The document is what ``probe_corpus.py run`` wrote, with the same interpreter. A fact is the
module's own verdict (imports, or class, message and place of what it raises), and for each
confirmed or handled finding class and line (a run), class and message (a name that is not
there, a trial), class (a call that does not fit). Every fact is a line of
``probe-hand.tsv``: agrees, or what the plain run said instead.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from corpus import cache_folder

from tf2lint.probe.targets import call_shapes, module_of
from tf2lint.probe.trials import load_trials

HERE = Path(__file__).resolve().parent
RESULT = HERE / "probe-hand.tsv"


class Fact(NamedTuple):
    """What the probe said of a place, and what the plain run says of it, ``""``: the same."""

    place: str
    kind: str
    probe: str
    plain: str


def plain(python: str, questions: Sequence[Sequence[str]]) -> list[Any]:
    """Let ``probe_plain.py`` answer questions, with an interpreter and few variables."""
    environment = {
        "PATH": os.environ["PATH"],
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "CUDA_VISIBLE_DEVICES": "-1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "HOME": "/nonexistent",
    }
    done = subprocess.run(
        [python, "-s", str(HERE / "probe_plain.py")],
        input=json.dumps(questions),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment,
        check=True,
    )
    answers: list[Any] = json.loads(done.stdout)
    return answers


def of_module(module: dict[str, Any], run: dict[str, Any], root: str) -> Fact:
    """Compare the verdict of a module with its plain import."""
    said = f"{module['verdict']}: {module['reason']}"
    error = run["import"]
    if error is None:
        return Fact(module["path"], "module", said, "" if module["verdict"] == "imports" else "-")
    if module["verdict"] == "unreadable":
        same = error["class"] in ("SyntaxError", "TabError", "IndentationError")
        return Fact(module["path"], "module", said, "" if same else error["class"])
    places = [f"({os.path.relpath(file, root)}:{line})" for file, line in error["places"]]
    places += [f"(line {line})" for line in error["lines"]]
    same = said.startswith(f"raises: {error['class']}: {error['message'][:150]}") and any(
        said.endswith(place) for place in places
    )
    told = f"{error['class']}: {error['message']} {places[-1:]}"
    return Fact(module["path"], "module", said, "" if same else told)


def of_run(place: str, probe: dict[str, Any], run: dict[str, Any]) -> Fact:
    """Compare what a flagged line raised with what it raised plainly."""
    said = f"{probe['exception']} (line {probe['line']})"
    name = probe["exception"].split(":")[0]
    errors = [error for _, _, error in run["statements"]] + [run["import"] or {}]
    for error in errors:
        if error.get("class") == name and probe["line"] in error["lines"]:
            return Fact(place, "run", said, "")
    here = [
        f"{error['class']}: {error['message']} {error['lines']}"
        for first, last, error in run["statements"]
        if first <= probe["line"] <= last
    ]
    return Fact(place, "run", said, "; ".join(here) or "nothing raised")


def question(finding: dict[str, Any], path: str) -> list[str] | None:
    """Return what to evaluate plainly about a finding that no run confirmed."""
    probe = finding["probe"]
    if probe["verdict"] != "confirmed" or probe["stage"] not in ("resolve", "trial"):
        return None
    if probe["stage"] == "trial":
        return ["code", load_trials()[finding["symbol"]]]
    if "has no" in probe["reason"]:
        return ["symbol", finding["symbol"]]
    span = tuple(finding[key] for key in ("line", "column", "end_line", "end_column"))
    count, keywords, _ = call_shapes(path)[span]
    given = ["None"] * count + [f"{name}=None" for name in keywords]
    return ["call", f"{finding['symbol']}({', '.join(given)})"]


def of_question(place: str, probe: dict[str, Any], kind: str, error: dict[str, Any] | None) -> Fact:
    """Compare an answer of the live API with the plain evaluation."""
    said = probe["exception"]
    if error is None:
        return Fact(place, kind, said, "nothing raised")
    told = f"{error['class']}: {error['message']}"
    same = said == told
    if kind == "call":
        same = error["class"] == said.split(":")[0]
    elif " has no attribute " in said:
        # One module has several names: tensorflow.compat.v1 is tensorflow._api.v2.compat.v1.
        same = told.split(" has no ")[-1] == said.split(" has no ")[-1]
    return Fact(place, kind, said, "" if same else told)


def facts(document: dict[str, Any], python: str, count: int, seed: int) -> Iterator[Fact]:
    found = sorted(document["modules"], key=lambda module: str(module["path"]))
    drawn = random.Random(seed).sample(found, count)
    own = [module_of(str(cache_folder() / module["path"]), ()) for module in drawn]
    runs = plain(python, [["module", one.root, one.name, one.path] for one in own])
    asked, told = [], []
    for module, one, run in zip(drawn, own, runs, strict=True):
        yield of_module(module, run, os.path.realpath(one.root))
        for finding in module["findings"]:
            place = f"{module['path']}:{finding['line']}:{finding['column']} {finding['code']}"
            probe = finding["probe"]
            ask = question(finding, one.path)
            if ask is not None:
                asked.append(ask)
                told.append((place, probe))
            elif probe["verdict"] in ("confirmed", "handled"):
                yield of_run(place, probe, run)
    unique = [list(ask) for ask in sorted({tuple(ask) for ask in asked})]
    answers = {tuple(ask): error for ask, error in zip(unique, plain(python, unique), strict=True)}
    for (place, probe), ask in zip(told, asked, strict=True):
        yield of_question(place, probe, ask[0], answers[tuple(ask)])


def main() -> int:
    parser = argparse.ArgumentParser(description="Hold the probe against plain runs.")
    parser.add_argument("document")
    parser.add_argument("--python", required=True)
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--seed", type=int, default=20261121)
    chosen = parser.parse_args()
    document = json.loads(Path(chosen.document).read_text(encoding="utf-8"))
    rows = sorted(facts(document, chosen.python, chosen.count, chosen.seed))
    other = [row for row in rows if row.plain]
    lines = [f"# {len(rows)} facts of {chosen.count} modules, {len(other)} to be read"]
    lines += ["\t".join([row.place, row.kind, row.probe, row.plain or "agrees"]) for row in rows]
    # Where the interpreter is installed is no fact.
    text = re.sub(r"/\S*/(?=site-packages/)", "", "\n".join(lines) + "\n")
    RESULT.write_text(text, encoding="utf-8")
    print(lines[0])
    for row in other:
        print(*row, sep="\n    ")
    return int(bool(other))


if __name__ == "__main__":
    sys.exit(main())
