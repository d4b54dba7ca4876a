"""What a module takes from a private module of TensorFlow, by its public names."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
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
    for event in (*module.facts.references, *module.facts.calls):
        if event.path.startswith(prefix):
            row = module.knowledge.row(prefix + event.path[len(prefix) :].partition(".")[0])
            if row is None or not row.to:
                unknown = True
            else:
                found[row.to] = found.get(row.to, 0) + 1
    names = sorted(found, key=lambda name: (-found[name], name))
    missing = [name for name in names if name not in advice]
    if not missing:
        return advice
    listed = ", ".join(names[:_MOST]) + (", …" if len(names) > _MOST else "")
    if unknown:
        return f"{advice}; here also {listed}"
    gone = advice.partition(";")[0] + "; " if advice.startswith("gone ") else ""
    return f"{gone}use {listed}"
