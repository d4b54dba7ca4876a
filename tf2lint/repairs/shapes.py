"""Rewritings of one expression into another around or inside it."""

from __future__ import annotations

import _ast as syntax

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tf2lint.knowledge import FixRow
    from tf2lint.names import Call
    from tf2lint.repairs.source import Source, Span
    from tf2lint.repairs.spelling import Spelling


def unwrap(
    source: Source, spelling: Spelling, row: FixRow, node: Any, call: Call | None
) -> list[Span] | None:
    """``f(f(x))`` → ``f(x)``: a call with one argument goes, its argument stays."""
    if type(node) is not syntax.Call or len(node.args) != 1 or node.keywords:
        return None
    listed = source.argument_list(node)
    if listed is None:
        return None
    (argument,) = listed.arguments
    start, end = source.span(node)
    if source.holds_comment(start, argument.start) or source.holds_comment(argument.end, end):
        return None
    return [(start, argument.start, ""), (argument.end, end, "")]


def uncall(
    source: Source, spelling: Spelling, row: FixRow, node: Any, call: Call | None
) -> list[Span] | None:
    """``load(p).expect_partial()`` → ``load(p)``: a method call without arguments goes."""
    whole = call.node if call is not None else node
    if type(whole) is not syntax.Call or whole.args or whole.keywords:
        return None
    if type(whole.func) is not syntax.Attribute:
        return None
    end = source.span(whole)[1]
    tokens = source.tokens_in(source.span(whole.func.value)[1], end)
    dots = [token for token in tokens if token.text == "."]
    if not dots or source.holds_comment(dots[-1].start, end):
        return None
    return [(dots[-1].start, end, "")]


def bare(
    source: Source, spelling: Spelling, row: FixRow, node: Any, call: Call | None
) -> list[Span] | None:
    """``@decorator()`` → ``@decorator``: the empty parentheses go."""
    if call is None or call.node.args or call.node.keywords:
        return None
    start, end = source.span(call.node.func)[1], source.span(call.node)[1]
    return [(start, end, "")] if source.text[start:end] == "()" else None


def pairs(
    source: Source, spelling: Spelling, row: FixRow, node: Any, call: Call | None
) -> list[Span] | None:
    """``{a: f, b: g}`` → ``[(a, f), (b, g)]``."""
    if type(node) is not syntax.Dict or None in node.keys:
        return None
    start, end = source.span(node)
    spans = [(start, start + 1, "["), (end - 1, end, "]")]
    for key, value in zip(node.keys, node.values):
        between = source.tokens_in(source.span(key)[1], source.span(value)[0])
        colons = [token for token in between if token.text == ":"]
        if len(between) != 1 or len(colons) != 1:
            return None
        first, last = source.span(key)[0], source.span(value)[1]
        spans += [(first, first, "("), (colons[0].start, colons[0].end, ","), (last, last, ")")]
    return spans


def one_tuple(
    source: Source, spelling: Spelling, row: FixRow, node: Any, call: Call | None
) -> list[Span] | None:
    """``shape=(20)`` → ``shape=(20,)``."""
    if type(node) not in (syntax.Constant, syntax.Name):
        return None
    start, end = source.span(node)
    before, after = source.text[:start].rstrip(), source.text[end:].lstrip()
    grouped = before.endswith("(") and after.startswith(")")
    lone = call is not None and len(call.node.args) + len(call.node.keywords) == 1
    if grouped and lone and call is not None and call.node.args:
        # The parentheses may be those of the call.
        tokens = source.tokens_in(source.span(call.node.func)[1], start)
        grouped = sum(token.text == "(" for token in tokens) > 1
    return [(end, end, ",")] if grouped else [(start, start, "("), (end, end, ",)")]


def respell(
    source: Source, spelling: Spelling, row: FixRow, node: Any, call: Call | None
) -> list[Span] | None:
    """``tf.compat.v1.compat.v1.x`` → ``tf.compat.v1.x``: one of two equal halves goes."""
    start, end = source.span(node)
    text = source.text[start:end]
    shorter = text.replace(row.to + row.to, row.to)
    return None if shorter == text else [(start, end, shorter)]


