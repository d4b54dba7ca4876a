"""Python in documents: fenced blocks, reST's directives, examples at a prompt, and docstrings.

The code is given back as a text in which each line stands where it stood, and all else is
blank: lines count as in the document, columns after `Code.shift`.
"""

from __future__ import annotations

import re

from tf2lint.records import NamedTuple
from tf2lint.source.notebook import without_magics
from tf2lint.source.text import SourceError
from tf2lint.source.tree import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ast
    from collections.abc import Iterable, Sequence

_FENCE = re.compile(r"(\s*)(`{3,}|~{3,})\s*([^`]*)$")
_DIRECTIVE = re.compile(r"(\s*)\.\.\s+(?:code-block|code|sourcecode)::\s*(\S*)\s*$")
_PROMPT = re.compile(r"(\s*(?:[rRuUbB]{0,2}(?:\"\"\"|'''))?\s*)>>> ?")
_CONTINUED = re.compile(r"(\s*)\.\.\.(?: |$)")
_LANGUAGES = frozenset({"python", "py", "python3", "py3", "pycon", "ipython", "ipython3"})
_QUOTES = ('"""', "'''")


class Broken(NamedTuple):
    """A block that is no Python: the error with its place in the document, the block's first
    line, and its text."""

    error: SourceError
    first_line: int
    text: str


class Code:
    """The code of a document: by line number (from 1) its text, and what was cut off before."""

    def __init__(self) -> None:
        self.lines: dict[int, str] = {}
        self.shifts: dict[int, int] = {}
        self.broken: list[Broken] = []

    def text(self, count: int) -> str:
        """Return a text of ``count`` lines."""
        return "\n".join(self.lines.get(number, "") for number in range(1, count + 1))

    def shift(self, line: int) -> int:
        """Return by how many characters a column is further right in the document."""
        return self.shifts.get(line, 0)

    def add(self, block: Sequence[tuple[int, int, str]]) -> None:
        """Take a block (line, what was cut off, text), if it is Python by itself."""
        texts = [text for _, _, text in block]
        broken = _error_in(texts)
        if broken is not None:
            # What is typed at IPython's prompt is written down like any other Python.
            texts = without_magics(texts)
            if _error_in(texts) is not None:
                line, cut, _ = block[min(broken.line, len(block)) - 1]
                shown = broken.moved(line, broken.column + cut)
                self.broken.append(Broken(shown, block[0][0], "\n".join(texts)))
                return
        for (line, cut, _), text in zip(block, texts):
            self.lines[line] = text
            self.shifts[line] = cut


def _error_in(lines: Sequence[str]) -> SourceError | None:
    try:
        parse("\n".join(lines))
    except SourceError as error:
        return error
    return None


def code_of(lines: Sequence[str], first: int = 1) -> Code:
    """Return the code in the lines of a document; ``first`` is the number of the first."""
    code = Code()
    _Scan(lines, first, code).run()
    return code


def code_of_docstrings(lines: Sequence[str], tree: ast.Module) -> Code:
    """Return the code in the docstrings of a module."""
    code = Code()
    for start, end in _docstrings(tree):
        _Scan([_unquoted(line) for line in lines[start - 1 : end]], start, code).run()
    return code


def _docstrings(tree: ast.Module) -> Iterable[tuple[int, int]]:
    """Yield the first and last line of each docstring."""
    import ast

    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                value = first.value
                if isinstance(value.value, str):
                    yield value.lineno, value.end_lineno or value.lineno


def _unquoted(line: str) -> str:
    """Return a line without the quotes that end a docstring on it."""
    bare = line.rstrip()
    return bare[:-3] if bare.endswith(_QUOTES) and len(bare.strip()) > 3 else line


class _Scan:
    """One pass over the lines of a document."""

    def __init__(self, lines: Sequence[str], first: int, code: Code) -> None:
        self._lines = lines
        self._first = first
        self._code = code

    def run(self) -> None:
        at = 0
        while at < len(self._lines):
            line = self._lines[at]
            if fence := _FENCE.match(line):
                at = self._fenced(at, fence)
            elif (directive := _DIRECTIVE.match(line)) and _is_python(directive[2] or "python"):
                at = self._indented(at + 1, len(directive[1]))
            elif _PROMPT.match(line):
                at = self._prompted(at, len(self._lines))
            else:
                at += 1

    def _fenced(self, at: int, fence: re.Match[str]) -> int:
        """Take a fenced block; returns where to go on."""
        indent, mark = len(fence[1]), fence[2]
        end = at + 1
        while end < len(self._lines):
            closing = self._lines[end].strip()
            if closing.startswith(mark) and not closing.strip(mark[0]):
                break
            end += 1
        if _is_python(fence[3]):
            self._block(at + 1, end, indent)
        return end + 1

    def _indented(self, at: int, outer: int) -> int:
        """Take the block of a directive, behind its options."""
        end = start = at
        while end < len(self._lines):
            line = self._lines[end]
            if line.strip() and _indent(line) <= outer:
                break
            end += 1
        while start < end and self._lines[start].strip().startswith(":"):
            start += 1
        self._block(start, end, 0)
        return end

    def _block(self, start: int, end: int, indent: int) -> None:
        """Take the lines of a block: a script, or what was said at a prompt."""
        lines = self._lines[start:end]
        if any(_PROMPT.match(line) for line in lines):
            while start < end:
                start = (
                    self._prompted(start, end) if _PROMPT.match(self._lines[start]) else start + 1
                )
            return
        indents = [_indent(line) for line in lines if line.strip()]
        cut = min(indents, default=indent)
        numbered = enumerate(lines, self._first + start)
        self._code.add([(number, cut, line[cut:]) for number, line in numbered])

    def _prompted(self, at: int, end: int) -> int:
        """Take one statement at a prompt and the lines that continue it."""
        block = []
        pattern = _PROMPT
        while at < end and (match := pattern.match(self._lines[at])):
            block.append((self._first + at, match.end(), self._lines[at][match.end() :]))
            at += 1
            pattern = _CONTINUED
        self._code.add(block)
        return at


def _is_python(info: str) -> bool:
    """Whether the words behind a fence, or a directive, name Python."""
    words = re.split(r"[\s{},.:]+", info.lower())
    return any(word in _LANGUAGES for word in words[:3])


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
