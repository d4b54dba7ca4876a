"""The source that the hosts are given, and what is where in it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable

#: Characters before the finding that are more than one byte, and more than one UTF-16 unit.
MODEL = """\
import tensorflow as tf

größe = "𝔘"; y = tf.log(größe)
z = tf.nn.dropout(y, keep_prob=0.5)
"""
LOG_LINE = 3
LOG_COLUMN = MODEL.splitlines()[LOG_LINE - 1].index("tf.log") + 1
#: Settings files, and their text, that switch TF501 off.
NO_RENAMED_SYMBOLS = [
    ("pyproject.toml", '[tool.tf2lint]\nignore = ["symbol-renamed"]\n'),
    ("tf2lint.toml", 'ignore = ["TF5"]\n'),
    ("tf2lint.toml", '[per-file-ignores]\n"*.py" = ["TF501"]\n'),
]

Run = Callable[..., "subprocess.CompletedProcess[str]"]
