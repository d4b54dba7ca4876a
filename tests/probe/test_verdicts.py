"""From events to verdicts."""

from __future__ import annotations

from typing import Any

import pytest

from tf2lint.model import Finding
from tf2lint.probe.model import Module, Round, Verdict
from tf2lint.probe.verdicts import judge_module

FINDING = Finding(
    "m.py", 5, 1, 5, 9, "TF999", "x", "error", "high", "tf.x", "message", "hint", None, "url"
)
FLAG = ("flag", 0, 5, 5, 0, 1)
ESCAPED = ("escaped", 0)
RAN = ("ran", 0, 1, "tensorflow.python.ops", "tensorflow.python.ops", 1)


def judge(
    *events: tuple[Any, ...],
    state: str = "",
    severity: str = "error",
    kind: str = "run",
    outcome: str = "finished",
) -> Verdict:
    module = Module("/r/m.py", "/r", "m", (FINDING._replace(severity=severity),))
    answer = {"outcome": outcome, "status": 11, "events": [list(e) for e in (FLAG, *events)]}
    said = {"state": state, "said": "AttributeError: no x"} if state else None
    runs = [Round(kind, answer)]
    if kind == "stubs":
        runs.insert(0, Round("run", {"outcome": "finished", "events": [list(FLAG)]}))
    return judge_module(module, runs, [said]).verdicts[0]


def raised(kind: str = "tensorflow", said: str = "no x") -> tuple[Any, ...]:
    return ("raised", 0, 0, "AttributeError", said, 5, kind, "/r/m.py", 5)


def blocked(poison: int = 0) -> tuple[Any, ...]:
    return ("blocked", 5, 5, "KeyError", "k", "/r/m.py", 3, "other", poison)


@pytest.mark.parametrize(
    ("events", "options", "verdict", "stage"),
    [
        ((raised(), ESCAPED), {}, "confirmed", "import"),
        ((blocked(), raised(), ESCAPED), {}, "confirmed", "tolerant"),
        ((raised(),), {}, "handled", "import"),
        ((raised("deeper"), ESCAPED), {}, "inconclusive", "import"),
        ((raised("other"), ESCAPED), {}, "inconclusive", "import"),
        ((raised("missing"), ESCAPED), {}, "inconclusive", "import"),
        ((raised("poison"), ESCAPED), {}, "blocked", "import"),
        ((), {"state": "gone"}, "confirmed", "resolve"),
        ((), {"state": "unbound"}, "confirmed", "resolve"),
        ((), {"state": "raises"}, "confirmed", "trial"),
        ((), {"state": "absent"}, "inconclusive", "resolve"),
        ((RAN,), {"state": "there"}, "refuted", "import"),
        ((RAN,), {}, "refuted", "import"),
        # A module that puts something of its own in the place of what is gone.
        ((RAN,), {"state": "gone"}, "confirmed", "resolve"),
        ((("ran", 0, 1, "m", "m", 0),), {"state": "there"}, "inconclusive", "import"),
        ((("ran", 0, 1, "m", "m", -1),), {}, "inconclusive", "import"),
        ((("ran", 0, 0, *RAN[3:]),), {"state": "there"}, "inconclusive", "import"),
        ((RAN,), {"state": "there", "severity": "warning"}, "inconclusive", "import"),
        ((RAN,), {"state": "there", "kind": "stubs"}, "inconclusive", "stubs"),
        ((raised(said="'Stub' x"), ESCAPED), {"kind": "stubs"}, "inconclusive", "stubs"),
        ((raised(said="module 'tensorflow' x"), ESCAPED), {"kind": "stubs"}, "confirmed", "stubs"),
        # An import says nothing about the use of what it brings.
        ((("ran", 0, 1, "", "", -1),), {"state": "there"}, "inconclusive", "import"),
        ((("ran", 0, 1, "", "", -1),), {"state": "raises"}, "confirmed", "trial"),
        ((("ran", 0, 1, "", "", -1),), {"state": "gone"}, "inconclusive", "import"),
        ((), {}, "not-reached", ""),
        ((blocked(),), {}, "blocked", "tolerant"),
        ((), {"outcome": "crashed"}, "inconclusive", ""),
    ],
)  # fmt: skip
def test_verdicts(events: Any, options: dict[str, str], verdict: str, stage: str) -> None:
    found = judge(*events, **options)
    assert (found.verdict, found.stage) == (verdict, stage)
    assert found.reason


