"""Linting Python 2: what can be told of it, with less certainty and without fixes."""

from __future__ import annotations

import ast

from tf2lint.source import SourceError, decode, parse, split_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tf2lint.lint import Linter
    from tf2lint.model import Finding

_LOWER = {"high": "medium", "medium": "low", "low": "low"}


def lint_python2(linter: Linter, path: str, data: bytes) -> list[Finding] | None:
    """Findings of a Python 2 file besides that it is one; ``None`` where it cannot be read.

    That needs the package fissix (the extra ``python2``).
    """
    from tf2lint.source.python2_text import as_python3

    try:
        text = decode(data)
        rewritten = as_python3(text)
        if rewritten is None:
            return None
        tree: ast.Module = parse(rewritten, path)
    except SourceError:
        return None
    lines = split_lines(text)
    return [_unsure(finding, lines) for finding in linter.lint_tree(path, rewritten, tree)]


def _unsure(finding: Finding, lines: list[str]) -> Finding:
    return finding._replace(
        confidence=_LOWER[finding.confidence],
        column=_column(lines, finding.line, finding.column),
        end_column=_column(lines, finding.end_line, finding.end_column),
        fix=None,
    )


def _column(lines: list[str], line: int, column: int) -> int:
    """Return a column in the line as it was before its indentation was spaced out."""
    text = lines[line - 1] if line <= len(lines) else ""
    indent = text[: len(text) - len(text.lstrip(" \t"))]
    return max(1, column - (len(indent.expandtabs(8)) - len(indent)))
