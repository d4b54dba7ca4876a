"""What to run: a function, the shapes of its inputs, its other arguments."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from tf2lint.probe.model import ProbeError

#: In the order in which they run; the first is what the others are compared with.
MODES = ("graph", "eager", "function", "shim")
#: Runs where ``shim`` raises, to say whether that helps, and where it is asked for.
TRACED = "traced"
_SPELLED = re.compile(r"(?P<module>[^:]+):(?P<function>[A-Za-z_]\w*(\.[A-Za-z_]\w*)*)\Z")
_INPUT = re.compile(
    r"((?P<name>[A-Za-z_]\w*)=)?(?P<shape>(\d+(x\d+)*)?):(?P<dtype>[a-z]+\d*)(:(?P<high>\d+))?\Z"
)
_DTYPES = ("float16", "float32", "float64", "int8", "int16", "int32", "int64", "uint8", "bool")
_KEYS = ("function", "inputs", "arguments", "train", "modes")


class Input(NamedTuple):
    """One input; ``name`` is empty if it is given by position, ``high`` 0 without a bound."""

    name: str
    shape: tuple[int, ...]
    dtype: str
    high: int


class ForwardTarget(NamedTuple):
    """A function to run. ``root`` is the folder that its module is imported from."""

    spelled: str
    root: str
    module: str
    function: str
    inputs: tuple[Input, ...] = ()
    arguments: tuple[tuple[str, Any], ...] = ()
    train: bool = False
    modes: tuple[str, ...] = MODES


def is_target(text: str) -> bool:
    """Whether an argument of the command names a function rather than a file."""
    return bool(_SPELLED.match(text)) and not os.path.exists(text)


def parse_target(
    text: str,
    inputs: Sequence[str] = (),
    arguments: Mapping[str, Any] | None = None,
    train: bool = False,
    modes: Sequence[str] = MODES,
    folder: str = os.curdir,
) -> ForwardTarget:
    """Read ``module:function`` or ``path.py:function`` with what goes with it.

    A dotted module is imported from ``folder``. Raises ``ProbeError`` for what means nothing.
    """
    found = _SPELLED.match(text)
    if found is None:
        raise ProbeError(f"{text!r} is not module:function")
    module, root = found["module"], os.path.abspath(folder)
    if module.endswith(".py"):
        from tf2lint.probe.targets import module_of

        path = os.path.join(root, module)
        if not os.path.isfile(path):
            raise ProbeError(f"{module}: no such file")
        described = module_of(path, ())
        root, module = described.root, described.name
    for mode in modes:
        if mode not in (*MODES, TRACED):
            raise ProbeError(f"{mode!r} is no mode: choose from {', '.join((*MODES, TRACED))}")
    return ForwardTarget(
        text,
        root,
        module,
        found["function"],
        tuple(map(parse_input, inputs)),
        tuple((arguments or {}).items()),
        train,
        tuple(mode for mode in (*MODES, TRACED) if mode in modes),
    )


def parse_input(text: str) -> Input:
    """Read ``[name=]8x224x224x3:float32[:bound]``; raises ``ProbeError``."""
    found = _INPUT.match(text)
    if found is None or found["dtype"] not in _DTYPES:
        raise ProbeError(f"{text!r} is no input: write it like 8x224x224x3:float32")
    shape = tuple(int(size) for size in found["shape"].split("x") if size)
    return Input(found["name"] or "", shape, found["dtype"], int(found["high"] or 0))


def parse_argument(text: str) -> tuple[str, Any]:
    """Read ``name=value``: a Python literal, or else a string; raises ``ProbeError``."""
    name, equals, value = text.partition("=")
    if not (equals and name.isidentifier()):
        raise ProbeError(f"{text!r} is no argument: write it like keep_prob=0.5")
    try:
        return name, ast.literal_eval(value)
    except (ValueError, SyntaxError):
        return name, value


def from_settings(entry: Mapping[str, Any], folder: str) -> ForwardTarget:
    """Read one ``[[tool.tf2lint.probe.target]]``; raises ``ProbeError``."""
    unknown = sorted(set(entry) - set(_KEYS))
    if unknown:
        raise ProbeError(f"probe.target: unknown key {unknown[0]!r}")
    kinds = {"function": str, "inputs": list, "arguments": dict, "train": bool, "modes": list}
    for key, value in entry.items():
        if not isinstance(value, kinds[key]):
            raise ProbeError(f"probe.target: {key}: {value!r} is not a {kinds[key].__name__}")
    if "function" not in entry:
        raise ProbeError("probe.target: key 'function' is missing")
    return parse_target(
        entry["function"],
        [str(one) for one in entry.get("inputs", ())],
        entry.get("arguments", {}),
        entry.get("train", False),
        [str(one) for one in entry.get("modes", MODES)],
        folder,
    )
