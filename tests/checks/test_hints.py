"""Hints that depend on what the call is for, as readers of real findings found them wanting."""

from __future__ import annotations

import pytest

from tf2lint.lint import Linter
from tf2lint.project.settings import Settings

CASES = [
    (
        "import tensorflow as tf\ntf.get_collection(tf.GraphKeys.UPDATE_OPS)\n",
        "TF241",
        "call the layer with training=True",
    ),
    (
        "import tensorflow as tf\ntf.get_collection_ref('regularization_losses')\n",
        "TF241",
        "add model.losses",
    ),
    ("import tensorflow as tf\ntf.get_collection('own')\n", "TF241", "keep own lists"),
    (
        "import tensorflow as tf\ntf.get_collection(scope='a', key='regularization_losses')\n",
        "TF241",
        "model.losses",
    ),
    (
        "import tensorflow as tf\ntf.variables_initializer([])\n",
        "TF210",
        "assign their first values again",
    ),
    (
        "import tensorflow as tf\ntf.truncated_normal_initializer(dtype=tf.float32)\n",
        "TF604",
        "TruncatedNormal, without dtype",
    ),
    (
        "import tensorflow as tf\ntf.nn.rnn_cell.GRUCell(3, reuse=True)\n",
        "TF606",
        "made once and without reuse",
    ),
    (
        "import tensorflow as tf\ntf.nn.static_rnn(print, [])\n",
        "TF606",
        "gives the outputs and then each state",
    ),
    (
        "import tensorflow.compat.v1 as tf\ntf.compat.v1.app.run(print)\n",
        "TF444",
        "write tf.app.run",
    ),
    (
        "import tensorflow as tf\ntf.compat.v1.compat.v1.where([True])\n",
        "TF444",
        "write tf.compat.v1.where",
    ),
    (
        "import tensorflow.compat.v1 as tf\ntf.compat.v2.abs(1)\n",
        "TF444",
        "write tf.abs, with tf for tensorflow itself",
    ),
    (
        "import tensorflow as tf\ntf.while_loop(len, len, [1, 2], back_prop=False)\n",
        "TF540",
        "tf.nest.map_structure(tf.stop_gradient, result)",
    ),
    (
        "import tensorflow as tf\ndata = tf.data.Dataset.range(3)\nprint(data.output_shapes)\n",
        "TF708",
        "tf.compat.v1.data.get_output_shapes(dataset)",
    ),
    (
        "import tensorflow as tf\nw = tf.summary.FileWriter('d')\nw.add_graph(None)\n",
        "TF713",
        "tf.summary.graph(graph)",
    ),
    (
        "import tensorflow as tf\nw = tf.summary.FileWriter('d')\nw.add_summary(None)\n",
        "TF713",
        "or text, image, histogram",
    ),
    (
        "import tensorflow as tf\nbeta = tf.train.polynomial_decay(1.0, 3, 10)\n",
        "TF612",
        "or call it with the step",
    ),
    (
        "import tensorflow as tf\nprint(tf.compat.v1.metrics.mean([1.0], [2.0]))\n",
        "TF615",
        "call update_state(values, sample_weight)",
    ),
    (
        "import tensorflow as tf\ntf.train.QueueRunner(None, [])\n",
        "TF701",
        "in a threading.Thread",
    ),
    (
        "import tensorflow as tf\ninit = tf.truncated_normal_initializer(stddev=0.1)\n",
        "TF604",
        "make one for each variable",
    ),
    (
        "import tensorflow as tf\nlevel = tf.logging.INFO\n",
        "TF522",
        "logging.INFO of Python for tf.get_logger()",
    ),
]


@pytest.mark.parametrize(("text", "code", "part"), CASES, ids=lambda value: str(value)[:24])
def test_the_hint_fits_the_use(text: str, code: str, part: str) -> None:
    findings = Linter(Settings()).lint("module.py", text.encode())
    assert [part in finding.hint for finding in findings if finding.code == code] == [True]


def test_a_loop_over_cells_is_not_called_gone() -> None:
    """``tf.compat.v1.nn.dynamic_rnn`` is still there and runs a cell of one's own."""
    text = "import tensorflow as tf\ntf.compat.v1.nn.dynamic_rnn(None, None)\n"
    findings = [f for f in Linter(Settings()).lint("m.py", text.encode()) if f.code == "TF606"]
    assert len(findings) == 1
    assert "gone" not in findings[0].message
    assert "stay" not in findings[0].message


def test_the_class_of_legacy_optimizers_resolves() -> None:
    """A test against it is a warning, making one of them an error."""
    text = (
        "import tensorflow as tf\n"
        "print(isinstance(1, tf.keras.optimizers.legacy.Optimizer))\n"
        "tf.keras.optimizers.legacy.SGD(0.1)\n"
    )
    found = [f for f in Linter(Settings()).lint("m.py", text.encode()) if f.code == "TF633"]
    assert [(f.line, f.severity) for f in found] == [(2, "warning"), (3, "error")]
