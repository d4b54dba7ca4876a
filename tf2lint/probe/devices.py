"""Which device each run is given, and the proof that operations run on it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from tf2lint.probe.interpreter import agent_environment
from tf2lint.probe.model import ProbeError, Round
from tf2lint.probe.process import Agent

#: The kinds that are taken where nothing else is said, the first one first.
_ACCELERATORS = ("GPU", "TPU")
#: Bytes of TensorFlow's log that hold the placement of a few operations.
_LOG = 1 << 16
_WRITTEN = re.compile(r"(auto|cpu|gpu|tpu)(?::(\d+))?\Z")


class Slot(NamedTuple):
    """A place for one run at a time: the device and what in the environment selects it."""

    device: str = "CPU"
    environment: tuple[tuple[str, str], ...] = ()

    @property
    def job(self) -> dict[str, Any]:
        """The part of a job that has the run see this device alone."""
        return {"environment": dict(self.environment)}


class Seen(NamedTuple):
    """The devices that TensorFlow sees, as ``GPU:0``, and whether it is built for GPUs."""

    devices: tuple[str, ...]
    built: bool

    @classmethod
    def of(cls, answer: dict[str, Any]) -> Seen:
        """Read the answer to a job ``devices``."""
        events = Round("devices", answer)
        names = tuple(f"{kind}:{number}" for kind, number in events.events("device"))
        return cls(names, any(built for (built,) in events.events("built")))

    @property
    def text(self) -> str:
        """The state in words: there is an accelerator, there could be, or there cannot."""
        found = [name for name in self.devices if name.split(":")[0] in _ACCELERATORS]
        if found:
            return f"TensorFlow sees {', '.join(found)}"
        if self.built:
            return (
                "this TensorFlow is built for GPUs and sees none: "
                "no GPU, no driver for it, or the environment hides it"
            )
        return "this TensorFlow is built for the processor alone"


def check_device(written: str) -> str:
    """Return ``--device`` in small letters; raises ``ProbeError`` where it means nothing."""
    found = _WRITTEN.match(written.lower())
    if found is None or (found[2] and found[1] in ("auto", "cpu")):
        raise ProbeError(f"--device: {written!r} is none of auto, cpu, gpu, gpu:N, tpu, tpu:N")
    return written.lower()


def slots_of(wanted: str, seen: Seen, workers: int, environ: Mapping[str, str]) -> list[Slot]:
    """Return the slots for runs: one an accelerator, or as many as workers on the processor.

    Raises ``ProbeError`` where a device is wanted that is not there: never is another one
    taken in its place.
    """
    kind, _, number = wanted.partition(":")
    kinds = _ACCELERATORS if kind == "auto" else (kind.upper(),)
    for one in kinds if kind != "cpu" else ():
        found = [device for device in seen.devices if device.split(":")[0] == one]
        if number:
            found = [device for device in found if device == f"{one}:{number}"]
        if found:
            slots = [Slot(device, _selecting(device, environ)) for device in found]
            # A TPU belongs to one process, with all of its cores.
            return slots[: 1 if one == "TPU" else workers]
    if kind in ("auto", "cpu"):
        return [Slot()] * workers
    raise ProbeError(f"--device {wanted}: there is no such device: {seen.text}")


def _selecting(device: str, environ: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    kind, _, number = device.partition(":")
    if kind != "GPU":
        return ()
    name = "HIP_VISIBLE_DEVICES" if "HIP_VISIBLE_DEVICES" in environ else "CUDA_VISIBLE_DEVICES"
    given = [part.strip() for part in environ.get(name, "").split(",") if part.strip()]
    return ((name, given[int(number)] if int(number) < len(given) else number),)


def operations_of(runs: Sequence[Round], slot: Slot) -> tuple[tuple[str, int], ...]:
    """Return how many operations left their results on which device."""
    total: Counter[str] = Counter()
    for run in runs:
        last: dict[str, int] = dict(run.events("operations"))
        for device, count in last.items():
            # A run sees one GPU, as the first.
            own = slot.device if slot.device != "CPU" and device.startswith("GPU:") else device
            total[own] += count
    return tuple(sorted(total.items()))


class Proof(NamedTuple):
    """What showed where operations ran: results, counts, and TensorFlow's own log."""

    refused: str
    results: tuple[tuple[str, str], ...]
    operations: tuple[tuple[str, int], ...]
    log: tuple[str, ...]

    def is_of(self, device: str) -> bool:
        """Whether every result lies on the device, and the log has it too."""
        there = {where for _, where in self.results} == {device}
        counted = dict(self.operations).get(device, 0) > 0
        logged = any("MatMul" in line and line.endswith(f"device:{device}") for line in self.log)
        return not self.refused and there and counted and logged


def prove(
    python: str, archive: str, limits: dict[str, Any], scratch: str, slot: Slot, logical: int = 0
) -> Proof:
    """Run operations on the device of a slot, with no way out to another; return what shows it.

    In an interpreter of its own, which writes TensorFlow's log. ``logical`` divides the
    processor into so many devices, for machines that have no other.
    """
    environment = agent_environment(False, "cpu" if logical else "")
    environment.update(TF_CPP_MIN_LOG_LEVEL="0", TF_CPP_MAX_VLOG_LEVEL="0")
    agent = Agent(python, archive, environment)
    device = slot.device if logical or not slot.device.startswith("GPU") else "GPU:0"
    try:
        agent.submit(
            {
                **limits,
                **slot.job,
                "task": "prove",
                "id": "prove",
                "scratch": scratch,
                "device": device,
                "logical": logical,
                "tail": _LOG,
            }
        )
        run = Round("prove", agent.receive())
    finally:
        agent.close()
    refused = "; ".join(f"{name}: {text}" for name, text in run.events("refused"))
    if run.outcome != "finished":
        refused = refused or f"the process: {run.outcome}"
    lines = tuple(line.rstrip() for line in str(run.answer["output"]).splitlines())
    results = tuple((name, where) for name, where in run.events("proved"))
    return Proof(refused, results, operations_of([run], Slot()), lines)


def demand(proof: Proof, slot: Slot) -> str:
    """Return the proof in words; raises ``ProbeError`` where operations ran elsewhere."""
    device = "GPU:0" if slot.device.startswith("GPU") else slot.device
    if not proof.is_of(device):
        ran = ", ".join(f"{name} on {where}" for name, where in proof.results)
        said = proof.refused or f"ran {ran or 'nowhere'}; the log of placements does not agree"
        raise ProbeError(f"operations do not run on {slot.device}: {said}")
    count = dict(proof.operations)[device]
    return f"{slot.device}: {count} operations proved there by results, callbacks and log"
