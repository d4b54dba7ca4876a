"""Fixing one text, as the command line does it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tf2lint.fixing import fix_source
from tf2lint.knowledge import Target
from tf2lint.lint import Linter
from tf2lint.project.settings import Settings

Fix = Callable[..., str]


@pytest.fixture
def fix() -> Fix:
    """The text after its fixes; unsafe ones where ``unsafe`` says so."""

    def fixed(text: str, unsafe: bool = False, dialect: str = "auto") -> str:
        linter = Linter(Settings(Target(), dialect=dialect), fixes=True)
        data = text.encode()
        once = fix_source(linter, "a.py", data, unsafe).data
        assert fix_source(linter, "a.py", once, unsafe).data == once
        return once.decode()

    return fixed


@pytest.fixture
def fix_line(fix: Fix) -> Fix:
    """A line after its fixes, in a module that imports ``tensorflow as tf``."""

    def fixed(line: str, unsafe: bool = False) -> str:
        head = "import tensorflow as tf\nfrom names import a, b, c, x, y\n"
        return fix(head + line + "\n", unsafe, "tf1").removeprefix(head).removesuffix("\n")

    return fixed
