"""Programs before and after a migration, in the manner of the published guides.

``tests/fixtures/migrations`` holds them in pairs. In ``<topic>_tf1.py`` each construct of
TensorFlow 1 is found, and the finding names what replaces it. ``<topic>_tf2.py`` is the same
program for TensorFlow 2 and gives nothing, or an info where it stays TensorFlow 1 on purpose.
``<topic>_as_published_tf2.py`` is what guides printed before Keras 3: the findings are what is
really wrong with it there.

Comments in the programs say what is expected:

- ``# expect: TF103 TF202`` the codes of all findings that begin on the line, for the newest
  TensorFlow with Keras 3; a line without such a comment gives none.
- ``; names: tf.keras.layers.Conv2D | padding='same'`` behind them: what the findings of the
  line must say, in their messages and hints together.
- ``# also: 2.15 legacy`` at the top: targets (with their Keras) for which the file is linted
  too; ``# expect on 2.15 legacy: none`` in front of ``# expect:`` where they differ.
- ``# needs: tf_slim`` at the top: a package beside TensorFlow without which the program is not
  run. ``# raises: ...``: how it ends when it is run.
"""

from __future__ import annotations

import json
import math
import os
import re
import subprocess
from pathlib import Path

import pytest

from tf2lint.knowledge import Target
from tf2lint.lint import Linter
from tf2lint.model import Finding
from tf2lint.project.settings import Settings

FOLDER = Path(__file__).parent / "fixtures" / "migrations"
PROGRAMS = {path.stem: path for path in sorted(FOLDER.glob("*.py"))}
BEFORE = [stem for stem in PROGRAMS if stem.endswith("_tf1")]
AFTER = [stem for stem in PROGRAMS if stem.endswith("_tf2")]
PUBLISHED = [stem for stem in AFTER if stem.endswith("_as_published_tf2")]
RIGHT = [stem for stem in AFTER if stem not in PUBLISHED]
#: Optimizers whose Keras class takes other steps, however it is called.
OTHER_NUMBERS = {"rmsprop", "rmsprop_centered", "nadam"}

#: A call of TensorFlow 1, the target, its Keras, and what the hint must name there.
BY_TARGET = [
    ("tf.train.RMSPropOptimizer(0.1)", "2.10", "legacy", "epsilon=1e-5"),
    ("tf.train.RMSPropOptimizer(0.1)", "2.15", "legacy", "epsilon=1e-10"),
    ("tf.layers.dense(x, 8)", "2.15", "legacy", "tf.keras.layers.Dense"),
    ("tf.compat.v1.layers.dense(x, 8)", "2.15", "legacy", "keep it on an object"),
    ("tf.compat.v1.layers.dense(x, 8)", "2.21", "3", "TF_USE_LEGACY_KERAS=1"),
    ("tf.estimator.Estimator(x)", "2.15", "legacy", "before going on to TensorFlow 2.16"),
    ("tf.estimator.Estimator(x)", "2.21", "legacy", "tf.keras.Model"),
    ("tf.truncated_normal_initializer()", "2.0", "legacy", "TruncatedNormal"),
]


def _header(stem: str, name: str) -> str:
    """The value of ``# name: ...`` at the top of a program; "" without one."""
    match = re.search(rf"^# {name}: (.*)$", PROGRAMS[stem].read_text(), re.MULTILINE)
    return match[1] if match else ""


def _expected(text: str, target: str = "") -> dict[int, list[str]]:
    """Line → sorted codes; of another target where a line says so."""
    expected = {}
    for number, line in enumerate(text.splitlines(), 1):
        match = target and re.search(rf"# expect on {re.escape(target)}: ([\w ]+?)(?:  #|$)", line)
        match = match or re.search(r"# expect: ([\w ]+)", line)
        if match and match[1].strip() != "none":
            expected[number] = sorted(match[1].split())
    return expected


def _found(stem: str, target: Target) -> dict[int, list[Finding]]:
    found: dict[int, list[Finding]] = {}
    path = PROGRAMS[stem]
    for finding in Linter(Settings(target)).lint(str(path), path.read_bytes()):
        found.setdefault(finding.line, []).append(finding)
    return found


