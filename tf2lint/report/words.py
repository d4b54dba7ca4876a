"""How findings are worded and spelled in the documents."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tf2lint.model import Finding


def sentence(finding: Finding) -> str:
    """Return what a finding says, apart from its code and place."""
    return f"{finding.message}; {finding.hint}" if finding.hint else finding.message


def slashed(path: str) -> str:
    """Return a path with slashes, as valid Unicode."""
    return valid_unicode(path.replace(os.sep, "/"))


def valid_unicode(text: str) -> str:
    """Return text that is valid Unicode: undecodable bytes of a file name are spelled out."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def xml_text(text: str) -> str:
    """Return text without the control characters that XML 1.0 cannot hold at all."""
    return "".join(c if c >= " " or c in "\t\n\r" else f"\\x{ord(c):02x}" for c in text)
