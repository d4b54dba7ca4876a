"""Devices: what is taken, what is refused, and proof of where operations run.

No accelerator is needed: the processor is divided into several logical devices, and soft
placement, which would hide a wrong device, is off.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tf2lint.cli import main
from tf2lint.probe.controller import Controller
from tf2lint.probe.devices import (
    Proof,
    Seen,
    Slot,
    check_device,
    demand,
    operations_of,
    prove,
    slots_of,
)
from tf2lint.probe.interpreter import agent_environment, pack_agent
from tf2lint.probe.model import ProbeError, Round
from tf2lint.probe.rounds import Limits, limits_of
from tf2lint.probe.targets import module_of

CPU_WHEEL = Seen(("CPU:0",), False)
NO_DRIVER = Seen(("CPU:0",), True)
TWO_GPUS = Seen(("CPU:0", "GPU:0", "GPU:1"), True)
#: What matrix products on a GPU are expected to leave.
PROVED = Proof(
    "",
    (("at once", "GPU:0"), ("in a function", "GPU:0")),
    (("GPU:0", 3),),
    ("MatMul: (MatMul): /job:localhost/replica:0/task:0/device:GPU:0",),
)
#: A module that holds its GPU for a while, and fails if it meets another run there.
TAKES_ITS_TIME = """\
import os, time
import tensorflow as tf
gpu = os.environ["CUDA_VISIBLE_DEVICES"]
held = os.path.join({folder!r}, "gpu " + gpu)
os.mkdir(held)
with open(os.path.join({folder!r}, __name__), "w") as file:
    file.write(gpu)
