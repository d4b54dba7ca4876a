"""Edits on texts: which go together, and what they leave untouched."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tf2lint.fix import apply_fixes, encode_like, file_diff
from tf2lint.model import Edit, Fix


def fix(*edits: tuple[int, int, int, int, str]) -> Fix:
    return Fix("safe", tuple(Edit(*edit) for edit in edits))


def test_edits_in_any_order() -> None:
    second = fix((2, 1, 2, 2, "B"))
    first = fix((1, 1, 1, 1, "<"), (1, 2, 1, 2, ">"))
    applied = apply_fixes("a\nb\n", [second, first])
    assert applied.text == "<a>\nB\n"
    assert applied.taken == (0, 1)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_end_as_they_did(newline: str) -> None:
    text = newline.join(["a\x0c", "b\u2028c", "d"])
    assert apply_fixes(text, [fix((2, 1, 2, 2, "x"), (3, 1, 3, 2, "y"))]).text == newline.join(
        ["a\x0c", "x\u2028c", "y"]
    )


def test_of_two_that_overlap_the_first_wins() -> None:
    outer, inner = fix((1, 1, 1, 5, "x")), fix((1, 2, 1, 3, "y"))
    assert apply_fixes("abcdef", [outer, inner]) == ("xef", (0,))
    assert apply_fixes("abcdef", [inner, outer]) == ("aycdef", (0,))


def test_a_fix_is_applied_whole_or_not_at_all() -> None:
    first = fix((1, 1, 1, 2, "x"))
    second = fix((1, 1, 1, 3, "y"), (1, 5, 1, 6, "z"))
    assert apply_fixes("abcdef", [first, second]) == ("xbcdef", (0,))


def test_two_insertions_at_one_place_have_no_order() -> None:
    assert apply_fixes("ab", [fix((1, 2, 1, 2, "x")), fix((1, 2, 1, 2, "x"))]) == ("axb", (0,))


def test_the_same_change_is_made_once() -> None:
    same = fix((1, 1, 1, 2, "x"), (2, 1, 2, 1, "line\n"))
    other = fix((1, 2, 1, 3, "y"), (2, 1, 2, 1, "line\n"))
    assert apply_fixes("ab\nc\n", [same, same, other]) == ("xy\nline\nc\n", (0, 1, 2))


def test_an_insertion_beside_a_replacement() -> None:
    inserted = fix((1, 1, 1, 1, "("), (1, 3, 1, 3, ")"))
    replaced = fix((1, 1, 1, 3, "cd"))
    assert apply_fixes("ab", [inserted, replaced]).text == "(cd)"
    assert apply_fixes("ab", [replaced, inserted]).text == "(cd)"


def test_encoding_and_mark_stay() -> None:
    assert encode_like("é", b"# coding: latin-1\n") == b"\xe9"
    assert encode_like("é", b"\xef\xbb\xbfx") == b"\xef\xbb\xbf\xc3\xa9"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"a\nb\nc\n", b"a\nB\nc\n"),
        (b"a\r\nb\r\n", b"a\r\nB\r\n"),
        (b"a\nb", b"a\nB"),
        (b"a\nb", b"a\nB\n"),
        (b"a\rb\nc", b"A\rb\nc"),
        (b"\xe9\n--- x\n", b"\xe8\n"),
        (b"a\xe2\x80\xa8b\n", b"a\xe2\x80\xa8c\n"),
    ],
)
@pytest.mark.parametrize("name", ["plain.py", "with space.py", "ü\"q'.py", "sub/b.py"])
def test_git_applies_the_diff(tmp_path: Path, name: str, before: bytes, after: bytes) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(before)
    patch = file_diff(name, before, after)
    command = ["git", "-c", "core.autocrlf=false", "apply", "-"]
    subprocess.run(command, cwd=tmp_path, input=patch, check=True, timeout=60)
    assert path.read_bytes() == after


def test_no_difference_is_no_diff() -> None:
    assert file_diff("a.py", b"a\n", b"a\n") == b""


def test_lines_of_their_own_at_one_place_go_together() -> None:
    one, two = fix((1, 1, 1, 2, "x"), (2, 1, 2, 1, "one\n")), fix((2, 1, 2, 1, "two\n"))
    assert apply_fixes("ab\nc\n", [two, one, two]) == ("xb\none\ntwo\nc\n", (0, 1, 2))
    inside = fix((2, 1, 2, 1, "y"))
    assert apply_fixes("ab\nc\n", [two, inside]) == ("ab\ntwo\nc\n", (0,))