def deferred(
    source: Source, spelling: Spelling, row: FixRow, node: Any, call: Call | None
) -> list[Span] | None:
    """``get("d", Dense(2))`` → ``get("d", lambda: Dense(2))``."""
    if type(node) is not syntax.Call:
        return None
    start = source.span(node)[0]
    return [(start, start, "lambda: ")]


def kept(
    source: Source, spelling: Spelling, row: FixRow, node: Any, call: Call | None
) -> list[Span] | None:
    """``array.write(0, x)`` → ``array = array.write(0, x)``, where it stands alone."""
    statement = source.statement(node)
    if type(statement) is not syntax.Expr or type(statement.value) is not syntax.Call:
        return None
    function = statement.value.func
    if type(function) is not syntax.Attribute or type(function.value) is not syntax.Name:
        return None
    start = source.span(statement)[0]
    return [(start, start, f"{function.value.id} = ")]


def unassigned(
    source: Source, spelling: Spelling, row: FixRow, node: Any, call: Call | None
) -> list[Span] | None:
    """``x = tf.print(x)`` → ``tf.print(x)``: the value is not kept, the name keeps its own."""
    statement = source.statement(node)
    if type(statement) is not syntax.Assign or statement.value is not node:
        return None
    start, end = source.span(statement)
    tokens = source.tokens_in(source.span(statement.targets[0])[1], end)
    signs = [index for index, token in enumerate(tokens) if token.text == "="]
    if len(statement.targets) > 1 or not signs:
        return None
    kept = tokens[signs[0] + 1].start
    return None if source.holds_comment(start, kept) else [(start, kept, "")]


def around(
    source: Source, spelling: Spelling, row: FixRow, node: Any, call: Call | None
) -> list[Span] | None:
    """``labels=f(x)`` → ``labels=tf.stop_gradient(f(x))``: an expression goes into a call."""
    function = spelling.spell(row.to, node, whole=True)
    start, end = source.span(node)
    return [(start, start, function + "("), (end, end, ")")] if function else None


def reworded(
    source: Source, spelling: Spelling, row: FixRow, node: Any, call: Call | None
) -> list[Span] | None:
    """``monitor='val_acc'`` → ``monitor='val_accuracy'``: parts of a text, by ``rename``.

    One whose escapes hide a part that is meant stays.
    """
    from ast import literal_eval

    value = node.value if type(node) is syntax.keyword else node
    if type(value) is not syntax.Constant or not isinstance(value.value, str):
        return None
    written, meant = source.slice(value), value.value
    for old, new in row.rename.items():
        written, meant = written.replace(old, new), meant.replace(old, new)
    return [(*source.span(value), written)] if literal_eval(written) == meant else None


def applied(
    source: Source, spelling: Spelling, row: FixRow, node: Any, call: Call | None
) -> list[Span] | None:
    """``ds.apply(tf.data.experimental.unique())`` → ``ds.unique()``."""
    if call is None or call.node.func is not node:
        return None
    outer = source.parent(call.node)
    if type(outer) is not syntax.Call or outer.args != [call.node] or outer.keywords:
        return None
    if type(outer.func) is not syntax.Attribute or outer.func.attr != "apply":
        return None
    listed, whole = source.argument_list(call.node), source.argument_list(outer)
    keywords: list[Any] = call.node.keywords
    if listed is None or whole is None or any(item.arg not in row.rename for item in keywords):
        return None
    end = source.span(outer.func)[1]
    start = end - len("apply")
    inner_end = source.span(call.node)[1]
    if source.holds_comment(start, listed.opened) or source.holds_comment(inner_end, whole.closed):
        return None
    added = ", ".join(f"{name}={text}" for name, text in row.add.items())
    if added and listed.arguments:
        added = ", " + added
    last = listed.arguments[-1].end if listed.arguments else listed.opened
    spans = [(start, listed.opened, row.to + "("), (inner_end, source.span(outer)[1], "")]
    for item in keywords:
        at = source.span(item)[0]
        if row.rename[item.arg] != item.arg:
            spans.append((at, at + len(item.arg), row.rename[item.arg]))
    return [*spans, (last, last, added)] if added else spans


FORMS = {
    "unwrap": unwrap,
    "uncall": uncall,
    "bare": bare,
    "pairs": pairs,
    "tuple": one_tuple,
    "respell": respell,
    "lambda": deferred,
    "keep": kept,
    "unassign": unassigned,
    "around": around,
    "reword": reworded,
    "apply": applied,
}
