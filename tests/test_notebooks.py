"""Notebooks: findings by cell and line, whatever the cells hold besides Python."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tf2lint.cli import main
from tf2lint.lint import Linter
from tf2lint.project.settings import Settings

Capture = pytest.CaptureFixture[str]


def notebook(*cells: str | tuple[str, str], **metadata: Any) -> bytes:
    """A notebook of version 4; a cell is its source, or its type and source."""
    typed = [("code", cell) if isinstance(cell, str) else cell for cell in cells]
    return json.dumps(
        {
            "cells": [
                {"cell_type": kind, "metadata": {}, "source": source.splitlines(keepends=True)}
                for kind, source in typed
            ],
            "metadata": metadata,
            "nbformat": 4,
            "nbformat_minor": 5,
        }
    ).encode()


def found(data: bytes) -> list[tuple[int | None, int, int, str]]:
    findings = Linter(Settings()).lint("a.ipynb", data)
    return [(f.cell, f.line, f.column, f.code) for f in findings]


def test_names_of_one_cell_hold_in_the_next() -> None:
    data = notebook("import tensorflow as tf", ("markdown", "# tf.Session"), "\ns = tf.Session()")
    assert found(data) == [(3, 2, 5, "TF201")]


def test_version_3_of_the_format() -> None:
    sheet = {
        "cells": [
            {"cell_type": "heading", "source": "x"},
            {"cell_type": "code", "language": "python", "input": ["import tensorflow as tf\n"]},
            {"cell_type": "code", "language": "python", "input": "tf.Session()"},
            {"cell_type": "code", "language": "ruby", "input": "tf.Session()"},
        ]
    }
    data = json.dumps({"nbformat": 3, "metadata": {}, "worksheets": [sheet]}).encode()
    assert found(data) == [(3, 1, 1, "TF201")]


@pytest.mark.parametrize(
    "cell",
    [
        "%matplotlib inline\ntf.Session()",
        "!pip install x \\\n  y; tf.Session()\ntf.Session()",
        "files = !ls\ntf.Session()",
        "t = %timeit -o f(x)\ntf.Session()",
        "%%time\ntf.Session()",
        "\n%%capture out\ntf.Session()",
        "tf.Session?\ntf.Session()",
        "?tf.Session\ntf.Session()",
        "if True:\n    %cd /tmp\n    !ls\ntf.Session()",
        "await f()\ntf.Session()",
        'x = """\n%d of !these\n"""\ntf.Session()',
        "x = a if b != c else '?'\ntf.Session()",
        "%time f()\nprint('%s, \\'' # (\n      % x)\ntf.Session()",
        "!ls\nx = (5\n     %(3))\ntf.Session()",
        "!ls\nx = 5 \\\n    % 3\ntf.Session()",
        'x = f("""(""")\n%time\ntf.Session()',
        'print("a = %i" % 3)\ntf.Session()',
        "d['k'] = %time f()\ntf.Session()",
        "x = 5  # of y = %d\ntf.Session()",
    ],
)
def test_magics_hide_nothing_of_the_python_around_them(cell: str) -> None:
    last = cell.count("\n") + 1
    assert found(notebook("import tensorflow as tf", cell)) == [(2, last, 1, "TF201")]


@pytest.mark.parametrize("cell", ["%%bash\ntf.Session()", "%%html\n<b>tf.Session()"])
def test_cells_in_other_languages_are_left_out(cell: str) -> None:
    assert found(notebook("import tensorflow as tf", cell)) == []


def test_a_kernel_of_another_language_is_left_out() -> None:
    data = notebook("import tensorflow as tf\ntf.Session()", language_info={"name": "R"})
    assert found(data) == []


def test_a_cell_that_does_not_parse_costs_itself_alone() -> None:
    data = notebook("import tensorflow as tf", "x = (", "print 'x'", "tf.Session()")
    assert [(cell, code) for cell, _, _, code in found(data)] == [
        (2, "TF001"),
        (3, "TF002"),
        (4, "TF201"),
    ]


def test_suppressions_work_in_cells() -> None:
    data = notebook("import tensorflow as tf", "tf.Session()  # noqa: TF201\ntf.to_float(1)")
    assert found(data) == [(2, 2, 1, "TF504")]


@pytest.mark.parametrize(
    "data", [b"tensorflow", b'{"tensorflow": 1}', b'["tensorflow"]', b'{"cells": "tensorflow']
)
def test_what_is_no_notebook_is_a_finding(data: bytes) -> None:
    assert [code for *_, code in found(data)] == ["TF003"]


@pytest.mark.parametrize(
    "document",
    [
        {"cells": 3, "x": "tensorflow"},
        {
            "cells": [
                3,
                None,
                {"cell_type": "code"},
                {"cell_type": "code", "source": [3, "tensorflow"]},
            ]
        },
        {"cells": [], "metadata": [], "worksheets": "tensorflow"},
    ],
)
def test_odd_documents_do_no_harm(document: dict[str, Any]) -> None:
    assert found(json.dumps(document).encode()) == []


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    data = notebook("import tensorflow as tf", "x = 1\ns = tf.Session()")
    (tmp_path / "a.ipynb").write_bytes(data)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_command_line_names_the_cell(tree: Path, capsys: Capture) -> None:
    assert main(["check", "--format", "full"]) == 1
    first, source, caret, _ = capsys.readouterr().out.splitlines()
    assert first.startswith("a.ipynb:cell 2:2:5: TF201 ")
    assert source == "  2 | s = tf.Session()"
    assert caret == "    |     ^^^^^^^^^^"


@pytest.mark.parametrize(
    "name", ["json", "jsonl", "sarif", "github", "gitlab", "junit", "checkstyle", "markdown"]
)
def test_every_document_names_the_cell(tree: Path, capsys: Capture, name: str) -> None:
    main(["check", "--format", name])
    out = capsys.readouterr().out
    assert '"cell": 2' in out if name in ("json", "jsonl") else "cell 2" in out


def test_since_looks_at_cells(tree: Path, capsys: Capture) -> None:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "first"]):
        subprocess.run(["git", *identity, *words], check=True, capture_output=True)
    assert main(["check", "--since", "HEAD"]) == 0
    cells = ("import tensorflow as tf", "new = tf.to_float(1)", "x = 1\ns = tf.Session()")
    (tree / "a.ipynb").write_bytes(notebook(*cells))
    capsys.readouterr()
    assert main(["check", "--since", "HEAD"]) == 1
    assert [line.split(": ")[0] for line in capsys.readouterr().out.splitlines()] == [
        "a.ipynb:cell 2:1:7"
    ]


def test_a_baseline_takes_notebooks(tree: Path) -> None:
    assert main(["baseline"]) == 0
    assert main(["check", "--baseline", "tf2lint-baseline.tsv"]) == 0
    (tree / "a.ipynb").write_bytes(notebook("1", "import tensorflow as tf", "s = tf.Session()"))
    assert main(["check", "--baseline", "tf2lint-baseline.tsv"]) == 0
