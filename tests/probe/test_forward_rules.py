"""The programs of the TF9 rules, run as their first line says: bad gives the rule, good nothing."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tf2lint.cli import main
from tf2lint.knowledge.pages import load_pages

pytestmark = pytest.mark.tensorflow
PAGES = [page for page in load_pages().values() if page.rule.when == "runtime"]


def _codes(program: str, folder: Path, capsys) -> set[str]:
    options = program.strip().splitlines()[0][1:].split()
    if "--reference-python" in options:
        reference = os.environ.get("TF2LINT_TF1_PYTHON", "")
        if not reference:
            pytest.skip("TF2LINT_TF1_PYTHON names no interpreter with TensorFlow 1.15")
        options.append(reference)
    (folder / "net.py").write_text(program.lstrip())
    status = main(["probe", "net:net", "--format", "json", *options])
    printed = capsys.readouterr()
    assert status in (0, 1), printed.err
    (outcome,) = json.loads(printed.out)["forward"]
    assert status == bool(outcome["findings"])
    return {found["code"] for found in outcome["findings"]}


@pytest.fixture
def place(tmp_path: Path, monkeypatch) -> Path:
    python = os.environ.get("TF2LINT_TF2_PYTHON", "")
    if not python:
        pytest.skip("TF2LINT_TF2_PYTHON names no interpreter with TensorFlow 2")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VIRTUAL_ENV", str(Path(python).parent.parent))
    return tmp_path


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.rule.code)
def test_bad_gives_this_rule_alone(page, place: Path, capsys) -> None:
    assert _codes(page.bad, place, capsys) == {page.rule.code}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.rule.code)
def test_good_gives_nothing(page, place: Path, capsys) -> None:
    assert _codes(page.good, place, capsys) == set()
