"""A module in a package of its own."""

from __future__ import annotations

from pathlib import Path

from tf2lint.lint import Linter
from tf2lint.model import Finding
from tf2lint.project.settings import Settings


def lint_in_package(folder: Path, text: str, **others: str) -> list[Finding]:
    """Findings in a module of a package in ``folder`` that has ``others`` beside it, by name."""
    package = folder / "package"
    package.mkdir()
    (package / "__init__.py").touch()
    for name, other in others.items():
        (package / f"{name}.py").write_text(other, encoding="utf-8")
    module = package / "module.py"
    module.write_text(text, encoding="utf-8")
    return Linter(Settings(root=str(folder))).lint(str(module), text.encode())
