"""What the probe has to say, as plain values."""

from __future__ import annotations

from typing import Any, NamedTuple

from tf2lint.model import VERDICTS, Finding

__all__ = ["VERDICTS", "Environment", "Module", "ProbeError", "Probed", "Round", "Verdict"]


class ProbeError(Exception):
    """The probe cannot do its work; the text says why and what to do."""


class Verdict(NamedTuple):
    """What running says about one finding.

    ``stage`` is where the evidence is from: ``import`` (before the first statement
    that failed), ``tolerant`` (after it), ``stubs``, ``main``, ``resolve`` or ``trial``, ``""``
    without any. ``reason`` is one line; ``exception`` what Python said;
    ``file`` and ``line`` where that was, empty and 0 where it is no place in the project.
    """

    verdict: str
    stage: str
    reason: str
    exception: str = ""
    file: str = ""
    line: int = 0


class Module(NamedTuple):
    """A module to probe: its file, the folder that is to be imported from, its dotted name."""

    path: str
    root: str
    name: str
    findings: tuple[Finding, ...]


class Round(NamedTuple):
    """One run of a module in a cell, and what came of it.

    ``kind`` is ``run``, ``stubs`` (packages that are not installed were stubbed) or ``main``
    (as a program).
    """

    kind: str
    answer: dict[str, Any]

    @property
    def outcome(self) -> str:
        """``finished``, or how the cell ended."""
        return str(self.answer["outcome"])

    def events(self, kind: str) -> list[list[Any]]:
        """Return the events of a kind, without the kind itself."""
        return [event[1:] for event in self.answer["events"] if event[0] == kind]


class Probed(NamedTuple):
    """A module, how its runs went, and the verdict on each of its findings.

    ``verdict`` is that of the plain run: ``imports``, ``raises``, ``unreadable``, or how its
    cell ended (``crashed``, ``timeout``, ``memory``, ``processes``, ``early-exit``, ``killed`` by
    the system, ``broken`` by a failure of the probe's own). ``reason`` tells of the other runs too.
    """

    module: Module
    verdict: str
    reason: str
    verdicts: tuple[Verdict, ...]
    stubs: tuple[str, ...] = ()
    seconds: float = 0.0
    #: What it ran under: versions, and the device that it was given, as ``CPU`` or ``GPU:1``.
    tensorflow: str = ""
    keras: str = ""
    device: str = ""
    #: How many operations left their results on which device, in all runs together.
    operations: tuple[tuple[str, int], ...] = ()


class Environment(NamedTuple):
    """Where the modules ran. ``off`` lists the protections that were not to be had.

    ``device`` has the devices that modules were given; ``seen`` says what TensorFlow sees and
    is built for; ``proof`` how it was shown that operations run on these devices, ``""`` on
    the processor, where there is nothing to show.
    """

    python: str
    executable: str
    tensorflow: str
    keras: str
    device: str
    off: tuple[str, ...] = ()
    seen: str = ""
    proof: str = ""
