"""Variable scopes that ask for reuse: whether anything in them could be reused."""

from __future__ import annotations

import _ast as syntax

from tf2lint.checks.ownership import children
from tf2lint.names.builtin import NAMES
from tf2lint.names.values import Function

TYPE_CHECKING = False
if TYPE_CHECKING:
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
_PLAIN = ("tf.", "tensorflow_probability.")


def may_make_variables(module: Module, event: Call) -> bool:
    """Whether the ``with`` block of a variable scope could make variables.

    True where that cannot be seen: the scope is kept in a name, or a call in the block leads
    to code that is not found.
    """
    block = _block_of(event)
    if block is None:
        return True
    return any(_may_make(module, call) for statement in block for call in _calls(statement))


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
        stack.extend(children(node))
    return None


def _calls(tree: Any) -> list[Any]:
    found, stack = [], [tree]
    while stack:
        node = stack.pop()
        if type(node) is syntax.Call:
            found.append(node)
        stack.extend(children(node))
    return found


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
        return _text_of(module.project.read(module.path).decode("utf-8", "replace"), func.id)
    if type(func) is not syntax.Attribute or type(func.value) is not syntax.Name:
        return ""
    here = module.project.read(module.path).decode("utf-8", "replace")
    dotted, level = _imported_as(here, func.value.id)
    found = module.project.find(module.path, dotted, level) if dotted else ""
    if not found:
        return ""
    return _text_of(module.project.read(found).decode("utf-8", "replace"), func.attr)


def _imported_as(source: str, name: str) -> tuple[str, int]:
    """Dotted path and level of the module that a source imports under ``name``."""
    import re

    whole = re.search(rf"^import ([\w.]+) as {name}\b", source, re.MULTILINE)
    if whole is not None:
        return whole[1], 0
    part = re.search(
        rf"^from (\.*)([\w.]*) import (?:{name}\b(?! as)|(\w+) as {name}\b)", source, re.MULTILINE
    )
    if part is None:
        return "", 0
    last = part[3] or name
    return f"{part[2]}.{last}" if part[2] else last, len(part[1])


def _text_of(source: str, name: str) -> str:
    """The body of a top-level function, from its text alone."""
    start = source.find(f"\ndef {name}(")
    if start < 0:
        return ""
    lines = source[start + 1 :].splitlines()
    body = [lines[0]]
    for line in lines[1:]:
        if line[:1] not in ("", " ", "\t", "#", ")", "]"):
            break
        body.append(line)
    return "\n".join(body)
