"""The runs of one module: as it is, then tolerantly, then with what is missing stubbed."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, NamedTuple

from tf2lint.probe.model import Module, Round
from tf2lint.probe.targets import is_path, span_of

#: More runs than this are not worth what they add.
_MOST_STUB_ROUNDS = 6
Rounds = Generator["dict[str, Any]", "dict[str, Any]", "list[Round]"]


class Limits(NamedTuple):
    """What a module may do: seconds, MiB, the network, folders to write to."""

    timeout: float = 60.0
    memory: int = 4096
    allow_network: bool = False
    allow_write: tuple[str, ...] = ()
    run_main: bool = False


def rounds_of(module: Module, limits: Limits) -> Rounds:
    """Yield the jobs of a module one after the other, given their answers; return the runs."""
    strict = Round("import", (), (yield _job(module, limits, "strict")))
    runs = [strict]
    if strict.outcome != "finished" or strict.events("syntax"):
        return runs
    if limits.run_main:
        runs.append(Round("main", (), (yield _job(module, limits, "tolerant", main=True))))
    if strict.events("imported"):
        return runs
    stubs: tuple[str, ...] = ()
    for _ in range(_MOST_STUB_ROUNDS):
        tolerant = Round("tolerant", stubs, (yield _job(module, limits, "tolerant", stubs)))
        runs.append(tolerant)
        missing = {event[0] for event in tolerant.events("missing")} - set(stubs)
        if tolerant.outcome != "finished" or not missing:
            break
        stubs = tuple(sorted({*stubs, *missing}))
    return runs


def _job(
    module: Module,
    limits: Limits,
    stage: str,
    stubs: tuple[str, ...] = (),
    main: bool = False,
) -> dict[str, Any]:
    flags = []
    for number, finding in enumerate(module.findings):
        symbol = finding.symbol if is_path(finding.symbol) else ""
        flags.append([number, *span_of(finding), symbol])
    return {
        "task": "run",
        "path": module.path,
        "root": module.root,
        "name": module.name,
        "stage": stage,
        "flags": flags,
        "stubs": list(stubs),
        "main": main,
        **limits_of(limits),
    }


def limits_of(limits: Limits) -> dict[str, Any]:
    """Return the part of a job that says what it may do."""
    return {
        "timeout": limits.timeout,
        "memory": limits.memory,
        "allow_network": limits.allow_network,
        "allow_write": list(limits.allow_write),
    }
