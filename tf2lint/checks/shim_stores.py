"""What the shim's store shares or loses without a word: between scopes, objects, functions."""

from __future__ import annotations

import _ast as syntax

from tf2lint.checks.ownership import BUILDER, builder_of
from tf2lint.checks.trees import bound, children, named
from tf2lint.names.values import Const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tf2lint.checks.module import Module
    from tf2lint.names import Call
    from tf2lint.names.facts import Body
    from tf2lint.names.values import Class

_SCOPE = "tf.compat.v1.variable_scope"
_GET = "tf.compat.v1.get_variable"
_LAYERS = ("tf.compat.v1.layers.", "tf_slim.")
_NAMING = frozenset({"name", "scope", "reuse", "**"})
#: Where the shim keeps the losses of an object that has no ``losses``.
_STORE = "_tf1_style_var_store"
_FORWARD = frozenset({"call", "__call__"})


def on_call(module: Module, event: Call) -> None:
    context = event.context
    if not module.shim.decorators or context.guarded or event.partial:
        return
    if context.mode == "shim":
        if event.receiver is not None:
            _check_template(module, event)
        elif event.path in (_SCOPE, _GET) or event.path.startswith(_LAYERS):
            _check_regularizer(module, event)
    elif context.mode == "function" and event.path and module.shim.covers(context):
        _check_traced(module, event)


def on_body(module: Module, event: Body) -> None:
    node = event.node
    if node.name in _FORWARD and module.shim.decorators:
        if any(id(item) in module.shim.decorators for item in node.decorator_list):
            _check_input(module, node)


def on_module(module: Module) -> None:
    if not module.shim.decorators:
        return
    calls = [event for event in module.facts.calls if event.context.mode == "shim"]
    _check_reuse(module, [event for event in calls if event.path == _SCOPE])
    _check_builders(module, [event for event in calls if event.path == BUILDER])


def _check_template(module: Module, event: Call) -> None:
    """A template of the module or class, whose variables the first object keeps."""
    receiver = event.receiver
    if receiver is None or receiver.kind != "Template" or event.member != "__call__":
        return
    maker = module.shim.call_of(receiver.node)
    if maker is not None and maker.context.function is None:
        module.report("shim-template-shared", event.node.func, "make_template")


def _check_regularizer(module: Module, event: Call) -> None:
    """A penalty in a ``tf.Module``, which has no ``losses`` to find it in."""
    for keyword in event.node.keywords:
        if not (keyword.arg or "").endswith("regularizer"):
            continue
        value = event.keywords.get(keyword.arg or "")
        if type(value) is Const and value.value is None:
            continue
        cls = event.context.cls
        if cls is not None and _kinds(module, cls) == {"Module"} and not _reads_store(module):
            module.report("shim-module-regularizer", keyword, event.path)


def _kinds(module: Module, cls: Class) -> set[str]:
    """The kinds of the TensorFlow classes above a class."""
    bases = (base for base in cls.ancestors() if isinstance(base, str))
    return {module.knowledge.kind(base) for base in bases} - {""}


def _reads_store(module: Module) -> bool:
    return any(_STORE in named(body.node) for body in module.facts.bodies)


def _check_traced(module: Module, event: Call) -> None:
    """Variables by name in a ``tf.function`` that a method under the shim calls."""
    row = module.knowledge.row(event.path)
    context = event.context
    if row is None or row.rule != "get-variable-eager" or context.function is None or context.once:
        return
    problem = ""
    if len(_scopes_around(module, context.function.name)) > 1:
        problem = "the scopes around its calls share one set of variables"
    elif event.path.startswith(_LAYERS) and not context.scopes:
        if not _NAMING & event.keywords.keys():
            problem = "without a name it makes other variables at each trace, which raises"
    if problem:
        module.report("shim-tf-function-inside", event.node.func, event.path, problem=problem)


def _scopes_around(module: Module, name: str) -> set[tuple[str, ...]]:
    """The variable scopes around the calls of a function in methods under the shim."""
    found: set[tuple[str, ...]] = set()
    for body in module.facts.bodies:
        if body.context.mode == "shim":
            stack: list[tuple[Any, tuple[str, ...]]] = [(item, ()) for item in body.node.body]
            while stack:
                node, scopes = stack.pop()
                if type(node) is syntax.Call and name in (
                    getattr(node.func, "id", ""),
                    getattr(node.func, "attr", ""),
                ):
                    found.add(scopes)
                inside = scopes + _opened(module, node) if type(node) is syntax.With else scopes
                stack.extend((child, inside) for child in children(node))
    return found


