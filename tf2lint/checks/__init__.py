"""The checks: one module a family, each turning facts about a node into findings.

A family's module defines any of ``on_import``, ``on_reference``, ``on_call``,
``on_member``, ``on_key``, ``on_comparison``, ``on_body``, ``on_gate`` (one fact) and
``on_module`` (all).
``on_call`` gets the calls of symbols and of values of a known kind; of others only those
whose method or keyword stands in the family's ``UNKNOWN_RECEIVERS``.
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
    rates,
    retained,
    saving,
    sessions,
    shapes,
    shim,
    shim_stores,
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

    from tf2lint.names import Call

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
    shim_stores,
    tensors,
    control_flow,
    keras3,
    keras_files,
    training,
    layers,
    tapes,
    retained,
    rates,
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


def _on_unknown() -> dict[str, list[Callable[[Module, Any], None]]]:
    """Handlers of calls on unknown receivers, by the method or keyword they ask for."""
    found: dict[str, list[Callable[[Module, Any], None]]] = {}
    for family in FAMILIES:
        for name in getattr(family, "UNKNOWN_RECEIVERS", ()):
            found.setdefault(name, []).append(family.on_call)
    return found


_ON_UNKNOWN = _on_unknown()
_ASKED_KEYWORDS = frozenset({"training", "is_training"}) & _ON_UNKNOWN.keys()


def _check_unknown_call(module: Module, event: Call) -> None:
    """Most calls are on receivers of which nothing is known: few checks look at them."""
    for handler in _ON_UNKNOWN.get(event.member, ()):
        handler(module, event)
    if not _ASKED_KEYWORDS.isdisjoint(event.keywords):
        for name in _ASKED_KEYWORDS & event.keywords.keys():
            for handler in _ON_UNKNOWN[name]:
                handler(module, event)


def check_module(module: Module) -> list[Problem]:
    """Run every check over the facts of a module."""
    facts = module.facts
    known = []
    for call in facts.calls:
        if call.path or call.receiver is not None or call.made is not None:
            known.append(call)
        else:
            _check_unknown_call(module, call)
    for event, found in (
        ("import", facts.imports),
        ("reference", facts.references),
        ("call", known),
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
