"""Variables and the objects that hold them, where TensorFlow 2 makes them anew each time."""

from __future__ import annotations

import _ast as syntax

from tf2lint.checks.ownership import (
    VARIABLES,
    made_name,
    makes_owner,
    makes_variables,
    makes_weights,
    owned,
)
from tf2lint.checks.reuse import may_make_variables
from tf2lint.names.values import Const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tf2lint.checks.module import Module
    from tf2lint.knowledge import Knowledge
    from tf2lint.names import Call, Context
    from tf2lint.names.facts import Body

_EAGER = "get-variable-eager"
_FORWARD = frozenset({"call", "__call__", "forward"})
_SCOPE = "tf.compat.v1.variable_scope"
_SET_UP = frozenset({"__init__", "build", "__post_init__", "main"})
_GIVES_VARIABLE = frozenset(
    {
        "tf.compat.v1.get_variable",
        "tf.compat.v1.get_local_variable",
        "tf_slim.variable",
        "tf_slim.model_variable",
    }
)
_REUSING = frozenset({"reuse", "**"})
_MEANINGLESS = frozenset({"reuse", "use_resource"})
_TAKES_RESOURCE = frozenset({_SCOPE, "tf.compat.v1.get_variable", "tf.compat.v1.Variable"})


def _matters(knowledge: Knowledge, path: str) -> bool:
    row = knowledge.row(path)
    by_name = path in _TAKES_RESOURCE or (row is not None and row.rule == _EAGER)
    return by_name or path in VARIABLES or bool(makes_weights(knowledge, path))


#: The symbols whose calls matter here.
CALLS = _matters


def on_call(module: Module, event: Call) -> None:
    if event.context.guarded or event.partial:
        return
    if event.receiver is not None:
        _check_method(module, event)
    elif event.path:
        _check_get_variable(module, event)
        _check_made(module, event)
        if event.path in _TAKES_RESOURCE:
            _check_arguments(module, event)
    elif event.made is not None and makes_owner(module, event):
        _report_made(module, event, made_name(event), "layer or module")


def _check_get_variable(module: Module, event: Call) -> None:
    """A function that makes variables by name, outside of the shim and of a graph."""
    row = module.knowledge.row(event.path)
    context = event.context
    if row is None or row.rule != _EAGER:
        return
    if context.mode == "function":
        _check_traced(module, event)
    if context.function is None or _is_kept(module, event):
        return
    if not module.runs_eagerly(context) or _are_kept(module, context):
        return
    has_shim = module.knowledge.active(module.knowledge.rules["shim-missing-decorator"])
    if has_shim and owned(module, context):
        module.report("shim-missing-decorator", event.node.func, event.path)
    else:
        module.report(_EAGER, event.node.func, event.path, hint=row.hint)


def _are_kept(module: Module, context: Context) -> bool:
    """Whether a store keeps the variables of a line: the shim's, or that of a template."""
    if module.shim.covers(context):
        return True
    while context.cls is None and id(context.function) in module.facts.homes:
        context = module.facts.homes[id(context.function)]
    if context.cls is None or context.cls.plain:
        return False
    # Seldom asked: a start does without it.
    from tf2lint.checks.templates import base_makes_template

    return base_makes_template(module.project, module.path, context.cls)


def _is_kept(module: Module, event: Call) -> bool:
    """Whether a variable is made once and assigned: where code runs once, or if it is missing."""
    context = event.context
    if event.path not in _GIVES_VARIABLE or not event.targets:
        return False
    if _runs_once(module, context):
        return True
    target = event.targets[0]
    return bool(context.once) and context.once in ("?", getattr(target, "attr", None))


def _runs_once(module: Module, context: Context) -> bool:
    """Whether a function sets up, is a test, or is called by main or the module, in one place."""
    name = context.function.name
    if name in _SET_UP or name.startswith("test"):
        return True
    callers = module.facts.callers.get(id(context.function), ())
    return len(callers) == 1 and getattr(callers[0].function, "name", "main") == "main"


