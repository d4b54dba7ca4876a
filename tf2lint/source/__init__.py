"""Source: bytes to text, text to tree, positions, suppression comments."""

from __future__ import annotations

from tf2lint.source.pragmas import Suppressions, Unused, suppressions
from tf2lint.source.text import (
    Columns,
    SourceError,
    decode,
    encoding_of,
    line_starts,
    split_lines,
)
from tf2lint.source.tree import TOO_DEEP, deep_recursion, parse, pause_collector

__all__ = [
    "TOO_DEEP",
    "Columns",
    "SourceError",
    "Suppressions",
    "Unused",
    "decode",
    "deep_recursion",
    "encoding_of",
    "line_starts",
    "parse",
    "pause_collector",
    "split_lines",
    "suppressions",
]
