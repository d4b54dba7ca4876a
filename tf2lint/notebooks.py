"""Linting notebooks: all code cells as one module, findings by cell and line."""

from __future__ import annotations

from tf2lint.source import SourceError, parse, pause_collector
from tf2lint.source.notebook import Notebook

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tf2lint.lint import Linter
    from tf2lint.model import Finding
    from tf2lint.source.notebook import Cell


def lint_notebook(linter: Linter, path: str, data: bytes) -> list[Finding]:
    """Findings of a notebook, sorted by cell.

    A cell that does not parse gives a finding of its own, and the others are linted without it.
    """
    try:
        book = Notebook(data)
    except SourceError as error:
        return linter.file_finding(path, "unreadable-file", error.reason, error.line)
    with pause_collector():
        found: list[Finding] = []
        for cell in book.cells:
            broken = _error_in(cell, path)
            if broken is not None:
                found += _broken(linter, path, cell, broken)
                cell.lines = [""] * len(cell.lines)
        if not book.cells:
            return found
        text = book.text
        try:
            tree = parse(text, path)
        except SourceError as error:
            # Each cell is Python, but all of them together are too much of it.
            return linter.file_finding(path, "unreadable-file", error.reason)
        found += [_in_cell(book, f) for f in linter.lint_tree(path, text, tree)]
    return sorted(found, key=lambda f: (f.cell or 0, f.line, f.column, f.code))


def _error_in(cell: Cell, path: str) -> SourceError | None:
    try:
        parse("\n".join(cell.lines), path)
    except SourceError as error:
        return error
    return None


def _broken(linter: Linter, path: str, cell: Cell, error: SourceError) -> list[Finding]:
    names = {"python2": "python2-syntax", "unreadable": "unreadable-file"}
    name = names.get(error.kind, "syntax-error")
    found = linter.file_finding(path, name, error.reason, error.line, error.column)
    return [finding._replace(cell=cell.number) for finding in found]


def _in_cell(book: Notebook, finding: Finding) -> Finding:
    cell, line = book.place(finding.line)
    moved = finding.line - line
    return finding._replace(cell=cell.number, line=line, end_line=finding.end_line - moved)
