"""Kernels that refuse a protection: the report names it as off, and the verdicts stay true."""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tf2lint.probe.agent.cell import descendants
from tf2lint.probe.controller import Controller
from tf2lint.probe.model import Environment, Probed
from tf2lint.probe.output import summary_lines
from tf2lint.probe.rounds import Limits
from tf2lint.probe.targets import module_of

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() != "x86_64",
    reason="the filter that plays the kernel has the numbers of x86-64's system calls",
)

HERE = Path(__file__).parent
LIMITS = Limits(timeout=6.0, memory=900)
INNOCENT = "import tensorflow as tf\nx = tf.constant(1.0) + 1.0\n"
ENDLESS = "import subprocess\nsubprocess.Popen(['sleep', '100'])\nwhile True:\n    pass\n"
LEAVES = "import os\nos._exit(7)\n"
#: What the kernel refuses, and the protection that the report is to name.
REFUSALS = {
    "unshare": ("272", "namespaces"),
    "mount_setattr": ("442", "read-only mounts"),
    "landlock": ("444", "Landlock"),
    "capset": ("126", "privileges"),
    "seccomp": ("157:22", "seccomp"),
    "all": ("272,442,444,126,157:22", "namespaces"),
}


def run_under(numbers: str, python: str, folder: Path) -> tuple[list[Probed], Environment]:
    """Probe three modules with a kernel that refuses these calls."""
    shim = folder / "python"
    shim.write_text(
        f'#!/bin/sh\nexec {sys.executable} {HERE / "refusing.py"} {numbers} {python} "$@"\n'
    )
    shim.chmod(0o755)
    modules = []
    for name, source in (("innocent", INNOCENT), ("endless", ENDLESS), ("leaves", LEAVES)):
        path = folder / f"{name}.py"
        path.write_text(source)
        modules.append(module_of(str(path), ()))
    with Controller(str(shim), LIMITS, workers=2) as controller:
        probed = controller.probe(modules)
        ended = time.monotonic() + 5
        while len(descendants(controller.process_id)) and time.monotonic() < ended:
            time.sleep(0.05)
        assert descendants(controller.process_id) == []
        return probed, controller.environment


@pytest.mark.parametrize(
    "name", ["all", *(pytest.param(n, marks=pytest.mark.slow) for n in REFUSALS if n != "all")]
)
def test_what_is_refused_is_named(name: str, tensorflow_python: str, tmp_path: Path) -> None:
    numbers, protection = REFUSALS[name]
    python = os.path.abspath(shutil.which(tensorflow_python) or tensorflow_python)
    probed, environment = run_under(numbers, python, tmp_path)
    assert [one.verdict for one in probed] == ["imports", "timeout", "early-exit"]
    assert any(off.startswith(protection) for off in environment.off)
    named = {off.split(" (")[0] for off in environment.off}
    wanted = {word for _, word in REFUSALS.values()} if name == "all" else {protection}
    if name == "all":
        # Without namespaces no mounts are tried.
        wanted.discard("read-only mounts")
    assert wanted <= named
    told = [line for line in summary_lines(probed, [environment]) if "protections" in line]
    assert len(told) == 1 and protection in told[0]


@pytest.mark.slow
def test_nothing_is_named_that_is_on(tensorflow_python: str, tmp_path: Path) -> None:
    """One refusal takes no other protection with it, as far as this kernel gives them."""
    python = os.path.abspath(shutil.which(tensorflow_python) or tensorflow_python)
    path = tmp_path / "innocent.py"
    path.write_text(INNOCENT)
    with Controller(python, LIMITS, workers=1) as controller:
        controller.probe([module_of(str(path), ())])
        usual = set(controller.environment.off)
    (tmp_path / "under").mkdir()
    _, environment = run_under(REFUSALS["capset"][0], python, tmp_path / "under")
    others = {off for off in environment.off if not off.startswith("privileges")}
    assert others == usual


#: A cell, without TensorFlow, under a kernel that does not let users be mapped.
UNMAPPED = """
import json, os, sys
from tf2lint.probe.agent import cell, jail

NPROC = jail.resource.RLIMIT_NPROC
write = jail._write

def refuse(path, text):
    if path.endswith("_map"):
        raise PermissionError(1, "Operation not permitted")
    write(path, text)

jail._write = refuse

def work(job, log):
    exec(job["code"])
    log.writer()("finished")

job = {"scratch": sys.argv[1], "timeout": 3.0, "memory": 900, "allow_network": False}
print(json.dumps(cell.hold({**job, "allow_write": [], "code": sys.argv[2]}, work)))
"""


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        ("open(job['scratch'] + '/f', 'w').close()", "finished"),
        ("open({beside!r}, 'w').close()", "early-exit"),
        ("os.fork() or os.fork()\nwhile True:\n    pass", "timeout"),
        # What else the user runs counts there, and must not be taken for the cell's.
        ("assert jail.resource.getrlimit(NPROC)[0] > jail.MOST_TASKS", "finished"),
    ],
)
def test_a_namespace_that_nobody_is_known_in(code: str, outcome: str, tmp_path: Path) -> None:
    """Some kernels give a namespace and refuse the maps of its users: it is named as off."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    beside = tmp_path / "beside"
    done = subprocess.run(
        [sys.executable, "-c", UNMAPPED, str(scratch), code.format(beside=str(beside))],
        env={**os.environ, "PYTHONPATH": str(HERE.parents[1])},
        capture_output=True,
        text=True,
        check=True,
    )
    result = json.loads(done.stdout)
    assert result["outcome"] == outcome, result
    assert result["off"][0] == "namespaces (Operation not permitted)"
    assert not beside.exists()
