"""Fixes of notebooks: within their cells, and nothing else in the file changes."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tf2lint.cli import main
from tf2lint.fixing import fix_source
from tf2lint.lint import Linter
from tf2lint.project.settings import Settings
from tf2lint.source.notebook_text import rewrite_cells

#: Odd on purpose: tabs, an escaped slash, cells with outputs, a source that is one string.
BOOK = r"""{
 "cells": [
  {"cell_type": "markdown", "source": ["# tf.log\n", "caf\u00e9"], "metadata": {}},
	{"cell_type": "code", "execution_count": 3,
   "metadata": {"x":   1e3, "path": "a\/b"},
   "outputs": [{"output_type": "stream", "text": ["tf.log(1)\n"]}],
   "source": [
    "%matplotlib inline\n",
    "import tensorflow as tf\n",
    "x = tf.log(1.)  # \u00e9t\u00e9\n",
    "files = !ls tf.log\n",
    "name = \"\/tmp\""
   ]},
  {"cell_type": "code", "metadata": {}, "outputs": [],
   "source": "y = 1\nz = tf.to_float(y)\n!pip x"}
 ],
 "metadata": {}, "nbformat": 4, "nbformat_minor": 2
}
"""
FIXED = BOOK.replace("x = tf.log(1.)", "x = tf.math.log(1.)").replace(
    "tf.to_float(y)", "tf.cast(y, dtype=tf.float32)"
)


def fixed(data: bytes, unsafe: bool = False) -> bytes:
    linter = Linter(Settings(dialect="tf1"), fixes=True)
    return fix_source(linter, "a.ipynb", data, unsafe).data


def book(*cells: str) -> bytes:
    listed = [
        {"cell_type": "code", "metadata": {}, "source": cell.splitlines(keepends=True)}
        for cell in cells
    ]
    return json.dumps({"cells": listed, "metadata": {}}, indent=1).encode()


def sources(data: bytes) -> list[str]:
    return ["".join(cell["source"]) for cell in json.loads(data)["cells"]]


def test_only_the_lines_of_the_fixes_change() -> None:
    assert fixed(BOOK.encode()).decode() == FIXED
    assert fixed(FIXED.encode()).decode() == FIXED


def test_line_ends_and_a_byte_order_mark_stay() -> None:
    marked = b"\xef\xbb\xbf" + BOOK.replace("\n", "\r\n").encode()
    assert fixed(marked) == b"\xef\xbb\xbf" + FIXED.replace("\n", "\r\n").encode()


def test_letters_stay_as_the_file_writes_them() -> None:
    data = book("import tensorflow as tf\nx = tf.log(1.)  # été").decode()
    raw = data.replace("\\u00e9", "é")
    assert fixed(raw.encode()).decode() == raw.replace("tf.log", "tf.math.log")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (("import tensorflow as tf\ntf.enable_eager_execution()",), ("import tensorflow as tf",)),
        (
            ("import tensorflow as tf", "tf.enable_eager_execution()"),
            ("import tensorflow as tf", ""),
        ),
        (
            ("import tensorflow as tf", "tf.enable_eager_execution()\nx = 1", "y = 2"),
            ("import tensorflow as tf", "x = 1", "y = 2"),
        ),
        (
            ("import tensorflow as tf\ntf.enable_eager_execution()", "x = tf.log(1.)"),
            ("import tensorflow as tf", "x = tf.math.log(1.)"),
        ),
    ],
)
def test_statements_that_go(before: tuple[str, ...], after: tuple[str, ...]) -> None:
    assert sources(fixed(book(*before))) == list(after)


def test_a_broken_cell_keeps_no_other_from_being_fixed() -> None:
    data = book("import tensorflow as tf", "x = (", "x = tf.log(1.)")
    assert sources(fixed(data)) == ["import tensorflow as tf", "x = (", "x = tf.math.log(1.)"]


def test_python_2_is_not_fixed() -> None:
    data = book("import tensorflow as tf", "print 'x'", "x = tf.log(1.)")
    assert fixed(data) == data
    assert all(f.fix is None for f in Linter(Settings(), fixes=True).lint("a.ipynb", data))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # Below the import that the cell ends with, or that a magic follows.
        (
            ("%pylab\nimport tensorflow as tf", "", "tf.contrib.slim.flatten(x)", "y = x"),
            ("%pylab\nimport tensorflow as tf\nimport tf_slim", "", "tf_slim.flatten(x)", "y = x"),
        ),
        (
            ("import tensorflow as tf\n!ls", "tf.contrib.slim.flatten(x)"),
            ("import tensorflow as tf\nimport tf_slim\n!ls", "tf_slim.flatten(x)"),
        ),
        # Once, for several cells.
        (
            (
                "import tensorflow as tf",
                "tf.contrib.slim.flatten(x)",
                "tf.contrib.slim.flatten(tf.contrib.slim.one_hot_encoding(x, 3))",
            ),
            (
                "import tensorflow as tf\nimport tf_slim",
                "tf_slim.flatten(x)",
                "tf_slim.flatten(tf_slim.one_hot_encoding(x, 3))",
            ),
        ),
        # Several names.
        (
            ("from tensorflow import multinomial, erf", "multinomial(x, 3)", "erf(x)\n"),
            (
                "from tensorflow.math import erf\nfrom tensorflow.random import categorical",
                "categorical(x, 3)",
                "erf(x)\n",
            ),
        ),
    ],
)
def test_an_import_that_another_cell_needs(before: tuple[str, ...], after: tuple[str, ...]) -> None:
    assert sources(fixed(book(*before), unsafe=True)) == list(after)
    assert fixed(book(*after), unsafe=True) == book(*after)


@pytest.mark.parametrize(
    "other",
    ["%timeit multinomial(x, 3)", "!echo {multinomial}", "multinomial(x, 3", "%%time\nmultinomial"],
)
def test_an_import_that_another_cell_uses_stays(other: str) -> None:
    data = book("from tensorflow import multinomial, Session", other)
    assert sources(fixed(data))[0] == "from tensorflow import multinomial"


def test_an_edit_in_another_cell_says_so() -> None:
    data = book("import tensorflow as tf", "", "tf.contrib.slim.flatten(x)")
    (finding,) = Linter(Settings(), fixes=True).lint("a.ipynb", data)
    assert finding.cell == 3
    assert finding.fix is not None
    assert [edit.as_object().get("cell") for edit in finding.fix.edits] == [1, None]


def test_cells_of_version_3() -> None:
    sheet = {"cells": [{"cell_type": "code", "input": "import tensorflow as tf\ntf.log(1.)"}]}
    data = json.dumps({"nbformat": 3, "worksheets": [sheet]}).encode()
    assert fixed(data) == data.replace(b"tf.log", b"tf.math.log")


def test_edits_count_in_the_cell() -> None:
    data = book("import tensorflow as tf\n", "\nx = tf.log(1.)")
    (finding,) = Linter(Settings(), fixes=True).lint("a.ipynb", data)
    assert finding.fix is not None
    assert (finding.cell, [edit[:4] for edit in finding.fix.edits]) == (2, [(2, 5, 2, 11)])


def test_sources_of_other_lengths() -> None:
    data = book("a\nb\nc", "d")
    assert sources(rewrite_cells(data, {1: "a\nx\ny\nc"})) == ["a\nx\ny\nc", "d"]
    assert sources(rewrite_cells(data, {1: "", 2: "d\ne"})) == ["", "d\ne"]
    assert rewrite_cells(data, {1: "a\nb\nc", 2: "d"}) == data


def test_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "a.ipynb"
    path.write_bytes(BOOK.encode())
    main(["check", "--diff", "--dialect", "tf1"])
    patch, _ = capsysbinary.readouterr()
    assert path.read_bytes() == BOOK.encode()
    subprocess.run(["git", "apply", "-"], input=patch, check=True, timeout=60)
    assert path.read_bytes() == FIXED.encode()

    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "a.ipynb").write_bytes(BOOK.encode())
    arguments = ["--in", "old", "--out", "new", "--dialect", "tf1", "--report", "work.md"]
    assert main(["fix", *arguments]) == 0
    assert (tmp_path / "new" / "a.ipynb").read_bytes() == FIXED.encode()
    assert "a.ipynb" in (tmp_path / "work.md").read_text()


def test_sarif_has_the_edits_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.ipynb").write_bytes(book("import tensorflow as tf\n", "x = tf.log(1.)"))
    main(["check", "--format", "sarif"])
    (result,) = json.loads(capsys.readouterr().out)["runs"][0]["results"]
    assert "fixes" not in result
    assert result["properties"]["cellFix"]["edits"][0]["line"] == 1
