"""One source through all rooms: bytes → tree → names → checks → suppressions → findings."""

from __future__ import annotations

from tf2lint.checks import Module, check_module
from tf2lint.knowledge import load
from tf2lint.model import Finding
from tf2lint.names import Project, read_module
from tf2lint.names.files import ROOT_WORDS
from tf2lint.source import (
    TOO_DEEP,
    Columns,
    SourceError,
    decode,
    deep_recursion,
    parse,
    pause_collector,
    split_lines,
    suppressions,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ast
    from collections.abc import Callable, Iterable

    from tf2lint.checks import Problem
    from tf2lint.knowledge import Rule
    from tf2lint.project.settings import Settings
    from tf2lint.repairs import Repairs
    from tf2lint.source import Suppressions

#: Findings of one file up to which their edits are made: more would fill the memory.
MOST_REPAIRED = 100_000
_UNCHECKED = "nothing else in it was checked"
_LESS_SURE = "what else is reported of it is less sure"


class Linter:
    """Lints sources under one set of settings; keep one for all files of a project.

    ``noqa`` tells whether ``# noqa`` comments are heeded here: a host that handles them
    itself passes False (``# tf2lint:`` comments always count). ``fingerprints`` gives each
    finding one, for reports that are compared with earlier ones; ``suppressed`` keeps the
    findings that comments hide, marked as such. ``fixes`` gives a finding the edits that
    repair it, where there are any; ``code_blocks`` takes the code in documents and
    docstrings, too.
    """

    def __init__(
        self,
        settings: Settings,
        noqa: bool = True,
        fingerprints: bool = False,
        suppressed: bool = False,
        fixes: bool = False,
        code_blocks: bool = False,
    ) -> None:
        self.settings = settings
        self.noqa = noqa
        self.fingerprints = fingerprints
        self.suppressed = suppressed
        self.fixes = fixes
        self.code_blocks = code_blocks
        self.knowledge = load(settings.target)
        self.project = Project(self.knowledge, settings.root)
        #: Paths of sources with too many findings for edits to be made.
        self.overfull: set[str] = set()
        #: Texts of findings: many have the same, and a large run holds many.
        self._texts: dict[str, str] = {}

    @staticmethod
    def mentions(data: bytes) -> bool:
        """Whether the bytes name TensorFlow or Keras at all."""
        # Asked of each file of a tree: a generator would cost as much as a search.
        for word in ROOT_WORDS:  # noqa: SIM110
            if word in data:
                return True
        return False

    def lint(self, path: str, data: bytes) -> list[Finding]:
        """Findings of one file, sorted; a file that does not parse gives a TF0 finding."""
        if not (self.mentions(data) or self.project.brings_tensorflow(path, data)):
            return []
        if path.endswith(".ipynb"):
            from tf2lint.notebooks import lint_notebook

            return lint_notebook(self, path, data)
        if self.code_blocks and path.endswith((".md", ".rst")):
            from tf2lint.documents import lint_document

            return lint_document(self, path, data)
        with pause_collector():
            try:
                text = decode(data)
                tree = self.project.take_tree(path, data) or parse(text, path)
            except SourceError as error:
                return self._source_finding(path, data, error)
            found = self.lint_tree(path, text, tree)
            if self.code_blocks:
                from tf2lint.documents import lint_docstrings

                found = told_apart(_sorted(found + lint_docstrings(self, path, text, tree)))
            return found

    def lint_requirements(self, path: str, data: bytes) -> list[Finding]:
        """Findings of a file that lists required packages."""
        from tf2lint.checks.requirements import find_pins

        rule = self.knowledge.rules["requirements-pin"]
        settings = self.settings
        if not settings.selects(rule.code, rule.name, path, rule.default):
            return []
        target = settings.target.release
        found = [
            _plain(path, settings, rule, at.line, at.column, at.end_column, **at.values)
            for at in find_pins(path, data, self.knowledge.requirements(), target)
        ]
        if not self.fingerprints:
            return found
        lines = split_lines(data.decode("utf-8", "replace"))
        return _with_fingerprints(
            found, lambda at: lines[at.line - 1][at.column - 1 : at.end_column - 1]
        )

    def lint_tree(
        self, path: str, text: str, tree: ast.Module, exported: bool = True, unread: str = ""
    ) -> list[Finding]:
        """Findings of a source that was parsed already.

        ``exported``: others may import it; ``unread``: code of it that the tree lacks.
        """
        comments = suppressions(text, self.noqa)
        if comments.skip_file:
            return []
        columns = Columns(text)
        settings = self.settings
        try:
            with deep_recursion():
                facts = read_module(tree, path, self.knowledge, self.project, exported)
                dialect, execution = settings.dialect, settings.execution
                module = Module(path, facts, self.knowledge, self.project, dialect, execution)
                problems = check_module(module)
        except RecursionError:
            error = SourceError(1, 1, TOO_DEEP, "unreadable")
            return self._source_finding(path, text.encode("utf-8", "replace"), error)
        repairs = None
        if self.fixes and len(problems) > MOST_REPAIRED:
            self.overfull.add(path)
        elif self.fixes and problems:
            from tf2lint.repairs import Repairs

            repairs = Repairs(module, text, tree, unread)
        findings = self._located(path, settings, problems, columns, comments, repairs)
        findings.extend(self._unused(path, settings, comments))
        findings = _distinct(findings)
        if not self.fingerprints or not findings:
            return findings
        return _with_fingerprints(findings, _statements(tree, columns.lines))

    def _located(
        self,
        path: str,
        settings: Settings,
        problems: list[Problem],
        columns: Columns,
        comments: Suppressions,
        repairs: Repairs | None,
    ) -> list[Finding]:
        findings = []
        shared = self._texts.setdefault
        for problem in problems:
            rule, node = problem.rule, problem.node
            if not settings.selects(rule.code, rule.name, path, rule.default):
                continue
            hidden = comments.hides(rule.code, rule.name, node.lineno, node.end_lineno)
            if hidden and not self.suppressed:
                continue
            findings.append(
                Finding(
                    path,
                    node.lineno,
                    columns.column(node.lineno, node.col_offset),
                    node.end_lineno,
                    columns.column(node.end_lineno, node.end_col_offset),
                    rule.code,
                    rule.name,
                    settings.severity.get(rule.code, problem.severity),
                    problem.confidence,
                    shared(problem.symbol, problem.symbol),
                    shared(problem.message, problem.message),
                    shared(problem.hint, problem.hint),
                    problem.replacement,
                    shared(page := page_of(rule.code), page),
                    repairs.fix_of(problem) if repairs is not None else None,
                    suppressed=hidden,
                )
            )
        return findings

    def _unused(self, path: str, settings: Settings, comments: Suppressions) -> list[Finding]:
        rule = self.knowledge.rules["unused-suppression"]
        if not settings.selects(rule.code, rule.name, path, rule.default):
            return []
        return [
            _plain(path, settings, rule, at.line, at.column, at.end_column, codes=at.entry or "all")
            for at in comments.unused()
        ]

    def _source_finding(self, path: str, data: bytes, error: SourceError) -> list[Finding]:
        """The one finding of a file that cannot be read as Python."""
        if not self.mentions(data):
            return []
        comments = suppressions(data.decode("utf-8", "replace"), self.noqa)
        if comments.skip_file:
            return []
        others = None
        if error.python2:
            from tf2lint.python2 import lint_python2

            others = lint_python2(self, path, data)
        rest = _UNCHECKED if others is None else _LESS_SURE
        lines = split_lines(data.decode("utf-8", "replace"))
        found = self.broken_finding(path, error, lines, rest=rest)
        found = [f for f in found if not comments.hides(f.code, f.name, f.line, f.end_line)]
        return sorted([*found, *(others or ())], key=lambda f: (f.line, f.column, f.code))

    def broken_finding(
        self,
        path: str,
        error: SourceError,
        lines: list[str],
        what: str = "the file",
        rest: str = _UNCHECKED,
    ) -> list[Finding]:
        """The finding of a file, or of a part of it, that cannot be parsed, if it is selected.

        ``lines`` are those that the error counts; ``rest``: what became of the other rules.
        """
        names = {"python2": "python2-syntax", "syntax": "syntax-error"}
        name = names.get(error.kind, "unreadable-file")
        values = {"reason": error.reason, "what": what, "rest": rest}
        return self._about_file(path, name, lines, error.line, error.column, **values)

    def file_finding(self, path: str, name: str, reason: str, line: int = 1) -> list[Finding]:
        """A finding about the file as a whole, of a TF0 rule, if it is selected."""
        return self._about_file(path, name, [], line, 1, reason=reason, what="the file")

    def _about_file(
        self, path: str, name: str, lines: list[str], line: int, column: int, **values: str
    ) -> list[Finding]:
        rule = self.knowledge.rules[name]
        settings = self.settings
        if not settings.selects(rule.code, rule.name, path, rule.default):
            return []
        found = [_plain(path, settings, rule, line, column, column + 1, **values)]
        return self._marked(found, lines)

    def _marked(self, findings: list[Finding], lines: list[str]) -> list[Finding]:
        """Findings of a file that was not parsed, with fingerprints where wanted."""
        return (
            _with_fingerprints(findings, _statements(None, lines))
            if self.fingerprints
            else findings
        )


def _plain(
    path: str,
    settings: Settings,
    rule: Rule,
    line: int,
    column: int,
    end_column: int,
    **values: str,
) -> Finding:
    """A finding that is about a place in the file and no symbol."""
    return Finding(
        path,
        line,
        column,
        line,
        end_column,
        rule.code,
        rule.name,
        settings.severity.get(rule.code, rule.severity),
        rule.confidence,
        "",
        rule.message.format_map(values),
        rule.hint.format_map(values),
        None,
        page_of(rule.code),
    )


def page_of(code: str) -> str:
    """Where the page of a rule is, from the root of the project's repository."""
    return f"docs/rules/{code}.md"


def _distinct(findings: list[Finding]) -> list[Finding]:
    """Sorted by place, each rule and symbol once a place."""
    return _sorted(set(findings))


def _sorted(findings: Iterable[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda found: (found.line, found.column, found.code))


def told_apart(findings: list[Finding]) -> list[Finding]:
    """Findings of parts of a file, in order, that were given fingerprints part by part."""
    seen: dict[str, int] = {}
    apart = []
    for finding in findings:
        mark = finding.fingerprint
        count = seen[mark] = seen.get(mark, 0) + 1
        if mark and count > 1:
            finding = finding._replace(fingerprint=_digest(f"{mark}\n{count}"))
        apart.append(finding)
    return apart


def _digest(text: str) -> str:
    from hashlib import blake2b

    return blake2b(text.encode("utf-8", "replace"), digest_size=8).hexdigest()


def _statements(tree: ast.Module | None, lines: list[str]) -> Callable[[Finding], str]:
    """Gives the text of the statement that a finding is in."""
    from tf2lint.source.statements import Statements

    statements = Statements(tree, lines)
    return lambda finding: statements.at(finding.line, finding.column)


def _with_fingerprints(findings: list[Finding], text_of: Callable[[Finding], str]) -> list[Finding]:
    """Fingerprints from what a finding is about and the text it is in, not its line or layout.

    Like findings in like texts are told apart by their order.
    """
    seen: dict[str, int] = {}
    marked = []
    for finding in findings:
        content = f"{finding.code}\n{finding.symbol}\n{text_of(finding)}"
        count = seen[content] = seen.get(content, 0) + 1
        marked.append(finding._replace(fingerprint=_digest(f"{content}\n{count}")))
    return marked
