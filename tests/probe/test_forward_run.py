"""One forward pass as the command runs it, under the TensorFlow of the test extra."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tf2lint.cli import main

NET = """\
import tensorflow.compat.v1 as tf


def net(x, units=1, is_training=False):
    def penalty(weights):
        return 0.1 * tf.reduce_sum(weights**2)

    shape = [x.shape.as_list()[1], units]
    weights = tf.get_variable("weights", shape, regularizer=penalty)
    x = tf.matmul(x, weights)
    return {"y": tf.nn.dropout(x, rate=0.5) if is_training else x}
"""


def _forward(capsys, *options: str) -> dict:
    status = main(["probe", "net.py:net", "--input", "4x8:float32", "--format", "json", *options])
    printed = capsys.readouterr()
    assert status in (0, 1), printed.err
    (outcome,) = json.loads(printed.out)["forward"]
    return outcome


@pytest.fixture
def place(tmp_path: Path, monkeypatch) -> Path:
    (tmp_path / "net.py").write_text(NET)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_weights_made_anew_and_penalties_lost_are_found(place, tensorflow_python, capsys) -> None:
    options = ("--python", tensorflow_python, "--arg", "units=3", "--train")
    outcome = _forward(capsys, *options, "--modes", "graph,eager,shim")
    modes = {mode["mode"]: mode for mode in outcome["modes"]}
    assert modes["graph"]["outcome"] == "reference"
    assert "1 random draws" in modes["eager"]["about"]
    eager = {one["code"]: one for one in outcome["findings"] if one["mode"] == "eager"}
    assert set(eager) == {"TF902", "TF906"}
    assert eager["TF902"]["message"].endswith(": weights")
    assert eager["TF906"]["message"].endswith(": a second call adds 1 more")
    assert (eager["TF902"]["path"], eager["TF902"]["line"]) == ("net.py", 4)
    # The store keeps what eager execution loses, and says what it is.
    found = subprocess.run(
        [tensorflow_python, "-c", "import tf_keras"], check=False, capture_output=True
    )
    own = "own store" if found.returncode else "track_tf1_style_variables"
    assert modes["shim"]["outcome"] == "agrees"
    assert own in modes["shim"]["about"]


def test_a_module_that_ends_the_process_is_told(place, tensorflow_python, capsys) -> None:
    (place / "net.py").write_text("import os\nos._exit(3)\n")
    outcome = _forward(capsys, "--python", tensorflow_python, "--modes", "eager")
    assert outcome["modes"][0]["about"] == "early-exit (3)"
    # The function was never seen: the finding is about its module.
    places = [(one["code"], one["path"], one["line"]) for one in outcome["findings"]]
    assert places == [("TF901", "net.py", 1)]


def test_the_files_of_the_project_stay_as_they_are(place, tensorflow_python, capsys) -> None:
    (place / "net.py").write_text("def net(x):\n    open(__file__, 'a').write('#')\n    return x\n")
    before = (place / "net.py").read_text()
    outcome = _forward(capsys, "--python", tensorflow_python, "--modes", "eager")
    assert outcome["modes"][0]["outcome"] == "fails"
    assert (place / "net.py").read_text() == before


def test_no_tensorflow_is_one_message(place, tmp_path, capsys) -> None:
    python = tmp_path / "python"
    # An isolated interpreter sees no installed packages.
    python.write_text(f'#!/bin/sh\nexec {sys.executable} -I -S "$@"\n')
    python.chmod(0o755)
    assert main(["probe", "net:net", "--python", str(python)]) == 2
    assert f"install it there: {python} -m pip install tensorflow" in capsys.readouterr().err


SETTINGS = """
[[probe.target]]
function = "net:net"
inputs = ["4x8:float32"]
arguments = { units = 3 }
train = true
modes = ["graph", "shim"]

[[probe.target]]
function = "net.py:twice"
inputs = ["x=2x2:float32"]
modes = ["graph", "eager"]

