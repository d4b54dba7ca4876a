"""A value given to dropout by position: what the file and its name say of it."""

from __future__ import annotations

import pytest

from tf2lint.lint import Linter
from tf2lint.project.settings import Settings


@pytest.mark.parametrize(
    ("more", "codes"),
    [
        # TensorFlow 1 took it for the probability to keep, whatever it is called.
        ("tf.set_random_seed(1)", ["TF402"]),
        # It may have been converted already.
        ("tf.set_random_seed(1); tf.GradientTape()", []),
        ("tf.GradientTape()", []),
    ],
)
def test_a_value_that_is_called_dropout(more: str, codes: list[str]) -> None:
    text = f"import tensorflow as tf\n{more}\ntf.nn.dropout([1.0], dropout)\n"
    found = Linter(Settings(select=("TF402",))).lint("a.py", text.encode())
    assert [finding.code for finding in found] == codes
