"""The search for words in the bytes of files."""

from __future__ import annotations

import ctypes

import pytest

from tf2lint.project.search import finder


@pytest.fixture(params=["the library's search", "the search of bytes"])
def search(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "the search of bytes":

        def refuse(name: object) -> None:
            raise OSError("no such library")

        monkeypatch.setattr(ctypes, "CDLL", refuse)


@pytest.mark.usefixtures("search")
@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", False),
        (b"import tensorflow", True),
        (b"tensorflow", True),
        (b"tensorfl", False),
        (b"ow\nimport keras\n", True),
        (b"\0\0import tensorflow as tf", True),
        (b"\0 nothing", False),
        ("# caf\u00e9 ".encode() + b"keras", True),
        (b"x" * 5_000_000 + b"keras", True),
        (b"x" * 5_000_000, False),
    ],
)
def test_words_are_found_wherever_they_stand(data: bytes, found: bool) -> None:
    assert finder([b"tensorflow", b"keras"])(data) is found
