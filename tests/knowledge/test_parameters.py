"""Parameter lists as text."""

from __future__ import annotations

import pytest

from tf2lint.knowledge import Parameters
from tf2lint.knowledge.parameters import parse_parameters


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Parameters((), 0, (), (), False, False)),
        ("x", Parameters(("x",), 1, (), (), False, False)),
        ("x, y=1", Parameters(("x", "y"), 1, ("1",), (), False, False)),
        ("*, x, y=1", Parameters((), 0, (), ("x", "y"), False, False)),
        ("x, *args, y, **kw", Parameters(("x",), 1, (), ("y",), True, True)),
        (
            "x=(0, [1, 2]), y={'a, b': 1}",
            Parameters(("x", "y"), 0, ("(0, [1, 2])", "{'a, b': 1}"), (), False, False),
        ),
        ("x=', ', y='a\\', b'", Parameters(("x", "y"), 0, ("', '", "'a\\', b'"), (), False, False)),
        ("x=f(a=1, b=2)", Parameters(("x",), 0, ("f(a=1, b=2)",), (), False, False)),
    ],
)
def test_parse(text: str, expected: Parameters) -> None:
    assert parse_parameters(text) == expected
