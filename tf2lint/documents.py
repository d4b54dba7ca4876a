"""Linting the code blocks of documents and docstrings; the blocks of one share their names."""

from __future__ import annotations

from tf2lint.source import SourceError, decode, parse, pause_collector, split_lines
from tf2lint.source.documents import Code, code_of, code_of_docstrings

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ast

    from tf2lint.lint import Linter
    from tf2lint.model import Finding


def lint_document(linter: Linter, path: str, data: bytes) -> list[Finding]:
    """Findings in the code blocks of a document; blocks that are no Python are left out."""
    try:
        lines = split_lines(decode(data))
    except SourceError as error:
        return linter.file_finding(path, "unreadable-file", error.reason, error.line)
    with pause_collector():
        code = code_of(lines)
        return _findings(linter, path, code, code.text(len(lines)))


def lint_docstrings(linter: Linter, path: str, text: str, tree: ast.Module) -> list[Finding]:
    """Findings in the docstrings of a module, in which its imports are known."""
    import ast

    if "skip-file" in text:
        from tf2lint.source import suppressions

        if suppressions(text, linter.noqa).skip_file:
            return []
    lines = split_lines(text)
    code = code_of_docstrings(lines, tree)
    if not code.lines:
        return []
    taken = Code()
    taken.lines.update(code.lines)
    for node in tree.body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            numbers = range(node.lineno, (node.end_lineno or node.lineno) + 1)
            if code.lines.keys().isdisjoint(numbers):
                taken.lines.update((number, lines[number - 1]) for number in numbers)
    return _findings(linter, path, code, taken.text(len(lines)))


def _findings(linter: Linter, path: str, code: Code, text: str) -> list[Finding]:
    try:
        tree = parse(text, path)
    except SourceError:
        # Each block is Python; together they may be too much of it.
        return []
    # A module's imports were run before anybody looks into its docstrings.
    tree.body.sort(key=lambda statement: statement.lineno in code.lines)
    found = linter.lint_tree(path, text, tree, exported=False)
    return [_moved(finding, code) for finding in found if finding.line in code.lines]


def _moved(finding: Finding, code: Code) -> Finding:
    return finding._replace(
        column=finding.column + code.shift(finding.line),
        end_column=finding.end_column + code.shift(finding.end_line),
    )
