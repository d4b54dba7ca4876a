"""Which modules a file imports, read from its bytes alone."""

from __future__ import annotations

import pytest

from tf2lint.names.entries import imported_modules


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import a", {("a", 0)}),
        ("    import a.b as c, d  # why", {("a.b", 0), ("d", 0)}),
        ("import a; import b", {("a", 0)}),
        ("from a import b as c, d", {("a", 0), ("a.b", 0), ("a.d", 0)}),
        ("from . import a", {("", 1), ("a", 1)}),
        ("from ..a.b import c", {("a.b", 2), ("a.b.c", 2)}),
        ("from a import *", {("a", 0)}),
        (
            "from a import (b,  # first\n    c,\n)\nimport d",
            {("a", 0), ("a.b", 0), ("a.c", 0), ("d", 0)},
        ),
        ("from a import \\\n    b", {("a", 0), ("a.b", 0)}),
        ("from a import \\\r\n    b\r\n", {("a", 0), ("a.b", 0)}),
        ("from importlib import reload", {("importlib", 0), ("importlib.reload", 0)}),
        ("importlib.import_module('a')", set()),
        ("important = 1  # import a", set()),
        ("x = 'import a'", set()),
        ("from a import", {("a", 0)}),
        ("import", set()),
        ("from a import (b", {("a", 0), ("a.b", 0)}),
        ("import (\n" * 200_000, {("import", 0)}),
        ("import " * 200_000, {("import", 0)}),
        ("x import " * 200_000, set()),
    ],
)
def test_modules(source: str, expected: set[tuple[str, int]]) -> None:
    assert imported_modules(source.encode()) == expected
