"""The rows of imports, tf.contrib, tf_slim and private packages: consistent, and true."""

from __future__ import annotations

from pathlib import Path

import pytest
from real_tensorflow import ask_tensorflow

from tf2lint.knowledge import Target, load
from tf2lint.knowledge.schema import read_tables

ROWS = read_tables(str(Path(__file__).resolve().parents[2] / "rules")).rows
KNOWLEDGE = load(Target())
PATHS = {row.path for row in ROWS}

#: Modules of tf.contrib whose symbols real TF1 programs use most.
COMMON = (
    "slim layers framework rnn seq2seq training learn data eager distributions lookup opt "
    "metrics losses image crf cudnn_rnn predictor lite tpu distribute summary tensorboard "
    "stateless util saved_model quantize staging nccl gan estimator"
).split()


def _rows_of(rule: str) -> list:
    return [row for row in ROWS if row.rule == rule]


def test_a_module_of_contrib_has_a_row_and_one_for_what_is_below_it() -> None:
    modules = [
        row.path
        for row in _rows_of("contrib-import")
        if row.path.count(".") == 2 and not row.path.endswith(".*")
    ]
    assert {f"tf.contrib.{name}" for name in COMMON} <= set(modules)
    assert [path for path in modules if path + ".*" not in PATHS] == []


def test_everything_below_contrib_that_tensorflow_1_had_is_reported() -> None:
    for path in ("tf.contrib.rnn.LSTMCell", "tf.contrib.slim.conv2d", "tf.contrib.nowhere.thing"):
        row = KNOWLEDGE.row(path)
        assert row is not None and row.rule in ("contrib-symbol", "slim-symbol")


def test_a_row_of_contrib_names_another_package_or_a_path_outside_contrib() -> None:
    rows = _rows_of("contrib-symbol") + _rows_of("slim-symbol")
    assert [row.path for row in rows if row.to.startswith("tf.contrib")] == []
    assert [row.path for row in _rows_of("slim-symbol") if row.package != "tf_slim"] == []


def test_a_hint_does_not_hide_the_replacement_of_its_row() -> None:
    """The last name of the new path is what a reader looks for in the line."""
    rows = _rows_of("slim-symbol") + [
        row for row in _rows_of("contrib-symbol") if row.kind == "moved-package"
    ]
    silent = [row.path for row in rows if row.to and row.to not in row.hint]
    assert silent == []


def test_a_private_path_that_is_gone_says_so() -> None:
    silent = [
        row.path
        for row in _rows_of("private-import")
        if (row.severity == "error") != row.hint.startswith("gone")
    ]
    assert silent == []


def test_an_old_keras_path_leads_to_the_same_root_unless_the_hint_explains() -> None:
    astray = [
        row.path
        for row in _rows_of("stale-keras-path")
        if row.to and not row.hint and row.to.split(".")[0] != row.path.split(".")[0]
    ]
    assert astray == []


_IMPORTABLE = """
import importlib, json, os, sys
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

def importable(path):
    names = path.split(".")
    for end in range(len(names), 0, -1):
        try:
            value = importlib.import_module(".".join(names[:end]))
        except BaseException:
            continue
        try:
            for name in names[end:]:
                value = getattr(value, name)
        except BaseException:
            return False
        return True
    return False

print(json.dumps({path: importable(path) for path in json.load(sys.stdin)}))
"""


def _importable(paths: list[str]) -> dict[str, bool]:
    """Which of the symbol paths the real TensorFlow 2.21 (with Keras 3) can import."""
    spelled = {"tensorflow" + path[2:] if path.startswith("tf.") else path: path for path in paths}
    found: dict[str, bool] = ask_tensorflow(_IMPORTABLE, sorted(spelled))
    return {spelled[path]: answer for path, answer in found.items()}


def _exact(rule: str) -> list:
    return [row for row in _rows_of(rule) if not row.path.endswith(".*")]


@pytest.mark.tensorflow
def test_private_paths_are_gone_exactly_where_the_rows_say_error() -> None:
    rows = {row.path: row for row in _exact("private-import") if row.path != "tf.python"}
    answers = _importable(list(rows))
    wrong = {path for path, there in answers.items() if there == (rows[path].severity == "error")}
    assert sorted(wrong) == []


@pytest.mark.tensorflow
def test_old_keras_paths_cannot_be_imported() -> None:
    answers = _importable([row.path for row in _exact("stale-keras-path")])
    assert sorted(path for path, there in answers.items() if there) == []


@pytest.mark.tensorflow
def test_replacements_in_keras_can_be_imported() -> None:
    answers = _importable(sorted({row.to for row in ROWS if row.to.startswith("keras.")}))
    assert sorted(path for path, there in answers.items() if not there) == []
