"""Many findings: in order, complete, and packed."""

from __future__ import annotations

import pickle

import pytest

from tf2lint import findings as module
from tf2lint.findings import Findings
from tf2lint.model import Edit, Finding, Fix


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_BLOCK", 3)


def finding(line: int) -> Finding:
    fix = Fix("safe", (Edit(line, 1, line, 2, "x"),)) if line % 2 else None
    cell = 5 if line == 4 else None
    return Finding(
        "é.py",
        line,
        1,
        line,
        2,
        "TF501",
        "x",
        "error",
        "high",
        "",
        "m",
        "",
        None,
        "",
        fix,
        cell=cell,
    )


@pytest.mark.parametrize("count", [0, 1, 3, 4, 6, 8])
def test_they_come_back_in_order_as_often_as_one_likes(count: int) -> None:
    plain = [finding(line) for line in range(count)]
    found = Findings(plain)
    assert (len(found), list(found), list(found)) == (count, plain, plain)
    assert bool(found) == bool(count)
    assert [finding(line) in found for line in (0, count)] == [count > 0, False]


@pytest.mark.parametrize("first", [0, 2, 3, 4])
@pytest.mark.parametrize("second", [0, 1, 3, 7])
@pytest.mark.parametrize("packed", [True, False])
def test_joined(first: int, second: int, packed: bool) -> None:
    plain = [finding(line) for line in range(first + second)]
    found, others = Findings(plain[:first]), Findings(plain[first:])
    if packed:
        others.pack()
    found.join(pickle.loads(pickle.dumps(others)))
    found.append(finding(99))
    assert list(found) == [*plain, finding(99)]
    assert len(found) == first + second + 1


def test_many_are_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    found = Findings(finding(line) for line in range(10_000))
    assert len(pickle.dumps(found)) < 40 * len(found)
