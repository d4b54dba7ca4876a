"""One source fixed until nothing more can be done: lint, apply, lint again."""

from __future__ import annotations

from tf2lint.fix import apply_fixes, encode_like
from tf2lint.records import NamedTuple
from tf2lint.source import SourceError, decode, parse
from tf2lint.source.notebook import SUFFIX, Notebook
from tf2lint.source.notebook_text import rewrite_cells

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tf2lint.lint import Linter
    from tf2lint.model import Finding, Fix

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
    apply = _applied_to_cells if path.endswith(SUFFIX) else _applied
    repaired: list[Finding] = []
    for _ in range(_ROUNDS):
        findings = [f for f in linter.lint(path, data) if is_wanted(f.fix, unsafe)]
        changed, taken = apply(path, data, findings)
        if changed == data:
            break
        data = changed
        repaired.extend(taken)
    return Fixed(data, tuple(repaired), path in linter.overfull)


def is_wanted(fix: Fix | None, unsafe: bool) -> bool:
    """Whether a fix is there and may be applied."""
    return fix is not None and (unsafe or fix.safety == "safe")


def _applied(path: str, data: bytes, findings: list[Finding]) -> tuple[bytes, list[Finding]]:
    """The bytes after the fixes of the findings, and those findings that they repair."""
    fixes = [finding.fix for finding in findings if finding.fix is not None]
    text = decode(data) if fixes else ""
    applied = apply_fixes(text, fixes)
    try:
        changed = encode_like(applied.text, data) if fixes else data
        parse(changed, path)
    except (SourceError, UnicodeEncodeError):
        return data, []
    return changed, [findings[number] for number in applied.taken]


def _applied_to_cells(
    path: str, data: bytes, findings: list[Finding]
) -> tuple[bytes, list[Finding]]:
    """The same for a notebook, whose findings and fixes count in cells."""
    if not findings:
        return data, []
    sources = {}
    taken: list[Finding] = []
    for cell in Notebook(data).cells:
        own = [finding for finding in findings if finding.cell == cell.number]
        applied = apply_fixes(cell.source, [f.fix for f in own if f.fix is not None])
        if applied.taken:
            sources[cell.number] = applied.text
            taken.extend(own[number] for number in applied.taken)
    try:
        changed = rewrite_cells(data, sources)
        for cell in Notebook(changed).cells:
            if cell.number in sources:
                parse("\n".join(cell.lines), path)
    except (SourceError, ValueError):
        return data, []
    return changed, taken
