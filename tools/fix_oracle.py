"""Two real TensorFlows to ask, and when what they answer counts as the same."""

from __future__ import annotations

import json
import math
import select
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any

WORKER = Path(__file__).with_name("fix_worker.py")
#: Seconds for one program; some block for ever, as a dequeue from an empty queue does.
_LIMIT = 60
#: Seconds for the first one of a process, which starts TensorFlow besides.
_START = 300
#: Samples from which mean and spread of a random result are compared.
_MANY = 400


class Oracle:
    """One TensorFlow in a process of its own, asked for the results of programs."""

    def __init__(self, python: str, folder: str) -> None:
        """``folder`` is where the programs run and may write."""
        self._command = [python, "-u", str(WORKER)]
        self._folder = folder
        self._process: subprocess.Popen[str] | None = None
        self._answered = False

    def __enter__(self) -> Oracle:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def ask(self, code: str) -> dict[str, Any]:
        """The answer to a program: ``value`` or ``error``."""
        process = self._running()
        assert process.stdin is not None and process.stdout is not None
        try:
            process.stdin.write(json.dumps({"code": code}) + "\n")
            process.stdin.flush()
            limit = _LIMIT if self._answered else _START
            ready, _, _ = select.select([process.stdout], [], [], limit)
            line = process.stdout.readline() if ready else ""
        except BrokenPipeError:
            line = ""
        if not line:
            self.close()
            return {"error": "the process ended, or gave no answer in time"}
        self._answered = True
        answer: dict[str, Any] = json.loads(line)
        return answer

    def close(self) -> None:
        """End the process; the next question starts another."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for stream in (self._process.stdin, self._process.stdout):
                if stream is not None:
                    stream.close()
            self._process = None

    def _running(self) -> subprocess.Popen[str]:
        if self._process is None or self._process.poll() is not None:
            self._answered = False
            self._process = subprocess.Popen(
                self._command,
                cwd=self._folder,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
        return self._process


def difference(before: Any, after: Any, random: bool = False) -> str:
    """How two described results differ; "" where they are the same.

    Of a random result the distribution is compared, as far as mean and spread tell it.
    """
    if isinstance(before, list) and isinstance(after, list) and before and after:
        if before[0] == "array" and after[0] == "array":
            return _array_difference(before, after, random)
        # A float of Python and a number that a session gave back are compared as arrays.
        if len(before) != len(after):
            return f"{_short(before)} became {_short(after)}"
        found = (difference(a, b, random) for a, b in zip(before, after))
        return next((text for text in found if text), "")
    return "" if before == after else f"{_short(before)} became {_short(after)}"


def _array_difference(before: Any, after: Any, random: bool) -> str:
    if before[1] != after[1]:
        return f"dtype {before[1]} became {after[1]}"
    if before[2] != after[2]:
        return f"shape {before[2]} became {after[2]}"
    if random and before[1] != "string":
        return _spread_difference(before[3], after[3])
    for old, new in zip(before[3], after[3]):
        pairs = zip(old, new) if isinstance(old, list) else ((old, new),)
        if not all(_close(a, b) for a, b in pairs):
            return f"value {old} became {new}"
    return ""


def _close(old: Any, new: Any) -> bool:
    if isinstance(old, float) and isinstance(new, float):
        if math.isnan(old) or math.isnan(new):
            return math.isnan(old) and math.isnan(new)
        return math.isclose(old, new, rel_tol=1e-4, abs_tol=1e-5)
    return bool(old == new)


def _spread_difference(old: list[Any], new: list[Any]) -> str:
    if len(old) < _MANY:
        return ""
    (mean, spread), (other_mean, other_spread) = _moments(old), _moments(new)
    allowed = 6 * max(spread, other_spread) / math.sqrt(len(old)) + 1e-6
    if abs(mean - other_mean) > allowed:
        return f"mean {mean:.3g} became {other_mean:.3g}"
    if abs(spread - other_spread) > 0.25 * max(spread, other_spread) + 1e-6:
        return f"spread {spread:.3g} became {other_spread:.3g}"
    return ""


def _moments(numbers: list[Any]) -> tuple[float, float]:
    mean = sum(numbers) / len(numbers)
    return mean, math.sqrt(sum((n - mean) ** 2 for n in numbers) / len(numbers))


def _short(value: Any) -> str:
    text = json.dumps(value)
    return text if len(text) < 80 else text[:77] + "..."
