"""Modules, calls and questions made from findings."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2lint.lint import Linter
from tf2lint.model import Finding
from tf2lint.probe.targets import call_shapes, is_path, module_of, query_of, span_of
from tf2lint.probe.trials import load_trials
from tf2lint.project.settings import Settings


def findings(path: Path, source: str) -> list[Finding]:
    path.write_text(source)
    return Linter(Settings()).lint(str(path), source.encode())


def test_a_module_in_packages(tmp_path: Path) -> None:
    folder = tmp_path / "src" / "a" / "b"
    folder.mkdir(parents=True)
    for package in (folder, folder.parent):
        (package / "__init__.py").touch()
    module = module_of(str(folder / "c.py"), ())
    assert (module.root, module.name) == (str(tmp_path / "src"), "a.b.c")
    assert module_of(str(folder / "__init__.py"), ()).name == "a.b"


def test_a_script_with_a_strange_name(tmp_path: Path) -> None:
    (tmp_path / "my-script.py").touch()
    module = module_of(str(tmp_path / "my-script.py"), ())
    assert (module.root, module.name) == (str(tmp_path), "my_script")


@pytest.mark.parametrize("symbol", ["tf.log", "keras.layers.Dense", "tensorflow_hub.Module"])
def test_paths(symbol: str) -> None:
    assert is_path(symbol)


@pytest.mark.parametrize("symbol", ["Session.run", "run(feed_dict=)", "a Tensor", "", "tf"])
def test_no_paths(symbol: str) -> None:
    assert not is_path(symbol)


def test_calls_by_callee_and_keyword(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("f(1, 2, a=3)\ng(*x, b=1)\n")
    calls = call_shapes(str(path))
    assert calls[1, 1, 1, 2] == (2, ("a",), True)
    assert calls[1, 9, 1, 12] == (2, ("a",), True)
    assert calls[2, 1, 2, 2] == (0, ("b",), False)


def test_no_calls_in_what_does_not_parse(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("print 'x'")
    assert call_shapes(str(tmp_path / "a.py")) == {}
    assert call_shapes(str(tmp_path / "none.py")) == {}


def test_questions(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    source = (
        "import tensorflow as tf\nx = tf.constant([1.0])\n"
        "tf.argmax(x, dimension=0)\nwith tf.Session() as s:\n    s.run(x)\n"
    )
    found = findings(path, source)
    calls, trials = call_shapes(str(path)), load_trials()
    queries = {finding.symbol: query_of(finding, calls, trials) for finding in found}
    assert queries["tf.argmax"] == {
        "symbol": "tf.argmax",
        "trial": "",
        "call": [1, ["dimension"], True],
    }
    assert queries["Session.run"] == {"symbol": "", "trial": trials["Session.run"]}
    assert all(len(span_of(finding)) == 4 for finding in found)


def test_trials_are_for_errors_only(tmp_path: Path) -> None:
    (found,) = findings(tmp_path / "a.py", "import tensorflow as tf\nx = tf.log(1.0)\n")
    trials = {found.symbol: "raise"}
    assert query_of(found, {}, trials) == {"symbol": "tf.log", "trial": "raise"}
    assert query_of(found._replace(severity="warning"), {}, trials) == {
        "symbol": "tf.log",
        "trial": "",
    }
