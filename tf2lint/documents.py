"""Linting the code blocks of documents and docstrings; the blocks of one share their names."""

from __future__ import annotations

from tf2lint.lint import told_apart
from tf2lint.source import (
    SourceError,
    decode,
    parse,
    pause_collector,
    split_lines,
    suppressions,
)
from tf2lint.source.documents import Code, code_of, code_of_docstrings

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ast

    from tf2lint.lint import Linter
    from tf2lint.model import Finding


def lint_document(linter: Linter, path: str, data: bytes) -> list[Finding]:
    """Findings in the code blocks of a document.

    A block that does not parse gives a finding of its own, and the others are linted without it.
    """
    try:
        lines = split_lines(decode(data))
    except SourceError as error:
        return linter.file_finding(path, "unreadable-file", error.reason, error.line)
    with pause_collector():
        code = code_of(lines)
        return told_apart(_findings(linter, path, code, code.text(len(lines)), lines))


def lint_docstrings(linter: Linter, path: str, text: str, tree: ast.Module) -> list[Finding]:
    """Findings in the docstrings of a module, in which its imports are known."""
    import ast

    if "skip-file" in text:
        if suppressions(text, linter.noqa).skip_file:
            return []
    lines = split_lines(text)
    code = code_of_docstrings(lines, tree)
    if not code.lines:
        return _broken(linter, path, code, lines)
    taken = Code()
    taken.lines.update(code.lines)
    for node in tree.body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            numbers = range(node.lineno, (node.end_lineno or node.lineno) + 1)
            if code.lines.keys().isdisjoint(numbers):
                taken.lines.update((number, lines[number - 1]) for number in numbers)
    return _findings(linter, path, code, taken.text(len(lines)), lines)


def _findings(linter: Linter, path: str, code: Code, text: str, lines: list[str]) -> list[Finding]:
    broken = _broken(linter, path, code, lines)
    try:
        tree = parse(text, path)
    except SourceError as error:
        # Each block is Python, but all of them together are too much of it.
        return linter.file_finding(path, "unreadable-file", error.reason)
    # A module's imports were run before anybody looks into its docstrings.
    tree.body.sort(key=lambda statement: statement.lineno in code.lines)
    found = linter.lint_tree(path, text, tree, exported=False)
    moved = [_moved(finding, code) for finding in found if finding.line in code.lines]
    return sorted(moved + broken, key=lambda f: (f.line, f.column, f.code))


def _broken(linter: Linter, path: str, code: Code, lines: list[str]) -> list[Finding]:
    """Findings of the blocks that do not parse."""
    found = []
    for error, first_line, text in code.broken:
        comments = suppressions(text, linter.noqa)
        line = error.line - first_line + 1
        for finding in linter.broken_finding(path, error, lines, "the code block"):
            if not comments.hides(finding.code, finding.name, line, line):
                found.append(finding)
    return found


def _moved(finding: Finding, code: Code) -> Finding:
    return finding._replace(
        column=finding.column + code.shift(finding.line),
        end_column=finding.end_column + code.shift(finding.end_line),
    )
