"""Text to tree, and why there is none."""

from __future__ import annotations

import gc
import warnings

import pytest

from tf2lint.source import SourceError, parse, pause_collector


@pytest.mark.parametrize(
    ("text", "construct"),
    [
        ("import os\nprint 'loss', loss\n", "print statement"),
        ("import os\nif x: print 'loss %d' % loss\n", "print statement"),
        ("import os\nexec code in scope\n", "exec statement"),
        ("try:\n  import os\nexcept OSError, e:\n  pass\n", "except"),
        ("try:\n  import os\nexcept (OSError, IOError), e:\n  pass\n", "except"),
        ("x = 1\nraise ValueError, 'no'\n", "raise"),
        ("x = 1\nraise ValueError('a, b'), None, trace\n", "raise"),
        ("x = 1\ny = `x`\n", "backquotes"),
        ("x = 1\nif x <> 2: pass\n", "<>"),
        ("x = 1\ny = ur'text'\n", "ur''"),
        ("x = 1\nos.chmod(p, 0777)\n", "octal"),
        ("x = 1\ny = 0xFFFFL\n", "long integer"),
        ("x = 1\ny = 10L\n", "long integer"),
        ("x = 1\ndef f(a, (b, c)): pass\n", "tuple parameter"),
        ("x = 1\ny = lambda (a, b): a\n", "tuple parameter"),
        ("def f():\n        x = 1\n\treturn x\n", "tabs and spaces"),
    ],
)
def test_python_2_is_recognised(text: str, construct: str) -> None:
    with pytest.raises(SourceError) as caught:
        parse(text)
    assert caught.value.kind == "python2"
    assert construct in caught.value.reason
    assert caught.value.line == (3 if "except" in text or "def f():" in text else 2)


@pytest.mark.parametrize(
    "text",
    [
        "x = (1, 2\n",
        "def f(:\n    pass\n",
        "x = 'print \n",
        "{{ template }} x\n",
        "for x in y\n    print(x)\n",
        "class A\n  pass\n",
        "raise ValueError('a', 'b'\n",
        "f(lambda x: (x, 1)\n",
        "<<<<<<< HEAD\nx = 1\n",
        "if True:\nx = 1\n",
        "%matplotlib inline\n",
    ],
)
def test_broken_python_3_is_not_called_python_2(text: str) -> None:
    with pytest.raises(SourceError) as caught:
        parse(text)
    assert caught.value.kind == "syntax"


def test_the_line_and_column_are_the_parsers() -> None:
    with pytest.raises(SourceError) as caught:
        parse("x = 1\ny = é $ 2\n")
    assert (caught.value.line, caught.value.column) == (2, 7)
    assert str(caught.value).startswith("line 2, column 7: ")


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "(" * 1000 + "1" + ")" * 1000,
        "x = " + "[" * 100_000 + "1" + "]" * 100_000,
        "x = 1\ny = " + "-" * 50_000 + "1\n",
        "x = 1\ny = " + "not " * 50_000 + "1\n",
        "\n".join(" " * depth + "if x:" for depth in range(1000)) + "\n" + " " * 1000 + "pass\n",
        "x = " + "a." * 100_000 + "b\n",
        "x = " + "+".join(["a"] * 20_000) + "\n",
        "x = f" + "()" * 20_000 + "\n",
        "x = " + "lambda: " * 2000 + "1\n",
    ],
)
def test_deep_nesting_parses_or_is_explained(text: str) -> None:
    try:
        parse(text)
    except SourceError as error:
        assert error.kind in ("syntax", "unreadable")
        assert error.reason


def test_warnings_about_the_linted_code_are_silenced() -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("error")
        parse("x = '\\d'\ny = 1if x else 2\nassert (x, 'always')\nx is 1\n")
    assert caught == []


def test_the_collector_pauses_and_comes_back() -> None:
    assert gc.isenabled()
    with pause_collector():
        assert not gc.isenabled()
        with pause_collector():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(KeyError), pause_collector():
        raise KeyError
    assert gc.isenabled()
