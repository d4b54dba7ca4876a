"""The statements of a module beside those that they became in a rewritten one."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from difflib import SequenceMatcher


def lines_of(node: ast.AST) -> tuple[int, int]:
    """First and last line of a statement; of a compound one, of its head alone."""
    first, last = node.lineno, node.end_lineno or node.lineno  # type: ignore[attr-defined]
    body = getattr(node, "body", None)
    if isinstance(body, list) and body:
        last = max(first, body[0].lineno - 1)
    return first, last


def head(node: ast.stmt) -> str:
    """The syntax of a statement, without the statements in it."""
    parts = []
    for name, value in ast.iter_fields(node):
        nested = (
            isinstance(value, list)
            and value
            and isinstance(value[0], (ast.stmt, ast.excepthandler))
        )
        if not nested:
            items = value if isinstance(value, list) else [value]
            parts.append(
                name + "".join(ast.dump(i) if isinstance(i, ast.AST) else repr(i) for i in items)
            )
    return type(node).__name__ + "|".join(parts)


def bodies(node: ast.AST) -> Iterator[list[ast.stmt]]:
    """The lists of statements in a statement or module."""
    for _, value in ast.iter_fields(node):
        if isinstance(value, list) and value:
            if isinstance(value[0], ast.stmt):
                yield value
            elif isinstance(value[0], ast.excepthandler):
                for handler in value:
                    yield from bodies(handler)


def aligned(old: ast.AST, new: ast.AST) -> Iterator[tuple[ast.stmt, ast.stmt | None]]:
    """Each statement of ``old`` with the one that it became; None for a deleted one."""
    for before, after in zip(bodies(old), bodies(new)):
        for first, second in _pairs(before, after):
            yield first, second
            if second is not None:
                yield from aligned(first, second)


def _pairs(
    before: list[ast.stmt], after: list[ast.stmt]
) -> Iterator[tuple[ast.stmt, ast.stmt | None]]:
    if len(before) == len(after):
        yield from zip(before, after)
        return
    old, new = ([head(node) for node in body] for body in (before, after))
    for tag, first, last, start, end in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if tag == "insert":
            continue
        for offset in range(last - first):
            there = start + offset
            yield before[first + offset], after[there] if there < end else None