def _codes(found: dict[int, list[Finding]]) -> dict[int, list[str]]:
    return {line: sorted(one.code for one in findings) for line, findings in found.items()}


@pytest.mark.parametrize("stem", PROGRAMS)
def test_findings(stem: str) -> None:
    assert _codes(_found(stem, Target())) == _expected(PROGRAMS[stem].read_text())


@pytest.mark.parametrize(
    ("stem", "target"),
    [(stem, one) for stem in PROGRAMS for one in _header(stem, "also").split(", ") if one],
)
def test_findings_for_another_target(stem: str, target: str) -> None:
    expected = _expected(PROGRAMS[stem].read_text(), target)
    assert _codes(_found(stem, Target.parse(*target.split()))) == expected


@pytest.mark.parametrize("stem", BEFORE)
def test_findings_name_the_equivalent(stem: str) -> None:
    found = _found(stem, Target())
    wanted = 0
    for number, line in enumerate(PROGRAMS[stem].read_text().splitlines(), 1):
        if match := re.search(r"; names: (.+)$", line):
            said = " ".join(f"{finding.message} {finding.hint}" for finding in found[number])
            missing = [name for name in match[1].split(" | ") if name not in said]
            assert not missing, f"{stem}:{number}: {said}"
            wanted += 1
    assert wanted


@pytest.mark.parametrize("stem", RIGHT)
def test_migrated_program_has_no_fault(stem: str) -> None:
    found = [finding for line in _found(stem, Target()).values() for finding in line]
    assert [finding.code for finding in found if finding.severity != "info"] == []


@pytest.mark.parametrize(("call", "version", "keras", "name"), BY_TARGET)
def test_hint_is_for_the_target(call: str, version: str, keras: str, name: str) -> None:
    source = f"import tensorflow as tf\n\n\ndef build(x):\n    return {call}\n"
    settings = Settings(Target.parse(version, keras))
    findings = Linter(settings).lint("/example/build.py", source.encode())
    assert [name in finding.hint for finding in findings] == [True]


def _interpreter(version: int) -> str:
    python = os.environ.get(f"TF2LINT_TF{version}_PYTHON")
    if not python:
        pytest.skip(f"TF2LINT_TF{version}_PYTHON names no interpreter with TensorFlow {version}")
    return python


def _run(python: str, stem: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [python, PROGRAMS[stem]], cwd=folder, capture_output=True, text=True, check=False
    )


def _has(python: str, package: str) -> bool:
    command = f"import importlib.util as u; raise SystemExit(u.find_spec({package!r}) is None)"
    return subprocess.run([python, "-c", command], check=False).returncode == 0


@pytest.mark.tensorflow
@pytest.mark.parametrize("stem", BEFORE)
def test_program_runs_under_tensorflow_1(stem: str, tmp_path: Path) -> None:
    done = _run(_interpreter(1), stem, tmp_path)
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.mark.tensorflow
@pytest.mark.parametrize("stem", AFTER)
def test_program_under_tensorflow_2(stem: str, tmp_path: Path) -> None:
    """Those that are right run; those as published end with the error that they name."""
    python = _interpreter(2)
    needed = _header(stem, "needs")
    if needed and not _has(python, needed):
        pytest.skip(f"the interpreter of TensorFlow 2 has no {needed}")
    done = _run(python, stem, tmp_path)
    raised = _header(stem, "raises")
    assert bool(raised) == (stem in PUBLISHED)
    assert (done.returncode != 0) == bool(raised), done.stderr[-2000:]
    assert raised in done.stderr


@pytest.mark.tensorflow
def test_optimizers_reach_the_places_that_the_hints_promise(tmp_path: Path) -> None:
    before = _run(_interpreter(1), "optimizers_tf1", tmp_path).stdout.splitlines()[-1]
    after = _run(_interpreter(2), "optimizers_tf2", tmp_path).stdout.splitlines()[-1]
    old, new = json.loads(before), json.loads(after)
    assert new.keys() < old.keys()
    differing = {
        name
        for name in new
        if not all(math.isclose(a, b, rel_tol=1e-3) for a, b in zip(old[name], new[name]))
    }
    assert differing == OTHER_NUMBERS
