"""Realistic TensorFlow 1 code: each line that must give findings says so itself.

``# expect: TF201 TF235`` names the codes of all findings that begin on the line; a line
without such a comment must give none.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tf2lint.knowledge import Target
from tf2lint.lint import Linter
from tf2lint.project.settings import Settings

FIXTURES = sorted((Path(__file__).parent / "fixtures").glob("*.py"))


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_fixture(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    target = re.search(r"# target: (\S+)(?: keras (\w+))?", text)
    settings = Settings(Target.parse(target[1], target[2] or "3") if target else Target())
    expected = {}
    for number, line in enumerate(text.splitlines(), 1):
        if match := re.search(r"# expect: ([TF0-9 ]+)", line):
            expected[number] = sorted(match[1].split())
    found: dict[int, list[str]] = {}
    for finding in Linter(settings).lint(str(path), text.encode()):
        found.setdefault(finding.line, []).append(finding.code)
    assert {line: sorted(codes) for line, codes in found.items()} == expected
