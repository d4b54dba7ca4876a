"""Write down what an import of TensorFlow's public modules finds.

    INTERPRETER tools/walk_api.py OUT.json

For ``tools/check_api.py``. Runs alone, in any Python from 3.7 on that has a TensorFlow;
with ``TF_USE_LEGACY_KERAS=1`` in the environment it sees what ``tf_keras`` gives.
"""

from __future__ import annotations

import contextlib
import importlib
import inspect
import json
import sys
import types
from typing import Any  # noqa: UP035 (old Pythons)

#: ``tf.contrib`` has modules in which everything shows everything; deeper is no interface.
_MAX_DEPTH = 6
_ROOTS = ("tensorflow", "keras", "tf_keras", "tensorboard")
_SAME_AGAIN = ("tf.compat.v2.", "tf.compat.v1.compat.v1.", "tf.compat.v1.compat.v2.")
_NOT_PUBLIC = ("tf.python", "tf.core", "tf.compiler", "tf.tools", "tf.examples")
_FUTURE = ("absolute_import", "division", "print_function", "unicode_literals")
_PRIVATE_BUT_KEPT = ("__internal__", "__operators__")


def main() -> None:
    """Walk and write."""
    import tensorflow as tf

    with contextlib.suppress(ImportError):  # not there before 1.13, and loaded late
        importlib.import_module("tensorflow.compat.v1")
    found: dict[str, dict[str, Any]] = {}
    entered: set[int] = set()
    queue: list[tuple[str, types.ModuleType]] = [("tf", tf)]
    for path, module in queue:
        for name in sorted(set(dir(module)) | set(getattr(module, "__all__", None) or ())):
            place = f"{path}.{name}"
            if not is_public(place, name):
                continue
            try:
                value = getattr(module, name)
            except Exception as error:  # lazy modules raise whatever they like
                found[place] = {"kind": "raises", "why": str(error)[:80]}
                continue
            found[place] = describe(value)
            if isinstance(value, types.ModuleType) and is_entered(place, value, entered):
                queue.append((place, value))
    with open(sys.argv[1], "w") as file:
        json.dump({"version": tf.__version__, "symbols": found}, file)


def is_public(place: str, name: str) -> bool:
    """Whether a member of a public module is public itself."""
    if place.startswith(_SAME_AGAIN) or place in _NOT_PUBLIC or name in _FUTURE:
        return False
    return not name.startswith("_") or name in _PRIVATE_BUT_KEPT


def is_entered(place: str, module: types.ModuleType, entered: set[int]) -> bool:
    """Whether a module belongs to the interface; those of ``contrib`` count under one name."""
    name = getattr(module, "__name__", "")
    if not name.startswith(_ROOTS) or place.count(".") > _MAX_DEPTH:
        return False
    if place.startswith("tf.contrib"):
        new = id(module) not in entered and not place.endswith(".python")
        entered.add(id(module))
        return new
    if ".src" in name or "tensorflow.python.ops" in name:
        return False
    if name.startswith("tensorflow.compat"):  # imported by its public name
        return True
    return any(mark in name for mark in ("_api", "keras", "estimator", "flags", "summary"))


def describe(value: Any) -> dict[str, Any]:
    """The kind of a value, and its parameters where Python knows them."""
    if isinstance(value, types.ModuleType):
        return {"kind": "M"}
    if not callable(value):
        return {"kind": "V"}
    is_class = inspect.isclass(value)
    constructor = is_class and isinstance(value.__init__, types.FunctionType)
    asked = value.__init__ if constructor else value
    try:
        listed = list(inspect.signature(asked).parameters.values())[1 if constructor else 0 :]
    except (TypeError, ValueError):
        return {"kind": "C" if is_class else "F"}
    marks = {inspect.Parameter.VAR_POSITIONAL.name: "*", inspect.Parameter.VAR_KEYWORD.name: "**"}
    names = [marks.get(p.kind.name, p.name) for p in listed]
    return {"kind": "C" if is_class else "F", "parameters": names}


if __name__ == "__main__":
    main()
