"""The networks of tf_slim, which its package does not import by itself."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tf2lint.checks.module import Module
    from tf2lint.names import Call, Import, Reference

#: Has to be imported by its name.
NETS = "tf_slim.nets"
#: What the package has; everything else of its name is in another repository.
_MODULES = frozenset(
    "alexnet inception inception_v1 inception_v2 inception_v3 overfeat resnet_utils resnet_v1 "
    "resnet_v2 vgg".split()
)


def on_import(module: Module, event: Import) -> None:
    name = event.path.removeprefix(NETS + ".").partition(".")[0]
    if event.path.startswith(NETS + ".") and name not in _MODULES and name != "*":
        if not event.context.guarded:
            module.report(
                "slim-nets-attribute", event.node, event.path, problem=f"it has no {name}"
            )


#: The symbols whose calls matter here.
CALLS = (NETS,)


def on_call(module: Module, event: Call) -> None:
    _check_path(module, event)


def on_reference(module: Module, event: Reference) -> None:
    _check_path(module, event)


def _check_path(module: Module, event: Call | Reference) -> None:
    if not event.path.startswith(NETS) or event.alias or event.context.guarded:
        return
    if any(found.path.startswith(NETS) for found in module.facts.imports):
        return
    module.report(
        "slim-nets-attribute", event.node, event.path, problem="tf_slim does not import nets"
    )
