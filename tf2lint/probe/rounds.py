"""The runs of one module: as it is, then with what is missing stubbed, then as a program."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Sequence
from typing import Any, NamedTuple

from tf2lint.probe.model import Module, ProbeError, Round
from tf2lint.probe.targets import is_path, span_of

Rounds = Generator["dict[str, Any]", "dict[str, Any]", "list[Round]"]


class Limits(NamedTuple):
    """What a module may do: seconds, MiB, the network, folders to write to."""

    timeout: float = 60.0
    memory: int = 4096
    allow_network: bool = False
    allow_write: tuple[str, ...] = ()
    run_main: bool = False


def rounds_of(
    module: Module, limits: Limits, cache: str = "", settled: Callable[[Round], bool] | None = None
) -> Rounds:
    """Yield the jobs of a module one after the other, given their answers; return the runs.

    ``cache`` is a folder with compiled files of the project, if there is one. ``settled``
    says after the plain run whether stubs could not tell more.
    """
    plain = Round("run", (yield _job(module, limits, cache)))
    runs = [plain]
    if plain.outcome != "finished" or plain.events("syntax"):
        return runs
    if plain.events("missing") and not (settled is not None and settled(plain)):
        runs.append(Round("stubs", (yield _job(module, limits, cache, stubs=True))))
    if limits.run_main:
        runs.append(Round("main", (yield _job(module, limits, cache, main=True))))
    return runs


def _job(
    module: Module, limits: Limits, cache: str, stubs: bool = False, main: bool = False
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
        "flags": flags,
        "stubs": stubs,
        "main": main,
        "cache": cache,
        **limits_of(limits),
    }


def existing_folders(written: Sequence[str]) -> tuple[str, ...]:
    """Return the folders that ``--allow-write`` names; raises ``ProbeError`` if one is none."""
    for path in written:
        if not os.path.isdir(path):
            raise ProbeError(f"--allow-write: {path} is no folder")
    return tuple(map(os.path.abspath, written))


def limits_of(limits: Limits) -> dict[str, Any]:
    """Return the part of a job that says what it may do."""
    return {
        "timeout": limits.timeout,
        "memory": limits.memory,
        "allow_network": limits.allow_network,
        "allow_write": list(limits.allow_write),
    }
