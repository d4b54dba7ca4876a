"""Suppression comments."""

from __future__ import annotations

import pytest

from tf2lint.source import suppressions


def hides(text: str, line: int = 1, last: int | None = None) -> bool:
    """Whether a finding of the rule TF401 ``dropout-keep-prob`` there is suppressed."""
    return suppressions(text).hides("TF401", "dropout-keep-prob", line, last or line)


@pytest.mark.parametrize(
    "comment",
    [
        "# noqa",
        "#noqa",
        "#  NOQA",
        "# noqa: TF401",
        "# noqa:TF401",
        "# noqa: tf401",
        "# noqa: TF4",
        "# noqa: E501,TF401",
        "# noqa: E501 TF401",
        "# type: ignore # noqa: TF401",
        "# legacy  # noqa",
        "# tf2lint: ignore",
        "# tf2lint:ignore",
        "# tf2lint: ignore[TF401]",
        "# tf2lint: ignore[contrib-import, dropout-keep-prob]",
        "# tf2lint: ignore[TF101,TF4]",
        "# pylint: disable=all # tf2lint: ignore[TF401] until the Keras port",
    ],
)
def test_hides(comment: str) -> None:
    assert hides(f"f(x)  {comment}\n")
    assert not hides(f"y = 1  {comment}\nf(x)\n", 2)


@pytest.mark.parametrize(
    "line",
    [
        "f(x)",
        "f(x)  # noqa: E501",
        "f(x)  # noqa: TF402",
        "f(x)  # noqabene",
        "f(x)  # tf2lint: ignore[TF402]",
        "f(x)  # tf2lint: ignore[dropout]",
        "f(x)  # tf2lint: ignore[]",
        "f(x)  # tf2lint: misspelt",
        "f('# noqa')",
        "f('''  # tf2lint: ignore\n''')",
    ],
)
def test_does_not_hide(line: str) -> None:
    assert not hides(line + "\n")


STATEMENT = """\
result = call(
    first,
    second,  # noqa: TF401
    third,
)  # tf2lint: ignore[TF401]
other = 1
"""


def test_a_comment_on_the_last_line_of_the_statement_covers_all_of_it() -> None:
    assert [hides(STATEMENT, line) for line in range(1, 7)] == [True] * 5 + [False]


def test_a_comment_inside_the_statement_covers_its_own_line() -> None:
    text = STATEMENT.replace("  # tf2lint: ignore[TF401]", "")
    assert [hides(text, line) for line in range(1, 7)] == [False, False, True, False, False, False]
    assert hides(text, 2, 3), "the last line of the finding"
    assert hides(text, 3, 5), "the first line of the finding"


def test_the_header_of_a_block_is_a_statement_of_its_own() -> None:
    text = "with f(\n    x\n):  # noqa\n    g()\n"
    assert [hides(text, line) for line in range(1, 5)] == [True, True, True, False]


def test_after_a_multi_line_string() -> None:
    assert hides('f(x, """\n# text\n""")  # noqa\n', 1)


def test_skip_file() -> None:
    assert suppressions("x = 1\n# tf2lint: skip-file\n").skip_file
    assert not suppressions("x = '# tf2lint: skip-file'\n").skip_file
    assert not suppressions("x = 1\n").skip_file


def test_a_file_that_does_not_parse_keeps_its_comments() -> None:
    text = "x = 'noqa'\nprint 'a' $ ?  # noqa: TF401\nx = (\n# tf2lint: skip-file\n"
    assert hides(text, 2)
    assert suppressions(text).skip_file


def test_unused_names_the_entries_that_hid_nothing() -> None:
    text = "f('é')  # noqa: TF401, E501, TF402\ng()  # tf2lint: ignore\nh()  # noqa\n"
    found = suppressions(text)
    assert found.hides("TF401", "dropout-keep-prob", 1, 1)
    unused = [
        (u.line, u.entry, text.split("\n")[u.line - 1][u.column - 1 : u.end_column - 1])
        for u in found.unused()
    ]
    assert unused == [(1, "TF402", "TF402"), (2, "", "# tf2lint: ignore")]


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_other_newlines(newline: str) -> None:
    assert hides(f"x = 1{newline}f(x)  # noqa{newline}", 2)


def test_a_form_feed_does_not_move_the_lines() -> None:
    assert hides("x = 1\n\x0c\nf(x)  # noqa\n", 3)
