"""Rewritings that change the shape of an expression or take a statement away."""

from __future__ import annotations

import _ast as syntax

from tf2lint.repairs import arguments, moves, shapes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from tf2lint.knowledge import FixRow
    from tf2lint.names import Call
    from tf2lint.repairs.source import Source, Span
    from tf2lint.repairs.spelling import Spelling

    Maker = Callable[[Source, Spelling, FixRow, Any, "Call | None"], "list[Span] | None"]

#: What binds tighter than an attribute: safe as the receiver of a method.
_PRIMARY = (syntax.Name, syntax.Attribute, syntax.Call, syntax.Subscript)
_BODIES = ("body", "orelse", "finalbody")


def drop(
    source: Source, spelling: Spelling, row: FixRow, node: Any, call: Call | None
) -> list[Span] | None:
    """``x.shape[0].value`` → ``x.shape[0]``."""
    if type(node) is not syntax.Attribute or type(node.ctx) is not syntax.Load:
        return None
    end = source.span(node)[1]
    start = end - len(node.attr)
    before = source.tokens_in(source.span(node.value)[1], start)
    if source.text[start:end] != node.attr or not before or before[-1].text != ".":
        return None
    if source.holds_comment(before[-1].start, end):
        return None
    return [(before[-1].start, end, "")]


def wrap(
    source: Source, spelling: Spelling, row: FixRow, node: Any, call: Call | None
) -> list[Span] | None:
    """``ds.make_one_shot_iterator()`` → ``iter(ds)``, a method without arguments."""
    if type(node) is not syntax.Attribute:
        return None
    function = spelling.of(row.to, node) if "." in row.to else row.to
    if not function or (function == row.to and spelling.is_rebound(function)):
        return None
    called = call is not None and call.node.func is node
    if called and (call is None or call.node.args or call.node.keywords):
        return None
    whole = call.node if called and call is not None else node
    start, end = source.span(whole)
    inner_end = source.span(node)[1] - len(node.attr)
    before = source.tokens_in(source.span(node.value)[1], inner_end)
    if not before or before[-1].text != "." or source.holds_comment(before[-1].start, end):
        return None
    return [(start, start, function + "("), (before[-1].start, end, ")")]


def method(
    source: Source, spelling: Spelling, row: FixRow, node: Any, call: Call | None
) -> list[Span] | None:
    """``tf.assign(v, x)`` → ``v.assign(x)``; ``rename`` maps the receiver's name to ``""``."""
    if call is None or call.node.func is not node or call.weak:
        return None
    listed = source.argument_list(call.node)
    if listed is None or len(listed.arguments) < 2:
        return None
    first, second = listed.arguments[:2]
    receiver: Any = first.node
    if type(receiver) is syntax.keyword and row.rename.get(receiver.arg or "") == "":
        receiver = receiver.value
    if type(receiver) not in _PRIMARY or source.is_grouped(first):
        return None
    if type(second.node) is syntax.Starred:
        return None
    others = [argument.node for argument in listed.arguments[1:]]
    keywords: list[Any] = [other for other in others if type(other) is syntax.keyword]
    if not all(row.rename.get(keyword.arg) for keyword in keywords):
        return None
    if len(others) - len(keywords) > 1:
        return None
    start, place = source.span(call.node)[0], source.span(receiver)[0]
    if source.holds_comment(start, place) or source.holds_comment(first.end, second.start):
        return None
    spans = [(start, place, ""), (first.end, second.start, f".{row.to}(")]
    for keyword in keywords:
        if row.rename[keyword.arg] != keyword.arg:
            at = source.span(keyword)[0]
            spans.append((at, at + len(keyword.arg), row.rename[keyword.arg]))
    return spans


def delete(
    source: Source, spelling: Spelling, row: FixRow, node: Any, call: Call | None
) -> list[Span] | None:
    """A call that stands alone as a statement, with nothing worth keeping in it."""
    if call is None:
        return None
    statement = source.statement(node)
    if type(statement) is not syntax.Expr or statement.value is not call.node:
        return None
    arguments = [*call.node.args, *(keyword.value for keyword in call.node.keywords)]
    if not all(type(value) in (syntax.Constant, syntax.Name) for value in arguments):
        return None
    return delete_statement(source, statement)


def delete_run(source: Source, node: Any, call: Call) -> list[Span] | None:
    """``session.run(init())`` goes: right where nothing is left to initialize, or to run."""
    statement = moves.run_statement(source, node, call)
    return None if statement is None else delete_statement(source, statement)


def delete_statement(source: Source, statement: Any) -> list[Span] | None:
    """A whole line goes; where something else stands on it, or in its block, ``pass`` comes."""
    start, end = source.span(statement)
    continued = statement.lineno > 1 and source.line(statement.lineno - 1).rstrip().endswith("\\")
    begin = source.line_start(statement.lineno)
    after = source.line_start(statement.end_lineno + 1)
    alone = not source.text[begin:start].strip() and not source.text[end:after].strip()
    if is_needed(source, statement) or not alone or continued:
        return [(start, end, "pass")]
    return [(begin, after, "")]


def is_needed(source: Source, statement: Any) -> bool:
    """Whether the block that a statement stands in holds nothing else."""
    parent = source.parent(statement)
    if parent is source.tree:
        return False
    for name in _BODIES:
        block = getattr(parent, name, None)
        if isinstance(block, list) and statement in block:
            return len(block) < 2
    return True


def none(
    source: Source, spelling: Spelling, row: FixRow, node: Any, call: Call | None
) -> list[Span] | None:
    """A person has to look, whatever the tables would give."""
    return None


FORMS: dict[str, Maker] = {
    "drop": drop,
    "wrap": wrap,
    "method": method,
    "delete": delete,
    "none": none,
    **arguments.FORMS,
    **shapes.FORMS,
    **moves.FORMS,
}
