"""The forward pass in the user's interpreter: one mode of one target a process.

A job comes as one line of JSON, its answer goes back as another. Arrays are left in the
job's folder, a ``.npz`` for each group. Runs under Python 3.7 too, so that TensorFlow 1.15 can
be the reference.
"""

from __future__ import annotations

import json
import os
import sys
import traceback

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .log import Log

RESULT = "result.json"
_LIBRARIES = ("tensorflow", "tensorflow_core", "keras", "tf_keras", "numpy", "wrapt", "decorator")
#: What Keras says around an exception in the shim's own layer.
_WRAPPED = (
    "Exception encountered when calling layer '' (type Layer). ",
    " Call arguments received by layer '' (type Layer)",
)


def main() -> None:
    """Do the job of the standard input in a cell; print the answer of the cell."""
    from . import cell

    job = json.loads(sys.stdin.readline())
    answers = os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    # A group of arrays is one file; memory limits what there is of them.
    job["file_size"] = job["memory"] << 20
    answer = cell.hold(job, TASKS[job["task"]])
    answer["events"] = [list(event) for event in answer["events"]]
    os.write(answers, json.dumps(answer).encode("ascii") + b"\n")


def forward(job: dict[str, Any], log: Log) -> None:
    """Run the target in the mode of the job; the events only say that it was all done."""
    append = log.writer()
    from . import forward_modes, forward_record

    record = forward_record.Record(job)
    try:
        forward_modes.MODES[job["mode"]](record)
    except BaseException as error:
        record.error = told(error, job["root"])
    record.write(job["scratch"], RESULT)
    append("finished")


def compare(job: dict[str, Any], log: Log) -> None:
    """Compare the arrays of two runs; the figures are left as JSON."""
    from . import forward_compare

    found = forward_compare.compare(job["reference"], job["candidate"])
    with open(os.path.join(job["scratch"], RESULT), "w") as file:
        json.dump(found, file)
    log.writer()("finished")


def told(error: BaseException, root: str) -> dict[str, Any]:
    """Return an exception as plain values.

    With the innermost line that is the project's; and, if another package raised further in,
    with the innermost line of that (``inside``): its path below ``site-packages``, and its text.
    What TensorFlow and Keras do themselves is not asked for.
    """
    place: dict[str, Any] = {"file": "", "line": 0, "inside": []}
    for frame in traceback.extract_tb(error.__traceback__):
        _, packages, below = frame.filename.rpartition("-packages" + os.sep)
        if packages:
            if below.split(os.sep)[0] not in _LIBRARIES:
                place["inside"] = [below.replace(os.sep, "/"), frame.lineno or 0, frame.line or ""]
        elif frame.filename.startswith(os.path.join(root, "")):
            place = {"file": frame.filename, "line": frame.lineno or 0, "inside": []}
    text = " ".join(str(error).split())
    if text.startswith(_WRAPPED[0]):
        text = text[len(_WRAPPED[0]) :].partition(_WRAPPED[1])[0]
    return {"type": type(error).__name__, "message": text[:600], **place}


TASKS = {"forward": forward, "compare": compare}
