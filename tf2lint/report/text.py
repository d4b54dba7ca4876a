"""Findings for people: a line each, on a terminal with the source line and a caret."""

from __future__ import annotations

from tf2lint.report.words import place, sentence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tf2lint.model import Finding
    from tf2lint.report import Report

_BOLD, _DIM, _PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[0m"
_COLOURS = {"error": "\x1b[31m", "warning": "\x1b[33m", "info": "\x1b[36m"}
#: Columns of a source line that are shown; of a longer one, the part around the finding.
_WIDTH = 120


def render_text(
    report: Report, colour: bool, lines_of: Callable[[Finding], Sequence[str]] | None
) -> Iterator[str]:
    """Yield the findings as text, with source lines where ``lines_of`` gives them.

    There the first finding of each rule leads to the rule's page.
    """
    explained = set()
    for finding in report.findings:
        yield (_coloured_line(finding) if colour else finding_line(finding)) + "\n"
        if lines_of is not None:
            lines = lines_of(finding)
            if finding.line <= len(lines):
                yield _excerpt(finding, lines[finding.line - 1], colour)
                if finding.code not in explained:
                    explained.add(finding.code)
                    yield _link(finding, colour)


def finding_line(finding: Finding) -> str:
    """Return a finding in one line that stands alone."""
    return printable(f"{place(finding)}: {finding.code} {sentence(finding)} [{finding.severity}]")


def printable(text: str) -> str:
    """Return text with control characters and undecodable bytes spelled out."""
    if text.isprintable():
        return text
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text
    )


def _coloured_line(finding: Finding) -> str:
    where = place(finding)[len(finding.path) :]
    start = f"{_BOLD}{printable(finding.path)}{_PLAIN}{where}: "
    shade = _COLOURS[finding.severity]
    code = f"{shade}{_BOLD}{finding.code}{_PLAIN}"
    severity = f"{shade}[{finding.severity}]{_PLAIN}"
    return f"{start}{code} {printable(sentence(finding))} {severity}"


def _excerpt(finding: Finding, line: str, colour: bool) -> str:
    """Return the source line and a caret line under it."""
    start = finding.column - 1
    end = finding.end_column - 1 if finding.end_line == finding.line else len(line.rstrip())
    shift = max(0, start - _WIDTH // 2) if len(line) > _WIDTH else 0
    shown = line[shift : shift + _WIDTH]
    start, end = start - shift, min(end - shift, len(shown))
    number = str(finding.line)
    gutter = " " * len(number)
    before = "".join("\t" if c == "\t" else " " * _cells(c) for c in shown[:start])
    marks = "^" * max(1, sum(_cells(c) for c in shown[start:end]))
    source = "".join(c if c == "\t" else printable(c) for c in shown)
    if not colour:
        return f"  {number} | {source}\n  {gutter} | {before}{marks}\n"
    shade = _COLOURS[finding.severity]
    return (
        f"  {_DIM}{number} |{_PLAIN} {source}\n"
        f"  {_DIM}{gutter} |{_PLAIN} {before}{shade}{marks}{_PLAIN}\n"
    )


def _link(finding: Finding, colour: bool) -> str:
    """Return the line that says how to read the page of a finding's rule, wherever one is."""
    sign = " " * len(str(finding.line)) + " ="
    command = f"tf2lint explain {finding.code}"
    return f"  {_DIM}{sign} {command}{_PLAIN}\n" if colour else f"  {sign} {command}\n"


def _cells(character: str) -> int:
    """Return how many columns of a terminal a character takes."""
    if character.isascii():
        return len(printable(character))
    import unicodedata

    if unicodedata.combining(character):
        return 0
    if not character.isprintable():
        return len(printable(character))
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
