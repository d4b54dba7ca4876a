"""Everything outside an edit stays as it was, byte for byte."""

from __future__ import annotations

import pytest

from tf2lint.fixing import fix_source
from tf2lint.knowledge import Target
from tf2lint.lint import Linter
from tf2lint.project.settings import Settings

BEFORE = """#!/usr/bin/env python
# {cookie}
'''Doc with "quotes", a tab\there and an umlaut: {letter}.'''
import tensorflow as tf{eol}

def f(x ,  y):  # odd spacing stays
\tname = '{letter}'; z = tf.log(x)  # {letter}
\treturn (tf.reduce_sum(  # the first
\t\tz,
\t\t\tkeep_dims = True ,  # {letter}{letter}
\t\treduction_indices=[1 ,2],  # the last
\t), f"{{tf.log(x)}} {letter}", \\
\t\ttf.to_int32 ( tf.log( {spelled} + y ) ))
"""
AFTER = (
    BEFORE.replace("z = tf.log(x)", "z = tf.math.log(x)")
    .replace("keep_dims =", "keepdims =")
    .replace("reduction_indices=", "axis=")
    .replace("tf.to_int32 ( tf.log( {spelled} + y ) )", "{cast}")
)
CAST = "tf.cast ( tf.math.log( {spelled} + y ), dtype=tf.int32 )"


def fixed(data: bytes) -> bytes:
    linter = Linter(Settings(Target()), fixes=True)
    return fix_source(linter, "a.py", data).data


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("encoding", "letter"),
    [("utf-8", "ü"), ("latin-1", "ü"), ("utf-8-sig", "語"), ("cp1251", "я"), ("utf-8", "𝔘")],
)
def test_around_the_edits(encoding: str, letter: str, newline: str) -> None:
    cookie = f"-*- coding: {'utf-8' if 'utf' in encoding else encoding} -*-"
    values = {"cookie": cookie, "letter": letter, "eol": "", "spelled": f"x['{letter}']"}
    cast = CAST.format(spelled=values["spelled"])
    before = BEFORE.format(**values).replace("\n", newline).encode(encoding)
    after = AFTER.format(**values, cast=cast).replace("\n", newline).encode(encoding)
    assert fixed(before) == after


def test_what_needs_no_fix_is_the_same_object_of_bytes() -> None:
    data = b"import tensorflow as tf\nx = tf.constant(1)"
    assert fixed(data) == data


@pytest.mark.parametrize(
    "data",
    [
        b"import tensorflow as tf\nprint tf.log(1.0)\n",
        b"import tensorflow as tf\ntf.log(\n",
        b"# coding: nonsense\nimport tensorflow as tf\ntf.log(1.0)\n",
        b"\xff\xfeimport tensorflow",
        b"import tensorflow as tf  # tf2lint: skip-file\ntf.log(1.0)\n",
        b"import tensorflow as tf\ntf.log(1.0)  # noqa\n",
        b"",
    ],
)
def test_what_cannot_or_must_not_be_read_is_left_alone(data: bytes) -> None:
    assert fixed(data) == data
