"""Variable scopes that ask for reuse: whether anything in them could be reused."""

from __future__ import annotations

import _ast as syntax

from tf2lint.checks.trees import children, walk
from tf2lint.names.builtin import NAMES
from tf2lint.names.values import Function

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from tf2lint.checks.module import Module
    from tf2lint.names import Call

#: Words of a source that makes variables, or leaves that to what it is given.
_MAKING = (
    "variable",
    "layers.",
    "slim.",
    "Variable",
    "dense",
    "conv1",
    "conv2",
    "conv_",
    "_fn(",
    "rnn",
    "make_",
)
#: Methods of tensors and shapes.
_READING = frozenset({"as_list", "get_shape", "set_shape"})
_IMPORTS = r"(?:import ([\w.]+) as (\w+)|from (\.*)([\w.]*) import (\w+)(?: as (\w+))?)"
#: How a line begins that goes on with a function or class.
_INSIDE = frozenset({"", "\n", "\r", " ", "\t", "#", ")", "]"})
_PLAIN = ("tf.", "tensorflow_probability.")


def may_make_variables(module: Module, event: Call) -> bool:
    """Whether the ``with`` block of a variable scope could make variables.

    True where that cannot be seen: the scope is kept in a name, or a call in the block leads
    to code that is not found.
    """
    block = _block_of(event)
    if block is None:
        return True
    calls = (node for node in walk(*block) if type(node) is syntax.Call)
    return any(_may_make(module, call) for call in calls)


def _block_of(event: Call) -> list[Any] | None:
    """The statements under ``with scope:``; None where the call stands elsewhere."""
    function = event.context.function
    stack = [function] if function is not None else []
    while stack:
        node = stack.pop()
        if type(node) is syntax.With and any(
            item.context_expr is event.node for item in node.items
        ):
            body: list[Any] = node.body
            return body
        stack.extend(child for child in children(node) if _covers(child, event.node.lineno))
    return None


def _covers(node: Any, line: int) -> bool:
    """Whether a node reaches over a line; those without lines of their own may."""
    return bool(getattr(node, "lineno", line) <= line <= getattr(node, "end_lineno", line))


def _may_make(module: Module, node: Any) -> bool:
    event = module.shim.call_of(node)
    if event is not None and event.path:
        row = module.knowledge.row(event.path)
        given = (*event.arguments, *event.keywords.values())
        plain = event.path.startswith(_PLAIN) and not _makes(event.path)
        plain = plain and not any(type(value) is Function for value in given)
        return not plain or (row is not None and row.rule == "get-variable-eager")
    if event is not None and event.receiver is not None:
        return event.receiver.kind not in ("Tensor", "Variable", "TensorShape")
    if getattr(node.func, "attr", "") in _READING:
        return False
    if type(node.func) is syntax.Name and node.func.id in NAMES:
        return False
    source = _source_of(module, node.func)
    return not source or _makes(source)


def _makes(text: str) -> bool:
    return any(word in text for word in _MAKING)


def _source_of(module: Module, func: Any) -> str:
    """The text of a function that is called by its name or its module's; "" if not found."""
    if type(func) is syntax.Name:
        return text_of(module.project.read(module.path), f"def {func.id}(")
    if type(func) is not syntax.Attribute or type(func.value) is not syntax.Name:
        return ""
    dotted, level = _imported_as(module.project.read(module.path), func.value.id)
    found = module.project.find(module.path, dotted, level) if dotted else ""
    return text_of(module.project.read(found), f"def {func.attr}(") if found else ""


def _imported_as(data: bytes, name: str) -> tuple[str, int]:
    """Dotted path and level of the module that a source imports under ``name``."""
    import re

    for line in _imports_of(data, _encoded(name)):
        found = re.match(_IMPORTS, line.decode("utf-8", "replace"))
        if found is None:
            continue
        whole, alias, dots, package, first, renamed = found.groups("")
        if whole and alias == name:
            return whole, 0
        if first and (renamed or first) == name:
            return f"{package}.{first}" if package else first, len(dots)
    return "", 0


def _imports_of(data: bytes, word: bytes) -> Iterator[bytes]:
    """The imports of a source that stand at the beginning of a line which has the word.

    Searched for by the word: a source is long, and asked for each call in a scope.
    """
    at = data.find(word)
    while at >= 0:
        start, end = data.rfind(b"\n", 0, at) + 1, data.find(b"\n", at)
        if end < 0:
            end = len(data)
        line = data[start:end]
        if line.startswith((b"import ", b"from ")):
            yield line
        at = data.find(word, end)


def _encoded(name: str) -> bytes:
    return name.encode("utf-8", "surrogateescape")


def text_of(data: bytes, opening: str) -> str:
    """The text of a top-level function or class whose first line begins with ``opening``."""
    if b"\n" + _encoded(opening) not in data:
        return ""
    source = data.decode("utf-8", "replace")
    start = source.find(f"\n{opening}")
    end = source.find("\n", start + 1)
    while end >= 0 and source[end + 1 : end + 2] in _INSIDE:
        end = source.find("\n", end + 1)
    return source[start + 1 : end if end >= 0 else len(source)]
