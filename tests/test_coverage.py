"""The table of known breakages is complete, and says what the rules say."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest
from tool_modules import load_tool

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    return load_tool("generate_coverage")


def test_every_breakage_has_a_rule_or_a_reason(tool: ModuleType) -> None:
    assert tool.missing(tool.read_families()) == []


def test_page_is_up_to_date(tool: ModuleType) -> None:
    written = (ROOT / tool.PAGE).read_text(encoding="utf-8")
    assert written == tool.page(tool.read_families()), "run python tools/generate_coverage.py"


def test_a_breakage_without_rule_and_reason_is_noticed(tool: ModuleType) -> None:
    breakages = (
        tool.Breakage("found", "error", ("TF401",), (), ""),
        tool.Breakage("explained", "error", (), (), "undecidable"),
        tool.Breakage("forgotten", "error", (), (), ""),
    )
    assert tool.missing([tool.Family("Any", breakages)]) == ["forgotten"]


def test_notes_are_one_line_each(tool: ModuleType) -> None:
    notes = [b.note for family in tool.read_families() for b in family.breakages if b.note]
    assert [note for note in notes if "\n" in note or note != note.strip()] == []
