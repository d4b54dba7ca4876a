"""Questions to a real TensorFlow 2."""

from __future__ import annotations

import json
import os
import subprocess
from typing import Any

import pytest


def ask_tensorflow(program: str, question: Any) -> Any:
    """What a program prints last, as JSON, when it gets the question on its standard input."""
    python = os.environ.get("TF2LINT_TF2_PYTHON")
    if not python:
        pytest.skip("TF2LINT_TF2_PYTHON names no interpreter with TensorFlow 2.21")
    done = subprocess.run(
        [python, "-c", program],
        input=json.dumps(question),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])
