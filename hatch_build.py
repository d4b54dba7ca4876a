"""Build hook: compiles ``rules/`` into the module that a start-up loads.

Wheels carry the compiled tables and the texts they came from; an editable install
gets the compiled tables beside the sources.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

COMPILED = "tf2lint/knowledge/_compiled.py"


class CompileRules(BuildHookInterface[Any]):
    """Runs before hatchling collects the files of a wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel":
            return
        root = Path(self.root)
        _compile(root)
        build_data["artifacts"].append(COMPILED)
        # In an editable install the package finds rules/ beside itself.
        if version != "editable":
            build_data["force_include"][str(root / "rules")] = "tf2lint/rules"


def _compile(root: Path) -> None:
    sys.path.insert(0, str(root))
    try:
        from tf2lint.knowledge import compile as compiler

        compiler.build(str(root / "rules"), str(root / COMPILED))
    finally:
        sys.path.remove(str(root))
