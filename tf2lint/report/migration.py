"""A report for a team: what was changed, and what needs a person, by file and effort."""

from __future__ import annotations

from tf2lint.fixing import is_wanted
from tf2lint.records import NamedTuple
from tf2lint.report.text import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tf2lint.knowledge import Target
    from tf2lint.model import Finding

#: What a finding asks of a person, the least first: a heading, and what it means.
EFFORTS = (
    ("look", "an unsafe fix is there: apply it with `--fix --unsafe-fixes`, and look at it"),
    ("edit", "the finding names what to write instead"),
    ("rethink", "TensorFlow 2 has another way to do this"),
)


class FileWork(NamedTuple):
    """One file: what was repaired in it, and what is left, by effort."""

    path: str
    repaired: Sequence[Finding]
    left: Sequence[Finding]

    def of_effort(self, effort: str) -> list[Finding]:
        """The findings left that ask for this effort, in the order of their lines."""
        return [finding for finding in self.left if effort_of(finding) == effort]


def effort_of(finding: Finding) -> str:
    """What a finding that is left asks of a person: a name of ``EFFORTS``."""
    if is_wanted(finding.fix, unsafe=True):
        return "look"
    return "edit" if finding.replacement else "rethink"


def render_migration(
    target: Target, repaired: Iterable[Finding], left: Iterable[Finding], title: str
) -> str:
    """Return the report as Markdown; paths are those of the findings.

    The files come with the most work for people first, the findings by their effort.
    """
    files = _by_file(repaired, left)
    out = [f"# {title}", "", _summary(target, files), ""]
    if files:
        out += ["| file | changed | " + " | ".join(name for name, _ in EFFORTS) + " |"]
        out += ["|---|---:" + "|---:" * len(EFFORTS) + "|"]
        for file in files:
            counts = [str(len(file.of_effort(name))) for name, _ in EFFORTS]
            out.append(f"| {_code(file.path)} | {len(file.repaired)} | {' | '.join(counts)} |")
        out.append("")
        out += [f"- **{name}**: {meaning}." for name, meaning in EFFORTS]
        out.append("")
    for file in files:
        out += _section(file)
    return "\n".join(out).rstrip("\n") + "\n"


def _by_file(repaired: Iterable[Finding], left: Iterable[Finding]) -> list[FileWork]:
    work: dict[str, tuple[list[Finding], list[Finding]]] = {}
    for finding in repaired:
        work.setdefault(finding.path, ([], []))[0].append(finding)
    for finding in left:
        if finding.severity != "info":
            work.setdefault(finding.path, ([], []))[1].append(finding)
    files = [FileWork(path, *parts) for path, parts in work.items()]
    return sorted(files, key=lambda file: (-_weight(file), file.path))


def _weight(file: FileWork) -> int:
    """How much work a file is: each step of effort counts three times the one before."""
    return sum(3**index * len(file.of_effort(name)) for index, (name, _) in enumerate(EFFORTS))


def _summary(target: Target, files: Sequence[FileWork]) -> str:
    changed = sum(len(file.repaired) for file in files)
    left = sum(len(file.left) for file in files)
    mended = sum(bool(file.repaired) for file in files)
    unfinished = sum(bool(file.left) for file in files)
    return (
        f"For {target}: repaired {_count(changed, 'finding')} in {_count(mended, 'file')}; "
        f"left to you {_count(left, 'finding')} in {_count(unfinished, 'file')}."
    )


def _count(number: int, what: str) -> str:
    return f"{number} {what}" + ("" if number == 1 else "s")


def _section(file: FileWork) -> list[str]:
    out = [f"## {_code(file.path)}", ""]
    for name, _ in EFFORTS:
        found = file.of_effort(name)
        if found:
            out += [f"### {name} ({len(found)})", ""]
            out += [
                _entry(finding, f"; {finding.hint}" if finding.hint else "") for finding in found
            ]
            out.append("")
    if file.repaired:
        out += [f"### changed ({len(file.repaired)})", ""]
        out += [_entry(finding, "") for finding in file.repaired]
        out.append("")
    return out


def _entry(finding: Finding, more: str) -> str:
    text = printable(f"{finding.message}{more}")
    for mark in "\\`*_<>[]|":
        text = text.replace(mark, "\\" + mark)
    return f"- line {finding.line}: [{finding.code}] {text}"


def _code(path: str) -> str:
    return f"`{printable(path)}`"
