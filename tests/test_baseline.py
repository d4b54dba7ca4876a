"""The baseline: what is known does not count, what is gone must leave it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tf2lint.cli import main

CODE = """import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 3])
y = tf.to_float(x) + tf.to_float(x)
"""
NAME = "tf2lint-baseline.tsv"
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "pkg").mkdir()
    (tmp_path / "pkg" / "a.py").write_text(CODE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def known(tree: Path) -> Path:
    assert main(["baseline"]) == 0
    return tree


def checked(capsys: Capture, *arguments: str) -> tuple[int, list[str], str]:
    capsys.readouterr()
    status = main(["check", "--baseline", NAME, *arguments])
    out, err = capsys.readouterr()
    return status, out.splitlines(), err


def entries(tree: Path) -> list[list[str]]:
    lines = (tree / NAME).read_text().splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


def test_the_file_has_a_sorted_line_a_finding(known: Path) -> None:
    found = entries(known)
    assert [entry[:2] for entry in found] == [
        ["pkg/a.py", "TF231"],
        ["pkg/a.py", "TF504"],
        ["pkg/a.py", "TF504"],
    ]
    assert found == sorted(found)
    assert str(known) not in (known / NAME).read_text()


def test_what_is_known_does_not_count(known: Path, capsys: Capture) -> None:
    status, out, err = checked(capsys)
    assert (status, out) == (0, [])
    assert "No new findings in 1 file" in err
    assert "3 known in the baseline" in err


def test_what_is_new_does(known: Path, capsys: Capture) -> None:
    (known / "pkg" / "a.py").write_text(CODE + "z = tf.Session()\n")
    status, out, _ = checked(capsys)
    assert status == 1
    assert [line.split()[1] for line in out] == ["TF201"]


def test_one_more_on_the_same_line_is_new(known: Path, capsys: Capture) -> None:
    text = CODE.replace("+ tf.to_float(x)", "+ tf.to_float(x) + tf.to_float(x)")
    (known / "pkg" / "a.py").write_text(text)
    assert checked(capsys)[0] == 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("\nx", "\n\n# A comment.\nimport os\n\nx"),
        (
            "tf.placeholder(tf.float32, [None, 3])",
            "tf.placeholder(\n    tf.float32,\n    [None, 3],\n)",
        ),
        ("y = tf.to_float(x) +", "y = (  # both\n    tf.to_float(x)\n    +"),
        ("\n", "\r\n"),
    ],
)
def test_entries_outlive_moves_and_layout(
    known: Path, capsys: Capture, before: str, after: str
) -> None:
    text = CODE.replace(before, after)
    if "(  # both" in text:
        text = text.rstrip() + "\n)\n"
    (known / "pkg" / "a.py").write_text(text, newline="")
    assert checked(capsys)[:2] == (0, [])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("y = tf.log(1.)\n", "y = tf.log(1.0)\n"),
        ("y = tf.log(1E5 + 0XFF)\n", "y = tf.log(1e5 + 0xFF)\n"),
        ("import os; y = tf.log(1)\n", "import os\n\ny = tf.log(1)\n"),
        ("if tf: y = tf.log(1)\n", "if tf:\n    y = tf.log(1)\n"),
        ("y = tf.log(u'it\\'s' 'so')\n", 'y = tf.log("it\'sso")\n'),
        ("y = tf.log(x) \\\n    - 1\n", "y = (\n    tf.log(x)\n    - 1\n)\n"),
        ("y = tf.log(f'{x}{ {1: 2} }')\n", 'y = tf.log(f"{x}{ {1: 2} }")\n'),
        (
            "def é(a): é, b = 1, tf.log(1); return tf.log(é)\n",
            "def é(a):\n    é, b = 1, tf.log(1)\n    return tf.log(é)\n",
        ),
        (
            "match x:\n  case 1: y = tf.log(1)\n  case _: y = tf.log(2.)\n",
            "match x:\n    case 1:\n        y = tf.log(1)\n    case _:\n        y = tf.log(2.0)\n",
        ),
    ],
)
def test_entries_outlive_what_formatters_do(
    known: Path, capsys: Capture, before: str, after: str
) -> None:
    (known / "pkg" / "a.py").write_text(CODE + before, encoding="utf-8")
    assert main(["baseline", "--update", "--allow-growth"]) == 0
    assert len(entries(known)) > 3
    (known / "pkg" / "a.py").write_text(CODE + after, encoding="utf-8")
    assert checked(capsys)[:2] == (0, [])


def test_a_fingerprint_is_the_same_in_every_python(known: Path, capsys: Capture) -> None:
    """Texts with fields are one token up to Python 3.11, and many from 3.12 on."""
    text = "import tensorflow as tf\ny = tf.log(f'{g(a, b)!r:>{w}} {{x}}' + rf\"({1.5})\")\n"
    (known / "pkg" / "a.py").write_text(text)
    capsys.readouterr()
    main(["check", "--format", "jsonl"])
    assert json.loads(capsys.readouterr().out)["fingerprint"] == "5f96bb9e8c452b66"


def test_entries_outlive_a_renamed_file(known: Path, capsys: Capture) -> None:
    (known / "pkg" / "a.py").rename(known / "b.py")
    assert checked(capsys)[:2] == (0, [])
    assert main(["baseline", "--update"]) == 0
    assert {entry[0] for entry in entries(known)} == {"b.py"}


def test_a_copy_is_no_renamed_file(known: Path, capsys: Capture) -> None:
    (known / "b.py").write_text(CODE)
    status, out, _ = checked(capsys)
    assert status == 1
    assert len(out) == 3


def test_a_stale_entry_fails_and_names_the_command(known: Path, capsys: Capture) -> None:
    (known / "pkg" / "a.py").write_text(CODE.replace("tf.placeholder", "tf.keras.Input"))
    status, out, err = checked(capsys)
    assert (status, out) == (1, [])
    assert "1 entry is stale in tf2lint-baseline.tsv (pkg/a.py: TF231 tf.placeholder): " in err
    assert f"run tf2lint baseline --update --file {NAME}\n" in err
    _, _, err = checked(capsys, "--format", "github")
    assert "1 entry is stale" in err, "whatever the format"
    assert main(["baseline", "--update"]) == 0
    assert len(entries(known)) == 2
    assert checked(capsys)[0] == 0


def test_files_that_were_not_looked_at_stay(known: Path, capsys: Capture) -> None:
    (known / "b.py").write_text("import os\n")
    assert checked(capsys, "b.py")[0] == 0
    assert main(["baseline", "--update", "b.py"]) == 0
    assert len(entries(known)) == 3


def test_rules_that_were_not_looked_for_stay(known: Path, capsys: Capture) -> None:
    assert checked(capsys, "--select", "TF2")[0] == 0
    assert checked(capsys, "--ignore", "TF504")[0] == 0
    (known / "pkg" / "a.py").write_text("import tensorflow as tf\n")
    status, _, err = checked(capsys, "--select", "TF2,TF3", "--keras", "legacy", "pkg")
    assert status == 1
    assert f"update --file {NAME} --keras legacy --select TF2,TF3 pkg\n" in err
    assert main(["baseline", "--update", "--keras", "legacy", "--select", "TF2,TF3", "pkg"]) == 0
    assert [entry[1] for entry in entries(known)] == ["TF504", "TF504"]


def test_a_rule_that_the_settings_leave_out_is_stale(known: Path, capsys: Capture) -> None:
    (known / "tf2lint.toml").write_text('ignore = ["TF504"]\n')
    assert "2 entries are stale" in checked(capsys)[2]


def test_code_blocks_and_cells_that_do_not_parse(tree: Path, capsys: Capture) -> None:
    block = "```python\nimport tensorflow as tf\ntf.log(\n```\n"
    (tree / "a.md").write_text(block + block + "```python\ntf.to_float(1)\n```\n")
    cell = {"cell_type": "code", "source": "import tensorflow as tf\nx = ("}
    (tree / "a.ipynb").write_text(json.dumps({"cells": [cell, cell]}))
    assert main(["baseline", "--code-blocks"]) == 0
    found = [entry[:2] for entry in entries(tree)]
    assert found.count(["a.md", "TF001"]) == found.count(["a.ipynb", "TF001"]) == 2
    assert checked(capsys, "--code-blocks")[0] == 0


def test_a_conflict_of_a_merge_is_told(known: Path, capsys: Capture) -> None:
    text = (known / NAME).read_text().splitlines()
    (known / NAME).write_text("\n".join([*text[:3], "<<<<<<< ours", *text[3:]]))
    status, _, err = checked(capsys)
    assert (status, err.startswith(f"tf2lint: {NAME}:4: a merge left a conflict")) == (2, True)


def test_update_grows_only_when_told(known: Path, capsys: Capture) -> None:
    (known / "b.py").write_text("import tensorflow as tf\ns = tf.Session()\n")
    assert main(["baseline", "--update"]) == 1
    assert "1 new not entered" in capsys.readouterr().err
    assert len(entries(known)) == 3
    assert main(["baseline", "--update", "--allow-growth"]) == 0
    assert len(entries(known)) == 4


def test_a_baseline_is_not_written_over(known: Path, capsys: Capture) -> None:
    before = (known / NAME).read_bytes()
    assert main(["baseline"]) == 2
    assert "--update" in capsys.readouterr().err
    assert (known / NAME).read_bytes() == before


@pytest.mark.parametrize(
    "text", ["", "pkg/a.py\tTF231\n", "# tf2lint baseline 1\nnonsense\n", "\0\xff"]
)
def test_a_broken_baseline_is_an_error(known: Path, capsys: Capture, text: str) -> None:
    (known / NAME).write_text(text, encoding="latin-1")
    status, _, err = checked(capsys)
    assert status == 2
    assert NAME in err
    assert main(["baseline", "--update"]) == 2


def test_a_missing_baseline_is_an_error(tree: Path, capsys: Capture) -> None:
    status, _, err = checked(capsys)
    assert status == 2
    assert "no such baseline" in err


def test_the_setting_names_a_file_beside_it(tree: Path, capsys: Capture) -> None:
    (tree / "tf2lint.toml").write_text('baseline = "known.tsv"\n')
    assert main(["baseline", "pkg"]) == 0
    assert (tree / "known.tsv").exists()
    assert main(["check", "pkg"]) == 0
    assert main(["check", "--no-baseline", "pkg"]) == 1


def test_sarif_says_what_is_new(known: Path, capsys: Capture) -> None:
    (known / "pkg" / "a.py").write_text(CODE + "z = tf.Session()\n")
    _, out, _ = checked(capsys, "--format", "sarif")
    results = json.loads("\n".join(out))["runs"][0]["results"]
    states = sorted((result["ruleId"], result["baselineState"]) for result in results)
    assert states == [
        ("TF201", "new"),
        ("TF231", "unchanged"),
        ("TF504", "unchanged"),
        ("TF504", "unchanged"),
    ]


def test_a_requirement_outlives_a_list_with_another_layout(tree: Path, capsys: Capture) -> None:
    before = 'from setuptools import setup\nsetup(install_requires=["tensorflow==1.15", "six"])\n'
    (tree / "setup.py").write_text(before)
    assert main(["baseline"]) == 0
    (tree / "setup.py").write_text(before.replace('["', '[\n    "').replace(', "', ',\n    "'))
    assert len(entries(tree)) == 4
    assert checked(capsys)[:2] == (0, [])