def test_blocked_names_the_line_that_poisoned() -> None:
    assert judge(blocked(poison=2)).line == 2
    assert judge(blocked()).line == 3


def test_a_crash_is_the_modules_verdict() -> None:
    module = Module("/r/m.py", "/r", "m", ())
    runs = [Round("run", {"outcome": "crashed", "status": 11, "events": []})]
    probed = judge_module(module, runs, [])
    assert (probed.verdict, probed.reason) == ("crashed", "ended by signal 11")


def test_a_sibling_is_named() -> None:
    module = Module("/r/p/m.py", "/r", "p.m", ())
    event = ["blocked", 3, 3, "KeyError", "k", "/r/p/other.py", 7, "deeper", 0]
    probed = judge_module(module, [Round("run", {"outcome": "finished", "events": [event]})], [])
    assert (probed.verdict, probed.reason) == ("raises", "KeyError: k (p/other.py:7)")


SESSION_ENDS = ["blocked", 9, 9, "AttributeError", "no Session", "/r/m.py", 9, "tensorflow", 0]
NO_GYM = ["blocked", 1, 1, "ModuleNotFoundError", "No module named 'gym'", "/r/m.py", 1, "other", 0]
ENDS_WELL = ["blocked", 9, 9, "SystemExit", "0", "/r/m.py", 9, "other", 0]


def ended(kind: str, outcome: str = "finished", *events: list[Any]) -> Round:
    return Round(kind, {"outcome": outcome, "status": 3, "events": list(events)})


@pytest.mark.parametrize(
    ("runs", "verdict", "reason"),
    [
        (
            [ended("run"), ended("main", "finished", SESSION_ENDS)],
            "imports",
            "as a program: raises: AttributeError: no Session (line 9)",
        ),
        ([ended("run"), ended("main")], "imports", "as a program: runs"),
        (
            [ended("run", "finished", SESSION_ENDS), ended("main", "finished", SESSION_ENDS)],
            "raises",
            "AttributeError: no Session (line 9); as a program: the same",
        ),
        ([ended("run"), ended("main", "finished", ENDS_WELL)], "imports", "as a program: runs"),
        (
            [ended("run"), ended("main", "early-exit")],
            "imports",
            "as a program: early-exit: left with exit code 3",
        ),
        (
            [ended("run", "finished", NO_GYM), ended("stubs", "timeout")],
            "raises",
            "ModuleNotFoundError: No module named 'gym' (line 1); "
            "with stubs: timeout: ran longer than allowed",
        ),
        ([ended("run", "killed")], "killed", "something outside of it ended it"),
    ],
)
def test_a_module_is_judged_by_its_import(runs: list[Round], verdict: str, reason: str) -> None:
    module = Module("/r/m.py", "/r", "m", (FINDING,))
    probed = judge_module(module, runs, [None])
    assert (probed.verdict, probed.reason) == (verdict, reason)


def test_what_a_run_with_stubs_did_not_come_to_is_not_called_unreachable() -> None:
    module = Module("/r/m.py", "/r", "m", (FINDING,))
    runs = [ended("run", "finished", NO_GYM), ended("stubs", "timeout", list(FLAG))]
    (verdict,) = judge_module(module, runs, [None]).verdicts
    assert verdict.verdict == "inconclusive"
    assert verdict.reason == "the module: timeout, ran longer than allowed"
