"""Python 2 files: linted all the same, with less certainty, and no place moved."""

from __future__ import annotations

import ast
import sys

import pytest

from tf2lint.lint import Linter
from tf2lint.model import Finding
from tf2lint.project.settings import Settings
from tf2lint.source.python2_text import as_python3

HEAD = "import tensorflow as tf\n"


def lint(text: str) -> list[Finding]:
    return Linter(Settings()).lint("a.py", (HEAD + text).encode())


@pytest.mark.parametrize(
    "line",
    [
        'print "x"',
        'print "x", y,',
        "print",
        "print (x), y",
        'print"x"',
        'print >>f, "x"',
        'print """a\nb""" % x',
        "exec code",
        "exec code in scope, other",
        'raise ValueError, "x"',
        'raise ValueError, "x", trace',
        "try:\n    pass\nexcept (A, B), e:\n    pass",
        "x = `y` + `z`",
        "x = a <> b",
        "x = 0777 + 10L + 0xFFl + 0",
        "x = ur'y' + UR\"z\"",
        "def f(a, (b, (c, d)), e=1):\n    pass",
        "x = lambda (k, v): k",
        "if x:\n\tprint 1\n        print 2",
        "\fprint 1",
    ],
)
def test_what_python_3_lost_is_replaced_line_by_line(line: str) -> None:
    rewritten = as_python3(f"{line}\nend = 1")
    assert rewritten is not None
    assert rewritten.split("\n")[-1] == "end = 1"
    ast.parse(rewritten)


def test_places_stay() -> None:
    found = lint('print "x", tf.placeholder(1)\nif 1:\n\ty = tf.Session()\n')
    assert [(f.code, f.line, f.column, f.end_column) for f in found] == [
        ("TF002", 2, 1, 2),
        ("TF231", 2, 12, 26),
        ("TF201", 4, 6, 16),
    ]


def test_findings_are_less_sure_and_have_no_fix() -> None:
    (sure,) = Linter(Settings()).lint("a.py", (HEAD + "x = tf.placeholder(1)\n").encode())
    syntax, unsure = lint("x = tf.placeholder(1)\nprint x\n")[::-1]
    assert (sure.confidence, unsure.confidence) == ("high", "medium")
    assert unsure.fix is None
    assert "less sure" in syntax.hint


def test_suppressions_count() -> None:
    assert [f.code for f in lint('print "x"  # noqa: TF002\ntf.Session()  # noqa\n')] == []


def test_without_the_package_there_is_the_one_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fissix", None)
    (found,) = lint('print "x", tf.placeholder(1)\n')
    assert found.code == "TF002"
    assert "nothing else in it was checked" in found.hint


def test_what_is_neither_is_a_syntax_error() -> None:
    assert as_python3("x = (") is None
    assert [f.code for f in lint("x = (\n")] == ["TF001"]


def test_a_mixture_of_both_is_left_alone() -> None:
    assert [f.code for f in lint('print "x"\nasync def f(): await g()\n')] == ["TF002"]
