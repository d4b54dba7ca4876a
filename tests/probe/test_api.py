"""What the agent takes for TensorFlow, and for a package that is only not installed."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest

from tf2lint.probe.agent.api import _keras_version, is_library, is_to_be_had


@pytest.mark.parametrize(
    ("name", "library", "to_be_had"),
    [
        ("gym", False, True),
        ("gym.envs", False, True),
        ("tensorflow", True, False),
        ("tensorflow.contrib", True, False),
        ("keras.legacy", True, False),
        ("tf_slim", True, True),
        ("tf_slim.nets", True, False),
        ("tensorflow_estimator", True, True),
        ("tensorflow_hub", False, True),
        ("", False, False),
    ],
)
def test_what_is_gone_is_told_from_what_is_not_installed(
    name: str, library: bool, to_be_had: bool
) -> None:
    assert (is_library(name), is_to_be_had(name)) == (library, to_be_had)


def test_keras_by_its_version(monkeypatch) -> None:
    inside = SimpleNamespace(__name__="old_keras.api.v2")
    monkeypatch.setitem(sys.modules, "old_keras", SimpleNamespace(__version__="2.21.0"))
    assert _keras_version(SimpleNamespace(keras=SimpleNamespace(__version__="3.15"))) == "3.15"
    assert _keras_version(SimpleNamespace(keras=inside)) == "2.21.0"
    assert _keras_version(SimpleNamespace()) == "none (AttributeError)"
