"""What a module takes from a private module of TensorFlow, by its public names."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tf2lint.checks.module import Module

_PRIVATE = ("tf.python.", "tf.core.")
#: More names than these are cut off.
_MOST = 12


def public_names(module: Module, path: str, advice: str) -> str:
    """The public names of what the file uses of the private module ``path``.

    ``advice``, which is about the private module as a whole, stays where a use has no
    public name that is known, or none is seen.
    """
    if not path.startswith(_PRIVATE):
        return advice
    prefix = path + "."
    found: dict[str, int] = {}
    unknown = False
    special: list[str] = []
    events: tuple[Any, ...] = (*module.facts.references, *module.facts.calls)
    for event in events:
        if event.path.startswith(prefix):
            row = module.knowledge.row(prefix + event.path[len(prefix) :].partition(".")[0])
            if row is None:
                unknown = True
            elif not row.to:
                unknown = True
                if row.kind == "none" and row.hint and row.hint not in special:
                    special.append(row.hint)
            else:
                found[row.to] = found.get(row.to, 0) + 1
    names = sorted(found, key=lambda name: (-found[name], name))
    if not all(name in advice for name in names):
        listed = ", ".join(names[:_MOST]) + (", …" if len(names) > _MOST else "")
        special.insert(0, f"here also {listed}")
    elif not special:
        return advice
    if unknown:
        return "; ".join([advice, *special])
    gone = advice.partition(";")[0] + "; " if advice.startswith("gone ") else ""
    return f"{gone}use {listed}"
