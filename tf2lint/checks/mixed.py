"""Files that are half converted, and what the converter makes of some calls."""

from __future__ import annotations

import _ast as syntax

from tf2lint.checks.signatures import fits
from tf2lint.names.values import Const, Function, Instance, Object, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tf2lint.checks.module import Module
    from tf2lint.names import Call, Reference

_CONVERTED_ITERATORS = frozenset(
    {"tf.compat.v1.data.make_one_shot_iterator", "tf.compat.v1.data.make_initializable_iterator"}
)
#: Methods of ``tf.image.resize`` that sample otherwise than the functions of old did.
_RESIZED = {
    "BILINEAR": "resize_bilinear",
    "BICUBIC": "resize_bicubic",
    "NEAREST_NEIGHBOR": "resize_nearest_neighbor",
}
_COMPAT = ("tf.compat.v1", "tf.compat.v2")
#: What the converter calls an argument of ``tf.constant`` that no TensorFlow has.
_NEVER_TAKEN = "verify_shape_is_now_always_true"


def on_call(module: Module, event: Call) -> None:
    if event.context.guarded or event.partial:
        return
    if event.receiver is not None:
        if event.member == "numpy":
            _check_numpy(module, event)
        return
    path = event.path
    if not path.startswith("tf."):
        return
    func = event.node.func
    if type(func) is syntax.Attribute and type(func.value) is syntax.Attribute:
        # A shorter chain names no compat module, and is what most calls have.
        if not event.alias:
            _check_chain(module, func, path)
    if event.keywords:
        _check_names(module, event)
    if path == "tf.stop_gradient":
        _check_doubled(module, event)
    elif path in _CONVERTED_ITERATORS:
        _check_iterator(module, event)
    elif path == "tf.image.resize":
        _check_resize(module, event)


def on_reference(module: Module, event: Reference) -> None:
    if not (event.alias or event.dynamic):
        _check_chain(module, event.node, event.path)


def on_module(module: Module) -> None:
    """The same name for two TensorFlows, both bound unconditionally."""
    bound: dict[str, str] = {}
    for event in module.facts.imports:
        if event.statement.col_offset or event.path not in ("tf", "tf.compat.v1"):
            continue
        before = bound.get(event.bound)
        if before is not None and before != event.path:
            module.report(
                "one-name-two-tensorflows",
                event.node,
                event.path,
                alias=event.bound,
                before=_spelled(before),
                after=_spelled(event.path),
            )
        bound[event.bound] = event.path


def _check_chain(module: Module, node: Any, path: str) -> None:
    """A chain such as ``tf.compat.v1.compat.v1.where``."""
    chain, steps = node, []
    while type(node) is syntax.Attribute:
        steps.append(node.attr)
        node = node.value
    if "compat" not in steps or type(node) is not syntax.Name:
        return
    if steps.count("compat") > 1 or node.id in _compat_names(module):
        spelled = ".".join([node.id, *reversed(steps)])
        shorter = _shorter(node.id, path, _compat_names(module))
        module.report("doubled-compat", chain, path, spelled=spelled, shorter=shorter)


def _shorter(name: str, path: str, compat: dict[str, str]) -> str:
    """How to write ``path`` with one compat module, or none, starting from ``name``."""
    owner = compat.get(name, "tf")
    if path.startswith(owner + "."):
        return name + path[len(owner) :]
    return f"{path}, with tf for tensorflow itself"


def _spelled(path: str) -> str:
    return "tensorflow" + path[2:]


def _compat_names(module: Module) -> dict[str, str]:
    """The names that imports gave to a compat module, and which one each stands for."""
    return {event.bound: event.path for event in module.facts.imports if event.path in _COMPAT}


def _check_names(module: Module, event: Call) -> None:
    """Keywords whose values can't be meant for the parameter of that name."""
    if event.path == "tf.batch_to_space" and _is_flat(event.keywords.get("crops")):
        _report_misnamed(
            module,
            event,
            "crops",
            "pair for each dimension",
            "swap them: block_shape is the flat list, crops the list of pairs",
            severity="error",
        )
    if "name" in event.keywords and _is_no_name(event.keywords["name"]):
        parameters = module.knowledge.parameters(event.path)
        if parameters is not None and "name" in parameters.positional:
            advice = "give it under the name of the parameter it is meant for"
            if fits(event.keywords["name"], "output_type") and "output_type" in (
                parameters.positional
            ):
                advice = "write output_type="
            _report_misnamed(module, event, "name", "name of an operation", advice)
    if event.path == "tf.constant" and _NEVER_TAKEN in event.keywords:
        node = _keyword(event, _NEVER_TAKEN)
        module.report(
            "removed-argument",
            node,
            event.path,
            hint="drop it: the shape is always verified",
            argument=_NEVER_TAKEN,
            old=_NEVER_TAKEN,
        )


