"""The checks: one module a family, each turning facts about a node into findings.

A family's module defines any of ``on_import``, ``on_reference``, ``on_call``,
``on_member``, ``on_key``, ``on_comparison``, ``on_body``, ``on_gate`` (one fact) and
``on_module`` (all).
``on_call`` gets the calls of symbols and of values of a known kind; of others only those
whose method or keyword stands in the family's ``UNKNOWN_RECEIVERS``. ``CALLS`` spares a
family the calls of other symbols: a set of paths, a tuple of how they begin, or a function
of the knowledge and a path.
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

    from tf2lint.knowledge import Knowledge
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
#: Handlers of the calls of a symbol, found when it is first met under some knowledge.
_ON_SYMBOL: dict[Knowledge, dict[str, tuple[Callable[[Module, Any], None], ...]]] = {}


def _on_symbol(knowledge: Knowledge, path: str) -> tuple[Callable[[Module, Any], None], ...]:
    return tuple(
        family.on_call
        for family in FAMILIES
        if hasattr(family, "on_call") and _wants(getattr(family, "CALLS", None), knowledge, path)
    )


def _wants(calls: Any, knowledge: Knowledge, path: str) -> bool:
    if calls is None:
        return True
    if type(calls) is tuple:
        return path.startswith(calls)
    return path in calls if type(calls) is frozenset else bool(calls(knowledge, path))


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
    _run(module, "import", facts.imports)
    _run(module, "reference", facts.references)
    on_symbol = _ON_SYMBOL.setdefault(module.knowledge, {})
    for call in facts.calls:
        _check_call(module, call, on_symbol)
    for event, found in (
        ("member", facts.members),
        ("key", facts.keys),
        ("comparison", facts.comparisons),
        ("body", facts.bodies),
        ("gate", facts.gates),
    ):
        _run(module, event, found)
    for check in _ON_MODULE:
        check(module)
    return module.problems


def _run(module: Module, event: str, facts: list[Any]) -> None:
    for handler in _HANDLERS[event]:
        for fact in facts:
            handler(module, fact)


def _check_call(
    module: Module, call: Call, on_symbol: dict[str, tuple[Callable[[Module, Any], None], ...]]
) -> None:
    path = call.path
    if path:
        handlers = on_symbol.get(path)
        if handlers is None:
            handlers = on_symbol[path] = _on_symbol(module.knowledge, path)
    elif call.receiver is not None or call.made is not None:
        handlers = _HANDLERS["call"]
    else:
        _check_unknown_call(module, call)
        return
    for handler in handlers:
        handler(module, call)


__all__ = ["FAMILIES", "Module", "Problem", "check_module"]
