"""The probe over the corpus: its verdicts, its speed, and whether two ways of running agree.

    python benchmarks/probe_corpus.py run --python PYTHON --into FILE [--all] [--spawn]
                                          [--count N --seed N] [--workers N] [--measure]
    python benchmarks/probe_corpus.py tables FILE
    python benchmarks/probe_corpus.py same FILE OTHER [--write TSV]

``run`` checks and probes the packages of ``corpus.toml`` (``$TF2LINT_CORPUS``) with an
interpreter that has TensorFlow 2, and writes the probe's JSON document; ``--measure`` tells how
much memory each run had of its own, which takes some time of each; ``tables`` writes
what it says between two marks in ``docs/probe.md``; ``same`` compares the verdicts of two
documents and fails where they differ.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from corpus import cache_folder, packages

from tf2lint.lint import Linter
from tf2lint.probe.controller import Controller
from tf2lint.probe.model import VERDICTS, Module
from tf2lint.probe.output import render_json
from tf2lint.probe.rounds import Limits
from tf2lint.probe.targets import module_of
from tf2lint.project.settings import Settings

PAGE = Path(__file__).resolve().parent.parent / "docs" / "probe.md"
BEGIN, END = "<!-- corpus: begin -->", "<!-- corpus: end -->"
SEVERITIES = ("error", "warning", "info")
#: Where the evidence of a verdict is from, in fewer words than the stages.
HOW = {"import": "run", "tolerant": "run", "stubs": "run", "main": "run", "": "none"}


def modules(corpus: Path, unflagged: bool) -> list[Module]:
    """Return the modules of the corpus with their findings; ``unflagged``: those without too."""
    found = []
    for package in packages():
        folder = corpus / package.folder
        linter = Linter(Settings(root=str(folder)), fingerprints=True)
        for path in sorted(folder.rglob("*.py")):
            findings = linter.lint(str(path), path.read_bytes())
            kept = [finding for finding in findings if not finding.code.startswith("TF0")]
            if findings or unflagged:
                found.append(module_of(str(path), kept))
    return found


def sample(found: Sequence[Module], count: int, seed: int) -> list[Module]:
    """Return ``count`` of the modules at random, in their order; 0: all of them."""
    if not count:
        return list(found)
    drawn = random.Random(seed).sample(range(len(found)), min(count, len(found)))
    return [found[index] for index in sorted(drawn)]


class Measured(Controller):
    """A controller that asks every run for the memory that it has of its own, in KiB."""

    private: tuple[int, ...] = ()

    def _submit(self, job: dict[str, Any]) -> str:
        return super()._submit({**job, "measure": True})

    def _receive(self) -> dict[str, Any]:
        answer = super()._receive()
        self.private += tuple(event[1] for event in answer["events"] if event[0] == "private")
        return answer


def memory(private: Sequence[int]) -> str:
    """Return in a line how much memory of their own runs had."""
    sizes = sorted(size / 1024 for size in private)
    below = sum(size < 50 for size in sizes)
    middle, high = sizes[len(sizes) // 2], sizes[len(sizes) * 95 // 100]
    return (
        f"{len(sizes)} runs, MiB of their own: median {middle:.1f}, 95 % below {high:.1f}, most "
        f"{sizes[-1]:.1f}; {below} below 50"
    )


def run(chosen: argparse.Namespace) -> int:
    corpus = cache_folder()
    # Paths in the document are relative to the corpus.
    os.chdir(corpus)
    wanted = sample(modules(corpus, chosen.all), chosen.count, chosen.seed)
    limits = Limits(timeout=chosen.timeout)
    kind = Measured if chosen.measure else Controller
    with kind(chosen.python, limits, workers=chosen.workers, spawn=chosen.spawn) as controller:
        load, started = os.getloadavg()[0], time.monotonic()
        probed = controller.probe(wanted)
        seconds = time.monotonic() - started
        document = json.loads(render_json(probed, [controller.environment]))
        if isinstance(controller, Measured):
            print(memory(controller.private))
    # On a machine with other work the processor time says more than the clock.
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = used.ru_utime + used.ru_stime
    document["run"] = {"seconds": round(seconds, 1), "processor": round(processor, 1)}
    Path(chosen.into).write_text(json.dumps(document, indent=0), encoding="utf-8")
    pace = 60 * len(wanted) / seconds
    idle = 60 * 2 * len(wanted) / processor
    print(f"{len(wanted)} modules in {seconds:.1f} s: {pace:.0f} a minute at load {load:.1f}")
    print(f"{processor:.1f} s of processor time: {idle:.0f} a minute of two processors")
    return 0


def verdicts_of(document: dict[str, Any]) -> dict[str, str]:
    """Return every verdict of a document by its place, with its evidence."""
    found = {}
    for module in document["modules"]:
        found[module["path"]] = f"{module['verdict']}: {module['reason']}"
        for finding in module["findings"]:
            place = f"{module['path']}:{finding['line']}:{finding['column']} {finding['code']}"
            probe = finding["probe"]
            told = (probe["verdict"], probe["stage"], probe["exception"], str(probe["line"]))
            found[place] = " | ".join(told)
    return found


def same(chosen: argparse.Namespace) -> int:
    """Compare two documents place by place; 1 where a verdict or its evidence differs."""
    one, other = (
        verdicts_of(json.loads(Path(file).read_text(encoding="utf-8")))
        for file in (chosen.file, chosen.other)
    )
    lines = []
    for place in sorted({*one, *other}):
        ours, theirs = one.get(place, "-"), other.get(place, "-")
        if ours != theirs:
            lines.append(f"{place}\t{ours}\t{theirs}")
    verdicts = sum(line.split("\t")[1][:9] != line.split("\t")[2][:9] for line in lines)
    count = sum(":" not in place for place in one)
    findings = len(one) - count
    lines.insert(0, f"# {count} modules, {findings} findings: {len(lines)} differ in evidence,")
    lines.insert(1, f"# {verdicts} of them in the verdict")
    if chosen.write:
        Path(chosen.write).write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))
    return int(len(lines) > 2)


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [f"| {' | '.join(head)} |", f"|---|{'---:|' * (len(head) - 1)}"]
    lines += [f"| {' | '.join(str(cell) for cell in row)} |" for row in rows]
    return "\n".join(lines)


def share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({100 * part / whole:.1f} %)" if whole else "none"


def tables(document: dict[str, Any]) -> str:
    """Return what a document says: by severity, by evidence, by package, by module."""
    counts: Counter[tuple[str, str]] = Counter()
    how: Counter[tuple[str, str]] = Counter()
    by_package: dict[str, Counter[tuple[str, str]]] = {}
    seen: Counter[str] = Counter()
    for module in document["modules"]:
        package = module["path"].split("/")[0]
        mine = by_package.setdefault(package, Counter())
        seen[package] += 1
        for finding in module["findings"]:
            key = (finding["severity"], finding["probe"]["verdict"])
            counts[key] += 1
            mine[key] += 1
            stage = finding["probe"]["stage"]
            if finding["severity"] == "error":
                how[key[1], HOW.get(stage, stage)] += 1
    environment = document["environments"][0]
    whole = sum(counts["error", verdict] for verdict in VERDICTS)
    kinds = Counter(module["verdict"] for module in document["modules"])
    parts = [
        f"TensorFlow {environment['tensorflow']}, Keras {environment['keras']}, Python "
        f"{environment['python']}; {sum(seen.values())} modules with findings: "
        + ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())
        + f". Of the findings of severity error **{share(counts['error', 'confirmed'], whole)}** "
        "are confirmed.",
        table(
            ("severity", *VERDICTS, "all"),
            [
                (
                    severity,
                    *(counts[severity, verdict] for verdict in VERDICTS),
                    sum(counts[severity, verdict] for verdict in VERDICTS),
                )
                for severity in SEVERITIES
            ],
        ),
        "Errors by where the evidence is from: a run of the module, the live API, a trial:",
        table(
            ("verdict", "run", "resolve", "trial", "none"),
            [
                (verdict, *(how[verdict, one] for one in ("run", "resolve", "trial", "none")))
                for verdict in VERDICTS
            ],
        ),
        "Errors by package:",
        table(
            ("package", "modules", *VERDICTS, "confirmed"),
            [_package_row(name, seen[name], mine) for name, mine in sorted(by_package.items())],
        ),
    ]
    return "\n\n".join(parts)


def _package_row(name: str, modules: int, mine: Counter[tuple[str, str]]) -> list[object]:
    numbers = [mine["error", verdict] for verdict in VERDICTS]
    whole = sum(numbers)
    percent = f"{100 * mine['error', 'confirmed'] / whole:.1f} %" if whole else "-"
    return [name, modules, *numbers, percent]


def write_tables(chosen: argparse.Namespace) -> int:
    document = json.loads(Path(chosen.file).read_text(encoding="utf-8"))
    page = PAGE.read_text(encoding="utf-8")
    before, rest = page.split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    text = f"{before}{BEGIN}\n\n{tables(document)}\n\n{END}{after}"
    PAGE.write_text(text, encoding="utf-8")
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Probe the corpus.")
    actions = parser.add_subparsers(required=True)
    one = actions.add_parser("run")
    one.add_argument("--python", required=True)
    one.add_argument("--into", required=True, type=os.path.abspath)
    one.add_argument("--workers", type=int, default=0)
    one.add_argument("--timeout", type=float, default=60.0)
    one.add_argument("--count", type=int, default=0)
    one.add_argument("--seed", type=int, default=20261121)
    one.add_argument("--measure", action="store_true")
    one.add_argument("--all", action="store_true")
    one.add_argument("--spawn", action="store_true")
    one.set_defaults(do=run)
    two = actions.add_parser("tables")
    two.add_argument("file")
    two.set_defaults(do=write_tables)
    three = actions.add_parser("same")
    three.add_argument("file")
    three.add_argument("other")
    three.add_argument("--write", default="")
    three.set_defaults(do=same)
    chosen = parser.parse_args(arguments)
    result: int = chosen.do(chosen)
    return result


if __name__ == "__main__":
    sys.exit(main())