def _report_misnamed(
    module: Module, event: Call, argument: str, meant: str, advice: str, severity: str = ""
) -> None:
    node = _keyword(event, argument)
    module.report(
        "misnamed-argument",
        node,
        event.path,
        severity=severity,
        unsure=event.weak,
        argument=argument,
        value=_shown(event.keywords[argument]),
        meant=meant,
        advice=advice,
    )


def _keyword(event: Call, name: str) -> Any:
    return next(keyword for keyword in event.node.keywords if keyword.arg == name)


def _is_no_name(value: Any) -> bool:
    """Whether a value is certainly no text: a dtype, a number, a truth value or a list."""
    if type(value) is Const:
        return type(value.value) in (bool, int, float)
    return type(value) is Sequence or bool(fits(value, "dtype"))


def _is_flat(value: Any) -> bool:
    """A list of numbers, where pairs of numbers belong."""
    return (
        type(value) is Sequence
        and bool(value.items)
        and all(type(item) is Const and type(item.value) is int for item in value.items)
    )


def _shown(value: Any) -> str:
    if type(value) is Const:
        return repr(value.value)
    if type(value) is Sequence:
        return f"[{', '.join(map(_shown, value.items))}]"
    return str(value) if isinstance(value, str) else "..."


def _check_doubled(module: Module, event: Call) -> None:
    inner = event.node.args[0] if event.node.args else None
    if type(inner) is not syntax.Call:
        return
    outer_name, inner_name = event.node.func, inner.func
    same = (
        type(outer_name) is type(inner_name) is syntax.Attribute
        and type(outer_name.value) is type(inner_name.value) is syntax.Name
        and (outer_name.attr, outer_name.value.id) == (inner_name.attr, inner_name.value.id)
    )
    if same:
        module.report("doubled-stop-gradient", event.node, event.path)


def _check_iterator(module: Module, event: Call) -> None:
    value = event.arguments[0] if event.arguments else None
    if type(value) is Object and not _may_be_dataset(value):
        shown = "an object of a class of its own"
    elif type(value) is Sequence:
        shown = "a list"
    elif type(value) is Function:
        shown = "a function"
    else:
        return
    module.report("iterator-of-no-dataset", event.node, event.path, value=shown)


def _may_be_dataset(value: Object) -> bool:
    """Whether the class has a base that is not seen whole."""
    return any(base is None or isinstance(base, str) for base in value.cls.ancestors())


def _check_numpy(module: Module, event: Call) -> None:
    receiver: Instance | None = event.receiver
    if receiver is None or receiver.weak or receiver.kind not in ("Tensor", "Variable"):
        return
    # Keras' and federated learning's model_fn share the name alone with an Estimator's.
    named = getattr(event.context.function, "name", "") == "model_fn"
    if event.context.mode == "graph" and event.context.certain and not named:
        module.report("numpy-in-graph", event.node.func, f"{receiver.kind}.numpy")


def _check_resize(module: Module, event: Call) -> None:
    method = event.keywords.get("method")
    if not isinstance(method, str) or "antialias" in event.keywords:
        return
    owner, _, name = method.rpartition(".")
    if owner == "tf.image.ResizeMethod" and name in _RESIZED and _is_converted(module):
        module.report("converted-resize", event.node, event.path, method=name, old=_RESIZED[name])


def _is_converted(module: Module) -> bool:
    """Whether the file is as the converter writes it: ``tf.compat.v1`` under plain ``tf``."""
    if any(event.path.startswith(_COMPAT) for event in module.facts.imports):
        return False
    return any(event.path.startswith("tf.compat.v1.") for event in module.facts.references) or any(
        event.path.startswith("tf.compat.v1.") for event in module.symbol_calls
    )
