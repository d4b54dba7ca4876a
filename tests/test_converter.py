"""What TensorFlow's own converter gets wrong is found in the files that it writes."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from tf2lint.knowledge import Target
from tf2lint.lint import Linter
from tf2lint.project.settings import Settings

#: A line before the conversion, and the rules that must speak about what becomes of it.
MISTAKES = {
    "tf.layers.dense(x, 8)": "TF601",
    "tf.layers.conv2d(x, 8, 3)": "TF601",
    "tf.layers.flatten(x)": "TF601",
    "tf.layers.dropout(x, 0.5)": "TF601",
    "tf.layers.max_pooling2d(x, 2, 2)": "TF601",
    "tf.summary.scalar('loss', x)": "TF707",
    "tf.summary.image('image', x)": "TF707",
    "tf.summary.histogram('weights', x)": "TF707",
    "tf.keras.optimizers.Adam(0.1)": "TF633",
    "tf.keras.optimizers.SGD(0.1)": "TF633",
    "tf.image.resize_images(x, size, tf.image.ResizeMethod.BILINEAR, True)": "TF425",
    "tf.image.resize_bilinear(x, size)": "TF447",
    "tf.image.resize_bicubic(x, size)": "TF447",
    "tf.image.resize_nearest_neighbor(x, size)": "TF447",
    "tf.nn.dropout(x, 0.5, [1, 4])": "TF405",
    "tf.argmax(x, 1, tf.int32)": "TF441",
    "tf.argmin(x, 1, tf.int32)": "TF441",
    "tf.batch_to_space(x, [2, 2], size)": "TF441",
    "tf.contrib.layers.l2_regularizer(scale=0.1)": "TF421",
    "tf.contrib.layers.l1_regularizer(scale=0.1)": "TF421",
    "tf.contrib.layers.xavier_initializer(dtype=tf.float32)": "TF422",
    "tf.contrib.layers.variance_scaling_initializer(dtype=tf.float32)": "TF422",
    "tf.constant(1.0, verify_shape=True)": "TF422",
    "tf.gather(x, [0], None, 'rows')": "TF420",
    "tf.image.draw_bounding_boxes(x, x, 'boxes')": "TF420",
    "tf.nn.top_k(x, 2, True, 'best')": "TF420",
    "tf.zeros_like(x, tf.float32, 'zeros', False)": "TF420",
    "tf.device(lambda operation: '/CPU:0')": "TF215",
    "tf.estimator.Estimator(x)": "TF621",
    "[1, 2].make_one_shot_iterator()": "TF445",
    "tf.nn.softmax_cross_entropy_with_logits_v2(labels=tf.one_hot(x, 3), logits=x)": "TF434",
}
#: Import lines that the converter leaves as they are, without a word.
IMPORTS = {
    "import tensorflow.contrib.slim as slim": "TF101",
    "from tensorflow.contrib import layers": "TF101",
    "from tensorflow import placeholder": "TF110",
    "from tensorflow.examples.tutorials.mnist import input_data": "TF118",
    "from tensorflow.python.ops import array_ops": "TF112",
}
#: Calls that make the converter crash, so that nothing of their file is converted; the second
#: means the same in both TensorFlows.
CRASHES = {
    "tf.nn.fractional_max_pool(x, [1, 1.4, 1.4, 1], deterministic=True)": "TF422",
    "tf.image.extract_glimpse(x, size, offsets, True, False)": "",
}


def _convert(source: str, folder: Path) -> str:
    """The converter's version of ``source``; the source itself where it crashes."""
    python = os.environ.get("TF2LINT_TF2_PYTHON")
    if not python:
        pytest.skip("TF2LINT_TF2_PYTHON names no interpreter with TensorFlow 2.21")
    before, after = folder / "before.py", folder / "after.py"
    before.write_text(source)
    command = "from tensorflow.tools.compatibility.tf_upgrade_v2_main import main; main()"
    done = subprocess.run(
        [python, "-c", command, "--infile", before, "--outfile", after],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return after.read_text() if done.returncode == 0 else source


def _codes_by_line(source: str) -> dict[int, set[str]]:
    settings = Settings(Target(), extend_select=("TF447",))
    found: dict[int, set[str]] = {}
    for finding in Linter(settings).lint("/example/converted.py", source.encode()):
        found.setdefault(finding.line, set()).add(finding.code)
    return found


@pytest.fixture(scope="module")
def converted(tmp_path_factory) -> list[tuple[str, set[str]]]:
    """Each line of the converted program, with the codes that it gives."""
    head = ["import tensorflow as tf", "tf.disable_v2_behavior()", "def f(x, size):"]
    lines = [*head, *(f"    {line}" for line in MISTAKES)]
    source = _convert("\n".join(lines) + "\n", tmp_path_factory.mktemp("converted"))
    codes = _codes_by_line(source)
    written = source.splitlines()
    assert len(written) == len(lines)
    return [(line, codes.get(number, set())) for number, line in enumerate(written, 1)][3:]


@pytest.mark.tensorflow
@pytest.mark.parametrize("place", range(len(MISTAKES)), ids=list(MISTAKES))
def test_mistake_is_found(place: int, converted: list[tuple[str, set[str]]]) -> None:
    line, codes = converted[place]
    assert list(MISTAKES.values())[place] in codes, line


@pytest.mark.tensorflow
def test_imports_that_it_passes_over_are_found(tmp_path: Path) -> None:
    source = _convert("\n".join(IMPORTS) + "\n", tmp_path)
    codes = _codes_by_line(source)
    for number, expected in enumerate(IMPORTS.values(), 1):
        assert expected in codes.get(number, ()), source.splitlines()[number - 1]


@pytest.mark.tensorflow
def test_import_of_compat_v1_that_it_takes_away(tmp_path: Path) -> None:
    source = _convert("import tensorflow.compat.v1 as tf\nx = tf.layers.dense(1, 2)\n", tmp_path)
    assert source.startswith("import tensorflow as tf\n")
    assert _codes_by_line(source) == {2: {"TF601"}}


#: Prints the converter's new names that the running TensorFlow does not have.
_DEAD_NAMES = """
import json
import tensorflow as tf
from tensorflow.tools.compatibility import tf_upgrade_v2

def is_dead(path):
    value = tf
    try:
        for name in path.split(".")[1:]:
            value = getattr(value, name)
    except Exception:
        return True
    return False

names = set(tf_upgrade_v2.TFAPIChangeSpec().symbol_renames.values())
print(json.dumps(sorted(name for name in names if name.startswith("tf.") and is_dead(name))))
"""


@pytest.mark.tensorflow
def test_new_names_that_do_not_exist_are_found() -> None:
    python = os.environ.get("TF2LINT_TF2_PYTHON")
    if not python:
        pytest.skip("TF2LINT_TF2_PYTHON names no interpreter with TensorFlow 2.21")
    done = subprocess.run([python, "-c", _DEAD_NAMES], capture_output=True, text=True, check=True)
    names = json.loads(done.stdout.splitlines()[-1])
    assert len(names) > 30
    lines = ["import tensorflow as tf", *(f"x = {name}" for name in names)]
    codes = _codes_by_line("\n".join(lines) + "\n")
    assert [name for number, name in enumerate(names, 2) if number not in codes] == []


@pytest.mark.parametrize("call", CRASHES)
def test_call_that_stops_it_is_found(call: str) -> None:
    codes = _codes_by_line(f"import tensorflow as tf\ndef f(x, size, offsets):\n    {call}\n")
    assert codes == ({3: {CRASHES[call]}} if CRASHES[call] else {})
