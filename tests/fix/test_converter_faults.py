"""The known faults of TensorFlow's own converter do not happen to fixes, unsafe ones included."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tf2lint.fixing import fix_source
from tf2lint.knowledge import Target, load
from tf2lint.lint import Linter
from tf2lint.project.settings import Settings

CALLS = Path(__file__).parent.parent / "proof" / "calls.txt"
HEAD = "import tensorflow as tf\ntf.disable_v2_behavior()\n"
UNSAFE = pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "unsafe"])

#: What the converter passes over or breaks; each has to be repaired, or to be reported still.
REPORTED = [
    "tf.layers.dense(x, 8)",
    "tf.layers.conv2d(x, 8, 3)",
    "tf.layers.flatten(x)",
    "tf.layers.dropout(x, 0.5)",
    "tf.layers.max_pooling2d(x, 2, 2)",
    "tf.summary.scalar('loss', x)",
    "tf.summary.image('image', x)",
    "tf.summary.histogram('weights', x)",
    "tf.image.resize_images(x, size, tf.image.ResizeMethod.BILINEAR, True)",
    "tf.estimator.Estimator(x)",
    "tf.train.SessionRunHook()",
    "tf.device(lambda operation: '/CPU:0')",
]
#: What it writes that means something else or fails, and that may not come out.
NEVER = {
    "tf.keras.optimizers.Adam(0.1)": "optimizers.legacy",
    "tf.keras.optimizers.SGD(lr=0.1)": "optimizers.legacy",
    "tf.image.resize_images(x, size, 0, True)": "tf.image.resize(",
    "tf.image.resize_bilinear(x, size)": "tf.image.resize(",
    "tf.image.resize_bicubic(x, size)": "tf.image.resize(",
    "tf.image.resize_nearest_neighbor(x, size)": "tf.image.resize(",
    "tf.nn.dropout(x, 0.5, [1, 4])": "[1, 4], rate",
    "tf.argmax(x, 1, tf.int32)": "output_type=",
    "tf.batch_to_space(x, [[0, 0]], 2)": "crops=2",
    "tf.contrib.layers.l2_regularizer(scale=0.1)": "l=",
    "tf.contrib.layers.l1_regularizer(scale=0.1)": "l=",
    "tf.contrib.layers.xavier_initializer(dtype=tf.float32)": "GlorotUniform(dtype",
    "tf.contrib.layers.variance_scaling_initializer(dtype=tf.float32)": "VarianceScaling(dtype",
    "tf.constant(1.0, verify_shape=True)": "verify_shape_is_now_always_true",
    "tf.nn.dropout(x, rate=0.5)": "1 - 0.5",
    "tf.constant_initializer(value=0, dtype=tf.int64)": "support_partition",
    "tf.image.extract_glimpse(x, size, offsets, uniform_noise=True)": " noise=True",
    "tf.compat.v1.log(x)": "compat.v1.compat",
    "tf.compat.v1.nn.dropout(x, keep_prob=0.5)": "1 - (1 -",
}
#: Calls that make it crash, so that nothing of their file is converted.
CRASHES = (
    "tf.nn.fractional_max_pool(x, [1, 1.4, 1.4, 1], deterministic=True)",
    "tf.image.extract_glimpse(x, size, offsets, True, False)",
)
#: Imports that it leaves without a word, with a use of what they bring.
IMPORTS = {
    "import tensorflow.contrib.slim as slim": "slim.conv2d(x, 8, 3)",
    "from tensorflow.contrib import layers": "layers.conv2d(x, 8, 3)",
    "from tensorflow import placeholder": "placeholder('float32')",
    "from tensorflow.examples.tutorials.mnist import input_data": "input_data.read_data_sets('a')",
    "from tensorflow.python.ops import array_ops": "array_ops.shape(x)",
}
#: Arguments that it knows nothing about, though their places changed: what it takes to be right.
REORDERED = {
    "tf.gather(x, [0], None, 'rows')": "name='rows'",
    "tf.nn.top_k(x, 2, True, 'best')": "name='best'",
    "tf.zeros_like(x, tf.float32, 'zeros', False)": "tf.zeros_like(x, tf.float32, 'zeros')",
    "tf.nn.dropout(x, 0.5, [1, 4])": "noise_shape=[1, 4]",
}


def fixed(text: str, unsafe: bool = True) -> str:
    """A program after its fixes; a second run changes nothing."""
    linter = Linter(Settings(Target(), dialect="tf1"), fixes=True)
    once = fix_source(linter, "a.py", text.encode(), unsafe).data
    assert fix_source(linter, "a.py", once, unsafe).data == once
    return once.decode()


def reported(text: str, line: int) -> bool:
    """Whether anything is found on a line."""
    found = Linter(Settings(Target(), dialect="tf1")).lint("a.py", text.encode())
    return any(finding.line == line for finding in found)


@UNSAFE
@pytest.mark.parametrize("call", REPORTED)
def test_nothing_breaks_in_silence(call: str, unsafe: bool) -> None:
    after = fixed(HEAD + call + "\n", unsafe)
    repaired = after.splitlines()[2] != call
    assert repaired or reported(after, 3), after


@UNSAFE
@pytest.mark.parametrize("call", NEVER)
def test_no_wrong_mapping(call: str, unsafe: bool) -> None:
    after = fixed(f"import tensorflow as tf\n{call}\n", unsafe)
    assert NEVER[call] not in after
    ast.parse(after)


@pytest.mark.parametrize("call", CRASHES)
def test_no_crash_keeps_a_file_from_being_fixed(call: str) -> None:
    after = fixed(f"import tensorflow as tf\ny = {call}\nz = tf.log(x)\n")
    assert after.endswith("z = tf.math.log(x)\n")


@UNSAFE
@pytest.mark.parametrize("line", IMPORTS)
def test_imports_are_repaired_or_reported(line: str, unsafe: bool) -> None:
    after = fixed(f"{line}\n{IMPORTS[line]}\n", unsafe)
    assert line not in after or reported(after, 1)


@UNSAFE
def test_import_of_compat_v1_stays(unsafe: bool) -> None:
    text = (
        "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\ny = tf.placeholder('int32')\n"
    )
    assert fixed(text, unsafe) == text


@pytest.mark.parametrize("call", REORDERED)
def test_moved_arguments_are_put_right(call: str) -> None:
    after = fixed(f"import tensorflow as tf\n{call}\n")
    assert REORDERED[call] in after


@UNSAFE
@pytest.mark.parametrize("text", ["tf.log(x\n", "print 'tf.log'\nimport tensorflow as tf\n"])
def test_file_that_does_not_parse_is_not_emptied(text: str, unsafe: bool) -> None:
    assert fixed(text, unsafe) == text


@UNSAFE
def test_every_new_name_is_there(unsafe: bool) -> None:
    """No call becomes one of something that the target lacks."""
    knowledge = load(Target())
    names = ("MATRIX", "SPARSE", "IMAGE")
    lines = [line for line in CALLS.read_text().splitlines() if line[:1] not in ("#", "")]
    before = "\n".join([f"from data import {', '.join(names)}", "import tensorflow as tf", *lines])
    after = fixed(before + "\n", unsafe)
    old, new = (chains(text) for text in (before, after))
    assert len(new - old) > 100
    assert [path for path in sorted(new - old) if knowledge.exists(path) is False] == []


def chains(text: str) -> set[str]:
    """The dotted names below ``tf`` in a program."""
    nodes = ast.walk(ast.parse(text))
    dotted = {ast.unparse(node) for node in nodes if isinstance(node, ast.Attribute)}
    return {name for name in dotted if name.startswith("tf.")}


def test_what_it_does_better_has_a_reason() -> None:
    """The page that compares the two counts nothing that nobody read: see fix-reasons.toml."""
    page = (Path(__file__).parents[2] / "docs" / "benchmarks.md").read_text()
    _, _, rest = page.partition("<!-- fix compare: begin -->")
    tables, mark, _ = rest.partition("<!-- fix compare: end -->")
    assert mark and tables.count("| none of ours |") > 1
    assert "| its is better |" not in tables
    assert "unread" not in tables
