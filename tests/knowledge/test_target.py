"""The TensorFlow that the user names."""

from __future__ import annotations

import re

import pytest

from tf2lint.knowledge import NEWEST, OLDEST, Target


@pytest.mark.parametrize(
    ("text", "keras", "expected"),
    [
        ("2.21", "3", Target((2, 21), "3")),
        (" 2.15 ", "3", Target((2, 15), "3")),
        ("2.15.1", "legacy", Target((2, 15), "legacy")),
    ],
)
def test_parse(text: str, keras: str, expected: Target) -> None:
    assert Target.parse(text, keras) == expected


@pytest.mark.parametrize(
    ("text", "keras", "complaint"),
    [
        ("two", "3", "'two' is not a TensorFlow version such as 2.21"),
        ("2", "3", "not a TensorFlow version"),
        ("2.x", "3", "not a TensorFlow version"),
        ("1.15", "3", "TensorFlow 1.15 is not known: choose from 2.0 to 2.21"),
        ("2.22", "3", "TensorFlow 2.22 is not known"),
        ("2.16", "2", "'2' is not a Keras"),
    ],
)
def test_parse_rejects(text: str, keras: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=re.escape(complaint)):
        Target.parse(text, keras)


def test_default_is_the_newest_with_keras_3() -> None:
    assert Target() == Target(NEWEST, "3")
    assert Target().keras3


def test_keras_3_needs_release_and_choice() -> None:
    assert Target((2, 16), "3").keras3
    assert not Target((2, 16), "legacy").keras3
    assert not Target((2, 15), "3").keras3


def test_text_names_the_keras_where_there_is_a_choice() -> None:
    assert str(Target(NEWEST, "3")) == "TensorFlow 2.21 (Keras 3)"
    assert str(Target(NEWEST, "legacy")) == "TensorFlow 2.21 (tf_keras)"
    assert str(Target(OLDEST, "3")) == "TensorFlow 2.0"
