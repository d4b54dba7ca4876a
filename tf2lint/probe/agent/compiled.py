"""Compiled files of the project, kept apart from those of the interpreter.

``sys.pycache_prefix`` alone would send every import there, and what Python and the installed
packages have compiled already would be compiled anew in each run.
"""

from __future__ import annotations

import importlib.machinery as machinery
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def use(cache: str, root: str) -> None:
    """Let imports from below ``root`` find their compiled files below ``cache``."""

    class Loader(machinery.SourceFileLoader):
        def get_code(self, fullname: str) -> Any:
            before, sys.pycache_prefix = sys.pycache_prefix, cache
            try:
                return super().get_code(fullname)
            finally:
                sys.pycache_prefix = before

    loaders: list[Any] = [
        (machinery.ExtensionFileLoader, machinery.EXTENSION_SUFFIXES),
        (Loader, machinery.SOURCE_SUFFIXES),
        (machinery.SourcelessFileLoader, machinery.BYTECODE_SUFFIXES),
    ]
    inside = machinery.FileFinder.path_hook(*loaders)
    start = os.path.join(root, "")

    def hook(path: str) -> Any:
        if not os.path.join(path, "").startswith(start) or "site-packages" in path:
            raise ImportError("not of the project", path=path)
        return inside(path)

    sys.path_hooks.insert(0, hook)
    for path in [path for path in sys.path_importer_cache if path.startswith(start)]:
        del sys.path_importer_cache[path]
