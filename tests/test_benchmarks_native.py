"""The measuring of false alarms on TensorFlow 2 code counts what it says."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "benchmarks"))

from corpus import Package, _built_for, packages
from native import (
    PINS,
    Linted,
    Place,
    Verdict,
    is_native,
    problems,
    report,
    stale,
    tidy,
    uses_tensorflow,
)
from native import verdicts as read_verdicts

NATIVE = Place("p-1/new.py", 3, 1, "TF112")
OLD = Place("p-1/old.py", 5, 1, "TF201")
LINTED = Linted(
    Package("p", "1", "p-1-py3-none-any.whl", "", "2.15"),
    {"p-1/new.py", "p-1/old.py"},
    {"p-1/new.py"},
    [NATIVE, OLD],
    [OLD],
)


@pytest.mark.parametrize(
    ("text", "uses", "native"),
    [
        ("import tensorflow as tf\ntf.Session()\n", True, True),
        ("import tensorflow.compat.v2 as tf\n", True, True),
        ("  from keras import layers\n# contributors\n", True, True),
        ("import tensorflow.compat.v1 as tf\n", True, False),
        ("from tensorflow.compat import v1\nfrom tensorflow import contrib\n", True, False),
        ("import tensorflow as tf\ntf.compat.v1.disable_eager_execution()\n", True, False),
        ("import tensorflow_io\n", False, True),
    ],
)
def test_sorts_files(text: str, uses: bool, native: bool) -> None:
    assert (uses_tensorflow(text), is_native(text)) == (uses, native)


def test_asks_for_a_verdict_on_tensorflow_2_files_alone() -> None:
    assert problems([LINTED], {}) == ["not read: p-1/new.py:3:1\tTF112"]
    assert problems([LINTED], {NATIVE: Verdict(True, "private")}) == []


def test_a_false_finding_must_not_come_back() -> None:
    (told,) = problems([LINTED], {NATIVE: Verdict(False, "dead branch")})
    assert told == "false: p-1/new.py:3:1\tTF112\tdead branch"


def test_a_verdict_on_what_is_reported_no_more_is_told_and_tidied() -> None:
    gone, mended = Place("p-1/new.py", 8, 1, "TF112"), Place("p-1/new.py", 9, 1, "TF112")
    judged = {
        NATIVE: Verdict(True, "private"),
        gone: Verdict(True, "private"),
        mended: Verdict(False, "dead branch"),
    }
    assert stale([LINTED], judged) == {gone}
    assert problems([LINTED], judged) == ["not reported: p-1/new.py:8:1\tTF112"]
    text = "# head\n" + "".join(f"{place}\ttrue\twhy\n" for place in judged)
    assert tidy(text, {gone}) == text.replace(f"{gone}\ttrue\twhy\n", "")


def test_report_counts_findings_files_and_shares() -> None:
    text = report([LINTED], {NATIVE: Verdict(True, "private")})
    assert "| TF112 | 1 | 0 | 1 | **100.00%** | 0 | 50.00% |" in text
    assert "| p 1 | 2 | 1 | 1 | 2.15 | 0 |" in text
    assert "TF201" not in text


def test_every_committed_verdict_has_its_place_and_reason() -> None:
    folders = {package.folder for package in packages(PINS)}
    judged = read_verdicts()
    assert {place.path.partition("/")[0] for place in judged} <= folders
    assert any(verdict.true for verdict in judged.values())


@pytest.mark.parametrize(
    "line",
    [
        "p/a.py:1:1\tTF112\ttrue\t",
        "p/a.py:1:1\tTF112\tmaybe\treason",
        "p/a.py:1\tTF112\ttrue\treason",
        "p/a.py:1:1\tTF112\ttrue\tone\np/a.py:1:1\tTF112\ttrue\ttwice",
    ],
)
def test_refuses_lines_that_are_no_verdicts(line: str, tmp_path: Path) -> None:
    path = tmp_path / "verdicts.tsv"
    path.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"verdicts\.tsv:"):
        read_verdicts(path)


def test_downloads_wheels_of_other_pythons_too() -> None:
    assert _built_for("keras-3.15.0-py3-none-any.whl") == []
    options = _built_for("tensorflow_text-2.19.0-cp311-cp311-manylinux_2_17_x86_64.any_linux.whl")
    assert options == [
        "--platform", "manylinux_2_17_x86_64", "--implementation", "cp",
        "--abi", "cp311", "--python-version", "311",
    ]  # fmt: skip