def _opened(module: Module, node: syntax.With) -> tuple[str, ...]:
    """Names of the variable scopes that a ``with`` opens."""
    events = [module.shim.call_of(item.context_expr) for item in node.items]
    return tuple(_first(event) for event in events if event is not None and event.path == _SCOPE)


def _check_reuse(module: Module, scopes: list[Call]) -> None:
    """``reuse=True`` of a scope that only another class opens: stores are not shared."""
    for event in scopes:
        reuse = event.keywords.get("reuse")
        name = _text(event.arguments[0] if event.arguments else None)
        if not name or type(reuse) is not Const or reuse.value is not True:
            continue
        same = [other for other in scopes if other is not event and name == _first(other)]
        classes = [other.context.cls for other in same]
        if classes and not any(_related(event.context.cls, cls) for cls in classes):
            keyword = next(item for item in event.node.keywords if item.arg == "reuse")
            module.report("shim-reuse-of-another", keyword, event.path, scope=name)


def _first(event: Call) -> str:
    return _text(event.arguments[0] if event.arguments else None)


def _text(value: Any) -> str:
    """The text that a known value is; "" for others."""
    return value.value if type(value) is Const and type(value.value) is str else ""


def _related(first: Class | None, second: Class | None) -> bool:
    """Whether two classes are one, derive from each other, or are not known."""
    if first is None or second is None or first is second:
        return True
    return first in second.ancestors() or second in first.ancestors()


def _check_builders(module: Module, builders: list[Call]) -> None:
    """Two builders for one name: the second is never asked."""
    seen: dict[tuple[Any, ...], Call] = {}
    for event in builders:
        name = _first(event) or _text(event.keywords.get("name"))
        given = builder_of(event)
        if not name or given is None:
            continue
        key = (id(event.context.function), event.context.scopes, name)
        before = seen.setdefault(key, event)
        if before is event or _same(builder_of(before), given):
            continue
        if not _exclusive(event.context.function, before.node, event.node):
            module.report("shim-duplicate-layer", event.node, event.path, layer=name)


def _same(first: Any, second: Any) -> bool:
    """Whether two trees are written alike."""
    if type(first) is not type(second):
        return False
    if isinstance(first, list):
        return len(first) == len(second) and all(map(_same, first, second))
    if not isinstance(first, syntax.AST):
        return bool(first == second)
    return all(
        _same(getattr(first, field, None), getattr(second, field, None)) for field in first._fields
    )


def _exclusive(function: Any, first: Any, second: Any) -> bool:
    """Whether at most one of two calls in a function runs: branches, or a return between."""
    before, after = _way_to(function, first), _way_to(function, second)
    branches = {id(node): field for node, field in after}
    for node, field in before:
        if type(node) not in (syntax.If, syntax.IfExp, syntax.Try):
            continue
        if branches.get(id(node), field) != field:
            return True
        block = getattr(node, field)
        ends = isinstance(block, list) and type(block[-1]) in (syntax.Return, syntax.Raise)
        if ends and id(node) not in branches:
            return True
    return False


def _way_to(tree: Any, target: Any) -> list[tuple[Any, str]]:
    """The nodes above ``target`` and the field of each that leads to it, outermost first."""
    for field in tree._fields:
        child = getattr(tree, field, None)
        for item in child if isinstance(child, list) else [child]:
            if item is target:
                return [(tree, field)]
            if isinstance(item, syntax.AST) and (way := _way_to(item, target)):
                return [(tree, field), *way]
    return []


def _check_input(module: Module, node: Any) -> None:
    """A forward method that computes on a variable of the module and never on its input."""
    parameters = [*node.args.posonlyargs, *node.args.args]
    if len(parameters) < 2 or node.args.vararg is not None:
        return
    own = parameters[1].arg
    if own.startswith("_") or any(own in named(statement) for statement in node.body):
        return
    local = {parameter.arg for parameter in [*parameters, *node.args.kwonlyargs]}
    for statement in node.body:
        local |= bound(statement)
    for event in module.facts.calls:
        if event.context.function is node and event.path.startswith(_LAYERS) and event.node.args:
            first = event.node.args[0]
            if type(first) is syntax.Name and first.id not in local:
                module.report("shim-ignores-input", first, first.id, parameter=own)
                return
