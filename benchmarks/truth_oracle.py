"""Ask the TensorFlow of the running interpreter which symbols it has.

Runs alone under Python 3.7 (TensorFlow 1.15) and 3.11 (2.21): standard library only,
nothing of this repository. Reads one JSON object a line from standard input,
``{"key", "module", "steps"}``: import ``module``, then follow each step, ``i:name``
as ``from … import name`` does (attribute, else submodule), ``a:name`` by ``getattr``
alone. Writes one JSON object a line:

``key``         as asked
``resolved``    how many steps were followed; -1 when ``module`` cannot be imported
``complete``    whether nothing is missing (steps beyond a function or a value are not asked)
``kind``        module, class, function or value: what the last followed step gave
``parameters``  ``[[name, kind, has_default], …]`` of a callable, ``self`` left out, else null
``error``       what TensorFlow said where it stopped
"""

from __future__ import annotations

import contextlib
import importlib
import inspect
import io
import json
import os
import sys
import types
import warnings
from typing import Any


def kind_of(value: Any) -> str:
    if isinstance(value, types.ModuleType):
        return "module"
    if inspect.isclass(value):
        return "class"
    return "function" if callable(value) and hasattr(value, "__name__") else "value"


def parameters_of(value: Any) -> list[list[Any]] | None:
    """Parameter list as a call sees it, or ``None`` where Python cannot tell."""
    target, bound = value, False
    if inspect.isclass(value):
        # A class that makes itself in a catch-all __new__ hides the real list in __init__.
        target, bound = getattr(value, "__init__"), True  # noqa: B009
        if target is object.__init__:
            if value.__new__ is object.__new__:
                return []
            target = value.__new__
    try:
        found = list(inspect.signature(target).parameters.values())
    except (TypeError, ValueError):
        return None
    if bound and found and found[0].kind.name != "VAR_POSITIONAL":
        found = found[1:]
    listed = [[p.name, p.kind.name, p.default is not inspect.Parameter.empty] for p in found]
    if type(value).__name__ == "VariableMetaclass":
        # Its __call__ passes any keyword to the functions that make the variable.
        listed = [p for p in listed if p[1] != "VAR_KEYWORD"] + [["kwargs", "VAR_KEYWORD", False]]
    return listed


def said(error: BaseException) -> str:
    return f"{type(error).__name__}: {str(error).splitlines()[0][:200] if str(error) else ''}"


def step_into(value: Any, path: str, step: str) -> Any:
    how, name = step.split(":", 1)
    try:
        return getattr(value, name)
    except Exception:
        if how == "a":
            raise
        return importlib.import_module(path + "." + name)


def answer(query: dict[str, Any]) -> dict[str, Any]:
    path = query["module"]
    result: dict[str, Any] = {
        "key": query["key"], "resolved": -1, "complete": False,
        "kind": None, "parameters": None, "error": None,
    }  # fmt: skip
    try:
        # An import form may name something that only looks like a module.
        value: Any = importlib.import_module(path)
    except BaseException as error:
        result["error"] = said(error)
        return result
    result["resolved"] = 0
    for step in query["steps"]:
        if not isinstance(value, types.ModuleType) and not inspect.isclass(value):
            break
        try:
            value = step_into(value, path, step)
        except BaseException as error:
            result["error"] = said(error)
            result["kind"] = kind_of(value)
            return result
        path += "." + step.split(":", 1)[1]
        result["resolved"] += 1
    result["complete"] = True
    result["kind"] = kind_of(value)
    if result["kind"] in ("class", "function"):
        result["parameters"] = parameters_of(value)
    return result


def main() -> None:
    os.environ["CUDA_VISIBLE_DEVICES"] = ""
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    warnings.simplefilter("ignore")
    queries = [json.loads(line) for line in sys.stdin]
    # An import sets attributes of its parents: what only follows attributes goes first.
    queries.sort(key=lambda query: "i:" in str(query["steps"]) or "." in query["module"])
    # TensorFlow talks on both streams while it imports; answers leave by a file name.
    with open(sys.argv[1], "w") as out, contextlib.redirect_stdout(io.StringIO()):
        for query in queries:
            out.write(json.dumps(answer(query)) + "\n")


if __name__ == "__main__":
    main()
