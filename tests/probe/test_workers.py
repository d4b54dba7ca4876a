"""How many runs at a time, and what memory one has of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2lint.probe import workers
from tf2lint.probe.controller import Controller
from tf2lint.probe.rounds import Limits, rounds_of
from tf2lint.probe.targets import module_of


@pytest.mark.parametrize(
    ("processors", "available", "memory", "expected"),
    [(8, 100_000, 4096, 8), (8, 2000, 4096, 3), (8, 2000, 100, 8), (8, 10, 4096, 1)],
)
def test_by_processors_and_memory(
    monkeypatch, processors: int, available: int, memory: int, expected: int
) -> None:
    monkeypatch.setattr(workers, "processors", lambda: processors)
    monkeypatch.setattr(workers, "available", lambda: available)
    assert workers.most_workers(memory) == expected


def test_what_there_is() -> None:
    assert workers.processors() >= 1
    assert workers.available() > 0


def test_a_run_has_little_memory_of_its_own(controller: Controller, tmp_path: Path) -> None:
    """All that TensorFlow's import takes is shared between the runs."""
    path = tmp_path / "m.py"
    path.write_text("import tensorflow as tf\nprint(tf.__version__)\n")
    job = next(rounds_of(module_of(str(path), ()), Limits()))
    controller._submit({**job, "measure": True})
    answer = controller._receive()
    private = [event[1] for event in answer["events"] if event[0] == "private"]
    assert answer["outcome"] == "finished"
    assert len(private) == 1
    assert 0 < private[0] < 50 * 1024
