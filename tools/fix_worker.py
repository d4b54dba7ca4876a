"""Runs programs inside one TensorFlow and says what came out; started by ``fix_oracle.py``.

Reads a JSON object a line (``code``: a program that sets ``result``) and answers with one:
``value``, the result as plain lists, or ``error``. TensorFlow 1 runs a program in a graph
of its own and evaluates the result in a session, TensorFlow 2 runs it eagerly; a program that
begins with ``# eager`` switches that on itself. Needs nothing of tf2lint, and must run on
Python 3.7.
"""

from __future__ import annotations

import json
import os
import sys
import warnings
from typing import Any


def main() -> None:
    os.environ["CUDA_VISIBLE_DEVICES"] = ""
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    warnings.simplefilter("ignore")
    answers = os.fdopen(os.dup(1), "w")
    # What programs print must not get among the answers.
    os.dup2(2, 1)
    import tensorflow as tf

    old = tf.__version__.startswith("1.")
    (tf.compat.v1 if hasattr(tf, "compat") else tf).logging.set_verbosity(50)
    for line in sys.stdin:
        code = json.loads(line)["code"]
        try:
            eager = not old or code.startswith("# eager")
            run = run_eagerly if eager else run_in_graph
            answer: dict[str, Any] = {"value": run(tf, code)}
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            answer = {"error": f"{type(error).__name__}: {str(error)[:300]}"}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def run_in_graph(tf: Any, code: str) -> list[Any]:
    with tf.Graph().as_default():
        tf.set_random_seed(7)
        result = execute(code)
        with tf.Session() as session:
            session.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
            session.run(tf.tables_initializer())
            return describe(tf, result, session)


def run_eagerly(tf: Any, code: str) -> list[Any]:
    if hasattr(tf.random, "set_seed"):
        tf.random.set_seed(7)
    return describe(tf, execute(code), None)


def execute(code: str) -> Any:
    names: dict[str, Any] = {}
    exec(compile(code, "<program>", "exec"), names)
    return names["result"]


def describe(tf: Any, value: Any, session: Any) -> list[Any]:
    """A result as lists of strings, numbers and lists, the same from either TensorFlow."""
    kind = type(value).__name__
    if isinstance(value, (tf.SparseTensor, tf.compat.v1.SparseTensorValue)):
        parts = (value.indices, value.values, value.dense_shape)
        return ["sparse"] + [describe(tf, part, session) for part in parts]
    if kind in ("RaggedTensor", "RaggedTensorValue"):
        return ["ragged", describe(tf, value.flat_values, session)] + [
            describe(tf, splits, session) for splits in value.nested_row_splits
        ]
    if kind == "IndexedSlices":
        return ["slices", describe(tf, value.values, session), describe(tf, value.indices, session)]
    if isinstance(value, tf.Operation):
        session.run(value)
        return ["none"]
    if isinstance(value, (tf.Tensor, tf.Variable)):
        return describe_array(session.run(value) if session is not None else value.numpy())
    if isinstance(value, tf.DType):
        return ["dtype", value.base_dtype.name]
    if isinstance(value, tf.TensorShape):
        return ["shape", str(value.as_list() if value.rank is not None else None)]
    if isinstance(value, dict):
        return ["dict"] + [[str(k), describe(tf, value[k], session)] for k in sorted(value)]
    if isinstance(value, (list, tuple)):
        fields = [describe(tf, item, session) for item in value]
        return ["tuple" if isinstance(value, tuple) else "list", *fields]
    return describe_plain(value)


def describe_plain(value: Any) -> list[Any]:
    import numpy as np

    if value is None:
        return ["none"]
    if isinstance(value, (np.ndarray, np.generic)):
        return describe_array(np.asarray(value))
    if isinstance(value, (bool, int, float)):
        return [type(value).__name__, value]
    if isinstance(value, (str, bytes)):
        return ["text", value if isinstance(value, str) else value.decode("latin-1")]
    if hasattr(value, "SerializeToString"):
        return ["message", type(value).__name__, str(value)]
    raise TypeError(f"a {type(value)} cannot be compared")


def describe_array(value: Any) -> list[Any]:
    import numpy as np

    value = np.asarray(value)
    flat = value.reshape(-1)
    dtype = value.dtype.name if value.dtype.kind not in "SUO" else "string"
    items: list[Any]
    if dtype == "string":
        items = [item.decode("latin-1") if isinstance(item, bytes) else str(item) for item in flat]
    elif value.dtype.kind == "c":
        items = [[float(item.real), float(item.imag)] for item in flat]
    elif value.dtype.kind in "iu":
        items = [int(item) for item in flat]
    elif value.dtype.kind == "b":
        items = [bool(item) for item in flat]
    else:
        items = [float(item) for item in flat]
    return ["array", dtype, list(value.shape), items]


if __name__ == "__main__":
    main()