time.sleep(0.3)
os.rmdir(held)
"""
TPU = Seen(("CPU:0", "TPU:0", "TPU:1"), False)


def names(slots: list[Slot]) -> list[str]:
    return [slot.device for slot in slots]


def test_the_accelerator_that_is_there_is_taken() -> None:
    assert names(slots_of("auto", CPU_WHEEL, 3, {})) == ["CPU"] * 3
    assert names(slots_of("auto", TWO_GPUS, 3, {})) == ["GPU:0", "GPU:1"]
    assert names(slots_of("auto", TWO_GPUS, 1, {})) == ["GPU:0"]
    assert names(slots_of("gpu:1", TWO_GPUS, 3, {})) == ["GPU:1"]
    assert names(slots_of("cpu", TWO_GPUS, 2, {})) == ["CPU", "CPU"]
    assert names(slots_of("auto", TPU, 3, {})) == ["TPU:0"]


@pytest.mark.parametrize(
    ("wanted", "seen", "why"),
    [
        ("gpu", CPU_WHEEL, "is built for the processor alone"),
        ("gpu", NO_DRIVER, "is built for GPUs and sees none"),
        ("gpu:2", TWO_GPUS, "TensorFlow sees GPU:0, GPU:1"),
        ("tpu", TWO_GPUS, "no such device"),
    ],
)
def test_what_is_not_there_is_an_error(wanted: str, seen: Seen, why: str) -> None:
    with pytest.raises(ProbeError, match=why):
        slots_of(wanted, seen, 2, {})


def test_each_run_sees_one_gpu() -> None:
    slots = slots_of("gpu", TWO_GPUS, 2, {})
    assert [slot.job["environment"] for slot in slots] == [
        {"CUDA_VISIBLE_DEVICES": "0"},
        {"CUDA_VISIBLE_DEVICES": "1"},
    ]
    given = slots_of("gpu:1", TWO_GPUS, 2, {"CUDA_VISIBLE_DEVICES": "3, GPU-ab"})
    assert given[0].job["environment"] == {"CUDA_VISIBLE_DEVICES": "GPU-ab"}
    run = Round("run", {"outcome": "finished", "events": [["operations", "GPU:0", 4]]})
    assert operations_of([run, run], slots[1]) == (("GPU:1", 8),)


@pytest.mark.parametrize("written", ["", "auto:1", "cpu:0", "gpu:x", "cuda", "gpu:-1"])
def test_what_means_no_device(written: str) -> None:
    with pytest.raises(ProbeError, match="is none of auto, cpu"):
        check_device(written)


def test_memory_of_a_gpu_grows() -> None:
    assert agent_environment(False, "gpu")["TF_FORCE_GPU_ALLOW_GROWTH"] == "true"
    assert agent_environment(False, "cpu")["CUDA_VISIBLE_DEVICES"] == "-1"


def placed(python: str, folder: Path, device: str) -> Proof:
    (folder / "scratch").mkdir()
    archive = pack_agent(str(folder))
    limits = limits_of(Limits(timeout=60.0))
    return prove(python, archive, limits, str(folder / "scratch"), Slot(device), logical=2)


def test_operations_run_where_they_are_put(tensorflow_python: str, tmp_path: Path) -> None:
    proof = placed(tensorflow_python, tmp_path, "CPU:1")
    assert proof.results == (("at once", "CPU:1"), ("in a function", "CPU:1"))
    assert [device for device, _ in proof.operations] == ["CPU:1"]
    assert proof.is_of("CPU:1") and not proof.is_of("CPU:0")
    assert any("MatMul" in line and line.endswith("device:CPU:1") for line in proof.log)
    assert demand(proof, Slot("CPU:1")).startswith("CPU:1: 3 operations")
    with pytest.raises(ProbeError, match="do not run on CPU:0: ran at once on CPU:1"):
        demand(proof, Slot("CPU:0"))


def test_a_device_that_is_not_there_is_no_other_one(tensorflow_python: str, tmp_path: Path) -> None:
    proof = placed(tensorflow_python, tmp_path, "CPU:2")
    assert proof.results == ()
    assert "Could not satisfy device specification" in proof.refused
    with pytest.raises(ProbeError, match="do not run on CPU:2: InvalidArgumentError"):
        demand(proof, Slot("CPU:2"))


def test_operations_are_counted_by_device(controller: Controller, tmp_path: Path) -> None:
    path = tmp_path / "m.py"
    path.write_text(
        "import tensorflow as tf\n"
        "cpu = tf.config.list_physical_devices('CPU')[0]\n"
        "parts = [tf.config.LogicalDeviceConfiguration()] * 2\n"
        "tf.config.set_logical_device_configuration(cpu, parts)\n"
        "x = tf.constant(1.0) + 1.0\n"
        "with tf.device('CPU:1'):\n"
        "    y = x * 2.0\n"
        "    z = tf.function(lambda v: v * v * v)(y) * 2.0\n"
    )
    (probed,) = controller.probe([module_of(str(path), ())])
    assert probed.verdict == "imports", probed.reason
    assert probed.operations == (("CPU:0", 1), ("CPU:1", 3))
    assert probed.device == "CPU"


def test_configuration_of_the_context_still_works(controller: Controller, tmp_path: Path) -> None:
    """Counting must not make the context before the module does."""
    path = tmp_path / "m.py"
    path.write_text(
        "import tensorflow as tf\n"
        "proto = tf.compat.v1.ConfigProto(log_device_placement=False)\n"
        "tf.compat.v1.enable_eager_execution(config=proto)\n"
        "tf.config.threading.set_inter_op_parallelism_threads(1)\n"
    )
    (probed,) = controller.probe([module_of(str(path), ())])
    assert (probed.verdict, probed.operations) == ("imports", ())


def test_two_gpus_take_turns(tensorflow_python: str, tmp_path: Path, monkeypatch) -> None:
    """What there is for GPUs, but for the GPUs: each run is told of one, and none of two at once.

    Runs that are told of a GPU are held up by what they find in a folder that all can write to.
    """
    taken = tmp_path / "taken"
    taken.mkdir()
    source = TAKES_ITS_TIME.format(folder=str(taken))
    modules = []
    for number in range(6):
        path = tmp_path / f"m{number}.py"
        path.write_text(source)
        modules.append(module_of(str(path), ()))
    monkeypatch.setattr(Seen, "of", lambda _: TWO_GPUS)
    monkeypatch.setattr("tf2lint.probe.controller.prove", lambda *_: PROVED)
    limits = Limits(timeout=60.0, allow_write=(str(taken),))
    with Controller(tensorflow_python, limits, workers=4, device="auto") as controller:
        probed = controller.probe(modules)
        environment = controller.environment
    assert [one.verdict for one in probed] == ["imports"] * 6, probed
    assert environment.device == "GPU:0, GPU:1"
    assert environment.seen == "TensorFlow sees GPU:0, GPU:1"
    assert environment.proof.startswith("GPU:0: 3 operations proved there")
    assert "GPU:1: 3 operations proved there" in environment.proof
    by_gpu = {one.module.name: one.device for one in probed}
    assert set(by_gpu.values()) == {"GPU:0", "GPU:1"}
    for name, device in by_gpu.items():
        assert (taken / name).read_text() == device.removeprefix("GPU:")


def test_the_state_is_that_of_the_wheel(tensorflow_python: str, tmp_path: Path) -> None:
    """No device is to be seen here: which of two states that is, the wheel decides."""
    with Controller(tensorflow_python, Limits(), workers=1, device="cpu") as controller:
        seen = controller.environment.seen
    code = "import tensorflow as tf; print(tf.test.is_built_with_cuda())"
    asked = [tensorflow_python, "-c", code]
    built = subprocess.run(asked, capture_output=True, text=True, check=True, cwd=tmp_path).stdout
    told = {"True\n": "is built for GPUs and sees none", "False\n": "for the processor alone"}
    assert told[built] in seen


def test_where_operations_do_not_run_nothing_does(
    tensorflow_python: str, tmp_path: Path, monkeypatch, capsys
) -> None:
    """A GPU is seen and asked for, and matrix products cannot be proved on it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "m.py").write_text("import tensorflow as tf\nx = tf.log(tf.constant(1.0))\n")
    monkeypatch.setattr(Seen, "of", lambda _: TWO_GPUS)
    assert main(["probe", "--python", tensorflow_python, "--device", "gpu:1", "m.py"]) == 2
    out, err = capsys.readouterr()
    assert out == "" and "operations do not run on GPU:1: InvalidArgumentError" in err


def test_command_line_refuses(tensorflow_python: str, tmp_path: Path, capsys, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "m.py").write_text("import tensorflow as tf\nx = tf.log(tf.constant(1.0))\n")
    assert main(["probe", "--python", tensorflow_python, "--device", "tpu:7", "m.py"]) == 2
    out, err = capsys.readouterr()
    assert out == "" and "--device tpu:7: there is no such device" in err
