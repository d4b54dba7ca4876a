"""Which modules to probe, what to ask about their findings, and what the calls look like."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterable, Sequence
from typing import Any

from tf2lint.model import Finding
from tf2lint.probe.model import Module
from tf2lint.source import SourceError, decode, parse

#: Positional arguments, keywords, and whether there is no ``*`` or ``**`` among them.
CallShape = tuple[int, tuple[str, ...], bool]
_SYMBOL = re.compile(r"[A-Za-z_][\w.]*\Z")


def modules_of(findings: Iterable[Finding]) -> list[Module]:
    """Return the modules that the findings are in; those of other files are left out."""
    by_path: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.path.endswith(".py"):
            by_path.setdefault(finding.path, []).append(finding)
    return [module_of(path, found) for path, found in by_path.items()]


def module_of(path: str, findings: Sequence[Finding]) -> Module:
    """Return the module of a file: packages are the folders with an ``__init__.py`` above."""
    full = os.path.abspath(path)
    folder, file = os.path.split(full)
    parts = [] if file == "__init__.py" else [file[: -len(".py")]]
    while os.path.exists(os.path.join(folder, "__init__.py")):
        folder, name = os.path.split(folder)
        parts.insert(0, name)
    name = ".".join(re.sub(r"\W", "_", part) for part in parts)
    return Module(full, folder, name, tuple(findings))


def call_shapes(path: str) -> dict[tuple[int, int, int, int], CallShape]:
    """Return the calls of a file by the spans of their callees and of their keywords.

    Spans are as findings have them: 1-based, in characters. A file that cannot be read or
    parsed has none.
    """
    try:
        with open(path, "rb") as file:
            text = decode(file.read())
        tree = parse(text, path)
    except (OSError, SourceError, RecursionError):
        return {}
    from tf2lint.source import Columns

    columns = Columns(text)
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            shape = _shape(node)
            for part in (node.func, *node.keywords):
                found[_span(part, columns)] = shape
    return found


def _span(node: Any, columns: Any) -> tuple[int, int, int, int]:
    return (
        node.lineno,
        columns.column(node.lineno, node.col_offset),
        node.end_lineno,
        columns.column(node.end_lineno, node.end_col_offset),
    )


def _shape(call: ast.Call) -> CallShape:
    plain = [argument for argument in call.args if not isinstance(argument, ast.Starred)]
    keywords = tuple(keyword.arg for keyword in call.keywords if keyword.arg)
    whole = len(plain) == len(call.args) and len(keywords) == len(call.keywords)
    return len(plain), keywords, whole


def span_of(finding: Finding) -> tuple[int, int, int, int]:
    """Return where a finding is, as the spans of calls are written."""
    return finding.line, finding.column, finding.end_line, finding.end_column


def is_path(symbol: str) -> bool:
    """Whether a symbol is a path that can be looked up, not a member of some value."""
    root = symbol.split(".")[0]
    return bool(_SYMBOL.match(symbol)) and "." in symbol and root[:1].islower()


def query_of(
    finding: Finding,
    calls: dict[tuple[int, int, int, int], CallShape],
    trials: dict[str, str],
) -> dict[str, Any] | None:
    """Return what to ask the live API about a finding, ``None`` if nothing."""
    trial = trials.get(finding.symbol, "") if finding.severity == "error" else ""
    if is_path(finding.symbol):
        query: dict[str, Any] = {"symbol": finding.symbol, "trial": trial}
        shape = calls.get(span_of(finding))
        if shape is not None:
            query["call"] = [shape[0], list(shape[1]), shape[2]]
        return query
    return {"symbol": "", "trial": trial} if trial else None
