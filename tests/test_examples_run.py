"""The examples do on real TensorFlows what their severity says, and the page tells the outcome."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import ModuleType

import pytest
from tool_modules import load_tool

RAN = {"ran": True}


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    return load_tool("run_examples")


def _raised(*lines: int) -> dict:
    return {"ran": False, "error": "ValueError", "message": "no", "lines": list(lines)}


def _page(tool: ModuleType, code: str):
    return next(page for page in tool.pages() if page.rule.code == code)


def test_every_program_was_run_as_it_stands(tool: ModuleType) -> None:
    lines, digests = tool.written()
    pages = tool.pages()
    assert list(lines) == [page.rule.code for page in pages]
    stale = [page.rule.code for page in pages if digests[page.rule.code] != tool.digest(page)]
    assert not stale, f"run python tools/run_examples.py write FOLDER --changed: {stale}"


def test_outcomes_on_the_page_fit_the_severities(tool: ModuleType) -> None:
    lines, _ = tool.written()
    reasons = tool.read_contract().reasons
    wrong = []
    for page in tool.pages():
        code, severity = page.rule.code, page.rule.severity
        _, shown, _, bad, good = lines[code].strip("| ").split(" | ")
        raises = severity == "error" or (code, "bad", "raises") in reasons
        if shown != severity or not (bad.startswith("raises") if raises else bad == "runs"):
            if (code, "bad", "not_run") not in reasons:
                wrong.append(f"{code} bad: {bad}")
        if good != "runs" and (code, "good", "not_run") not in reasons:
            wrong.append(f"{code} good: {good}")
    assert wrong == []


def test_programs_that_run_reach_all_that_they_define(tool: ModuleType) -> None:
    """A function that nothing calls would prove nothing by running."""
    reasons = tool.read_contract().reasons
    silent = {
        (page.rule.code, kind)
        for page in tool.pages()
        for kind in tool.KINDS
        if (kind == "good" or page.rule.severity != "error")
        and tool.unreached(tool.program(page, kind))
    }
    assert silent == {(code, program) for code, program, kind in reasons if kind == "unreached"}


def test_exceptions_are_about_rules_and_have_reasons(tool: ModuleType) -> None:
    codes = {page.rule.code for page in tool.pages()}
    reasons = tool.read_contract().reasons
    assert {code for code, _, _ in reasons} <= codes
    assert {kind for _, _, kind in reasons} == {"not_run", "raises", "elsewhere", "unreached"}
    assert all(reason.strip() for reason in reasons.values())


def test_an_error_that_runs_is_a_fault(tool: ModuleType) -> None:
    page = _page(tool, "TF201")
    assert tool.faults([page], {"TF201": {"bad": RAN, "good": RAN}}) == [
        "TF201 bad: should raise: runs"
    ]


def test_an_error_has_to_come_from_the_reported_statement(tool: ModuleType) -> None:
    page = _page(tool, "TF201")
    line = page.bad.split("\n").index("sess = tf.Session()") + 1
    assert tool.faults([page], {"TF201": {"bad": _raised(line), "good": RAN}}) == []
    assert tool.faults([page], {"TF201": {"bad": _raised(line - 2), "good": RAN}}) == [
        "TF201 bad: raises, but not where the finding is: raises `ValueError: no`"
    ]


def test_warnings_and_good_programs_that_raise_are_faults(tool: ModuleType) -> None:
    page = _page(tool, "TF206")
    assert page.rule.severity == "warning"
    found = tool.faults([page], {"TF206": {"bad": _raised(3), "good": _raised(3)}})
    assert [fault.split(": ")[:2] for fault in found] == [
        ["TF206 bad", "should run"],
        ["TF206 good", "should run"],
    ]


def test_addresses_paths_and_weights_are_left_out_of_the_page(tool: ModuleType) -> None:
    message = "<A object at 0x7f39239bf00>\t| /opt/x/site-packages/a.py, value=[[ 1.3483666 ]"
    outcome = {"ran": False, "error": "KeyError", "message": message, "lines": []}
    assert tool.in_words(outcome) == (
        "raises `KeyError: <A object at …> \\| site-packages/a.py, value=…`"
    )


def test_a_part_of_the_rules_leaves_the_other_lines_alone(tool: ModuleType) -> None:
    pages = tool.pages()
    before = tool.PAGE.read_text(encoding="utf-8")
    assert tool.render(pages, {}) == before
    changed = tool.render(pages, {"TF201": {"bad": RAN, "good": RAN}})
    assert set(changed.splitlines()) - set(before.splitlines()) == {
        "| [TF201](rules/TF201.md) | error | 2.21, Keras 3 | runs | runs |"
    }


AGENT_CASES = {
    "runs": ("print(1)", {"ran": True}),
    "exits well": ("import sys\nsys.exit(0)", {"ran": True}),
    "raises": (
        "def f():\n    return 1 / 0\n\n\nf()",
        {"ran": False, "error": "ZeroDivisionError", "message": "division by zero"},
    ),
    "dies": (
        "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
        {"ran": False, "error": "SIGKILL", "message": ""},
    ),
    "does not parse": ("x = (\n", {"ran": False, "error": "SyntaxError"}),
    "prints and exits": (
        "import traceback\ntry:\n    {}['a']\nexcept KeyError:\n    traceback.print_exc()\n"
        "    raise SystemExit(1)",
        {"ran": False, "error": "KeyError", "message": "'a'", "lines": [3]},
    ),
    "quotes user code": (
        "raise ValueError('in user code:\\n  File \"x\", line 1\\n  TypeError: no such thing\\n')",
        {"ran": False, "error": "ValueError", "message": "no such thing"},
    ),
}


@pytest.fixture(scope="module")
def answers(tool: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> dict:
    """What the agent says of ``AGENT_CASES`` under this Python and an empty ``tensorflow``."""
    folder = tmp_path_factory.mktemp("environments")
    (folder / "stub" / "bin").mkdir(parents=True)
    (folder / "stub" / "bin" / "python").symlink_to(sys.executable)
    (folder / "modules").mkdir()
    (folder / "modules" / "tensorflow.py").write_text("")
    variables = {"PYTHONPATH": str(folder / "modules")}
    home = tool.Environment("stub", "stub", "", "", variables)
    work = [{"name": name, "program": text} for name, (text, _) in AGENT_CASES.items()]
    return dict(tool._run_in(folder, home, work))


@pytest.mark.parametrize("name", AGENT_CASES)
def test_agent_tells_how_a_program_ended(name: str, answers: dict) -> None:
    expected = AGENT_CASES[name][1]
    assert {key: answers[name][key] for key in expected} == expected


def test_agent_tells_the_lines_an_exception_came_through(answers: dict) -> None:
    assert answers["raises"]["lines"] == [5, 2]
    assert answers["does not parse"]["lines"] == [1]


@pytest.mark.tensorflow
@pytest.mark.timeout(1800)
def test_a_new_run_gives_the_committed_page(tool: ModuleType) -> None:
    folder = os.environ.get("TF2LINT_EXAMPLES")
    if not folder:
        pytest.skip("TF2LINT_EXAMPLES names no folder of `tools/run_examples.py make`")
    pages = tool.pages()
    outcomes = tool.run(Path(folder), pages)
    assert tool.faults(pages, outcomes) == []
    assert tool.render(pages, outcomes) == tool.PAGE.read_text(encoding="utf-8")
