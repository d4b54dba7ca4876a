"""Which TensorFlow a module means to run on: versions, compat.v1, eager switched off."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tf2lint.checks.module import Module
    from tf2lint.names.facts import Gate

_V1 = "tf.compat.v1"
#: Kinds of values that only exist once something ran.
_COMPUTED = frozenset({"Tensor", "Variable"})


def on_gate(module: Module, event: Gate) -> None:
    if event.unsound:
        module.report("version-compare", event.node, "tf.__version__")
    elif not event.context.guarded:
        module.report("version-gated", event.node, "tf.__version__")


def on_module(module: Module) -> None:
    _check_compat_import(module)
    _check_switch(module)
    _check_keras_mix(module)


def _check_compat_import(module: Module) -> None:
    """Once a file: graph code through compat.v1 with eager execution still on."""
    place = next((event for event in module.facts.imports if event.path == _V1), None)
    if place is None or place.context.guarded:
        return
    for event in module.symbol_calls:
        if not event.path.startswith(_V1):
            continue
        verdict = module.verdicts.of_path(event.path)
        if verdict is None or verdict.when not in ("eager", "known", "v2"):
            continue
        severity = verdict.severity or module.knowledge.rules[verdict.rule].severity
        if severity == "error" and module.runs_eagerly(event.context):
            module.report(
                "compat-v1-eager", place.node, event.path, unsure=not event.context.certain
            )
            return


def _check_switch(module: Module) -> None:
    """Eager execution switched off after something ran eagerly in the same module body."""
    first: Any = None
    for event in module.symbol_calls:
        if event.context.function is not None:
            continue
        kind = module.knowledge.kind(event.path)
        if kind == "effect:graph-mode" and first is not None:
            module.report(
                "disable-too-late",
                event.node.func,
                event.path,
                first=first.path,
                line=first.node.lineno,
            )
            return
        runs = kind in _COMPUTED and not module.is_gone(event.path)
        if runs and first is None and not event.context.guarded and event.context.mode == "eager":
            first = event


def _check_keras_mix(module: Module) -> None:
    """Two packages of Keras in one module."""
    found: dict[str, Any] = {}
    for event in module.facts.imports:
        if event.context.guarded:
            continue
        for package in ("keras", "tf_keras", "tf.keras"):
            if event.path == package or event.path.startswith(package + "."):
                found.setdefault(package, event)
    same = "keras" if module.knowledge.target.keras3 else "tf_keras"
    if module.knowledge.target.version >= (2, 16) and same in found:
        found.pop("tf.keras", None)
    if len(found) > 1:
        (first, _), (second, event) = sorted(found.items())[:2]
        module.report("keras-mix", event.node, second, other=first)
