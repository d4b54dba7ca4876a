"""Write down which uses in the corpus real TensorFlow proves broken.

    python benchmarks/truth.py --corpus DIR --tf1 PYTHON --tf2 PYTHON --cache DIR

``--tf1`` is a Python with TensorFlow 1.15.5, ``--tf2`` one with 2.21 and Keras 3. The truth goes to
``DIR/truth.jsonl``, sorted, one object a line. Its classes:

a  the symbol exists in 1.15 and is missing in the target
b  the call binds to the parameters of 1.15 and not to those of the target
c  it binds to both, but a positional argument lands on another parameter

A bare name that an import bound (``conv2d(x)`` after ``from … import conv2d``) is no use of
class a of its own: what breaks is the import, which is counted; likewise ``FLAGS.x`` after
``FLAGS = tf.flags.FLAGS``.
"""

from __future__ import annotations

import argparse
import inspect
import json
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from truth_findings import add_corpus, add_option, packages
from truth_guards import dead_statements
from truth_project import Project
from truth_same import same_meaning
from truth_uses import Ref, Use

TARGET = "2.21.0"
HERE = Path(__file__).parent
Answer = dict[str, Any]


class Oracle:
    """Answers of one real TensorFlow, kept in a file between runs."""

    def __init__(self, python: str, cache: Path) -> None:
        self.python = python
        self.cache = cache
        self.answers: dict[str, Answer] = {}
        if cache.exists():
            for line in cache.read_text().splitlines():
                found = json.loads(line)
                self.answers[found["key"]] = found

    def ask(self, refs: set[Ref]) -> None:
        """Makes ``self[ref]`` known for all of ``refs``, in one process."""
        new = sorted(ref for ref in refs if ref.key not in self.answers)
        if not new:
            return
        queries = "".join(
            json.dumps({"key": r.key, "module": r.module, "steps": r.steps}) + "\n" for r in new
        )
        with tempfile.NamedTemporaryFile("r", suffix=".jsonl") as out:
            command = [self.python, str(HERE / "truth_oracle.py"), out.name]
            subprocess.run(command, input=queries, text=True, check=True, capture_output=True)
            lines = out.read()
        with self.cache.open("a") as kept:
            kept.write(lines)
        for line in lines.splitlines():
            found = json.loads(line)
            self.answers[found["key"]] = found

    def __getitem__(self, ref: Ref) -> Answer:
        return self.answers[ref.key]


def parameters(answer: Answer) -> inspect.Signature | None:
    if answer["parameters"] is None:
        return None
    made = [
        inspect.Parameter(name, getattr(inspect.Parameter, kind), default=default or inspect._empty)
        for name, kind, default in answer["parameters"]
    ]
    return inspect.Signature(made)


def refusal(signature: inspect.Signature, call: tuple[int, tuple[str, ...]]) -> str | None:
    """Why a call does not bind, in Python's words, or ``None``."""
    try:
        signature.bind(*range(call[0]), **dict.fromkeys(call[1]))
    except TypeError as error:
        return str(error)
    return None


def landing(signature: inspect.Signature, count: int) -> list[str]:
    """The parameter that each of ``count`` positional arguments lands on."""
    names: list[str] = []
    for parameter in signature.parameters.values():
        if parameter.kind.name == "VAR_POSITIONAL":
            return names + ["*"] * (count - len(names))
        names.append(parameter.name)
    return names[:count]


def judge(use: Use, old: Answer, new: Answer) -> tuple[str, int, str] | None:
    """Class, number of steps that the symbol has, and evidence; ``None`` for a sound use."""
    known: int = old["resolved"]
    if known < 0:
        return None
    if not new["complete"] and new["resolved"] < known:
        bound_before = use.form != "import" and known <= use.given
        return None if bound_before else ("a", known, new["error"])
    if use.call is None or not (old["complete"] and new["complete"]):
        return None
    if not old["resolved"] == new["resolved"] == len(use.ref.steps):
        return None
    before, after = parameters(old), parameters(new)
    if before is None or after is None or refusal(before, use.call):
        return None
    why = refusal(after, use.call)
    if why:
        return "b", known, why
    pairs = zip(landing(before, use.call[0]), landing(after, use.call[0]), strict=False)
    symbol = use.ref.symbol()
    moved = [f"{a} -> {b}" for a, b in pairs if not same_meaning(symbol, a, b)]
    return ("c", known, ", ".join(moved)) if moved else None


