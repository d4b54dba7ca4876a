"""Forward passes: what is read, what is compared and what is said, with no TensorFlow."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tf2lint.cli import main
from tf2lint.knowledge import Target, load
from tf2lint.probe.forward.command import _about_gradients, is_forward
from tf2lint.probe.forward.judge import gradient_tolerance, judge, judge_alone, listed, worst
from tf2lint.probe.forward.output import Found, ModeOutcome, Outcome, render_json, render_text
from tf2lint.probe.forward.reasons import load_reasons, reason_of
from tf2lint.probe.forward.run import Run, _ending
from tf2lint.probe.forward.target import (
    MODES,
    Input,
    from_settings,
    is_target,
    parse_argument,
    parse_input,
    parse_target,
)
from tf2lint.probe.model import ProbeError


def _variable(name: str, **other: object) -> dict:
    made = {"name": name, "shape": [2], "dtype": "float32", "trainable": True, "when": "1"}
    return {**made, **other}


def _run(mode: str = "eager", error: str = "", **result: object) -> Run:
    every = {
        "call": 2,
        "groups": {"outputs": {"output": "a0"}},
        "variables": [],
        "again": [],
        "missing_gradients": [],
        "unsteady": [],
        "draws": [],
        "grown": 0,
        "sensitivity": 0.0,
        **result,
    }
    return Run(mode, error, every, "")


def _raised(mode: str, said: str, error: dict) -> Run:
    run = _run(mode, said, call=1)
    return run._replace(result={**run.result, "error": error})


def _figure(relative: float, means=(1.0, 1.0), zeros=(0.0, 0.0)) -> dict:
    return {"relative": relative, "scale": 1.0, "means": list(means), "zeros": list(zeros)}


def _rules(reference: Run, candidate: Run, figures: dict, train: bool = False) -> list[str]:
    return [one.rule for one in judge(reference, candidate, figures, train)]


def test_inputs_are_read() -> None:
    assert parse_input("8x224x224x3:float32") == Input("", (8, 224, 224, 3), "float32", 0)
    assert parse_input("ids=2x16:int32:100") == Input("ids", (2, 16), "int32", 100)
    assert parse_input(":float64") == Input("", (), "float64", 0)


@pytest.mark.parametrize("text", ["8x224", "8x:float32", "8:float33", "a b=8:int32", "8:string"])
def test_inputs_that_mean_nothing_are_refused(text: str) -> None:
    with pytest.raises(ProbeError, match="is no input"):
        parse_input(text)


def test_arguments_are_literals_or_strings() -> None:
    given = map(parse_argument, ["rate=0.5", "scope=net", "shape=[1, 2]", "x=a=b", "none=None"])
    assert list(given) == [
        ("rate", 0.5),
        ("scope", "net"),
        ("shape", [1, 2]),
        ("x", "a=b"),
        ("none", None),
    ]
    with pytest.raises(ProbeError, match="is no argument"):
        parse_argument("rate")


def test_a_file_is_imported_as_the_module_that_it_is(tmp_path: Path) -> None:
    package = tmp_path / "models"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "net.py").touch()
    found = parse_target("models/net.py:Net.build", folder=str(tmp_path))
    assert (found.root, found.module, found.function) == (
        str(tmp_path),
        "models.net",
        "Net.build",
    )
    with pytest.raises(ProbeError, match="no such file"):
        parse_target("other.py:f", folder=str(tmp_path))
    with pytest.raises(ProbeError, match="is no mode"):
        parse_target("m:f", modes=("graph", "quick"))


def test_targets_are_told_from_files(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a:b").touch()
    assert is_target("models.net:build")
    assert not is_target("a:b")
    assert not is_target("src/net.py")
    given = {"paths": ("src",), "targets": False, "input": (), "arg": (), "train": False}
    given.update(modes=",".join(MODES), reference_python="")
    assert not is_forward(given)
    assert given == {"paths": ("src",)}


def test_settings_describe_targets() -> None:
    entry = {"function": "m:f", "inputs": ["2:float32"], "arguments": {"k": 1}, "train": True}
    found = from_settings(entry, ".")
    assert (found.function, found.arguments, found.train) == ("f", (("k", 1),), True)
    for wrong, said in (
        ({}, "'function' is missing"),
        ({"function": "m:f", "input": []}, "unknown key 'input'"),
        ({"function": "m:f", "train": "yes"}, "'yes' is not a bool"),
    ):
        with pytest.raises(ProbeError, match=said):
            from_settings(wrong, ".")


def test_nothing_is_found_where_all_agrees() -> None:
    runs = [_run("graph", variables=[_variable("w")]), _run(variables=[_variable("w")])]
    assert _rules(*runs, {"outputs": {"output": _figure(9e-5)}}) == []


def test_training_mode_is_given_ten_times_as_much() -> None:
    figures = {"outputs": {"output": _figure(5e-4)}}
    assert _rules(_run("graph"), _run(), figures) == ["probe-inference-parity"]
    assert _rules(_run("graph"), _run(), figures, train=True) == []


def test_a_dropout_trap_is_told_by_its_zeros() -> None:
    draws = [["uniform", "64x64"]]
    figures = {"outputs": {"output": _figure(6.2, (0.5, 0.49), (0.1, 0.9))}}
    (found,) = judge(_run("graph", draws=draws), _run(draws=draws), figures, True)
    assert found.rule == "probe-random-parity"
    assert "90% zeros instead of 10%" in found.detail
    assert "1 random draws, all the same" in found.detail


def test_variables_differ_in_name_shape_and_training() -> None:
    old = _run("graph", variables=[_variable("a"), _variable("b"), _variable("c")])
    new = _run(variables=[_variable("a", shape=[3]), _variable("b", trainable=False)])
    (found,) = judge(old, new, {}, False)
    assert found.rule == "probe-variable-parity"
    assert found.detail == (
        "not made: c; a has shape [3] instead of [2]; b has trainable False instead of True"
    )


def test_variables_of_a_second_call_are_one_finding_even_if_it_raised() -> None:
    run = _run("function", "ValueError: singleton", again=["w"])
    (found,) = judge_alone(run, False)
    assert (found.rule, found.detail) == (
        "probe-second-call-variables",
        "w; it raised ValueError: singleton",
    )


def test_a_raise_names_call_and_line() -> None:
    error = {"type": "E", "message": "m", "file": "net.py", "line": 3}
    (found,) = judge_alone(_raised("eager", "E: m", error), False)
    assert (found.rule, found.detail) == (
        "probe-forward-raises",
        "in the first call (net.py:3): E: m",
    )
    killed = Run("eager", "memory", {}, "")
    assert judge_alone(killed, False)[0].detail == "its process ended: memory"
    assert _rules(_run("graph"), killed, {}) == ["probe-forward-raises"]


def test_a_raise_inside_a_package_is_told_with_its_line_and_why() -> None:
    inside = ["tf_slim/layers/utils.py", 79, "if alias[-1] == '/':"]
    error = {"type": "TypeError", "message": "m", "file": "net.py", "line": 3, "inside": inside}
    said = "TypeError: 'NoneType' object is not subscriptable"
    (found,) = judge_alone(_raised("eager", said, error), False)
    assert found.detail == (
        "in the first call (net.py:3, tf_slim/layers/utils.py:79 `if alias[-1] == '/':`): "
        f"{said} (a name scope that is entered eagerly has no name)"
    )


def test_reasons_are_for_their_mode_and_their_package() -> None:
    assert all(reason.evidence and reason.says for reason in load_reasons())
    undefined = "AttributeError: Tensor.op is undefined when eager execution is enabled."
    assert reason_of(undefined, "", "function").startswith("tf.function traces")
    assert reason_of(undefined, "", "eager") == ""
    subscript = "TypeError: 'NoneType' object is not subscriptable"
    assert reason_of(subscript, "tf_slim/layers/utils.py", "shim")
    assert reason_of(subscript, "", "shim") == ""


def test_an_exception_is_told_with_the_packages_line(tmp_path: Path) -> None:
    from tf2lint.probe.agent.forward import told

    package = tmp_path / "lib" / "site-packages" / "some"
    package.mkdir(parents=True)
    (package / "part.py").write_text("def fail():\n    raise ValueError('no\\n  way')\n")
    own = tmp_path / "net.py"
    own.write_text("def call(fail):\n    fail()\n")
    spaces: list[dict] = [{}, {}]
    for space, path in zip(spaces, (own, package / "part.py")):
        exec(compile(path.read_text(), str(path), "exec"), space)
    with pytest.raises(ValueError, match="no") as caught:
        spaces[0]["call"](spaces[1]["fail"])
    assert told(caught.value, str(tmp_path)) == {
        "type": "ValueError",
        "message": "no way",
        "file": str(own),
        "line": 2,
        "inside": ["some/part.py", 2, "raise ValueError('no\\n  way')"],
    }
    wrapped = "Exception encountered when calling layer '' (type Layer).\n\nno\n\n"
    wrapped += "Call arguments received by layer '' (type Layer):\n  inputs=[]"
    assert told(ValueError(wrapped), str(tmp_path))["message"] == "no"


def test_penalties_are_compared_by_number_and_sum() -> None:
    def penalties(number: tuple, total: tuple, relative: float) -> dict:
        figures = {"number": _figure(0, number), "sum": _figure(relative, total)}
        return {"penalties": figures}

    pair = _run("graph"), _run()
    assert _rules(*pair, penalties((54, 54), (1.0, 1.0), 0)) == []
    lost = judge(*pair, penalties((54, 0), (1.0, 0.0), 1), False)
    assert [(one.rule, one.detail) for one in lost] == [("probe-penalty-parity", "0 instead of 54")]
    grown = judge_alone(_run(grown=2), True)
    assert [one.detail for one in grown] == ["a second call adds 2 more"]
    assert _rules(*pair, penalties((1, 1), (1.0, 2.0), 1)) == ["probe-penalty-parity"]


def test_statistics_that_only_one_side_updates_are_told() -> None:
    outputs = {"output": "a0"}
    variables = [_variable("mean", trainable=False)]
    moved = _run(
        "graph", variables=variables, groups={"outputs": outputs, "statistics": {"mean": "a"}}
    )
    still = _run(variables=variables, groups={"outputs": outputs, "statistics": {}})
    assert judge(moved, still, {}, True)[0].detail == "mean is not updated"
    assert judge(still, moved, {}, True)[0].detail == "mean is updated"


def test_gradients_are_given_what_rounding_does_to_them() -> None:
    figures = {"gradients": {"w": _figure(0.02)}}
    assert _rules(_run("graph"), _run(), figures) == ["probe-gradient-parity"]
    assert _rules(_run("graph", sensitivity=0.003), _run(), figures) == []
    assert gradient_tolerance(_run("graph", sensitivity=0.003), True) == pytest.approx(0.03)
    # Where a halved gradient would pass, none is judged, and the report says so.
    chaotic = _run("graph", sensitivity=0.33)
    assert _rules(chaotic, _run(), {"gradients": {"w": _figure(99.0)}}) == []
    assert "not judged, rounding alone changes them by 33%" in _about_gradients(chaotic, True)
    assert _about_gradients(_run("graph"), True) == ""
    without = _run(missing_gradients=["w", "v"])
    assert judge(_run("graph", missing_gradients=["v"]), without, {}, False)[0].detail == "w"


def test_gradients_say_nothing_more_where_outputs_differ() -> None:
    figures = {"outputs": {"output": _figure(1)}, "gradients": {"w": _figure(1)}}
    assert _rules(_run("graph"), _run(), figures) == ["probe-inference-parity"]


def test_outputs_that_are_missing_or_of_another_shape_differ() -> None:
    old = _run("graph", groups={"outputs": {"output[0]": "a0", "output[1]": "a1"}})
    new = _run(groups={"outputs": {"output[0]": "a0"}})
    figures = {"outputs": {"output[0]": {"shapes": [[1], [2]]}}}
    (found,) = judge(old, new, figures, False)
    assert found.detail == "output[0] has shape [2] instead of [1], output[1] is missing"
    assert worst(figures) == float("inf")


def test_endings_are_one_line() -> None:
    answer = {"outcome": "crashed", "status": 11, "output": "a\nb\n"}
    assert _ending(answer, {}) == "crashed (11): b"
    assert _ending({**answer, "outcome": "finished", "status": 0}, {"error": None}) == ""
    # What TensorFlow logs of devices that are not there is not why.
    logged = "I0000 00:00:1795295079.465395       2 cudart_stub.cc:31] Could not find drivers\n"
    assert _ending({**answer, "output": logged}, {}) == "crashed (11)"
    assert _ending({**answer, "output": "b\n" + logged}, {}) == "crashed (11): b"


def test_long_lists_are_cut() -> None:
    assert listed("abcde") == "a, b, c and 2 more"


def test_every_rule_of_the_judge_is_there() -> None:
    rules = load(Target()).rules
    runtime = {name for name, rule in rules.items() if rule.when == "runtime"}
    source = Path(judge.__code__.co_filename).read_text(encoding="utf-8")
    named = {name for name in runtime if f'"{name}"' in source}
    assert named == runtime
    assert all(rules[name].code.startswith("TF9") for name in runtime)


def test_outcomes_as_text_and_json() -> None:
    modes = (ModeOutcome("graph", "reference", "1 variables"),)
    modes += (ModeOutcome("eager", "differs", "1 variables", float("inf")),)
    found = Found("net.py", 3, "TF902", "name", "error", "eager", "eager: again", "a hint")
    outcome = Outcome("net:f", True, "1.15.5", "graph", modes, (found,))
    text = render_text([outcome])
    assert text.startswith("net:f, training: compared with TensorFlow 1.15.5, graph\n")
    assert "net.py:3: TF902 error: eager: again\n    a hint\n" in text
    (read,) = json.loads(render_json([outcome]))["forward"]
    assert read["modes"][1]["apart"] is None
    assert read["findings"][0]["code"] == "TF902"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["m:f", "--input", "8"], "is no input"),
        (["m:f", "--modes", "quick"], "is no mode"),
        (["m:f", "--arg", "x"], "is no argument"),
        (["m:f", "other.py"], "probed by two commands"),
        (["--targets"], "the settings describe none"),
        (["m:f", "--python", "/no/python"], "no such interpreter"),
        (["m:f", "--python", "/bin/echo"], "/bin/echo does not run the agent"),
        (["m:f", "--allow-write", "gone"], "--allow-write: gone is no folder"),
        # Never a run on the processor where a device is asked for.
        (["m:f", "--device", "gpu"], "a forward pass runs on the processor alone"),
        (["m:f", "--format", "jsonl"], "a forward pass has text and json"),
        (["m:f", "--shard", "1/2"], "--shard goes with files and folders alone"),
        (["--targets", "--run-main"], "--run-main goes with files and folders alone"),
        ([".", "--input", "8:float32"], "--input goes with module:function or --targets alone"),
        ([".", "--train"], "--train goes with module:function or --targets alone"),
    ],
)
def test_what_cannot_be_run_ends_with_2(arguments, said, tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["probe", *arguments]) == 2
    assert said in capsys.readouterr().err


def test_settings_with_targets_run_nothing_by_themselves(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "boom.py").write_text("import pathlib\npathlib.Path('ran').touch()\n")
    (tmp_path / "tf2lint.toml").write_text('[[probe.target]]\nfunction = "boom:f"\n')
    assert main(["check", "."]) == 0
    assert main(["settings"]) == 0
    assert '[[probe.target]]\nfunction = "boom:f"' in capsys.readouterr().out
    assert not (tmp_path / "ran").exists()
    (tmp_path / "tf2lint.toml").write_text("[probe]\ntargets = []\n")
    assert main(["check", "."]) == 2
    assert "unknown key 'targets'" in capsys.readouterr().err
