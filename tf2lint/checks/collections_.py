"""Collections: global lists that only graphs fill, and variables found by their names."""

from __future__ import annotations

import _ast as syntax

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tf2lint.checks.module import Module
    from tf2lint.knowledge import Knowledge
    from tf2lint.names import Call

_READERS = ("get_collection", "get_collection_ref")
#: Readers that the target lacks.
_GONE_READERS = frozenset({"tf.get_collection", "tf.get_collection_ref"})
#: Keys that are not about the program's own lists → the rule that knows better.
_KEY_RULES = {
    "update_ops": "update-ops",
    "UPDATE_OPS": "update-ops",
    "regularization_losses": "regularization-losses",
    "REGULARIZATION_LOSSES": "regularization-losses",
}
_GROWS = "collection-grows"
#: Read by TensorFlow itself, in eager code too.
_STEP_KEYS = frozenset({"global_step", "GLOBAL_STEP"})
_V1_LOSSES = "tf.compat.v1.losses."
_PICKING = frozenset({"startswith", "endswith"})
_LISTS = ("trainable_variables", "global_variables", "get_collection", "model_variables")
#: Calls on unknown receivers that matter here: methods, and keywords of any.
UNKNOWN_RECEIVERS = _PICKING


def _reads_or_grows(knowledge: Knowledge, path: str) -> bool:
    if path.endswith(_LISTS) or path in _GONE_READERS:
        return True
    row = knowledge.row(path)
    grows = row is not None and row.rule == _GROWS
    told = grows or path.endswith(_READERS) or path.startswith(_V1_LOSSES)
    return told and path.startswith("tf.compat.v1.")


#: The symbols whose calls matter here.
CALLS = _reads_or_grows


def on_call(module: Module, event: Call) -> None:
    if event.context.guarded:
        return
    if event.path.startswith("tf.compat.v1."):
        if event.path.endswith(_READERS) and module.execution.without_session(event.context):
            _check_key(module, event)
        else:
            _check_v1_call(module, event)
    elif event.path in _GONE_READERS:
        _advise_by_key(module, event)
    elif event.member in _PICKING:
        _check_name_test(module, event)
    if event.path.endswith(_LISTS) and _lists_variables(event):
        for keyword in event.node.keywords:
            if keyword.arg == "scope" and module.runs_eagerly(event.context):
                module.report("variables-by-name", keyword, f"{event.path}(scope=)")


def _lists_variables(event: Call) -> bool:
    return event.path.endswith("variables") or _key_of(event).lower().endswith("variables")


def _check_v1_call(module: Module, event: Call) -> None:
    row = module.knowledge.row(event.path)
    rule = row.rule if row is not None else ""
    if rule == _GROWS:
        own = _key_of(event) not in _STEP_KEYS
        if own and event.context.function is not None and module.runs_eagerly(event.context):
            module.report(rule, event.node.func, event.path)
    elif event.discarded and event.path.startswith(_V1_LOSSES) and rule != "losses-not-collected":
        if module.runs_eagerly(event.context):
            unsure = not event.context.certain
            module.report("losses-not-collected", event.node.func, event.path, unsure=unsure)


def _key_of(event: Call) -> str:
    """The key as it is spelled: a text, or the last name of an attribute."""
    first = _key_node(event)
    key = first.value if type(first) is syntax.Constant else getattr(first, "attr", "")
    return str(key)


def _key_node(event: Call) -> syntax.AST | None:
    """The first argument, also by its name; methods of a graph call it ``name``."""
    if event.node.args:
        return event.node.args[0]
    return next((word.value for word in event.node.keywords if word.arg in ("key", "name")), None)


def _check_key(module: Module, event: Call) -> None:
    """What reading a collection gives depends on its key; own keys work in eager code."""
    rule = _KEY_RULES.get(_key_of(event))
    if rule is None and type(_key_node(event)) is syntax.Attribute:
        return
    module.claimed.add(id(event.node.func))
    if rule is not None:
        unsure = not event.context.certain
        module.report(rule, event.node, event.path, unsure=unsure)


def _advise_by_key(module: Module, event: Call) -> None:
    """A reader that is gone anyway: what to write instead depends on the key."""
    rule = _KEY_RULES.get(_key_of(event))
    if rule is not None:
        function = event.node.func
        module.claimed.add(id(function))
        hint = module.knowledge.rules[rule].hint
        module.report("get-collection", function, event.path, hint=hint, unsure=event.weak)


def _check_name_test(module: Module, event: Call) -> None:
    """``v.name.startswith("scope/")`` on a variable."""
    func = event.node.func
    owner = func.value if type(func) is syntax.Attribute else None
    if type(owner) is not syntax.Attribute or owner.attr != "name":
        return
    if id(owner) in module.variable_names and module.runs_eagerly(event.context):
        module.report("variables-by-name", event.node, f"name.{event.member}")
