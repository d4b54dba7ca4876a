"""How findings are worded and spelled in the documents."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tf2lint.model import Finding


_NOT_IN_XML = "[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"


def sentence(finding: Finding) -> str:
    """Return what a finding says, apart from its code and place."""
    said = f"{finding.message}; {finding.hint}" if finding.hint else finding.message
    return f"{said}; probe: {finding.probe.said}" if finding.probe else said


def place(finding: Finding) -> str:
    """Return where a finding is: path, cell of a notebook, line, column."""
    cell = "" if finding.cell is None else f"cell {finding.cell}:"
    return f"{finding.path}:{cell}{finding.line}:{finding.column}"


def in_cell(finding: Finding) -> str:
    """Return the place in a notebook in words, for formats that know lines of files alone."""
    return "" if finding.cell is None else f"cell {finding.cell}, line {finding.line}: "


def indented(text: str, spaces: int) -> str:
    """Return lines moved to the right, each on a line of its own."""
    start = "\n" + " " * spaces
    return start + text.replace("\n", start)


def slashed(path: str) -> str:
    """Return a path with slashes, as valid Unicode."""
    return valid_unicode(path.replace(os.sep, "/"))


def valid_unicode(text: str) -> str:
    """Return text that is valid Unicode: undecodable bytes of a file name are spelled out."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def xml_text(text: str) -> str:
    """Return text without what XML 1.0 cannot hold at all: that is spelled out."""
    if text.isprintable():
        return text
    import re

    return re.sub(_NOT_IN_XML, lambda found: _spelled(found[0]), text)


def _spelled(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
