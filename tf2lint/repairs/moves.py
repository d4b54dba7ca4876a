"""Rewritings in which an argument, a method or a whole value moves elsewhere."""

from __future__ import annotations

import _ast as syntax

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tf2lint.knowledge import FixRow
    from tf2lint.names import Call
    from tf2lint.repairs.source import Source, Span
    from tf2lint.repairs.spelling import Spelling

#: Methods that run what they are given: of sessions, and of TensorFlow's test case.
_RUNNERS = ("run", "evaluate")


def scope(
    source: Source, spelling: Spelling, row: FixRow, node: Any, call: Call | None
) -> list[Span] | None:
    """``tf.name_scope(name, "a", [x])`` → ``tf.name_scope("a" if name is None else name)``.

    The values only said which graph was meant; they go if nothing happens in them.
    """
    listed = source.argument_list(call.node) if call is not None else None
    if listed is None or source.holds_comment(listed.opened, listed.closed):
        return None
    given: dict[str, Any] = {}
    for name, argument in zip(("name", "default_name", "values"), listed.arguments):
        if type(argument.node) is not syntax.keyword:
            given[name] = argument.node
    for argument in listed.arguments:
        if type(argument.node) is syntax.keyword:
            given[argument.node.arg or "*"] = argument.node.value
    values = given.pop("values", None)
    if not given.keys() <= {"name", "default_name"} or len(listed.arguments) > 3:
        return None
    if values is not None and not is_plain(values):
        return None
    text = _scope_name(source, given.get("name"), given.get("default_name"))
    return [(listed.opened, listed.closed, text)] if text else None


def _scope_name(source: Source, name: Any, default: Any) -> str:
    """The one name of a scope that had a default one; "" where it cannot be said shortly."""
    if name is None or (type(name) is syntax.Constant and name.value is None):
        return source.slice(default) if default is not None and is_plain(default) else ""
    if default is None or type(name) is syntax.Constant:
        return source.slice(name) if is_plain(name) else ""
    if type(name) is not syntax.Name or not is_plain(default):
        return ""
    return f"{source.slice(default)} if {name.id} is None else {name.id}"


def layer(
    source: Source, spelling: Spelling, row: FixRow, node: Any, call: Call | None
) -> list[Span] | None:
    """``tf.layers.flatten(x)`` → ``tf.keras.layers.Flatten()(x)``.

    The keys of ``rename`` are the parameters after the input, in their old order.
    """
    if call is None or call.node.func is not node:
        return None
    listed, spelled = source.argument_list(call.node), spelling.spell(row.to, node)
    if listed is None or not listed.arguments or not spelled:
        return None
    first, *others = listed.arguments
    value = first.node
    if type(value) is syntax.keyword:
        if value.arg != "inputs":
            return None
        value = value.value
    end = others[0].start if others else listed.closed
    if type(value) in (syntax.Starred, syntax.GeneratorExp) or source.holds_comment(
        first.start, end
    ):
        return None
    spans = [(*source.span(node), spelled), (first.start, end, "")]
    for name, argument in zip(row.rename, others):
        if type(argument.node) is not syntax.keyword:
            spans.append((argument.start, argument.start, f"{row.rename[name]}="))
    for argument in others:
        inner = argument.node
        if type(inner) is syntax.Starred or len(others) > len(row.rename):
            return None
        if type(inner) is syntax.keyword and row.rename.get(inner.arg or "") != inner.arg:
            return None
    whole = source.span(call.node)[1]
    return [*spans, (whole, whole, f"({source.slice(value)})")]


def literal(
    source: Source, spelling: Spelling, row: FixRow, node: Any, call: Call | None
) -> list[Span] | None:
    """``tf.estimator.ModeKeys.TRAIN`` → ``"train"``: a constant's value in its place."""
    if type(node) is not syntax.Attribute or node.attr not in row.rename:
        return None
    return [(*source.span(node), row.rename[node.attr])]


def nullary(
    source: Source, spelling: Spelling, row: FixRow, node: Any, call: Call | None
) -> list[Span] | None:
    """``x.eval(session=s)`` → ``x.numpy()``: another method, which takes nothing."""
    if type(node) is not syntax.Attribute or call is None or call.node.func is not node:
        return None
    passed = [*call.node.args, *(keyword.value for keyword in call.node.keywords)]
    listed = source.argument_list(call.node)
    end = source.span(node)[1]
    if listed is None or not all(map(is_plain, passed)):
        return None
    if source.holds_comment(listed.opened, listed.closed):
        return None
    spans = [(end - len(node.attr), end, row.to)]
    return [*spans, (listed.opened, listed.closed, "")] if passed else spans


