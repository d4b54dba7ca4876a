"""SARIF 2.1.0, which code scanning services and editors read."""

from __future__ import annotations

import json
from urllib.parse import quote

import tf2lint
from tf2lint.knowledge import Target, load
from tf2lint.knowledge.pages import load_pages
from tf2lint.report.words import in_cell, indented, sentence, slashed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from tf2lint.knowledge import Rule
    from tf2lint.knowledge.pages import Page
    from tf2lint.model import Finding, Fix
    from tf2lint.report import Report

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_PRECISIONS = {"high": "very-high", "medium": "high", "low": "medium"}
#: Stands for the folder that paths are relative to.
_ROOT = "%SRCROOT%"


def render(report: Report) -> Iterator[str]:
    """Yield the log: one run, with the rules that have results."""
    names = sorted({(finding.code, finding.name) for finding, _ in _with_states(report)})
    rules, pages = load(Target()).rules, load_pages()
    places = {code: index for index, (code, _) in enumerate(names)}
    driver = {
        "name": "tf2lint",
        "version": tf2lint.__version__,
        "semanticVersion": tf2lint.__version__,
        "rules": [_rule(rules[name], pages[name]) for _, name in names],
    }
    run: dict[str, Any] = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The folder of the run."}}},
        "invocations": [_invocation(report)],
        "results": [],
        "properties": {
            "target": {"tensorflow": report.target.release, "keras": report.target.keras}
        },
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    # Quotes within a text have a backslash before them: there is one such place.
    head, mark, tail = json.dumps(log, indent=1).partition('"results": [')
    yield head + mark
    comma = ""
    for finding, state in _with_states(report):
        result = json.dumps(_result(finding, places[finding.code], state), indent=1)
        yield comma + indented(result, 4)
        comma = ","
    yield ("\n   " if comma else "") + tail + "\n"


def _with_states(report: Report) -> Iterator[tuple[Finding, str | None]]:
    """Yield each result with its state beside the baseline, if it has one."""
    for finding in report.findings:
        yield finding, "new" if report.compared else None
    for finding in report.known:
        yield finding, "unchanged"
    for finding in report.suppressed:
        yield finding, None


def _invocation(report: Report) -> dict[str, Any]:
    notes = [{"level": "error", "message": {"text": slashed(text)}} for text in report.errors]
    invocation: dict[str, Any] = {"executionSuccessful": not report.errors}
    if notes:
        invocation["toolExecutionNotifications"] = notes
    return invocation


def _rule(rule: Rule, page: Page) -> dict[str, Any]:
    """Return what a rule is, with its page as help."""
    examples = f"Reported:\n\n```python\n{page.bad.strip()}\n```\n"
    if page.good.strip():
        examples += f"\nNot reported:\n\n```python\n{page.good.strip()}\n```\n"
    explanation = page.explanation.strip()
    descriptor: dict[str, Any] = {
        "id": rule.code,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": f"{rule.summary}."},
        "help": {"text": explanation, "markdown": f"{explanation}\n\n{examples}"},
        "defaultConfiguration": {"level": _LEVELS[rule.severity], "enabled": rule.default},
        "properties": {
            "tags": ["tensorflow", "migration"],
            "precision": _PRECISIONS[rule.confidence],
            "problem.severity": {"info": "recommendation"}.get(rule.severity, rule.severity),
        },
    }
    if page.references:
        descriptor["helpUri"] = page.references[0]
    return descriptor


def _result(finding: Finding, rule_index: int, state: str | None) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": _artifact(finding.path)}
    location: dict[str, Any] = {"physicalLocation": place}
    if finding.cell is None:
        place["region"] = _region(
            finding.line, finding.column, finding.end_line, finding.end_column
        )
    else:
        # Lines of the file itself are those of its JSON.
        location["logicalLocations"] = [{"name": f"cell {finding.cell}", "kind": "element"}]
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": rule_index,
        "level": _LEVELS[finding.severity],
        "message": {"text": in_cell(finding) + sentence(finding)},
        "locations": [location],
        "partialFingerprints": {"tf2lint/v1": finding.fingerprint},
        "properties": {"confidence": finding.confidence, "symbol": finding.symbol},
    }
    if finding.probe is not None:
        result["properties"]["probe"] = finding.probe._asdict()
    if state is not None:
        result["baselineState"] = state
    if finding.suppressed:
        result["suppressions"] = [{"kind": "inSource"}]
    if finding.fix is not None and finding.cell is not None:
        # A tool that applied them to the file would count the lines of its JSON.
        edits = [edit.as_object() for edit in finding.fix.edits]
        result["properties"]["cellFix"] = {"safety": finding.fix.safety, "edits": edits}
    elif finding.fix is not None:
        result["fixes"] = [_fix(finding.path, finding.hint, finding.fix)]
    return result


def _fix(path: str, hint: str, fix: Fix) -> dict[str, Any]:
    replacements = [
        {
            "deletedRegion": _region(edit.line, edit.column, edit.end_line, edit.end_column),
            "insertedContent": {"text": edit.text},
        }
        for edit in fix.edits
    ]
    changes = [{"artifactLocation": _artifact(path), "replacements": replacements}]
    return {"description": {"text": f"{hint} ({fix.safety})"}, "artifactChanges": changes}


def _artifact(path: str) -> dict[str, str]:
    uri = quote(slashed(path))
    if path.startswith("/"):
        return {"uri": f"file://{uri}"}
    return {"uri": uri, "uriBaseId": _ROOT}


def _region(line: int, column: int, end_line: int, end_column: int) -> dict[str, int]:
    return {
        "startLine": line,
        "startColumn": column,
        "endLine": end_line,
        "endColumn": end_column,
    }
