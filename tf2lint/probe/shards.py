"""Parts of a run for several machines, and their results put together again."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from typing import Any

from tf2lint.model import Finding
from tf2lint.probe.model import Environment, Module, Probed, ProbeError, Verdict
from tf2lint.probe.reading import Document, Unreadable

#: Number of a part, from 1, and how many parts there are.
Shard = tuple[int, int]
_WRITTEN = re.compile(r"(\d+)/(\d+)\Z")


def parse_shard(written: str) -> Shard:
    """Return what ``--shard`` says, all of it where it is empty; raises ``ProbeError``."""
    if not written:
        return 1, 1
    found = _WRITTEN.match(written)
    if found is None or not 1 <= int(found[1]) <= int(found[2]):
        raise ProbeError(f"--shard: {written!r} is not I/N with I from 1 to N")
    return int(found[1]), int(found[2])


def part_of(by_keras: Mapping[str, Sequence[Module]], shard: Shard) -> dict[str, list[Module]]:
    """Return the modules of a part: every one is in exactly one, whatever the machine."""
    number, count = shard
    paths = sorted(module.path for modules in by_keras.values() for module in modules)
    mine = set(paths[number - 1 :: count])
    parts = {
        keras: [module for module in modules if module.path in mine]
        for keras, modules in by_keras.items()
    }
    return {keras: modules for keras, modules in parts.items() if modules}


def merge_documents(paths: Sequence[str]) -> tuple[list[Probed], list[Environment]]:
    """Return what the files hold together, by path.

    A module that several have is taken from the last. Raises ``Unreadable``, or
    ``ProbeError`` where parts of a run are missing.
    """
    found: dict[str, Probed] = {}
    environments: dict[Environment, None] = {}
    parts: dict[int, set[int]] = {}
    for path in paths:
        document = Document(path)
        try:
            for head in document.heads:
                number, count = head["shard"]
                parts.setdefault(count, set()).add(number)
            for one in document.modules:
                found[one["path"]] = _module(one)
            environments.update((_environment(one), None) for one in document.environments)
        except (ValueError, KeyError, TypeError):
            raise Unreadable(f"{path}: not what tf2lint probe writes") from None
    for count, numbers in parts.items():
        missing = sorted(set(range(1, count + 1)) - numbers)
        if missing:
            listed = ", ".join(f"{number}/{count}" for number in missing)
            raise ProbeError(f"of the parts of a run these are missing: {listed}")
    return [found[path] for path in sorted(found)], list(environments)


def _environment(value: dict[str, Any]) -> Environment:
    known = {key: value[key] for key in Environment._fields if key in value}
    return Environment(**{**known, "off": tuple(known.get("off", ()))})


def _module(value: dict[str, Any]) -> Probed:
    """Return a module as it was before it was written; what is not written is empty."""
    findings, verdicts = [], []
    for one in value["findings"]:
        known = {key: one[key] for key in Finding._fields if key in one and key != "probe"}
        rest = {"confidence": "", "hint": "", "replacement": None, "url": ""}
        findings.append(Finding(**{**rest, **known, "path": value["path"]}))
        verdicts.append(Verdict(**one["probe"]))
    module = Module(os.path.abspath(value["path"]), "", value["module"], tuple(findings))
    return Probed(
        module,
        value["verdict"],
        value["reason"],
        tuple(verdicts),
        tuple(value["stubs"]),
        value["seconds"],
        value.get("tensorflow", ""),
        value.get("keras", ""),
        value.get("device", ""),
        tuple(sorted(value.get("operations", {}).items())),
    )