def record(package: str, path: str, use: Use, verdict: tuple[str, int, str]) -> Answer:
    kind, steps, evidence = verdict
    return {
        "package": package, "path": path, "line": use.line, "column": use.column,
        "end_line": use.end_line, "end_column": use.end_column, "until": use.until,
        "symbol": use.ref.symbol(steps), "class": kind, "form": use.form, "evidence": evidence,
    }  # fmt: skip


def refs_of(project: Project) -> set[Ref]:
    """Everything that the uses and the guards of a package may ask about."""
    refs: set[Ref] = set()
    for file in project.files.values():
        refs.update(use.ref for use in file.module.uses())
        refs.update(use.ref for use in file.module.uses(file.dead))
        refs.update(file.asked)
    return refs


def missing_in(new: Oracle, project: Project, path: str) -> Any:
    def missing(use: Use) -> bool:
        project.files[path].asked.add(use.ref)
        answer = new.answers.get(use.ref.key)
        return answer is not None and not answer["complete"]

    return missing


def settle(project: Project, old: Oracle, new: Oracle) -> None:
    """Guards depend on answers, answers on what is not guarded: go round until both rest."""
    while True:
        for path, file in project.files.items():
            file.dead = dead_statements(file.module, TARGET, missing_in(new, project, path))
        project.resolve()
        refs = refs_of(project)
        if all(ref.key in new.answers and ref.key in old.answers for ref in refs):
            return
        old.ask(refs)
        new.ask(refs)


def broken(project: Project, old: Oracle, new: Oracle) -> Iterator[Answer]:
    settle(project, old, new)
    for path, file in project.files.items():
        for use in file.module.uses(file.dead):
            verdict = judge(use, old[use.ref], new[use.ref])
            if verdict:
                yield record(project.name, path, use, verdict)


def add_options(parser: argparse.ArgumentParser) -> None:
    add_corpus(parser)
    old, new = "Python that has TensorFlow 1.15.5", "Python that has TensorFlow 2.21 and Keras 3"
    add_option(parser, "--tf1", "TF2LINT_TF1_PYTHON", f"{old}; or $TF2LINT_TF1_PYTHON")
    add_option(parser, "--tf2", "TF2LINT_TF2_PYTHON", f"{new}; or $TF2LINT_TF2_PYTHON")
    parser.add_argument("--cache", required=True, help="folder outside git for what is kept")


def oracles(options: argparse.Namespace) -> tuple[Oracle, Oracle]:
    """TensorFlow 1.15 and the target, with what they answered before."""
    cache = Path(options.cache)
    cache.mkdir(parents=True, exist_ok=True)
    old = Oracle(options.tf1, cache / "answers-tf1.jsonl")
    return old, Oracle(options.tf2, cache / "answers-tf2.jsonl")


def main() -> None:
    parser = argparse.ArgumentParser(description="Write the truth about the corpus.")
    add_options(parser)
    options = parser.parse_args()
    old, new = oracles(options)
    found: list[Answer] = []
    for root in packages(Path(options.corpus)):
        project = Project(root)
        found.extend(broken(project, old, new))
        print(f"{project.name}: {len(project.files)} files, {len(project.unparsed)} unparsed")
    found.sort(key=lambda r: (r["package"], r["path"], r["line"], r["column"], r["symbol"]))
    with (Path(options.cache) / "truth.jsonl").open("w") as out:
        out.writelines(json.dumps(entry) + "\n" for entry in found)
    print(dict(Counter(entry["class"] for entry in found)))


if __name__ == "__main__":
    main()
