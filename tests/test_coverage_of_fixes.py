"""The fixes that the table of known breakages speaks of are there, and as safe as it says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tool_modules import load_tool

from tf2lint.knowledge import Target
from tf2lint.knowledge.schema import read_tables
from tf2lint.lint import Linter
from tf2lint.project.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
ABOVE = """\
import tensorflow as tf

y = tf.ones([2, 2])
x = tf.ones([1, 2, 2, 1])
v = tf.Variable([1.0])
ds = tf.data.Dataset.range(4)
"""

tool = load_tool("generate_coverage")
FIXES: dict[str, tuple[str, str]] = tool.read_fixes()
CODES = {b.slug: b.codes for family in tool.read_families() for b in family.breakages}
PAGES: Any = {entry.rule.code: entry for entry in read_tables(str(ROOT / "rules")).pages}
#: As code is read: by itself, as TensorFlow 1, and with the last release of Keras 2.
LINTERS = [
    Linter(Settings(target, dialect=dialect, select=("ALL",)), fixes=True)
    for target in (Target(), Target((2, 15), "legacy"))
    for dialect in ("auto", "tf1", "tf2")
]


def safeties(slug: str, line: str) -> set[str]:
    """How safe the fixes of the findings about a breakage are, in its line or on its pages."""
    texts = [ABOVE + line + "\n"] if line else [PAGES[code].bad for code in CODES[slug]]
    found = [f for text in texts for linter in LINTERS for f in linter.lint("a.py", text.encode())]
    return {f.fix.safety for f in found if f.fix is not None and f.code in CODES[slug]}


@pytest.mark.parametrize("slug", [s for s, (fix, _) in FIXES.items() if fix in ("safe", "unsafe")])
def test_a_fix_is_there(slug: str) -> None:
    fix, line = FIXES[slug]
    found = safeties(slug, line)
    assert fix in found
    assert fix == "safe" or "safe" not in found


def test_every_breakage_that_was_hoped_to_have_one_has_a_fix_or_a_reason() -> None:
    assert len(FIXES) == 206
    assert all(fix.strip() == fix != "" and "\n" not in fix for fix, _ in FIXES.values())
