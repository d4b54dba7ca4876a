"""What the probe does for itself: not held as tight as a module, and told where it fails."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2lint.lint import Linter
from tf2lint.probe.controller import Controller
from tf2lint.probe.model import ProbeError
from tf2lint.probe.rounds import Limits
from tf2lint.probe.targets import module_of
from tf2lint.project.settings import Settings

SOURCE = "import tensorflow as tf\nwhile True:\n    x = 1\ny = tf.log(1.0)\n"


def test_a_look_up_that_ends_its_process_costs_no_other(controller: Controller) -> None:
    trials = ["", "import os; os._exit(3)", "1 / 0", "import os; os.abort()", ""]
    answers = controller.ask([{"symbol": "", "trial": trial} for trial in trials])
    states = [answers[number]["state"] for number in range(len(trials))]
    assert states == ["there", "absent", "raises", "absent", "there"]
    assert answers[1]["said"] == "looking it up ended its process: early-exit"
    assert answers[3]["said"] == "looking it up ended its process: crashed"


@pytest.mark.parametrize(
    ("limits", "verdict"),
    [(Limits(timeout=60.0, memory=1), "memory"), (Limits(timeout=0.01), "timeout")],
)
def test_limits_are_those_of_modules(
    limits: Limits, verdict: str, tensorflow_python: str, tmp_path: Path
) -> None:
    path = tmp_path / "m.py"
    path.write_text(SOURCE)
    found = Linter(Settings()).lint(str(path), path.read_bytes())
    with Controller(tensorflow_python, limits, workers=1) as controller:
        (probed,) = controller.probe([module_of(str(path), found)])
        seen = controller.environment.seen
    assert probed.verdict == verdict
    # The live API was asked, and the devices were told.
    assert [(one.verdict, one.stage) for one in probed.verdicts] == [("confirmed", "resolve")]
    assert seen.startswith(("this TensorFlow is built", "TensorFlow sees"))


def test_devices_that_are_not_told(tensorflow_python: str, monkeypatch) -> None:
    answer = {"id": "1", "outcome": "crashed", "events": [], "output": "no driver\n"}
    monkeypatch.setattr(Controller, "_receive", lambda _: answer)
    with pytest.raises(ProbeError, match=r"does not tell its devices: crashed no driver$"):
        Controller(tensorflow_python, Limits())
