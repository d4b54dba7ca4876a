"""Import statements, or some of their names, taken away."""

from __future__ import annotations

import _ast as syntax

from tf2lint.model import Fix
from tf2lint.records import NamedTuple
from tf2lint.repairs.forms import delete_statement, is_needed
from tf2lint.repairs.source import Source
from tf2lint.repairs.uses import Uses

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from tf2lint.repairs.source import Span

#: How comments begin that tell a tool about the import they stand behind.
_DIRECTIVES = ("noqa", "pylint:", "type:", "isort:", "flake8:", "pytype:", "mypy:", "ruff:")
#: What says that an import is wanted though nothing uses it.
_WANTED = ("noqa", "unused-import", "F401")
#: The packages whose names fixes replace.
_PACKAGES = frozenset({"tensorflow", "tf_slim", "keras", "absl"})


class Code(NamedTuple):
    """A text, its tree, and lines of the file that are in neither."""

    text: str
    tree: Any
    unread: str


def leftovers(old: Code, new: Code, is_taken: Callable[[str], bool]) -> Fix | None:
    """Take away the imports that nothing uses any more, since fixes replaced what did.

    ``is_taken``: whether another file imports a name from this one. What imports a whole
    package stays.
    """
    text, tree, _ = new
    source, uses, before = Source(text, tree), Uses(*new), Uses(*old)
    spans: list[Span] = []
    for statement in _imports(tree):
        line = text[
            source.line_start(statement.lineno) : source.line_start(statement.end_lineno + 1)
        ]
        if any(word in line for word in _WANTED):
            continue
        parent = source.parent(statement)
        if type(parent) in (syntax.ClassDef, syntax.Try, syntax.ExceptHandler):
            continue
        stays = []
        for index, alias in enumerate(statement.names):
            name = alias.asname or alias.name
            unused = before.count(name) and not uses.count(name) and not uses.is_rebound(name)
            if not unused or (parent is tree and is_taken(name)):
                stays.append(index)
        if not stays:
            spans += deleted(source, statement) or []
        elif len(stays) < len(statement.names):
            spans += without(source, statement, stays) or []
    return Fix("safe", tuple(map(source.edit, spans))) if spans else None


def _imports(tree: Any) -> list[Any]:
    """The statements that import more than a package from TensorFlow and its companions."""
    import ast

    found = []
    for node in ast.walk(tree):
        if type(node) is syntax.ImportFrom and not node.level:
            modules = [node.module or ""]
        elif type(node) is syntax.Import:
            modules = [a.name if a.asname and "." in a.name else "" for a in node.names]
        else:
            continue
        if all(module.partition(".")[0] in _PACKAGES for module in modules):
            found.append(node)
    return found


def can_edit(source: Source, statement: Any) -> bool:
    """Whether no comment stands in an import statement."""
    return not source.holds_comment(*source.span(statement))


def deleted(source: Source, statement: Any) -> list[Span] | None:
    """The statement goes; a comment behind it stays, unless only tools read it.

    None where a comment stands within.
    """
    if not can_edit(source, statement):
        return None
    start, end = source.span(statement)
    begin = source.line_start(statement.lineno)
    after = source.line_start(statement.end_lineno + 1)
    rest = source.text[end:after]
    comment = rest.strip()
    if source.text[begin:start].strip() or not comment.startswith("#"):
        return delete_statement(source, statement)
    if is_needed(source, statement):
        return [(start, end, "pass")]
    if comment[1:].lstrip().startswith(_DIRECTIVES):
        return [(begin, after, "")]
    return [(start, end + rest.index("#"), "")]


def without(source: Source, statement: Any, stays: list[int]) -> list[Span] | None:
    """Delete the names that do not stay, each with a comma; None where a comment would go."""
    spans: list[Span] = []
    aliases = [source.span(alias) for alias in statement.names]
    for index in range(len(aliases)):
        if index in stays:
            continue
        later = [i for i in stays if i > index]
        if later:
            spans.append((aliases[index][0], aliases[index + 1][0], ""))
        else:
            spans.append((aliases[index - 1][1], aliases[index][1], ""))
    held = any(source.holds_comment(start, end) for start, end, _ in spans)
    return None if held else spans