[[probe.target]]
function = "net:gone"
modes = ["eager"]
"""


def test_the_targets_of_the_settings_are_run(place, tensorflow_python, monkeypatch, capsys) -> None:
    (place / "net.py").write_text(NET + "\n\ndef twice(x):\n    return 2.0 * x\n")
    (place / "tf2lint.toml").write_text(SETTINGS)
    # The settings are found from below, and their functions from where they stand.
    (place / "deeper").mkdir()
    monkeypatch.chdir(place / "deeper")
    command = ["probe", "--targets", "--python", tensorflow_python]
    assert main([*command, "--format", "json"]) == 1
    first, second, third = json.loads(capsys.readouterr().out)["forward"]
    modes = [[(mode["mode"], mode["outcome"]) for mode in one["modes"]] for one in (first, second)]
    assert modes == [
        [("graph", "reference"), ("shim", "agrees")],
        [("graph", "reference"), ("eager", "agrees")],
    ]
    assert (first["target"], first["train"], first["findings"]) == ("net:net", True, [])
    # Training and units were passed: the outputs of dropout, of three units.
    assert "1 variables, 1 outputs; 1 random draws" in first["modes"][0]["about"]
    assert (second["target"], second["train"], second["findings"]) == ("net.py:twice", False, [])
    assert [one["code"] for one in third["findings"]] == ["TF901"]
    assert "has no attribute 'gone'" in third["findings"][0]["message"]
    for options in (["--train"], ["--input", "2:float32"], ["--modes", "graph"]):
        assert main([*command, *options]) == 2
        assert "go with module:function" in capsys.readouterr().err


TWO = """\
def once(x):
    return x


def twice(x):
    return 2 * x


def no(x):
    return x.gone
"""


def test_functions_may_be_named_beside_the_targets(place, tensorflow_python, capsys) -> None:
    (place / "net.py").write_text(
        "def once(x):\n    return x\n\n\ndef twice(x):\n    return 2 * x\n"
    )
    target = '[[probe.target]]\nfunction = "net:once"\ninputs = ["2:float32"]\nmodes = ["eager"]\n'
    (place / "tf2lint.toml").write_text(target)
    command = ["probe", "net:twice", "--targets", "--input", "2:float32", "--modes", "eager"]
    assert main([*command, "--python", tensorflow_python]) == 0
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("net:")]
    assert [line.partition(":")[2].partition(":")[0] for line in lines] == ["twice", "once"]


def test_a_reference_that_fails_leaves_the_other_targets(place, tensorflow_python, capsys) -> None:
    (place / "net.py").write_text(TWO)
    targets = (
        f'[[probe.target]]\nfunction = "net:{name}"\ninputs = ["2:float32"]\nmodes = ["eager"]\n'
        for name in ("no", "once")
    )
    (place / "tf2lint.toml").write_text("".join(targets))
    command = ["probe", "--targets", "--format", "json", "--python", tensorflow_python]
    assert main([*command, "--reference-python", tensorflow_python]) == 2
    out, err = capsys.readouterr()
    assert "net:no: the reference does not run: AttributeError" in err
    (outcome,) = json.loads(out)["forward"]
    assert (outcome["target"], outcome["modes"][0]["outcome"]) == ("net:once", "agrees")


GRAPH_ONLY = """\
import tensorflow.compat.v1 as tf


def net(x):
    made = []
    for name in ("a", "b"):
        weights = tf.get_variable(name, [8, 2])
        if weights not in made:
            made.append(weights)
    return tf.matmul(x, made[0] + made[1])
"""


def test_what_only_a_graph_runs_is_tried_traced(place, tensorflow_python, capsys) -> None:
    (place / "net.py").write_text(GRAPH_ONLY)
    options = ("--python", tensorflow_python, "--modes", "graph,shim")
    outcome = _forward(capsys, *options)
    outcomes = [(mode["mode"], mode["outcome"]) for mode in outcome["modes"]]
    assert outcomes == [("graph", "reference"), ("shim", "fails"), ("traced", "agrees")]
    assert outcome["modes"][2]["apart"] <= 1e-6
    assert "disable_tensor_equality" in outcome["modes"][2]["about"]
    (finding,) = outcome["findings"]
    assert (finding["code"], finding["mode"]) == ("TF901", "shim")
    assert "in the first call (net.py:8): ValueError: The truth value of" in finding["message"]
    # Keras's words about the layer that the probe made are not the function's.
    assert "encountered when calling" not in finding["message"]
    assert finding["message"].endswith("element by element, not by identity as in TensorFlow 1)")


def test_traced_makes_variables_once_and_keeps_penalties(place, tensorflow_python, capsys) -> None:
    options = ("--python", tensorflow_python, "--train")
    outcome = _forward(capsys, *options, "--modes", "graph,traced")
    assert [mode["outcome"] for mode in outcome["modes"]] == ["reference", "agrees"]
    assert outcome["findings"] == []
    assert outcome["modes"][1]["about"].startswith("1 variables, 1 outputs; 1 random draws")
