"""Prove fixes: the same calls before on TensorFlow 1.15 and after on TensorFlow 2.21.

    python tools/prove_fixes.py --tf1 PYTHON --tf2 PYTHON [--write] [--only PREFIX]

Reads ``tests/proof/calls.txt``, ``edges.txt`` and ``uses.txt``, prints what differs, and with
``--write`` rewrites ``rules/api/proved.txt``: a fix of a call is safe only if its function stands
there with all the parameters that the call passes. A parameter counts as proved if every call
that passes it, spelled with names and by position, gave the same result.
"""

from __future__ import annotations

import argparse
import ast
import copy
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from find_calls import program, public_symbols
from fix_oracle import Oracle, difference

from tf2lint.fixing import fix_source
from tf2lint.knowledge import Knowledge, Target, load
from tf2lint.lint import Linter
from tf2lint.project.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
CALLS = ROOT / "tests" / "proof" / "calls.txt"
EDGES = ROOT / "tests" / "proof" / "edges.txt"
USES = ROOT / "tests" / "proof" / "uses.txt"
PROVED = ROOT / "rules" / "api" / "proved.txt"
_Pair = tuple[str, str]
_RANDOM = ("random", "dropout", "multinomial", "sampler", "fractional", "uniform", "normal")


class Case(NamedTuple):
    """A call with every argument named, and what it passes."""

    call: str
    path: str
    given: tuple[str, ...]


class Proof(NamedTuple):
    """What became of a case: the new path, and how the results differ ("" if they do not)."""

    case: Case
    new: str
    trouble: str


class _Everything(frozenset[str]):
    """All parameters there are."""

    def __bool__(self) -> bool:
        return True

    def __ge__(self, other: object) -> bool:
        return True

    def __contains__(self, item: object) -> bool:
        return True


def trusting(knowledge: Knowledge) -> Knowledge:
    """A copy of the knowledge by which every fix counts as proved: that is what is to be seen."""
    knowledge = copy.copy(knowledge)
    vars(knowledge)["proved"] = lambda old, new: _Everything()
    knowledge.rules = {n: rule._replace(fix="safe") for n, rule in knowledge.rules.items()}
    return knowledge


def read_cases(lines: Iterable[str]) -> list[Case]:
    """The cases of ``calls.txt``."""
    cases = []
    for line in lines:
        if line.strip() and not line.startswith("#"):
            call = ast.parse(line.strip(), mode="eval").body
            assert isinstance(call, ast.Call)
            names = tuple(keyword.arg or "**" for keyword in call.keywords)
            cases.append(Case(line.strip(), ast.unparse(call.func), names))
    return cases


def by_position(case: Case, knowledge: Knowledge) -> str:
    """The call with as many arguments by position as there can be."""
    parameters = knowledge.parameters_tf1(case.path)
    call = ast.parse(case.call, mode="eval").body
    assert isinstance(call, ast.Call) and parameters is not None
    values = {keyword.arg: keyword.value for keyword in call.keywords}
    for name in parameters.positional:
        if name not in values:
            break
        call.args.append(values[name])
    passed = parameters.positional[: len(call.args)]
    call.keywords = [keyword for keyword in call.keywords if keyword.arg not in passed]
    return ast.unparse(call)


def fixed_call(linter: Linter, call: str) -> str:
    """The call after its fixes."""
    fixed = fix_source(linter, "case.py", program(call).encode(), unsafe=True)
    return fixed.data.decode().rpartition("result = ")[2].strip()


def called(call: str) -> str:
    """The path of the function that a call calls."""
    node = ast.parse(call, mode="eval").body
    return ast.unparse(node.func) if isinstance(node, ast.Call) else ""


def is_random(path: str) -> bool:
    """Whether a function draws numbers, so that only distributions can be compared."""
    name = path.rpartition(".")[2]
    return path.startswith("tf.random.") or any(word in name for word in _RANDOM)


def prove(case: Case, linter: Linter, old: Oracle, new: Oracle) -> Proof | None:
    """Run a case in both TensorFlows; None where no fix changes it."""
    after = [fixed_call(linter, call) for call in (case.call, by_position(case, linter.knowledge))]
    path = called(after[0])
    if after[0] == case.call and ast.unparse(ast.parse(after[1])) == by_position(
        case, linter.knowledge
    ):
        return None
    before = old.ask(program(case.call))
    if "value" not in before:
        return Proof(case, path, f"TensorFlow 1: {before['error']}")
    if before["value"] == ["none"]:
        return Proof(case, path, "nothing comes out that could be compared")
    for call in dict.fromkeys(after):
        answer = new.ask(program(call))
        if "value" not in answer:
            return Proof(case, path, f"{call}: {answer['error']}")
        trouble = difference(before["value"], answer["value"], is_random(case.path))
        if trouble:
            return Proof(case, path, f"{call}: {trouble}")
    return Proof(case, path, "")


def proved(proofs: Iterable[Proof]) -> dict[tuple[str, str], set[str]]:
    """The parameters proved for each pair of paths whose plainest call was."""
    good: dict[tuple[str, str], set[str]] = defaultdict(set)
    bad: dict[tuple[str, str], list[set[str]]] = defaultdict(list)
    for proof in proofs:
        pair = proof.case.path, proof.new
        if proof.trouble:
            bad[pair].append(set(proof.case.given))
        else:
            good[pair].update(proof.case.given)
    found = {}
    plainest: dict[tuple[str, str], int] = {}
    for proof in proofs:
        pair = proof.case.path, proof.new
        plainest[pair] = min(plainest.get(pair, 99), len(proof.case.given))
    for pair, names in good.items():
        culprits: set[str] = set()
        for given in bad.get(pair, ()):
            if len(given) <= plainest[pair]:
                break
            plain = next(p.case.given for p in proofs if (p.case.path, p.new) == pair)
            culprits |= given - set(plain)
        else:
            found[pair] = names - culprits
    return found


