"""Variables that are made anew at each call, and the shim that would keep them."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tf2lint.checks.module import Module
    from tf2lint.names import Call, Context

_EAGER = "get-variable-eager"
_LAYERS = "tf.compat.v1.layers."
_OWNERS = frozenset({"Layer", "Model", "Module"})


def on_call(module: Module, event: Call) -> None:
    row = module.knowledge.row(event.path) if event.path else None
    if row is None or row.rule != _EAGER or event.context.guarded:
        return
    context = event.context
    if context.mode == "shim":
        if not (context.scopes or {"name", "scope"} & event.keywords.keys()):
            _report_unnamed(module, event)
        return
    if context.function is None or not module.in_eager_mode(context):
        return
    if module.knowledge.active(module.knowledge.rules["shim-missing-decorator"]) and _owned(
        module, context
    ):
        module.report("shim-missing-decorator", event.node.func, event.path)
    else:
        module.report(_EAGER, event.node.func, event.path, hint=row.hint)


def _report_unnamed(module: Module, event: Call) -> None:
    if event.path.startswith(_LAYERS) or event.path.startswith("tf_slim."):
        module.report("shim-layers-outside-scope", event.node.func, event.path)


def _owned(module: Module, context: Context) -> bool:
    """Whether the method's class is a layer, model or module that could hold weights."""
    if context.cls is None:
        return False
    bases = (base for base in context.cls.ancestors() if isinstance(base, str))
    return any(module.knowledge.kind(base) in _OWNERS for base in bases)
