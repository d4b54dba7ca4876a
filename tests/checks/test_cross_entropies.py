"""Cross entropies by position: (logits, labels) before TensorFlow 1.0, (labels, logits) today."""

from __future__ import annotations

import pytest

from tf2lint.lint import Linter
from tf2lint.project.settings import Settings

TF1 = "import tensorflow as tf\ntf.set_random_seed(1)\n"
TF2 = "import tensorflow as tf\ntape = tf.GradientTape()\n"


@pytest.mark.parametrize(
    ("start", "call", "severity"),
    [
        (TF1, "tf.nn.sparse_softmax_cross_entropy_with_logits(net, self.targets[0])", "error"),
        (TF1, "tf.nn.softmax_cross_entropy_with_logits(prediction, y)", "warning"),
        (TF1, "tf.nn.softmax_cross_entropy_with_logits(prediction, x)", ""),
        (TF1, "tf.nn.softmax_cross_entropy_with_logits(y, net.logits)", ""),
        (TF1, "tf.nn.softmax_cross_entropy_with_logits(logits=net, labels=y)", ""),
        (TF2, "tf.nn.sigmoid_cross_entropy_with_logits(self.logits, x)", "warning"),
        (TF2, "tf.compat.v1.nn.sparse_softmax_cross_entropy_with_logits(logits, y)", "error"),
        (TF2, "tf.nn.softmax_cross_entropy_with_logits(prediction, y)", ""),
        (TF2, "tf.nn.softmax_cross_entropy_with_logits(labels, logits)", ""),
        (TF2, "tf.nn.softmax_cross_entropy_with_logits(logits, other_logits)", ""),
    ],
)
def test_the_logits_first(start: str, call: str, severity: str) -> None:
    found = Linter(Settings(select=("TF432",))).lint("a.py", (start + call + "\n").encode())
    assert [finding.severity for finding in found] == ([severity] if severity else [])
    assert all("before TensorFlow 1.0" in finding.hint for finding in found)
