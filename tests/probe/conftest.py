"""An interpreter with TensorFlow, and one running controller for all tests of the probe."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Iterator

import pytest

from tf2lint.probe.controller import Controller
from tf2lint.probe.rounds import Limits

#: Long enough for a busy machine, short enough to wait for what never ends.
TIMEOUT = 15.0
MEMORY = 700


@pytest.fixture(scope="session")
def tensorflow_python() -> str:
    """The interpreter that the test extra put TensorFlow into, or the one that is named."""
    named = os.environ.get("TF2LINT_TF2_PYTHON", "")
    if named:
        return named
    if importlib.util.find_spec("tensorflow") is None:
        # The test extra leaves TensorFlow out where it has no wheel for the platform.
        pytest.skip("no TensorFlow here, and TF2LINT_TF2_PYTHON names no interpreter with it")
    return sys.executable


@pytest.fixture(scope="session")
def controller(tensorflow_python: str) -> Iterator[Controller]:
    with Controller(tensorflow_python, Limits(timeout=TIMEOUT, memory=MEMORY), workers=2) as one:
        yield one
