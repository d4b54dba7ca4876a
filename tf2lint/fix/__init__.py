"""Applying edits: to a text, to a file, as a diff. Knows no rules."""

from __future__ import annotations

from .apply import Applied, Choice, apply_fixes, choose_fixes, encode_like, spliced
from .diff import file_diff
from .files import FileProblem, replace_file

__all__ = [
    "Applied",
    "Choice",
    "FileProblem",
    "apply_fixes",
    "choose_fixes",
    "encode_like",
    "file_diff",
    "replace_file",
    "spliced",
]
