"""The verdicts on findings that were read by hand, and their tables in the documentation."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "benchmarks"))

from verdicts import PAGE, Verdict, files, read, table, written

ROWS = [row for file in files() for row in read(file)]


def verdict(**changes: str) -> Verdict:
    return Verdict("p-1/a.py:3:5", "TF101", "true", "yes", "read")._replace(**changes)


def test_page_holds_the_verdicts() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == written(page)


def test_every_place_and_code_is_complete() -> None:
    assert len(ROWS) >= 200
    for row in ROWS:
        assert re.fullmatch(r"[\w.-]+/\S+\.\w+(:cell \d+)?:\d+:\d+", row.place), row
        assert re.fullmatch(r"TF\d+", row.code), row


@pytest.mark.parametrize("file", files(), ids=lambda file: file.stem)
def test_each_reason_is_of_its_own_finding(file: Path) -> None:
    rows = read(file)
    assert len({row.reason for row in rows}) == len(rows)
    assert len({(row.place, row.code) for row in rows}) == len(rows)


def test_what_was_wrong_in_the_corpus_is_said_to_be_mended() -> None:
    rows = read(next(file for file in files() if file.stem == "corpus"))
    wrong = [row for row in rows if row.verdict != "true" or row.hint == "no"]
    assert [row for row in wrong if "mended" not in row.reason] == []


def test_counts() -> None:
    rows = [verdict(), verdict(verdict="false"), verdict(verdict="doubtful", hint="no"), verdict()]
    assert table(rows).splitlines()[0] == (
        "**2 of 4 (50.0 %) true**, 1 false, 1 doubtful; 1 rules; hints that hold: 3 of 4 (75.0 %)."
    )


def test_of_older_samples_the_page_has_what_was_wrong() -> None:
    rows = [verdict(), verdict(verdict="false"), verdict(hint="no"), verdict()]
    lines = table(rows, "verdicts/a.tsv").splitlines()
    assert lines[2] == "All rows: `verdicts/a.tsv`. Those with something wrong:"
    assert [line.split(" | ")[0] for line in lines[6:]] == ["| 2", "| 3"]


def test_a_reason_cannot_break_the_table() -> None:
    assert table([verdict(reason="a | b")]).splitlines()[4] == (
        "| 1 | p-1/a.py:3:5 | TF101 | true | yes | a \\| b |"
    )


@pytest.mark.parametrize("line", ["a.py:1:1\tTF101\ttrue\tyes", "a\tTF101\tgood\tyes\tread"])
def test_a_line_that_is_no_verdict_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "s.tsv"
    file.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"s\.tsv:1"):
        read(file)


def test_a_page_without_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="no marks"):
        written("# Accuracy\n")
