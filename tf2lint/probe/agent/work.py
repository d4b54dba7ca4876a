"""What can be done in a cell, by the name of the task."""

from __future__ import annotations

import os
import py_compile
import sys
import warnings

from . import api, devices, runner
from .cell import smaps

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .log import Log


def resolve(job: dict[str, Any], log: Log) -> None:
    """Answer queries about symbols: an event ``answer`` with number, state and what was said.

    Nothing of the module runs here, so what is found is the API as it was installed.
    """
    append = log.writer()
    for number, query in enumerate(job["queries"]):
        found = api.answer(query)
        append("answer", number, found["state"], found["said"])
    append("finished")


def run(job: dict[str, Any], log: Log) -> None:
    """Run a module, see ``runner``; with ``measure`` the event ``private`` has its memory.

    ``environment`` says which device it is to see: nothing has asked for devices before.
    """
    os.environ.update(job.get("environment", {}))
    tell = devices.count_operations(log.writer())
    try:
        runner.run_module(job, log)
    finally:
        tell()
    if job.get("measure"):
        sums = smaps("/proc/self")
        log.writer()("private", sums.get("Private_Clean", 0) + sums.get("Private_Dirty", 0))


def compile_files(job: dict[str, Any], log: Log) -> None:
    """Compile files of the project into the folder ``cache``, so that runs need not."""
    sys.pycache_prefix = job["cache"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for path in job["files"]:
            try:
                py_compile.compile(path, doraise=True)
            except (py_compile.PyCompileError, OSError, ValueError, RecursionError):
                continue
    log.writer()("finished")


TASKS = {
    "resolve": resolve,
    "run": run,
    "compile": compile_files,
    "devices": devices.list_devices,
    "prove": devices.prove,
}
