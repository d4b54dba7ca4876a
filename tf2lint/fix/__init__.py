"""Applying edits: to a text, to a file, as a diff. Knows no rules."""

from __future__ import annotations

from .apply import Applied, apply_fixes, encode_like
from .diff import file_diff
from .files import FileProblem, replace_file

__all__ = [
    "Applied",
    "FileProblem",
    "apply_fixes",
    "encode_like",
    "file_diff",
    "replace_file",
]