#: What a value is: its type, and the value itself where it can be written down (versions differ).
_IDENTITY = """\
import tensorflow as tf

value = {path}
result = [type(value).__module__.partition(".")[2], type(value).__name__]
if callable(value):
    raise TypeError("what is called is proved by a call")
if isinstance(value, (bool, int, float)) or (isinstance(value, str) and "VERSION" not in "{path}"):
    result.append(value)
elif isinstance(value, frozenset):
    result.append(sorted(str(item) for item in value))
"""


def same_values(linter: Linter, old: Oracle, new: Oracle, only: str) -> dict[_Pair, set[str]]:
    """Values that a fix only calls otherwise, and that are the same ones."""
    found: dict[_Pair, set[str]] = {}
    for path, kind in public_symbols(linter.knowledge):
        if kind != "V" or not path.startswith(only) or linter.knowledge.exists(path):
            continue
        after = fixed_call(linter, path)
        if after == path:
            continue
        answers = [
            oracle.ask(_IDENTITY.format(path=name)) for oracle, name in ((old, path), (new, after))
        ]
        values = [answer.get("value") for answer in answers]
        if None not in values and values[0] == values[1]:
            found[path, after] = set()
    return found


class Use(NamedTuple):
    """An expression that makes something of a class, and uses it."""

    path: str
    expression: str

    def given(self, knowledge: Knowledge) -> set[str]:
        """The parameters that the expression passes to the class somewhere."""
        names: set[str] = set()
        parameters = knowledge.parameters_tf1(self.path)
        for node in ast.walk(ast.parse(self.expression, mode="eval")):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == self.path:
                names.update(keyword.arg for keyword in node.keywords if keyword.arg)
                names.update(parameters.positional[: len(node.args)] if parameters else ())
        return names


def read_uses(lines: Iterable[str]) -> list[Use]:
    """The lines of ``uses.txt`` or ``edges.txt``."""
    return [Use(*line.strip().split("\t")) for line in lines if line[0] != "#"]


def prove_use(use: Use, linter: Linter, old: Oracle, new: Oracle) -> Proof | None:
    """Run a use in both TensorFlows; None where no fix changes what it is about."""
    path = fixed_call(linter, use.path)
    case = Case(use.expression, use.path, tuple(sorted(use.given(linter.knowledge))))
    if path == use.path:
        return None
    after = fixed_call(linter, use.expression)
    if path not in after:
        return Proof(case, path, f"{after}: not what a mention of the name becomes")
    return Proof(case, path, compare(use.expression, after, old, new))


def compare(expression: str, after: str, old: Oracle, new: Oracle) -> str:
    """How the result of an expression differs from that of what it becomes; "" if it does not."""
    before, answer = old.ask(program(expression)), new.ask(program(after))
    for told in (before, answer):
        if "value" not in told:
            return f"{after}: {told['error']}"
    return difference(before["value"], answer["value"])


def prove_edge(
    edge: Use, proofs: Iterable[Proof], linter: Linter, old: Oracle, new: Oracle
) -> list[Proof]:
    """Run an edge in both TensorFlows; one proof for each path that its calls get."""
    trouble = compare(edge.expression, fixed_call(linter, edge.expression), old, new)
    case = Case(edge.expression, edge.path, tuple(sorted(edge.given(linter.knowledge))))
    paths = {proof.new for proof in proofs if proof.case.path == edge.path}
    return [Proof(case, path, trouble) for path in sorted(paths)]


def prove_all(only: str, linter: Linter, old: Oracle, new: Oracle) -> Iterator[Proof]:
    """The proofs of all calls, edges and uses of what begins with ``only``."""
    proofs = []
    for case in read_cases(CALLS.read_text().splitlines()):
        found = prove(case, linter, old, new) if case.path.startswith(only) else None
        if found is not None:
            proofs.append(found)
            yield found
    for edge in read_uses(EDGES.read_text().splitlines()):
        if edge.path.startswith(only):
            yield from prove_edge(edge, proofs, linter, old, new)
    for use in read_uses(USES.read_text().splitlines()):
        found = prove_use(use, linter, old, new) if use.path.startswith(only) else None
        if found is not None:
            yield found


def main() -> None:
    """Run the proofs, print what fails, and write the outcome where that is asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tf1", required=True, help="Python with TensorFlow 1.15")
    parser.add_argument("--tf2", required=True, help="Python with TensorFlow 2.21")
    parser.add_argument("--write", action="store_true", help="rewrite rules/api/proved.txt")
    parser.add_argument("--only", default="tf.", help="functions whose path starts so")
    options = parser.parse_args()
    knowledge = trusting(load(Target()))
    linter = Linter(Settings(Target(), dialect="tf1"), fixes=True)
    linter.knowledge = knowledge
    proofs = []
    with (
        tempfile.TemporaryDirectory() as folder,
        Oracle(options.tf1, folder) as old,
        Oracle(options.tf2, folder) as new,
    ):
        for proof in prove_all(options.only, linter, old, new):
            proofs.append(proof)
            if proof.trouble:
                print(f"{proof.case.path} -> {proof.new}: {proof.trouble}", flush=True)
        values = same_values(linter, old, new, options.only)
    found = {**values, **proved(proofs)}
    print(f"{len(proofs)} calls, {len(found)} functions proved")
    if options.write:
        head = [line for line in PROVED.read_text().splitlines() if line.startswith("#")]
        rows = [f"{a}\t{b}\t{' '.join(sorted(names))}" for (a, b), names in sorted(found.items())]
        PROVED.write_text("\n".join([*head, *rows]) + "\n")


if __name__ == "__main__":
    main()
