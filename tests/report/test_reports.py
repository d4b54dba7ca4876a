"""Reports: text, JSON, statistics, the line at the end."""

from __future__ import annotations

import json

import pytest
from sample_findings import FINDING

import tf2lint
from tf2lint.knowledge import Target
from tf2lint.model import Edit, Finding, Fix
from tf2lint.report import Report, render, summary_line
from tf2lint.report.statistics import render_statistics
from tf2lint.report.text import finding_line


def report(*findings: Finding, errors: tuple[str, ...] = (), passed: bool = False) -> Report:
    return Report(findings, errors, Target(), 3, passed)


def full(finding: Finding, line: str, colour: bool = False) -> list[str]:
    lines = [""] * (finding.line - 1) + [line]
    return "".join(render("full", report(finding), colour, lambda _: lines)).split("\n")


def rendered(name: str, what: Report) -> str:
    """The report in a format, where nothing of the source can be read."""
    return "".join(render(name, what, False, lambda _: []))


def test_a_line_says_it_all() -> None:
    assert finding_line(FINDING) == (
        "pkg/a.py:2:5: TF504 tf.to_float is not in TensorFlow 2.21; use tf.cast [error]"
    )
    assert finding_line(FINDING._replace(hint="", severity="info")).endswith("2.21 [info]")


def test_concise_has_a_line_for_each() -> None:
    text = rendered("concise", report(FINDING, FINDING._replace(line=9)))
    assert [line.split(" ")[0] for line in text.splitlines()] == ["pkg/a.py:2:5:", "pkg/a.py:9:5:"]


@pytest.mark.parametrize(
    ("line", "source", "caret"),
    [
        ("x = tf.to_floa", "  2 | x = tf.to_floa", "    |     ^^^^^^^^^^"),
        ("\tx= tf.to_flo", "  2 | \tx= tf.to_flo", "    | \t   ^^^^^^^^^"),
        ("日 = tf.to_floa", "  2 | 日 = tf.to_floa", "    |      ^^^^^^^^^^"),
        ("e\u0301 =tf.to_floa", "  2 | e\u0301 =tf.to_floa", "    |    ^^^^^^^^^^"),
        ("\x1b = tf.to_fl", "  2 | \\x1b = tf.to_fl", "    |        ^^^^^^^^"),
    ],
)
def test_the_caret_stands_under_the_finding(line: str, source: str, caret: str) -> None:
    assert full(FINDING, line)[1:3] == [source, caret]


def test_a_finding_of_several_lines_is_marked_to_the_end_of_its_first() -> None:
    assert full(FINDING._replace(end_line=4, end_column=2), "x = tf.f(   ")[2] == "    |     ^^^^^"


def test_a_long_line_is_cut_around_the_finding() -> None:
    where = FINDING._replace(column=5001, end_column=5006)
    _, source, caret, *_ = full(where, "x" * 5000 + "FOUND" + "y" * 5000)
    start = caret.index("^")
    assert source[start : start + 5] == "FOUND"
    assert len(source) < 140


def test_without_the_source_the_line_stands_alone() -> None:
    assert rendered("full", report(FINDING)).count("\n") == 1


def test_the_first_finding_of_a_rule_leads_to_its_page() -> None:
    other = FINDING._replace(code="TF401", name="other")
    shown = report(FINDING, FINDING._replace(column=9), other)
    text = "".join(render("full", shown, False, lambda _: ["", "x = tf.to_float(1)"]))
    links = [line for line in text.splitlines() if "explain" in line]
    assert links == ["    = tf2lint explain TF504", "    = tf2lint explain TF401"]


def test_colours() -> None:
    lines = full(FINDING, "x = tf.to_float(1)", colour=True)
    assert "\x1b[31m" in lines[0]
    assert all(line.endswith("\x1b[0m") for line in lines[0:4] if line is not lines[1])
    assert "\x1b" not in "".join(full(FINDING, "x = tf.to_float(1)"))


def test_json() -> None:
    fix = Fix("safe", (Edit(2, 5, 2, 15, "tf.cast"),))
    document = json.loads(
        rendered("json", report(FINDING._replace(fix=fix), errors=("no: such file",)))
    )
    assert list(document) == ["version", "tool", "target", "findings", "summary", "errors"]
    assert document["version"] == 1
    assert document["tool"] == {"name": "tf2lint", "version": tf2lint.__version__}
    assert document["target"] == {"tensorflow": "2.21", "keras": "3"}
    assert document["errors"] == ["no: such file"]
    assert document["summary"] == {
        "passed": False,
        "files": 3,
        "error": 1,
        "warning": 0,
        "info": 0,
        "rules": {"TF504": 1},
    }
    edit = {"line": 2, "column": 5, "end_line": 2, "end_column": 15, "text": "tf.cast"}
    expected = FINDING._asdict() | {"fix": {"safety": "safe", "edits": [edit]}}
    del expected["suppressed"], expected["cell"], expected["probe"]
    assert document["findings"] == [expected]


def test_json_without_findings() -> None:
    document = json.loads(rendered("json", report(passed=True)))
    assert (document["findings"], document["summary"]["passed"]) == ([], True)


def test_statistics() -> None:
    other = FINDING._replace(code="TF101", name="contrib-import", severity="warning")
    assert render_statistics(report(FINDING, other, other)).split("\n") == [
        "2  TF101  warning  contrib-import",
        "1  TF504  error    cast-helpers",
        "",
    ]
    assert render_statistics(report()) == ""


def test_summary() -> None:
    warning = FINDING._replace(severity="warning", path="b.py")
    assert summary_line(report(FINDING, FINDING, warning)) == (
        "2 errors, 1 warning in 2 of 3 files for TensorFlow 2.21 (Keras 3)"
    )
    assert summary_line(report()) == "No findings in 3 files for TensorFlow 2.21 (Keras 3)"