def complement(
    source: Source, spelling: Spelling, row: FixRow, node: Any, call: Call | None
) -> list[Span] | None:
    """``dropout(x, keep_prob)`` → ``dropout(x, rate=1 - keep_prob)``; ``1 - (1 - x)`` → ``x``.

    The value gets its name: by its place alone it would be asked about again.
    """
    inner = _complemented(_complemented(node))
    start, end = source.span(node)
    name = ""
    if call is not None and any(value is node for value in call.node.args):
        if call.node.args[-1] is not node:
            return None
        name = "rate="
    if inner is not None:
        held = source.holds_comment(start, end)
        return None if held else [(start, end, name + source.slice(inner))]
    if type(node) not in (syntax.Name, syntax.Attribute):
        return None
    return [(start, start, f"{name}1 - ")]


def _complemented(value: Any) -> Any:
    """What is subtracted from one; None where nothing is."""
    if type(value) is not syntax.BinOp or type(value.op) is not syntax.Sub:
        return None
    one = value.left
    return value.right if type(one) is syntax.Constant and one.value == 1 else None


def told(
    source: Source, spelling: Spelling, row: FixRow, node: Any, call: Call | None
) -> list[Span] | None:
    """``strategy.reduce(op, x)`` → ``strategy.reduce(op, x, axis=None)``: what ``add`` says."""
    listed = source.argument_list(call.node) if call is not None else None
    if call is None or listed is None or (len(row.add) > 1 and call.node.args):
        return None
    names = {keyword.arg for keyword in call.node.keywords}
    if None in names or not names.isdisjoint(row.add):
        return None
    if any(type(argument) is syntax.Starred for argument in call.node.args):
        return None
    text = ", ".join(f"{name}={value}" for name, value in row.add.items())
    if not listed.arguments:
        return [(listed.opened, listed.opened, text)]
    end = listed.arguments[-1].end
    return [(end, end, ", " + text)]


def spelled(
    source: Source, spelling: Spelling, row: FixRow, node: Any, call: Call | None
) -> list[Span] | None:
    """``layer.add_weight("w", [2])`` → ``layer.add_weight(name="w", shape=[2])``.

    The keys of ``rename`` are the parameters in their old order.
    """
    listed = source.argument_list(call.node) if call is not None else None
    if call is None or listed is None or len(call.node.args) > len(row.rename):
        return None
    if any(type(argument) is syntax.Starred for argument in call.node.args):
        return None
    places = [a.start for a in listed.arguments if type(a.node) is not syntax.keyword]
    return [(at, at, f"{row.rename[name]}=") for at, name in zip(places, row.rename)]


def maker(
    source: Source, spelling: Spelling, row: FixRow, node: Any, call: Call | None
) -> list[Span] | None:
    """``with tf.GradientTape() as tape`` → ``tf.GradientTape(persistent=True)``.

    The finding is about a later call of a method; what ``add`` says goes to the call that
    made its receiver.
    """
    receiver = getattr(getattr(node, "func", None), "value", None)
    made = _made_above(source, node, receiver.id) if type(receiver) is syntax.Name else None
    listed = source.argument_list(made) if made is not None else None
    if listed is None:
        return None
    end = listed.arguments[-1].end if listed.arguments else listed.opened
    text = ", ".join(f"{name}={value}" for name, value in row.add.items())
    return [(end, end, ", " + text if listed.arguments else text)]


def _made_above(source: Source, node: Any, name: str) -> Any:
    """The call that the nearest ``with`` above a statement, in its block, binds a name to."""
    statement = source.statement(node)
    while statement is not None:
        block = getattr(source.parent(statement), "body", None)
        if isinstance(block, list) and statement in block:
            for before in reversed(block[: block.index(statement)]):
                for item in getattr(before, "items", ()):
                    if getattr(item.optional_vars, "id", "") == name:
                        return item.context_expr
        statement = source.statement(source.parent(statement))
    return None


def run_statement(source: Source, node: Any, call: Call) -> Any:
    """The statement that only runs what a call makes: ``session.run(call)``; else None."""
    statement = source.statement(node)
    run = statement.value if type(statement) is syntax.Expr else None
    if type(run) is not syntax.Call or type(run.func) is not syntax.Attribute:
        return None
    alone = run.func.attr in _RUNNERS and run.args == [call.node] and not run.keywords
    return statement if alone and is_plain(run.func) else None


def is_plain(value: Any) -> bool:
    """Whether evaluating an expression does nothing but give its value."""
    if type(value) in (syntax.Constant, syntax.Name):
        return True
    if type(value) is syntax.Attribute:
        return is_plain(value.value)
    return type(value) in (syntax.List, syntax.Tuple) and all(map(is_plain, value.elts))


FORMS = {
    "scope": scope,
    "layer": layer,
    "literal": literal,
    "nullary": nullary,
    "told": told,
    "maker": maker,
    "spelled": spelled,
    "complement": complement,
}
