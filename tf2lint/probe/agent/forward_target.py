"""The function to run: imported by name, given made-up inputs, its outputs by name."""

from __future__ import annotations

import importlib
import inspect
import os
import sys
import zlib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_TRAINING = ("is_training", "training", "train")


class Target:
    """A function of a module, its inputs and its other arguments."""

    def __init__(self, job: dict[str, Any]) -> None:
        self._job = job
        self._function: Any = None

    def load(self) -> None:
        """Import the module and find the function."""
        sys.path.insert(0, self._job["root"])
        found: Any = importlib.import_module(self._job["module"])
        for name in self._job["function"].split("."):
            found = getattr(found, name)
        self._function = found

    def inputs(self) -> list[tuple[str, Any]]:
        """Return the inputs with their names (``""`` by position), the same in every run.

        Floats are normal, whole numbers below the bound that is given, else 0 and 1.
        """
        import numpy

        made = []
        for number, one in enumerate(self._job["inputs"]):
            state = numpy.random.RandomState(zlib.crc32(f"input {number}".encode("ascii")))
            dtype = numpy.dtype(one["dtype"])
            if dtype.kind == "f":
                value = state.standard_normal(one["shape"])
            else:
                value = state.randint(0, one["high"] or 2, one["shape"])
            made.append((one["name"] or str(number), numpy.asarray(value, dtype)))
        return made

    def call(self, inputs: list[Any]) -> Any:
        """Call the function with tensors, in the order of ``inputs``."""
        named = {one["name"]: v for one, v in zip(self._job["inputs"], inputs) if one["name"]}
        plain = [v for one, v in zip(self._job["inputs"], inputs) if not one["name"]]
        return self._function(*plain, **named, **self._arguments())

    def _arguments(self) -> dict[str, Any]:
        given = dict(self._job["arguments"])
        try:
            known = inspect.signature(self._function).parameters
        except (TypeError, ValueError):
            return given
        for name in _TRAINING:
            if name in known and name not in given:
                given[name] = self._job["train"]
        return given

    def place(self) -> dict[str, Any]:
        """Return file and line of the function, ``""`` and 0 if they cannot be told."""
        try:
            code = inspect.unwrap(self._function)
            file = inspect.getsourcefile(code) or ""
            return {"file": os.path.abspath(file), "line": inspect.getsourcelines(code)[1]}
        except (TypeError, OSError, ValueError):
            return {"file": "", "line": 0}


def flatten(tf: Any, value: Any, name: str = "output") -> dict[str, Any]:
    """Return the tensors of a structure by where they are; what is no tensor is left out."""
    if isinstance(value, dict):
        plain = all(isinstance(key, str) and key.startswith("output") for key in value)
        if name == "output" and value and plain:
            return {key: one for key, one in value.items() if hasattr(one, "dtype")}
        parts = [(f"{name}[{key!r}]", one) for key, one in value.items()]
    elif isinstance(value, tuple) and hasattr(value, "_fields"):
        parts = [(f"{name}.{key}", getattr(value, key)) for key in value._fields]
    elif isinstance(value, (list, tuple)):
        parts = [(f"{name}[{number}]", one) for number, one in enumerate(value)]
    else:
        tensor = hasattr(value, "dtype") and hasattr(value, "shape")
        return {name: tf.convert_to_tensor(value)} if tensor else {}
    found: dict[str, Any] = {}
    for part, one in parts:
        found.update(flatten(tf, one, part))
    return found
