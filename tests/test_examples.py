"""Every rule's ``bad`` program gives that rule and no other, its ``good`` one nothing."""

from __future__ import annotations

import pytest

from tf2lint.knowledge import NEWEST, Target
from tf2lint.knowledge.pages import load_pages
from tf2lint.lint import Linter
from tf2lint.project.settings import Settings

#: Rules about a file as a whole; their programs are linted in test_bad_input and
#: test_requirements, under the file names that they need.
_ABOUT_FILES = {"TF003", "TF125"}
#: What only running finds is tested in tests/probe/test_forward_rules.py.
PAGES = [
    page
    for page in load_pages().values()
    if page.rule.code not in _ABOUT_FILES and page.rule.when != "runtime"
]


def _codes(page, program: str) -> list[str]:
    rule = page.rule
    target = Target(rule.until or NEWEST, rule.keras or "3")
    settings = Settings(target=target, extend_select=(rule.code,))
    findings = Linter(settings).lint(f"/example/{rule.name}.py", program.encode())
    return [finding.code for finding in findings]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.rule.code)
def test_bad_gives_this_rule_alone(page) -> None:
    assert set(_codes(page, page.bad)) == {page.rule.code}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.rule.code)
def test_good_gives_nothing(page) -> None:
    assert _codes(page, page.good) == []
