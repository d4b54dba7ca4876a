"""Plain runs to hold the probe's verdicts against; nothing of tf2lint in them.

    python probe_plain.py < QUESTIONS

The questions are a JSON list: ``["module", root, name, path]`` imports a module, then runs
its statements one by one, each as it stands; ``["symbol", text]``, ``["call", text]`` and
``["code", text]`` evaluate that. Each is answered by a process forked off one that has
imported TensorFlow and nothing else. The answer says what was raised: class, message, and
where.
"""

from __future__ import annotations

import ast
import importlib
import json
import os
import sys
import traceback
from typing import Any


def raised(error: BaseException, path: str) -> dict[str, Any]:
    """Return an exception as data; ``lines`` are the frames in a file, ``places`` all."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [one.lineno for one in frames if os.path.realpath(one.filename) == path]
    return {
        "class": type(error).__name__,
        "message": " ".join(str(error).split())[:400],
        "lines": lines,
        "places": [[os.path.realpath(one.filename), one.lineno] for one in frames],
    }


def run_module(root: str, name: str, path: str) -> dict[str, Any]:
    sys.path.insert(0, root)
    sys.argv = [path]
    path = os.path.realpath(path)
    found: dict[str, Any] = {"import": None, "statements": []}
    try:
        importlib.import_module(name)
    except BaseException as error:
        found["import"] = raised(error, path)
    with open(path, "rb") as file:
        try:
            tree = ast.parse(file.read(), path)
        except SyntaxError as error:
            found["statements"].append([error.lineno, error.lineno, raised(error, path)])
            return found
    is_package = os.path.basename(path) == "__init__.py"
    package = name if is_package else name.rpartition(".")[0]
    names: dict[str, Any] = {"__name__": name, "__package__": package, "__file__": path}
    for statement in tree.body:
        try:
            exec(compile(ast.Module([statement], []), path, "exec"), names)
        except BaseException as error:
            last = statement.end_lineno or statement.lineno
            found["statements"].append([statement.lineno, last, raised(error, path)])
    return found


def evaluate(kind: str, text: str) -> dict[str, Any] | None:
    """Return what a symbol, a call or a program raises, ``None`` if nothing."""
    import tensorflow as tf

    names: dict[str, Any] = {"tf": tf}
    root = text.split(".")[0]
    try:
        if kind == "code":
            exec(text, names)
            return None
        if root != "tf":
            names[root] = importlib.import_module(root)
        elif text.startswith("tf.python."):
            # No attribute: code comes to it by imports, as far as there are modules.
            names["module"], rest = _imported(text)
            text = f"module.{rest}"
        eval(text, names)
    except BaseException as error:
        return raised(error, "")
    return None


def _imported(text: str) -> tuple[Any, str]:
    """Return the innermost module of a private path, and what of the text is left."""
    module = importlib.import_module("tensorflow")
    rest = text.split(".")[1:]
    while len(rest) > 1:
        try:
            module = importlib.import_module(f"{module.__name__}.{rest[0]}")
        except ModuleNotFoundError:
            break
        del rest[0]
    return module, ".".join(rest)


def answer(question: list[str]) -> object:
    """Answer a question in a process of its own; ``None`` also where that ends early."""
    output, into = os.pipe()
    child = os.fork()
    if child == 0:
        # What the module prints is not the answer, and it may leave threads behind.
        os.close(output)
        kind, *rest = question
        found = run_module(*rest) if kind == "module" else evaluate(kind, *rest)
        with os.fdopen(into, "w") as stream:
            json.dump(found, stream)
        os._exit(0)
    os.close(into)
    with os.fdopen(output) as stream:
        text = stream.read()
    os.waitpid(child, 0)
    return json.loads(text) if text else None


def main() -> None:
    import tensorflow as tf

    # Named once, as the modules will: what is loaded lazily is loaded here.
    str(tf.keras.__version__)
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    json.dump([answer(question) for question in json.load(sys.stdin)], answers)
    answers.flush()


if __name__ == "__main__":
    main()
