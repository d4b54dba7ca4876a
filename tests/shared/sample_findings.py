"""A finding to report."""

from __future__ import annotations

from tf2lint.model import Finding

FINDING = Finding(
    path="pkg/a.py",
    line=2,
    column=5,
    end_line=2,
    end_column=15,
    code="TF504",
    name="cast-helpers",
    severity="error",
    confidence="high",
    symbol="tf.to_float",
    message="tf.to_float is not in TensorFlow 2.21",
    hint="use tf.cast",
    replacement="tf.cast",
    url="docs/rules/TF504.md",
)
