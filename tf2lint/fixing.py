"""One source fixed until nothing more can be done: lint, apply, lint again."""

from __future__ import annotations

from tf2lint.fix import apply_fixes, choose_fixes, encode_like, spliced
from tf2lint.model import Fix
from tf2lint.notebooks import in_cells, readable_parts
from tf2lint.records import NamedTuple
from tf2lint.source import SourceError, decode, parse
from tf2lint.source.notebook import SUFFIX, Notebook
from tf2lint.source.notebook_text import rewrite_cells

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tf2lint.lint import Linter
    from tf2lint.model import Finding
    from tf2lint.repairs.statements import Code

#: Enough for fixes that uncover others, and for those that were in each other's way.
_ROUNDS = 5


class Fixed(NamedTuple):
    """A source after its fixes: the new bytes, and what was repaired in them.

    ``overfull``: it has more findings than edits are made for, so that nothing was done.
    """

    data: bytes
    repaired: tuple[Finding, ...]
    overfull: bool = False


def fix_source(linter: Linter, path: str, data: bytes, unsafe: bool = False) -> Fixed:
    """Apply the safe fixes, and the unsafe ones where that is asked, to one source.

    ``linter`` must be one that gives fixes. A source that does not parse, and one that would
    not parse afterwards, comes back as it was.
    """
    repaired: list[Finding] = []
    fixed = _rounds(linter, path, data, unsafe, repaired)
    if fixed != data:
        without = _without_leftovers(linter, path, data, fixed)
        if without != fixed:
            fixed = _rounds(linter, path, without, unsafe, repaired)
    return Fixed(fixed, tuple(repaired), path in linter.overfull)


def _rounds(linter: Linter, path: str, data: bytes, unsafe: bool, repaired: list[Finding]) -> bytes:
    """The bytes once no fix changes them any more; what was repaired is added to the list."""
    for _ in range(_ROUNDS):
        findings = [f for f in linter.lint(path, data) if is_wanted(f.fix, unsafe)]
        changed, taken = _applied(path, data, findings)
        if changed == data:
            break
        data = changed
        repaired.extend(taken)
    return data


def _without_leftovers(linter: Linter, path: str, before: bytes, after: bytes) -> bytes:
    """The bytes without the imports that the fixes took the last use of."""
    from tf2lint.repairs.statements import leftovers

    def is_taken(name: str) -> bool:
        return linter.project.is_taken(path, name)

    is_notebook = path.endswith(SUFFIX)
    if path.endswith("__init__.py"):
        return after
    fix = leftovers(_read(path, before), _read(path, after), is_taken)
    if fix is not None and is_notebook:
        fix = in_cells(readable_parts(path, after)[0], fix)
    if fix is None:
        return after
    apply = _spliced_cells if is_notebook else _spliced
    return apply(path, after, [(fix, 0)])[0]


def _read(path: str, data: bytes) -> Code:
    from tf2lint.repairs.statements import Code

    if path.endswith(SUFFIX):
        book, unread = readable_parts(path, data)
        return Code(book.text, parse(book.text, path), unread)
    text = decode(data)
    return Code(text, parse(text, path), "")


def is_wanted(fix: Fix | None, unsafe: bool) -> bool:
    """Whether a fix is there and may be applied."""
    return fix is not None and (unsafe or fix.safety == "safe")


def _applied(path: str, data: bytes, findings: list[Finding]) -> tuple[bytes, list[Finding]]:
    """The bytes after the fixes of the findings, and those findings that they repair."""
    fixes = [(finding.fix, finding.cell or 0) for finding in findings if finding.fix is not None]
    if not fixes:
        return data, []
    splice = _spliced_cells if path.endswith(SUFFIX) else _spliced
    changed, taken = splice(path, data, fixes)
    return changed, [findings[number] for number in taken]


def _spliced(path: str, data: bytes, fixes: list[tuple[Fix, int]]) -> tuple[bytes, tuple[int, ...]]:
    """The bytes of a file after fixes, and the numbers of those that are in them."""
    applied = apply_fixes(decode(data), [fix for fix, _ in fixes])
    try:
        changed = encode_like(applied.text, data)
        parse(changed, path)
    except (SourceError, UnicodeEncodeError):
        return data, ()
    return changed, applied.taken


def _spliced_cells(
    path: str, data: bytes, fixes: list[tuple[Fix, int]]
) -> tuple[bytes, tuple[int, ...]]:
    """The same for a notebook; each fix comes with the cell that it counts in."""
    cells = Notebook(data).cells
    if any(cell.source.endswith("\r") for cell in cells):
        return data, ()
    above = {cell.number: cell.first_line - 1 for cell in cells}
    placed = [_below(fix, cell or cells[0].number, above) for fix, cell in fixes]
    spans, taken = choose_fixes("\n".join(cell.source for cell in cells), placed)
    sources = {}
    begin = 0
    for cell in cells:
        end = begin + len(cell.source)
        own = [(s - begin, e - begin, new) for s, e, new in spans if begin <= s and e <= end]
        if own:
            sources[cell.number] = spliced(cell.source, own)
        begin = end + 1
    try:
        changed = rewrite_cells(data, sources)
        for cell in Notebook(changed).cells:
            if cell.number in sources:
                parse("\n".join(cell.lines), path)
    except (SourceError, ValueError):
        return data, ()
    return changed, taken


def _below(fix: Fix, cell: int, above: dict[int, int]) -> Fix:
    """The fix with its edits counted in all cells, one below the other."""
    edits = []
    for edit in fix.edits:
        lines = above[edit.cell or cell]
        edits.append(edit._replace(line=edit.line + lines, end_line=edit.end_line + lines))
    return Fix(fix.safety, tuple(edits))
