"""Findings drawn evenly over the rules of some families."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "benchmarks"))

from sample_evenly import codes_of, draw_evenly, family_numbers


def finding(code: str, line: int, package: str = "p-1") -> dict[str, Any]:
    return {"code": code, "package": package, "path": "a.py", "line": line, "column": 1}


def test_families_are_numbers_and_ranges() -> None:
    assert family_numbers("5-6,9") == {5, 6, 9}


def test_a_rule_is_drawn_if_all_its_breakages_are_of_the_families() -> None:
    variables, layers = codes_of({5, 6}), codes_of({10})
    assert {"TF301", "TF302", "TF322"} <= variables
    assert "TF601" in layers
    # One of its breakages is a contrib import, of the first family.
    assert "TF102" not in layers


def test_a_rule_without_breakage_goes_with_its_file() -> None:
    """TF605 (regularizers) stands among losses, optimizers and Estimators."""
    assert "TF605" in codes_of({10, 11, 12, 13, 16})
    assert "TF605" not in codes_of({10})


def test_rules_take_turns_and_the_second_corpus_fills_up() -> None:
    first = [finding("TF1", line) for line in range(50)] + [finding("TF2", 1)]
    second = [finding("TF2", line, "q-1") for line in range(50)]
    drawn = draw_evenly([first, second], {"TF1", "TF2"}, 6, seed=1)
    assert Counter(one["code"] for one in drawn) == {"TF1": 3, "TF2": 3}
    assert [one["package"] for one in drawn if one["code"] == "TF2"] == ["p-1", "q-1", "q-1"]
    assert draw_evenly([first, second], {"TF1", "TF2"}, 6, seed=1) == drawn
    assert draw_evenly([first, second], {"TF1"}, 6, seed=2) != drawn
