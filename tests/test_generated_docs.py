"""The pages of the rules and the README's sample say what the linter does."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType

import pytest
from tool_modules import load_tool

ROOT = Path(__file__).resolve().parent.parent
LINK = re.compile(r"\]\(([^)#\s]+)")


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    return load_tool("generate_docs")


def test_generated_files_are_up_to_date(tool: ModuleType) -> None:
    stale = tool.outdated(tool.generated())
    assert not stale, f"run python tools/generate_docs.py: {', '.join(map(str, stale))}"


def test_a_changed_or_forgotten_page_is_noticed(tool: ModuleType) -> None:
    texts = tool.generated()
    page = tool.PAGES / "TF401.md"
    changed = {**texts, page: texts[page] + "more\n"}
    del texts[tool.PAGES / "TF402.md"]
    assert page in tool.outdated(changed)
    assert tool.PAGES / "TF402.md" in tool.outdated(texts)


def _documents() -> list[Path]:
    return [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


def test_links_between_documents_lead_somewhere() -> None:
    broken = [
        f"{document.relative_to(ROOT)}: {target}"
        for document in _documents()
        for target in LINK.findall(document.read_text(encoding="utf-8"))
        if "://" not in target and not (document.parent / target).exists()
    ]
    assert not broken
