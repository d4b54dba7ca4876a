"""Runs a target in its modes, each in a process and a cell of its own."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from typing import Any, NamedTuple

from tf2lint.probe.forward.target import ForwardTarget
from tf2lint.probe.interpreter import (
    CHECK_AGE,
    agent_environment,
    pack_agent,
    without_tensorflow,
)
from tf2lint.probe.model import ProbeError
from tf2lint.probe.rounds import Limits, limits_of

_START = CHECK_AGE + (
    "sys.path.insert(0, sys.argv[1]); from tf2lint_agent.forward import main; main()"
)
#: A line of the log that TensorFlow writes whatever it is told, of a device that is not there, say.
_LOGGED = re.compile(r"[IWEF]\d{4} \d\d:\d\d:|WARNING: All log messages before absl")


class Run(NamedTuple):
    """One run, and the folder that it left its arrays in.

    ``error`` is empty, or says on one line how it ended.
    """

    mode: str
    error: str
    result: dict[str, Any]
    folder: str

    @property
    def call(self) -> int:
        """The call that it came to: 0 is the import of the module."""
        return int(self.result.get("call", 0))

    def names(self, group: str) -> dict[str, str]:
        """Return the keys of the arrays of a group by their names."""
        names: dict[str, str] = self.result.get("groups", {}).get(group, {})
        return names


class Runner:
    """Runs targets under one interpreter, and their reference under it or another one."""

    def __init__(self, python: str, reference: str, limits: Limits, legacy: bool) -> None:
        self.python = python
        self.reference = reference
        self._limits = limits
        self._folder = tempfile.mkdtemp(prefix="tf2lint-forward-")
        self._archive = pack_agent(self._folder)
        # The one library would compute the same thing by other ways in each version.
        self._environment = {**agent_environment(legacy), "TF_ENABLE_ONEDNN_OPTS": "0"}
        self._count = 0

    def __enter__(self) -> Runner:
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    def run(
        self, target: ForwardTarget, mode: str, values: Run | None = None, elsewhere: bool = False
    ) -> Run:
        """Run a target in a mode.

        With the reference's run as ``values`` it starts from that one's variables; without,
        this is the reference. ``elsewhere``: under the reference's interpreter.
        """
        job = {
            "task": "forward",
            "mode": mode,
            "root": target.root,
            "module": target.module,
            "function": target.function,
            "inputs": [one._asdict() for one in target.inputs],
            "arguments": list(target.arguments),
            "train": target.train,
            "reference": values is None,
            "values": values and _values(values),
        }
        answer, folder = self._do(job, self.reference if elsewhere else self.python)
        # What a process leaves that did not end well may be anything.
        result = _read(os.path.join(folder, "result.json")) if _finished(answer) else {}
        return Run(mode, _ending(answer, result), result, folder)

    def compare(self, reference: Run, candidate: Run) -> dict[str, dict[str, dict[str, Any]]]:
        """Return the figures of what two runs have in common, by group and name."""
        sides = {
            side: {"folder": run.folder, "groups": run.result["groups"]}
            for side, run in (("reference", reference), ("candidate", candidate))
        }
        answer, folder = self._do({"task": "compare", **sides}, self.python)
        figures = _read(os.path.join(folder, "result.json"))
        if not _finished(answer):
            raise ProbeError(f"the results cannot be compared: {_ending(answer, {})}")
        return figures

    def forget(self, run: Run) -> None:
        """Remove what a run left on the disk."""
        shutil.rmtree(run.folder, ignore_errors=True)

    def _do(self, job: dict[str, Any], python: str) -> tuple[dict[str, Any], str]:
        self._count += 1
        folder = os.path.join(self._folder, str(self._count))
        os.mkdir(folder)
        job = {**job, "scratch": folder, **limits_of(self._limits)}
        written, said = self._talk(python, json.dumps(job) + "\n", folder)
        answer: dict[str, Any]
        try:
            answer = json.loads(written)
        except ValueError:
            said = said.strip()[-2000:]
            raise ProbeError(f"{python} does not run the agent:\n{said}".rstrip()) from None
        if "No module named 'tensorflow'" in answer["output"]:
            raise without_tensorflow(python)
        return answer, folder

    def _talk(self, python: str, job: str, folder: str) -> tuple[str, str]:
        """Start the agent on a job; returns what it writes, and what it complains of."""
        try:
            process = subprocess.Popen(
                [python, "-c", _START, self._archive],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                env=self._environment,
                cwd=folder,
            )
        except OSError as error:
            raise ProbeError(f"{python} cannot be started: {error.strerror}") from None
        with process:
            try:
                return process.communicate(job)
            except BaseException:
                # Told so it ends what it runs; killed it could not.
                process.terminate()
                raise


def _finished(answer: dict[str, Any]) -> bool:
    return bool(answer["outcome"] == "finished")


def _values(reference: Run) -> dict[str, Any]:
    path = os.path.join(reference.folder, "values.npz")
    return {"path": path, "keys": reference.names("values")} if os.path.exists(path) else {}


def _read(path: str) -> dict[str, Any]:
    try:
        with open(path, encoding="utf-8") as file:
            found: dict[str, Any] = json.load(file)
    except (OSError, ValueError):
        return {}
    return found


def _ending(answer: dict[str, Any], result: dict[str, Any]) -> str:
    """Say on one line how a run ended, ``""`` if well."""
    error = result.get("error")
    if _finished(answer) and result:
        return f"{error['type']}: {error['message']}" if error else ""
    said = [line for line in answer["output"].splitlines() if not _LOGGED.match(line)]
    last = "\n".join(said).strip().rpartition("\n")[2][:300]
    status = f" ({answer['status']})" if answer.get("status") else ""
    return f"{answer['outcome']}{status}{': ' + last if last else ''}"
