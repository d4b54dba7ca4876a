"""Looks symbols up in the TensorFlow that is there, and binds calls to what it finds.

A symbol is spelled as the linter has it: ``tf.`` is the package ``tensorflow``, every other
first part a package of its own.
"""

from __future__ import annotations

import importlib
import inspect

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

#: The packages that findings are about: what they raise is evidence.
LIBRARIES = ("tensorflow", "keras", "tf_keras", "tf_slim", "tensorflow_estimator")
#: What of TensorFlow is reached by imports, not by attributes.
_PRIVATE = frozenset(["compiler", "contrib", "core", "examples", "python", "tools"])


class Missing(Exception):
    """The live API has no such symbol; the text says what Python said."""


class Absent(Exception):
    """The package of a symbol is not installed."""


def is_library(name: str) -> bool:
    """Whether a module is of a package that findings are about."""
    return name.split(".")[0] in LIBRARIES


def is_to_be_had(name: str) -> bool:
    """Whether a module that was not found would be there if a package were installed.

    TensorFlow, with its Keras, is what the code is probed with; and what is not found below a
    library is gone from it.
    """
    root, _, part = name.partition(".")
    return bool(root) and root not in LIBRARIES[:2] and not (part and root in LIBRARIES)


def look_up(symbol: str) -> Any:
    """Return the object that a symbol denotes; raises ``Missing`` or ``Absent``."""
    root, *rest = symbol.split(".")
    package = "tensorflow" if root == "tf" else root
    try:
        found: Any = importlib.import_module(package)
    except ImportError as error:
        if isinstance(error, ModuleNotFoundError) and error.name == package:
            raise Absent(f"{package} is not installed") from None
        raise Missing(_said(error)) from None
    path = package
    for part in rest:
        path += "." + part
        try:
            found = getattr(found, part)
        except AttributeError as error:
            found = _import(path, found, error)
        except Exception as error:
            raise Missing(_said(error)) from None
    return found


def _import(path: str, holder: Any, error: AttributeError) -> Any:
    """Return the module of this path, which may not be imported yet."""
    root, part = path.split(".")[:2]
    # An import below the public names would put modules in the place of lazy ones, and what
    # these refuse would be there from then on.
    if not inspect.ismodule(holder) or (root == "tensorflow" and part not in _PRIVATE):
        raise Missing(_said(error)) from None
    try:
        return importlib.import_module(path)
    except ModuleNotFoundError:
        # Reached by attribute, a module that is not there is an attribute that is not there.
        raise Missing(_said(error)) from None
    except Exception as failure:
        raise Missing(_said(failure)) from None


def binds(function: Any, positional: int, keywords: Sequence[str]) -> str:
    """Return why a call with these arguments cannot be made, ``""`` if it can or none knows.

    ``positional`` counts the arguments before the keywords.
    """
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        return ""
    try:
        signature.bind(*[None] * positional, **dict.fromkeys(keywords))
    except TypeError as error:
        return f"TypeError: {error}"
    return ""


def binds_partly(function: Any, positional: int, keywords: Sequence[str]) -> str:
    """As ``binds`` for a call with ``*`` or ``**``, which may bring whatever is left out."""
    try:
        signature = inspect.signature(function)
        signature.bind_partial(*[None] * positional, **dict.fromkeys(keywords))
    except ValueError:
        return ""
    except TypeError as error:
        return f"TypeError: {error}" if callable(function) else ""
    return ""


def try_out(code: str) -> str:
    """Run a line of TensorFlow code; returns what it raises, ``""`` if it runs.

    The lines come with tf2lint, never from the code that is probed.
    """
    import tensorflow as tf

    try:
        exec(compile(code, "<trial>", "exec"), {"tf": tf})
    except Exception as error:
        return _said(error)
    return ""


def answer(query: dict[str, Any]) -> dict[str, Any]:
    """Answer one query about a symbol, as if it were the first.

    ``state`` is ``gone``, ``absent`` (the package is not installed), ``unbound`` (the call
    does not fit), ``raises`` (the trial does) or ``there``; ``said`` is what Python said.
    """
    import tensorflow as tf

    compat = getattr(tf, "compat", None)
    try:
        return _answer(query)
    finally:
        if getattr(tf, "compat", None) is not compat:
            # A package that was imported has imported ``tensorflow.compat.v1``, which puts
            # a module of another name there.
            tf.compat = compat


def _answer(query: dict[str, Any]) -> dict[str, Any]:
    if query["symbol"]:
        try:
            found = look_up(query["symbol"])
        except Absent as error:
            return {"state": "absent", "said": str(error)}
        except Missing as error:
            return {"state": "gone", "said": str(error)}
        call = query.get("call")
        if call:
            positional, keywords, whole = call
            said = (binds if whole else binds_partly)(found, positional, keywords)
            if said:
                return {"state": "unbound", "said": said}
    trial = query.get("trial", "")
    said = try_out(trial) if trial else ""
    return {"state": "raises" if said else "there", "said": said}


def versions() -> dict[str, str]:
    """Return the versions of TensorFlow and of the Keras that ``tf.keras`` is."""
    import tensorflow as tf

    return {"tensorflow": str(tf.__version__), "keras": _keras_version(tf)}


def _keras_version(tf: Any) -> str:
    """Return the version of what ``tf.keras`` is; ``none``, and why, where it does not load."""
    try:
        keras = tf.keras
        if not hasattr(keras, "__version__"):
            # Of Keras 2 beside a newer TensorFlow, the package alone has one.
            keras = importlib.import_module(keras.__name__.split(".")[0])
        return str(keras.__version__)
    except Exception as error:
        return f"none ({type(error).__name__})"


def _said(error: BaseException) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())[:400]}"
