"""Jupyter notebooks: their code cells as one Python text, and where its lines came from."""

from __future__ import annotations

import re

from tf2lint.source.text import SourceError, split_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

SUFFIX = ".ipynb"
#: Magics of a whole cell below which Python goes on; of others the cell is no Python.
_PYTHON_MAGICS = frozenset(
    {"capture", "prun", "pypy", "python", "python3", "time", "timeit", "memit", "mprun", "debug"}
)
#: What may begin a text of several lines, other texts, comments, and brackets.
_MARKS = re.compile(r'''"""|\'{3}|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[#()\[\]{}]''')
_TEXT = re.compile(r"""(["'])(?:(?!\1)[^\\]|\\.)*\1""")
_LANGUAGES = ("python", "ipython")
#: Bytes from which on the elements of a notebook are counted, and how many are allowed: the
#: smallest take a hundred bytes of memory each.
_LARGE, _MOST_ELEMENTS = 10_000_000, 5_000_000


class Cell:
    """A code cell: its number among all cells (from 1) and its lines, magics taken out."""

    __slots__ = ("first_line", "lines", "number", "source")

    def __init__(self, number: int, source: str, first_line: int) -> None:
        self.number = number
        #: The text of the cell as it stands in the notebook.
        self.source = source
        self.lines = without_magics(split_lines(source))
        #: The line of `Notebook.text` that the cell begins at.
        self.first_line = first_line


class Notebook:
    """The code of a notebook. Raises ``SourceError`` for what is no notebook."""

    def __init__(self, data: bytes) -> None:
        self.cells: list[Cell] = []
        line = 1
        for number, text in _code_cells(_load(data)):
            self.cells.append(Cell(number, text, line))
            line += len(self.cells[-1].lines)

    @property
    def text(self) -> str:
        """The code of all cells, one below the other."""
        return "\n".join(line for cell in self.cells for line in cell.lines)

    def place(self, line: int) -> tuple[Cell, int]:
        """Return the cell that a line of `text` came from, and the line within the cell."""
        found = self.cells[0]
        for cell in self.cells:
            if cell.first_line > line:
                break
            found = cell
        return found, line - found.first_line + 1


def _load(data: bytes) -> dict[str, Any]:
    import json

    if len(data) > _LARGE and sum(map(data.count, (b",", b"[", b"{"))) > _MOST_ELEMENTS:
        reason = f"the notebook has more than the {_MOST_ELEMENTS:,} elements allowed"
        raise SourceError(1, 1, reason, "unreadable")
    try:
        document = json.loads(data)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise SourceError(line, 1, f"the notebook is not valid JSON: {error}", "encoding") from None
    if not isinstance(document, dict) or not ({"cells", "worksheets"} & document.keys()):
        raise SourceError(1, 1, "the file is JSON, but not a notebook", "encoding")
    return document


def _code_cells(document: dict[str, Any]) -> Iterator[tuple[int, str]]:
    """Yield number and text of the cells that hold Python; versions 3 and 4 of the format."""
    if not _is_python(document.get("metadata")):
        return
    sheets = _list(document.get("worksheets")) or [document]
    cells = [cell for sheet in sheets for cell in _list(_dict(sheet).get("cells"))]
    for number, cell in enumerate(map(_dict, cells), 1):
        if cell.get("cell_type") != "code" or cell.get("language", "python") not in _LANGUAGES:
            continue
        source = cell.get("source", cell.get("input", ""))
        if isinstance(source, list):
            source = "".join(part for part in source if isinstance(part, str))
        if isinstance(source, str):
            yield number, source


def _is_python(metadata: object) -> bool:
    """Whether the notebook's kernel speaks Python; it does where nothing is said."""
    for key, field in (("language_info", "name"), ("kernelspec", "language")):
        language = _dict(_dict(metadata).get(key)).get(field)
        if isinstance(language, str):
            return language.lower() in _LANGUAGES
    return True


def without_magics(lines: list[str]) -> list[str]:
    """Return a cell's lines with what only IPython understands taken out, line by line."""
    first = next((i for i, line in enumerate(lines) if line.strip()), None)
    if first is not None and lines[first].startswith("%%"):
        name = (lines[first][2:].split() or [""])[0]
        if name not in _PYTHON_MAGICS:
            return [""] * len(lines)
        lines = ["", *lines[1:]] if first == 0 else [*lines[:first], "", *lines[first + 1 :]]
    out: list[str] = []
    quoted, depth, in_magic, in_python = "", 0, False, False
    for line in lines:
        bare = line.lstrip()
        goes_on = line.rstrip().endswith("\\")
        # Where a statement goes on, the sign is that of a remainder or of formatting.
        if in_magic or (not (quoted or depth or in_python) and _is_magic(bare)):
            out.append("" if in_magic else line[: len(line) - len(bare)] + "pass")
            in_magic = goes_on
            continue
        quoted, depth = _open_at_end(line, quoted, depth)
        in_python = goes_on
        out.append(line if quoted else _plain_assignment(line))
    return out


def _is_magic(bare: str) -> bool:
    if bare.startswith(("%", "!", "?")):
        return True
    return bare.rstrip().endswith("?") and "#" not in bare and "'" not in bare and '"' not in bare


def _plain_assignment(line: str) -> str:
    """Return ``x = !ls`` and ``x = %magic`` as assignments of nothing."""
    target, sign, value = line.partition("=")
    if not sign or value.lstrip()[:1] not in ("!", "%") or value.lstrip().startswith("!="):
        return line
    # The sign of an assignment stands in no text, no comment and no brackets.
    quoted, depth = _open_at_end(target, "", 0)
    rest = _TEXT.sub("", target)
    if quoted or depth or any(mark in rest for mark in "#'\""):
        return line
    return f"{target}= None"


def _open_at_end(line: str, quoted: str, depth: int) -> tuple[str, int]:
    """Return the triple quote and the number of brackets open after a line, given those before."""
    at = 0
    while at < len(line):
        if quoted:
            end = line.find(quoted, at)
            if end < 0:
                break
            at, quoted = end + 3, ""
            continue
        match = _MARKS.search(line, at)
        if match is None or match[0] == "#":
            break
        at, mark = match.end(), match[0]
        if mark in ('"""', "'''"):
            quoted = mark
        elif mark in "([{":
            depth += 1
        elif mark in ")]}":
            depth = max(0, depth - 1)
    return quoted, depth


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
