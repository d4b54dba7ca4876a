"""The running agent, seen from the controller: jobs in, answers out."""

from __future__ import annotations

import contextlib
import json
import subprocess
import tempfile
from typing import Any

from tf2lint.probe.interpreter import without_tensorflow
from tf2lint.probe.model import ProbeError

#: Seconds that an agent has to end its cells and itself.
_PATIENCE = 5


class Agent:
    """A process of the user's interpreter that has imported TensorFlow and takes jobs.

    Starting raises ``ProbeError`` where the interpreter or its TensorFlow do not work.
    """

    def __init__(self, python: str, archive: str, environment: dict[str, str]) -> None:
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the agent
        try:
            self._process = subprocess.Popen(
                [python, archive],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                env=environment,
                cwd=tempfile.gettempdir(),
            )
        except OSError as error:
            self._errors.close()
            raise ProbeError(f"{python} cannot be started: {error.strerror}") from None
        try:
            self.hello = self._greeting(python)
        except BaseException:
            self.close()
            raise

    def _greeting(self, python: str) -> dict[str, Any]:
        line = self._readline()
        hello: dict[str, Any]
        try:
            hello = json.loads(line)["hello"]
        except (ValueError, KeyError, TypeError):
            raise self._failure(f"{python} does not run the agent") from None
        if "error" in hello:
            if hello["missing"] == "tensorflow":
                raise without_tensorflow(python)
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
            raise self._failure("the agent ended") from None

    def receive(self) -> dict[str, Any]:
        """Return the next answer; raises ``ProbeError`` if the agent has ended."""
        line = self._readline()
        if not line:
            raise self._failure("the agent ended")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def close(self) -> None:
        """End the agent, and with it what it runs."""
        self._end()
        self._errors.close()

    def _end(self) -> None:
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                # What could not be written to an agent that has ended is of no use.
                with contextlib.suppress(OSError):
                    stream.close()
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _readline(self) -> bytes:
        assert self._process.stdout is not None
        return self._process.stdout.readline()

    def _failure(self, what: str) -> ProbeError:
        """End the agent; return an error with what it said last, and the signal that ended it."""
        status = 0
        with contextlib.suppress(subprocess.TimeoutExpired):
            status = self._process.wait(1)
        self._end()
        self._errors.seek(0)
        said = self._errors.read().decode("utf-8", "replace").strip()[-2000:]
        by = f" (signal {-status})" if status < 0 else ""
        return ProbeError(f"{what}{by}{':' if said else ''}\n{said}".rstrip())
