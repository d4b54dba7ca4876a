"""The checks: one module a family, each turning facts about a node into findings.

A family's module defines any of ``on_import``, ``on_reference``, ``on_call``,
``on_member``, ``on_key``, ``on_comparison``, ``on_body``, ``on_gate`` (one fact) and
``on_module`` (all).
"""

from __future__ import annotations

from tf2lint.checks import (
    arguments,
    collections_,
    control_flow,
    distribution,
    dropout,
    feeds,
    imports,
    inputs,
    keras3,
    keras_files,
    layers,
    mixed,
    modes,
    saving,
    sessions,
    shapes,
    shim,
    silent,
    slim,
    summaries,
    symbols,
    tapes,
    tensors,
    training,
    variables,
)
from tf2lint.checks.module import Module, Problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

#: In this order: what a family claims, those after it leave alone.
FAMILIES = (
    imports,
    modes,
    silent,
    arguments,
    dropout,
    sessions,
    shapes,
    feeds,
    inputs,
    summaries,
    saving,
    distribution,
    collections_,
    variables,
    shim,
    tensors,
    control_flow,
    keras3,
    keras_files,
    training,
    layers,
    tapes,
    mixed,
    slim,
    symbols,
)
_EVENTS = ("import", "reference", "call", "member", "key", "comparison", "body", "gate")


def _handlers(event: str) -> tuple[Callable[[Module, Any], None], ...]:
    found = (getattr(family, f"on_{event}", None) for family in FAMILIES)
    return tuple(handler for handler in found if handler is not None)


_HANDLERS = {event: _handlers(event) for event in _EVENTS}
_ON_MODULE = tuple(family.on_module for family in FAMILIES if hasattr(family, "on_module"))


def check_module(module: Module) -> list[Problem]:
    """Run every check over the facts of a module."""
    facts = module.facts
    for event, found in (
        ("import", facts.imports),
        ("reference", facts.references),
        ("call", facts.calls),
        ("member", facts.members),
        ("key", facts.keys),
        ("comparison", facts.comparisons),
        ("body", facts.bodies),
        ("gate", facts.gates),
    ):
        for handler in _HANDLERS[event]:
            for fact in found:
                handler(module, fact)
    for check in _ON_MODULE:
        check(module)
    return module.problems


__all__ = ["FAMILIES", "Module", "Problem", "check_module"]
