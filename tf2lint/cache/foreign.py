"""Values out of an entry, which may hold anything by now; ``ValueError`` where they are wrong."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def as_table(value: object) -> dict[str, Any]:
    """Return a value that has to be a table."""
    if type(value) is not dict:
        raise ValueError("not a table")
    return value


def as_text(value: object) -> str:
    """Return a value that has to be a text."""
    # A null byte ends a path, and there are none in what is printed.
    if type(value) is not str or "\0" in value:
        raise ValueError("not a text")
    return value


def as_number(value: object) -> int:
    """Return a value that has to be a whole number from 0."""
    if type(value) is not int or value < 0:
        raise ValueError("not a number")
    return value
