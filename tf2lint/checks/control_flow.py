"""Control flow, printing and flags: calls that TensorFlow 2 takes otherwise, or not."""

from __future__ import annotations

import _ast as syntax

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tf2lint.checks.module import Module
    from tf2lint.knowledge import Knowledge
    from tf2lint.names import Call, Reference

_CASES = frozenset({"tf.case", "tf.compat.v1.case"})
_PRINTS = frozenset({"tf.compat.v1.Print"})
_WRITES = frozenset({"write", "scatter", "unstack", "split"})
_DEFINE = "absl.flags.DEFINE_"
_OLD_FLAG_NAMES = frozenset({"flag_name", "default_value", "docstring"})
_FLAGS = (
    "absl.flags.FLAGS.",
    "tf.flags.FLAGS.",
    "tf.app.flags.FLAGS.",
    "tf.compat.v1.flags.FLAGS.",
    "tf.compat.v1.app.flags.FLAGS.",
)
_INTERNALS = frozenset({"__flags", "_parse_flags", "__parsed"})
#: Calls on unknown receivers that matter here: methods, and keywords of any.
UNKNOWN_RECEIVERS = frozenset({"gradient_override_map"})


def _matters(knowledge: Knowledge, path: str) -> bool:
    if path in _CASES or path in _PRINTS or path == "tf.print":
        return True
    return path.startswith((_DEFINE, *_FLAGS)) or knowledge.has_argument_rows(path)


#: The symbols whose calls matter here.
CALLS = _matters


def on_call(module: Module, event: Call) -> None:
    if event.context.guarded:
        return
    if event.path:
        _check_function(module, event)
    elif event.member == "gradient_override_map":
        if module.in_eager_mode(event.context):
            unsure = not event.context.certain
            symbol = "Graph.gradient_override_map"
            module.report("gradient-override", event.node.func, symbol, unsure=unsure)
    elif event.receiver is not None and event.receiver.kind == "TensorArray":
        if event.discarded and event.member in _WRITES:
            symbol = f"TensorArray.{event.member}"
            unsure = event.context.mode == "eager"
            module.report("tensorarray-write-discarded", event.node, symbol, unsure=unsure)


def _check_function(module: Module, event: Call) -> None:
    path = event.path
    if path in _CASES:
        first = event.node.args[0] if event.node.args else None
        if type(first) is syntax.Dict:
            for key in first.keys:
                module.claimed.add(id(key))
            module.report("case-dict", first, path)
    elif path == "tf.print":
        _check_print(module, event)
    elif path in _PRINTS and event.discarded:
        module.report("print-discarded", event.node, path)
    elif path.startswith(_DEFINE):
        for keyword in event.node.keywords:
            if keyword.arg in _OLD_FLAG_NAMES:
                argument = keyword.arg
                module.report("flags-define-arguments", keyword, path, argument=argument)
    _check_internals(module, path, event.node.func)
    for keyword in event.node.keywords:
        symbol = f"{path}({keyword.arg})"
        row = module.knowledge.row(symbol)
        if row is not None and row.rule == "deprecated-argument":
            hint, name = row.hint, keyword.arg
            module.report(row.rule, keyword, path, hint=hint, argument=name, unsure=event.weak)


def on_reference(module: Module, event: Reference) -> None:
    if not event.context.guarded:
        _check_internals(module, event.path, event.node)


def _check_internals(module: Module, path: str, node: Any) -> None:
    """``FLAGS.__flags`` and what may follow it."""
    for prefix in _FLAGS:
        if path.startswith(prefix):
            name = path[len(prefix) :].partition(".")[0]
            if name in _INTERNALS:
                module.report("flags-internals", node, name)


def _check_print(module: Module, event: Call) -> None:
    """``x = tf.print(x)``, what ``tf.Print`` was renamed to."""
    targets = {target.id for target in event.targets if type(target) is syntax.Name}
    printed = {argument.id for argument in event.node.args if type(argument) is syntax.Name}
    for name in sorted(targets & printed):
        module.report("print-returns-nothing", event.node, event.path, variable=name)
