"""Bytes to text: what Python accepts is accepted, the rest is explained with its line."""

from __future__ import annotations

import pytest

from tf2lint.source import SourceError, decode, parse


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", ""),
        (b"x = 1\n", "x = 1\n"),
        (b"\xef\xbb\xbfx = 1\n", "x = 1\n"),
        ("x = 'é'\n".encode(), "x = 'é'\n"),
        (b"# -*- coding: latin-1 -*-\nx = '\xe9'\n", "# -*- coding: latin-1 -*-\nx = 'é'\n"),
        (b"#!/usr/bin/python\r\n# vim: set fileencoding=cp1252 :\r\nx = '\x80'", "€"),
        (b"\n# coding: iso-latin-1-unix\nx = '\xe9'\n", "é"),
        (b"# coding: utf-8-unix\nx = 1\n", "utf-8-unix"),
        (b"# encoding without a name\n# coding: latin-1\n'\xe9'", "é"),
        (b"# coding: latin-1\r'\xe9'", "é"),
        (b"x = 1\r\ny = 2\rz\x0c = 3\n", "x = 1\r\ny = 2\rz\x0c = 3\n"),
    ],
)
def test_reads_what_python_reads(data: bytes, text: str) -> None:
    assert text in decode(data)


@pytest.mark.parametrize(
    ("data", "line", "column", "reason"),
    [
        (b"x = 1\ny\x00 = 2\n", 2, 2, "null byte"),
        (b"x = 1\r\n'\xff'\n", 2, 2, "0xff is not UTF-8"),
        (b"x = 'ok'\n# \xc3\xa9 \xe9\n", 2, 5, "0xe9 is not UTF-8"),
        (b"# coding: ascii\n'\xe9'\n", 2, 2, "is not ascii"),
        (b"#!python\n# coding: martian\n", 2, 1, "'martian', no encoding"),
        (b"# coding: rot13\n", 1, 1, "'rot13', no encoding"),
        (b"# coding: undefined\n", 1, 1, "'undefined', no encoding"),
        (b"\xef\xbb\xbf# coding: latin-1\n", 1, 1, "'latin-1' but a UTF-8 mark"),
        ("x = 1\n".encode("utf-16"), 1, 1, "UTF-16"),
    ],
)
def test_explains_what_python_refuses(data: bytes, line: int, column: int, reason: str) -> None:
    with pytest.raises(SourceError) as caught:
        decode(data)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert reason in caught.value.reason
    assert caught.value.kind == "encoding"


def test_a_cookie_counts_in_the_first_two_lines_only() -> None:
    assert decode(b"\n\n# coding: martian\n") == "\n\n# coding: martian\n"


def test_a_cookie_in_the_second_line_needs_a_comment_or_nothing_before_it() -> None:
    assert decode(b"x = 1\n# coding: martian\n") == "x = 1\n# coding: martian\n"


def test_parse_takes_bytes_and_text() -> None:
    assert len(parse(b"# coding: latin-1\nx = '\xe9'\n").body) == 1
    assert len(parse("# coding: martian\nx = 1\n").body) == 1
