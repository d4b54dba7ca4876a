"""The running agent, seen from the controller: jobs in, answers out."""

from __future__ import annotations

import json
import subprocess
import tempfile
from typing import Any

from tf2lint.probe.model import ProbeError

_INSTALL = "install it there: {python} -m pip install tensorflow"


class Agent:
    """A process of the user's interpreter that has imported TensorFlow and takes jobs.

    Starting raises ``ProbeError`` where the interpreter or its TensorFlow do not work.
    """

    def __init__(self, python: str, archive: str, environment: dict[str, str]) -> None:
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the agent
        try:
            self._process = subprocess.Popen(
                [python, "-s", archive],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                env=environment,
                cwd=tempfile.gettempdir(),
            )
        except OSError as error:
            raise ProbeError(f"{python} cannot be started: {error.strerror}") from None
        self.hello = self._greeting(python)

    def _greeting(self, python: str) -> dict[str, Any]:
        line = self._readline()
        if not line:
            raise ProbeError(f"{python} does not run the agent:\n{self._complaint()}")
        hello: dict[str, Any] = json.loads(line)["hello"]
        if "error" in hello:
            self.close()
            if hello["missing"] == "tensorflow":
                install = _INSTALL.format(python=python)
                raise ProbeError(f"{python} has no TensorFlow; {install}")
            raise ProbeError(f"TensorFlow does not import in {python}: {hello['error']}")
        return hello

    @property
    def process_id(self) -> int:
        """The agent's process."""
        return self._process.pid

    def submit(self, job: dict[str, Any]) -> None:
        """Send a job; its answer comes from ``receive``, in whatever order."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(job).encode("ascii") + b"\n")
            self._process.stdin.flush()
        except OSError:
            raise ProbeError(f"the agent ended:\n{self._complaint()}") from None

    def receive(self) -> dict[str, Any]:
        """Return the next answer; raises ``ProbeError`` if the agent has ended."""
        line = self._readline()
        if not line:
            raise ProbeError(f"the agent ended:\n{self._complaint()}")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def close(self) -> None:
        """End the agent, and with it what it runs."""
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._errors.close()

    def _readline(self) -> bytes:
        assert self._process.stdout is not None
        return self._process.stdout.readline()

    def _complaint(self) -> str:
        self._process.wait(5)
        self._errors.seek(0)
        return self._errors.read().decode("utf-8", "replace").strip()[-2000:]
