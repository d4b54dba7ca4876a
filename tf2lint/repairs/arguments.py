"""Rewritings of one argument of a call, or of the name of a method."""

from __future__ import annotations

import _ast as syntax

from tf2lint.repairs.moves import is_plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tf2lint.knowledge import FixRow
    from tf2lint.names import Call
    from tf2lint.repairs.source import Source, Span
    from tf2lint.repairs.spelling import Spelling


def member(
    source: Source, spelling: Spelling, row: FixRow, node: Any, call: Call | None
) -> list[Span] | None:
    """``metric.reset_states()`` → ``metric.reset_state()``: a method by its new name.

    Where the row renames parameters, calls that pass others, or several by position, stay.
    """
    attribute = node.func if type(node) is syntax.Call else node
    if type(attribute) is not syntax.Attribute or type(attribute.ctx) is not syntax.Load:
        return None
    end = source.span(attribute)[1]
    start = end - len(attribute.attr)
    if source.text[start:end] != attribute.attr:
        return None
    spans = [(start, end, row.to)]
    if not row.rename:
        return spans
    if call is None or call.node.func is not attribute or len(call.node.args) > 1:
        return None
    if any(type(argument) is syntax.Starred for argument in call.node.args):
        return None
    for keyword in call.node.keywords:
        if keyword.arg is None or keyword.arg not in row.rename:
            return None
        at = source.span(keyword)[0]
        if row.rename[keyword.arg] != keyword.arg:
            spans.append((at, at + len(keyword.arg), row.rename[keyword.arg]))
    return spans


def keyword(
    source: Source, spelling: Spelling, row: FixRow, node: Any, call: Call | None
) -> list[Span] | None:
    """``Adam(beta1=0.5)`` → ``Adam(beta_1=0.5)``: the keyword of the finding renamed."""
    if type(node) is not syntax.keyword or node.arg is None or call is None:
        return None
    if any(other.arg == row.to for other in call.node.keywords):
        return None
    start = source.span(node)[0]
    end = start + len(node.arg)
    return [(start, end, row.to)] if source.text[start:end] == node.arg else None


def without(
    source: Source, spelling: Spelling, row: FixRow, node: Any, call: Call | None
) -> list[Span] | None:
    """``tf.Variable(0, collections=c)`` → ``tf.Variable(0)``: the keyword of the finding goes.

    What it passes must be nothing that does something when it is evaluated.
    """
    if type(node) is not syntax.keyword or call is None or not is_plain(node.value):
        return None
    listed = source.argument_list(call.node)
    if listed is None:
        return None
    at = next(i for i, argument in enumerate(listed.arguments) if argument.node is node)
    arguments = listed.arguments
    if at + 1 < len(arguments):
        start, end = arguments[at].start, arguments[at + 1].start
    elif at:
        start, end = arguments[at - 1].end, arguments[at].end
    else:
        start, end = listed.opened, listed.closed
    return None if source.holds_comment(start, end) else [(start, end, "")]


def named(
    source: Source, spelling: Spelling, row: FixRow, node: Any, call: Call | None
) -> list[Span] | None:
    """``layer(x, True)`` → ``layer(x, training=True)``: the last positional argument named."""
    if call is None or not call.node.args or call.node.args[-1] is not node:
        return None
    listed = source.argument_list(call.node)
    if listed is None or any(other.arg == row.to for other in call.node.keywords):
        return None
    found = next(argument for argument in listed.arguments if argument.node is node)
    return [(found.start, found.start, row.to + "=")]


FORMS = {"member": member, "keyword": keyword, "without": without, "named": named}
