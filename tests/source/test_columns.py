"""Positions: byte offsets to characters, on the lines that the parser counts."""

from __future__ import annotations

import ast

import pytest

from tf2lint.source import Columns, parse, split_lines


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("inside", ["", "\x0c", "\x0b", "\x1c", "\u2028", "\x85"])
def test_lines_are_the_parsers(newline: str, inside: str) -> None:
    text = f"a = 'x{inside}y'{newline}b = 'é'; target = 1{newline}"
    name = next(n for n in ast.walk(parse(text)) if isinstance(n, ast.Name) and n.id == "target")
    column = Columns(text).column(name.lineno, name.col_offset)
    assert split_lines(text)[name.lineno - 1][column - 1 :].startswith("target")


@pytest.mark.parametrize("before", ["x", "é", "日本", "😀", "e\u0301"])
def test_columns_count_characters(before: str) -> None:
    text = f"'{before}'; target = 1\n"
    name = next(n for n in ast.walk(parse(text)) if isinstance(n, ast.Name))
    assert Columns(text).column(1, name.col_offset) == text.index("target") + 1


def test_a_form_feed_opens_a_line_without_ending_one() -> None:
    text = "\x0cx = 'é'; target = 1\n"
    name = next(n for n in ast.walk(parse(text)) if isinstance(n, ast.Name) and n.id == "target")
    assert (name.lineno, Columns(text).column(1, name.col_offset)) == (1, text.index("target") + 1)


def test_an_offset_past_the_end_stays_in_reach() -> None:
    assert Columns("'é'\n").column(1, 99) == 4
    assert Columns("'é'\n").column(7, 2) == 3