def _check_traced(module: Module, event: Call) -> None:
    """Variables by name in ``tf.function``, where nothing in the file lets them be reused."""
    context = event.context
    if context.once or module.shim.covers(context) or _REUSING & event.keywords.keys():
        return
    for call in module.facts.calls:
        reuses = call.path == _SCOPE and _REUSING & call.keywords.keys()
        if reuses or call.member == "reuse_variables":
            return
    module.report("get-variable-in-tf-function", event.node.func, event.path, unsure=event.weak)


def _check_made(module: Module, event: Call) -> None:
    if event.path in VARIABLES:
        if event.context.mode == "function" and not event.context.once:
            module.report("variable-in-tf-function", event.node.func, event.path)
        else:
            _report_made(module, event, event.path, "variable")
        return
    what = makes_weights(module.knowledge, event.path)
    if not what:
        return
    if event.context.mode == "function":
        if not event.context.once:
            module.report("stateful-object-in-tf-function", event.node.func, event.path, what=what)
    else:
        _report_made(module, event, event.path, what)


def _report_made(module: Module, event: Call, symbol: str, what: str) -> None:
    """An object with variables, made in the method that runs at every call."""
    context = event.context
    if context.once or context.function is None or context.function.name not in _FORWARD:
        return
    if not (owned(module, context) and module.in_eager_mode(context)):
        return
    if event.made is not None and not makes_variables(module, event.made):
        return
    module.report(
        "variable-created-per-call",
        event.node.func,
        symbol,
        what=what,
        method=context.function.name,
        unsure=event.weak,
    )


def _check_arguments(module: Module, event: Call) -> None:
    """Arguments that mean nothing without a graph: there is no store to look in."""
    context = event.context
    if _MEANINGLESS.isdisjoint(event.keywords):
        return
    if not module.runs_eagerly(context) or _are_kept(module, context):
        return
    for keyword in event.node.keywords:
        value = event.keywords.get(keyword.arg or "")
        if keyword.arg == "reuse" and event.path == _SCOPE:
            if _asks_for_reuse(value) and may_make_variables(module, event):
                module.report("variable-scope-reuse", keyword, event.path)
        elif keyword.arg == "use_resource" and type(value) is Const and value.value is False:
            module.report("use-resource-false", keyword, event.path)


def _asks_for_reuse(value: Any) -> bool:
    """Whether ``reuse=`` says True or AUTO_REUSE, and not a computed value."""
    if type(value) is Const:
        return bool(value.value)
    return isinstance(value, str) and value.endswith(".AUTO_REUSE")


def _check_method(module: Module, event: Call) -> None:
    receiver, member = event.receiver, event.member
    if receiver is None or not module.execution.without_session(event.context):
        return
    kind, node = receiver.kind, event.node
    if kind == "Variable" and member == "load" and 1 <= len(node.args) + len(node.keywords) <= 2:
        module.report("variable-load", node.func, "Variable.load", unsure=receiver.weak)
    elif kind == "MovingAverage" and member == "apply" and not (node.args or node.keywords):
        module.report(
            "ema-without-variables", node.func, f"{receiver.symbol}.apply", unsure=receiver.weak
        )
    elif kind == "VariableScope" and member == "reuse_variables":
        context = event.context
        stored = not module.in_eager_mode(context) or module.shim.covers(context)
        if receiver.symbol.startswith("tf.compat.v1.") and not stored:
            module.report("variable-scope-reuse", node.func, "VariableScope.reuse_variables")


def on_body(module: Module, event: Body) -> None:
    """Iterators that a ``tf.function`` keeps for later calls."""
    if event.context.mode != "function" or event.context.cls is None:
        return
    for statement in event.node.body:
        if type(statement) is syntax.Assign and _is_iterator(statement.value):
            for target in statement.targets:
                if type(target) is syntax.Attribute and _is_self(target.value, event.context):
                    module.report("iterator-kept-in-tf-function", target, f"self.{target.attr}")


def _is_iterator(value: Any) -> bool:
    return type(value) is syntax.Call and getattr(value.func, "id", "") == "iter"


def _is_self(node: Any, context: Context) -> bool:
    parameters = context.function.args.args
    return bool(parameters) and getattr(node, "id", "") == parameters[0].arg
