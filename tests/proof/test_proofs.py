"""Safe fixes proved: before on the real TensorFlow 1.15, after on the real TensorFlow 2.21."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tool_modules import load_tool

from tf2lint.checks import Problem
from tf2lint.fixing import fix_source
from tf2lint.knowledge import FixRow, Knowledge, Target, load
from tf2lint.knowledge.schema import read_tables
from tf2lint.knowledge.tables import rules_folder
from tf2lint.lint import Linter
from tf2lint.model import Fix
from tf2lint.project.settings import Settings
from tf2lint.repairs import Repairs

HERE = Path(__file__).parent
PROGRAMS = sorted((HERE / "programs").glob("*.py"))
#: What fails under TensorFlow 2.21 before, and sets ``result`` and ``expected`` to the same after.
CONVERTED = sorted((HERE / "converted").glob("*.py"))
KNOWLEDGE = load(Target())
#: How far the moments of a thousand random numbers may lie apart.
_SPREAD = 0.15

oracle = load_tool("fix_oracle")
values = load_tool("fix_values")
load_tool("find_calls")
prove = load_tool("prove_fixes")
CASES = prove.read_cases(prove.CALLS.read_text().splitlines())
USES = {use.path: use for use in prove.read_uses(prove.USES.read_text().splitlines())}
EDGES = prove.read_uses(prove.EDGES.read_text().splitlines())
PROVED = [line.split("\t") for line in prove.PROVED.read_text().splitlines() if line[0] != "#"]


def fixed(text: str) -> str:
    """A program after its safe fixes."""
    linter = Linter(Settings(Target(), dialect="tf1", select=("ALL",)), fixes=True)
    return fix_source(linter, "program.py", text.encode()).data.decode()


@pytest.fixture(scope="module")
def tensorflows(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Any, Any]]:
    """TensorFlow 1.15 and 2.21, each in a process of its own."""
    pythons = [os.environ.get(f"TF2LINT_TF{number}_PYTHON") for number in (1, 2)]
    if not all(pythons):
        pytest.skip("TF2LINT_TF1_PYTHON and TF2LINT_TF2_PYTHON name no interpreters")
    folder = str(tmp_path_factory.mktemp("proofs"))
    with oracle.Oracle(pythons[0], folder) as old, oracle.Oracle(pythons[1], folder) as new:
        yield old, new


def test_every_proof_has_its_call() -> None:
    """What is written down as proved is called in ``calls.txt`` with those parameters."""
    called: dict[str, set[str]] = {}
    for case in CASES:
        called.setdefault(case.path, set()).update(case.given)
    for path, _, parameters in PROVED:
        if KNOWLEDGE.facts.kind(path) == "F":
            assert set(parameters.split()) <= called.get(path, set()), path
        elif KNOWLEDGE.facts.kind(path) == "C":
            assert path in USES, path


def test_nothing_counts_as_proved_beyond_its_edges() -> None:
    """What was seen to differ is no proof: neither the function nor its parameter stands there."""
    for edge in EDGES:
        proofs = [set(row[2].split()) for row in PROVED if row[0] == edge.path]
        assert not any(edge.given(KNOWLEDGE) <= parameters for parameters in proofs), edge


def test_every_row_that_says_safe_is_proved_by_a_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """A ``[[fix]]`` row may say ``safe`` only if it made a safe edit in a program that is run.

    What the row's fix makes of the program is compared by ``test_program`` or
    ``test_converted``. Every path of a row needs a program of its own.
    """
    asked: list[FixRow] = []
    made: set[str] = set()
    find, fix_of = Knowledge.fix, Repairs.fix_of

    def asking(knowledge: Knowledge, path: str) -> FixRow | None:
        row = find(knowledge, path)
        if row is not None:
            asked.append(row)
        return row

    def fixing(repairs: Repairs, problem: Problem) -> Fix | None:
        asked.clear()
        fix = fix_of(repairs, problem)
        if fix is not None and fix.safety == "safe":
            made.update(row.path for row in asked)
        return fix

    monkeypatch.setattr(Knowledge, "fix", asking)
    monkeypatch.setattr(Repairs, "fix_of", fixing)
    for path in (*PROGRAMS, *CONVERTED):
        fixed(path.read_text())
    safe = {row.path for row in read_tables(rules_folder()).fixes if row.safety == "safe"}
    assert " ".join(path for path in sorted(safe - made) if is_reported(path)) == ""


def is_reported(path: str) -> bool:
    """Whether a row can make an edit: of a symbol that nothing is said about, it cannot."""
    if not path.startswith("tf."):
        return True
    linter = Linter(Settings(Target(), dialect="tf1"), fixes=True)
    uses = f"import tensorflow as tf\nuse({path}, {path}())\nds.apply({path}())\n"
    return bool(linter.lint("use.py", uses.encode()))


@pytest.mark.tensorflow
@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_program(tensorflows: tuple[Any, Any], path: Path) -> None:
    before = path.read_text()
    after = fixed(before)
    assert after != before
    alone = before.startswith(("# eager", "# alone"))
    if alone:
        # It changes the whole process, and must be the first thing there.
        for tensorflow in tensorflows:
            tensorflow.close()
    old, new = (tf.ask(text) for tf, text in zip(tensorflows, (before, after)))
    if alone:
        for tensorflow in tensorflows:
            tensorflow.close()
    assert "value" in old, old
    assert "value" in new, new["error"] + "\n" + after
    assert _difference(old["value"], new["value"]) == ""


@pytest.mark.tensorflow
@pytest.mark.parametrize("path", CONVERTED, ids=lambda path: path.stem)
def test_converted(tensorflows: tuple[Any, Any], path: Path) -> None:
    before = path.read_text()
    after = fixed(before)
    assert "error" in tensorflows[1].ask(before)
    answer = tensorflows[1].ask(after + "\nresult = [result, expected]\n")
    assert "value" in answer, answer["error"] + "\n" + after
    assert oracle.difference(answer["value"][1], answer["value"][2]) == ""


@pytest.mark.tensorflow
@pytest.mark.timeout(900)
def test_uses(tensorflows: tuple[Any, Any]) -> None:
    """What classes do when they are made and used is the same before and after."""
    linter = Linter(Settings(Target(), dialect="tf1"), fixes=True)
    linter.knowledge = prove.trusting(load(Target()))
    proofs = [
        prove.prove_use(USES[row[0]], linter, *tensorflows) for row in PROVED if row[0] in USES
    ]
    assert [proof for proof in proofs if proof is None or proof.trouble] == []
    assert len(proofs) > 30


@pytest.mark.tensorflow
@pytest.mark.parametrize("edge", EDGES, ids=lambda edge: edge.path)
def test_edge(tensorflows: tuple[Any, Any], edge: Any) -> None:
    """What an edge says differs does so; where it no longer does, its line has to go."""
    linter = Linter(Settings(Target(), dialect="tf1"), fixes=True)
    linter.knowledge = prove.trusting(load(Target()))
    after = prove.fixed_call(linter, edge.expression)
    assert prove.compare(edge.expression, after, *tensorflows) != ""


def _difference(old: Any, new: Any) -> str:
    """How results differ; what stands under ``random`` may do so a little."""
    if old[0] == "dict":
        for (key, before), (_, after) in zip(old[1:], new[1:]):
            if key == "random":
                pairs = zip(_numbers(before), _numbers(after))
                found = next((f"{a} became {b}" for a, b in pairs if abs(a - b) > _SPREAD), "")
            else:
                found = oracle.difference(before, after)
            if found:
                return str(found)
        return ""
    return str(oracle.difference(old, new))


def _numbers(described: Any) -> list[float]:
    if described[0] == "array":
        return list(described[3])
    return [number for part in described[1:] for number in _numbers(part)]


@st.composite
def spellings(draw: st.DrawFn) -> tuple[Any, str]:
    """A proved case and a call for it: positional, by keyword, mixed, or with stars."""
    proved = {row[0] for row in PROVED}
    case = draw(st.sampled_from([case for case in CASES if case.path in proved]))
    parameters = KNOWLEDGE.parameters_tf1(case.path)
    assert parameters is not None
    call = ast.parse(case.call, mode="eval").body
    assert isinstance(call, ast.Call)
    passed = {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords}
    leading = []
    for name in parameters.positional:
        if name not in passed:
            break
        leading.append(name)
    count = draw(st.integers(0, len(leading)))
    positional = [passed.pop(name) for name in leading[:count]]
    keywords = draw(st.permutations(sorted(passed.items())))
    parts = [*positional, *(f"{name}={value}" for name, value in keywords)]
    style = draw(st.sampled_from(["plain", "plain", "lines", "*", "**"]))
    if style == "*" and positional:
        parts = [f"*[{', '.join(positional)}]", *parts[count:]]
    elif style == "**" and keywords:
        inside = ", ".join(f"{name!r}: {value}" for name, value in keywords)
        parts = [*positional, f"**{{{inside}}}"]
    joint = ",\n    " if style == "lines" else ", "
    return case, f"{case.path}({joint.join(parts)})"


@pytest.mark.tensorflow
@pytest.mark.timeout(1200)
def test_any_spelling(tensorflows: tuple[Any, Any]) -> None:
    """However the arguments are written, a safe fix keeps the result."""
    old, new = tensorflows
    for tensorflow in tensorflows:
        # Programs before may have switched something on: control flow v2 takes no fn1 and fn2.
        tensorflow.close()
    changed = []

    @settings(
        max_examples=int(os.environ.get("TF2LINT_SPELLINGS", "250")),
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(spellings())
    def check(drawn: tuple[Any, str]) -> None:
        case, call = drawn
        before = f"{values.PREAMBLE}result = {call}\n"
        after = fixed(before)
        if after == before:
            return
        changed.append(call)
        first, second = old.ask(before), new.ask(after)
        assert "value" in first, first
        assert "value" in second, second["error"] + "\n" + after
        random = prove.is_random(case.path)
        assert oracle.difference(first["value"], second["value"], random) == "", after

    check()
    assert len(changed) > 100
