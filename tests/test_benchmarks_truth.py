"""The measuring of recall and precision measures what it says."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "benchmarks"))

from recall import split
from sample import draw
from truth import judge
from truth_guards import dead_statements
from truth_same import same_meaning
from truth_uses import Module, Ref, Use
from upgrade_report import classify, entries


def symbols(text: str) -> list[tuple[str, str, int, int]]:
    return [(u.ref.symbol(), u.form, u.line, u.column) for u in Module(text).uses()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import tensorflow as tf\ntf.a.b(1)\n", ("tf.a.b", "attribute", 2, 1)),
        ("from tensorflow.x import y as z\nz.w\n", ("tf.x.y.w", "attribute", 2, 1)),
        ("import tensorflow as tf\ns = tf.contrib.slim\nprint(s.f)\n",
         ("tf.contrib.slim.f", "attribute", 3, 7)),
        ("import tensorflow as tf\nx = 'é', tf.log\n", ("tf.log", "attribute", 2, 10)),
        ("def f():\n  import tensorflow as t\n  return lambda: t.q\n",
         ("tf.q", "attribute", 3, 18)),
    ],
)  # fmt: skip
def test_finds_use(text: str, expected: tuple[str, str, int, int]) -> None:
    assert expected in symbols(text)


@pytest.mark.parametrize(
    "text",
    [
        "import tensorflow as tf\ndef f(tf):\n  return tf.log\n",
        "import tensorflow as tf\ntf = 3\ntf.log\n",
        "import other as tf\ntf.log\n",
        "import tensorflow as tf\n[tf.log for tf in x]\n",
    ],
)
def test_leaves_out_what_is_not_certain(text: str) -> None:
    assert not [found for found in symbols(text) if found[0] == "tf.log"]


def test_counts_arguments_unless_starred() -> None:
    uses = Module("import tensorflow as tf\ntf.f(1, 2, k=3)\ntf.f(*a)\ntf.f(**k)\n").uses()
    assert [use.call for use in uses[1:]] == [(2, ("k",)), None, None]


def live(text: str, missing: set[str]) -> set[int]:
    """Lines whose uses are live under a target that lacks the symbols ``missing``."""
    module = Module(text)
    dead = dead_statements(module, "2.21.0", lambda use: use.ref.symbol() in missing)
    return {use.line for use in module.uses(dead)}


def test_version_test_kills_the_other_branch() -> None:
    text = (
        "import tensorflow as tf\n"
        "if int(tf.__version__.split('.')[0]) >= 2:\n  tf.new()\nelse:\n  tf.old()\n"
    )
    assert {3} == live(text, {"tf.old"}) & {3, 5}


def test_fallback_that_works_kills_the_body() -> None:
    text = (
        "try:\n  from tensorflow.contrib import slim\n"
        "except ImportError:\n  from tensorflow import keras\n"
    )
    assert live(text, {"tf.contrib.slim"}) == {4}


def test_flag_of_a_fallback_kills_what_it_excludes() -> None:
    text = (
        "import tensorflow as tf\n"
        "try:\n  from tensorflow.contrib import slim\n  new = False\n"
        "except ImportError:\n  new = True\n"
        "def f():\n  if new:\n    return tf.new()\n  return tf.old()\n"
        "def g():\n  if not new:\n    return tf.old()\n  return tf.other()\n"
    )
    assert live(text, {"tf.contrib.slim", "tf.old"}) == {1, 9, 14}


REFUSING = (
    "import tensorflow as tf\n"
    "try:\n  from tensorflow.contrib import slim\n  new = False\n"
    "except ImportError:\n  new = True\n"
    "def refuse(how='raise'):\n  if new:\n    if how == 'raise':\n      raise ImportError\n"
    "    print(how)\n"
)


@pytest.mark.parametrize(
    ("call", "dead"),
    [("refuse()", True), ("refuse('raise')", True), ("refuse(how='warn')", False), ("f()", False)],
)
def test_function_that_raises_under_a_flag_kills_what_follows(call: str, dead: bool) -> None:
    text = REFUSING + f"def f():\n  {call}\n  return tf.old()\n"
    assert (14 not in live(text, {"tf.contrib.slim", "tf.old"})) is dead


def test_fallback_that_raises_kills_nothing() -> None:
    text = "try:\n  from tensorflow import old\nexcept ImportError:\n  raise SystemExit\n"
    assert live(text, {"tf.old"}) == {2}


def use_of(call: tuple[int, tuple[str, ...]] | None) -> Use:
    return Use(Ref("tensorflow", ("a:f",)), "attribute", 1, 1, 1, 5, 1, call)


def answer(names: list[str], resolved: int = 1) -> dict[str, Any]:
    parameters = [[name, "POSITIONAL_OR_KEYWORD", name != "x"] for name in names]
    return {
        "resolved": resolved, "complete": resolved == 1, "kind": "function",
        "parameters": parameters, "error": "gone",
    }  # fmt: skip


OLD = answer(["x", "keep", "name"])


@pytest.mark.parametrize(
    ("call", "new", "kind"),
    [
        ((1, ()), answer([], resolved=0), "a"),
        ((1, ("keep",)), answer(["x", "rate", "name"]), "b"),
        ((2, ()), answer(["x", "rate", "name"]), "c"),
        ((1, ("name",)), answer(["x", "rate", "name"]), None),
        ((0, ()), answer(["x", "rate", "name"]), None),
        (None, answer(["x", "rate", "name"]), None),
    ],
)
def test_judges(call: tuple[int, tuple[str, ...]], new: dict[str, Any], kind: str | None) -> None:
    verdict = judge(use_of(call), OLD, new)
    assert (verdict and verdict[0]) == kind


def test_renamed_in_place_is_no_breakage() -> None:
    assert same_meaning("tf.zeros_like", "tensor", "input")
    assert not same_meaning("tf.nn.dropout", "keep_prob", "rate")


def found(**changes: Any) -> dict[str, Any]:
    base = {
        "package": "p", "path": "a.py", "line": 3, "column": 5, "end_line": 3, "end_column": 11,
        "code": "TF501", "symbol": "tf.log",
    }  # fmt: skip
    return {**base, **changes}


TRUE = {
    "package": "p", "path": "a.py", "line": 3, "column": 5, "end_line": 3, "end_column": 11,
    "until": 4, "symbol": "tf.log", "class": "a",
}  # fmt: skip


@pytest.mark.parametrize(
    ("finding", "counts"),
    [
        (found(), True),
        (found(column=40), True),
        (found(line=4, column=1), True),
        (found(symbol="tf.exp"), True),
        (found(column=40, symbol="tf.exp"), False),
        (found(line=5), False),
        (found(path="b.py"), False),
        (found(code="TF001"), False),
    ],
)
def test_reported_means_same_place_or_symbol(finding: dict[str, Any], counts: bool) -> None:
    seen, missed = split([TRUE], [finding])
    assert (len(seen), len(missed)) == ((1, 0) if counts else (0, 1))


def test_sample_holds_every_code_and_repeats() -> None:
    findings = [found(line=n, code=f"TF{100 + n % 7}", column=1) for n in range(90)]
    drawn = draw(findings, 20, seed=2)
    assert len(drawn) == 20
    assert {f["code"] for f in drawn} == {f"TF{100 + n}" for n in range(7)}
    assert drawn == draw(list(reversed(findings)), 20, seed=2)


def test_reads_the_report_of_the_upgrade_tool(tmp_path: Path) -> None:
    report = tmp_path / "r"
    report.write_text(
        f"{tmp_path}/a.py:3:0: ERROR: repeated above\nDetailed log follows:\n"
        f"Processing file '{tmp_path}/a.py'\n"
        "3:4: INFO: Renamed 'tf.log' to 'tf.math.log'\n"
    )
    (entry,) = entries(report, tmp_path)
    assert (entry.path, entry.line, entry.column) == ("a.py", 3, 5)
    assert (entry.kind, entry.symbol) == ("rename", "tf.log")


def test_unknown_entries_are_kept() -> None:
    assert classify("Something new") == ("other", "")
