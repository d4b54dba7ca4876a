"""Linting notebooks: all code cells as one module, findings by cell and line."""

from __future__ import annotations

from tf2lint.lint import told_apart
from tf2lint.model import Edit, Fix
from tf2lint.source import SourceError, parse, pause_collector, split_lines
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
        python2 = False
        for cell in book.cells:
            broken = _error_in(cell, path)
            if broken is not None:
                python2 = python2 or broken.python2
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
        found += [
            _in_cell(book, f) for f in linter.lint_tree(path, text, tree, unread=_unread(book))
        ]
    if python2:
        # As in modules: what is less sure is not fixed.
        found = [finding._replace(fix=None) for finding in found]
    return told_apart(sorted(found, key=lambda f: (f.cell or 0, f.line, f.column, f.code)))


def readable_parts(path: str, data: bytes) -> tuple[Notebook, str]:
    """A notebook with its broken cells emptied, and the lines that are not read.

    Raises ``SourceError`` where there is no notebook.
    """
    book = Notebook(data)
    for cell in book.cells:
        if _error_in(cell, path) is not None:
            cell.lines = [""] * len(cell.lines)
    return book, _unread(book)


def in_cells(book: Notebook, fix: Fix) -> Fix | None:
    """A fix of the text of all cells, with its edits counted in the first cell, or in their own."""
    return _fix_in_cell(book, book.cells[0], fix)


def _error_in(cell: Cell, path: str) -> SourceError | None:
    try:
        parse("\n".join(cell.lines), path)
    except SourceError as error:
        return error
    return None


def _broken(linter: Linter, path: str, cell: Cell, error: SourceError) -> list[Finding]:
    found = linter.broken_finding(path, error, cell.lines, "the cell")
    return [finding._replace(cell=cell.number) for finding in found]


def _in_cell(book: Notebook, finding: Finding) -> Finding:
    cell, line = book.place(finding.line)
    moved = finding.line - line
    return finding._replace(
        cell=cell.number,
        line=line,
        end_line=finding.end_line - moved,
        fix=None if finding.fix is None else _fix_in_cell(book, cell, finding.fix),
    )


def _fix_in_cell(book: Notebook, cell: Cell, fix: Fix) -> Fix | None:
    """The fix with its edits counted in cells; None where one reaches out of their Python."""
    edits = [_edit_in_cell(book, cell, edit) for edit in fix.edits]
    inside = [edit for edit in edits if edit is not None]
    return Fix(fix.safety, tuple(inside)) if len(inside) == len(edits) else None


def _edit_in_cell(book: Notebook, cell: Cell, edit: Edit) -> Edit | None:
    new_line = edit[:2] == edit[2:4] and edit.column == 1 and edit.text.endswith(("\n", "\r"))
    # A new line belongs to what stands above it.
    own = book.place(edit.line - 1 if new_line else edit.line)[0]
    found = _counted_in(own, edit, new_line)
    return found if own is cell or found is None else found._replace(cell=own.number)


def _counted_in(cell: Cell, edit: Edit, new_line: bool) -> Edit | None:
    before = cell.first_line - 1
    line, column, end_line, end_column, text, _ = edit
    line, end_line = line - before, end_line - before
    last = len(cell.lines)
    if end_line == last + 1 and end_column == 1:
        # The cell has no line end there: the one before goes, or comes, instead.
        end_line, end_column = last, len(cell.lines[-1]) + 1
        if line > last:
            line, column, text = end_line, end_column, "\n" + text.rstrip("\r\n")
            new_line = False
    if (end_line, end_column) == (last, len(cell.lines[-1]) + 1) and column == 1 < line:
        if not text:
            line, column = line - 1, len(cell.lines[line - 2]) + 1
    if line < 1 or end_line > last:
        return None
    theirs = split_lines(cell.source)[line - 1 : end_line]
    same = new_line or theirs == cell.lines[line - 1 : end_line]
    return Edit(line, column, end_line, end_column, text) if same else None


def _unread(book: Notebook) -> str:
    """The lines of cells that the linter does not read: magics, and what is no Python."""
    return "\n".join(
        line
        for cell in book.cells
        for line, read in zip(split_lines(cell.source), cell.lines)
        if line != read
    )
