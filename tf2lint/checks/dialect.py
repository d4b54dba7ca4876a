"""Which TensorFlow a module is written for: what its names give away."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tf2lint.checks.verdicts import Verdicts
    from tf2lint.names import Facts


#: In 1.15 too, but hardly in code that was written for it.
_TF2_IDIOMS = frozenset({"tf.function", "tf.GradientTape"})


def infer_dialect(facts: Facts, verdicts: Verdicts) -> str:
    """``tf1``, ``tf2``, ``mixed`` or ``unknown``, from the symbols that only one has.

    A symbol that no TensorFlow 2 has speaks for TensorFlow 1; one that TensorFlow 1
    lacked, or that is spelled through ``tf.compat.v1``, for a conversion. What stands under
    a handler for missing names says nothing.
    """
    old = new = False
    events: tuple[Any, ...] = (*facts.imports, *facts.references, *facts.calls)
    paths = {event.path for event in events if not event.context.guarded}
    for path in paths:
        if not path.startswith("tf."):
            continue
        if path.startswith(("tf.compat.v1", "tf.compat.v2")):
            new = True
            continue
        verdict = verdicts.of_path(path)
        if verdict is not None and verdict.gone:
            old = old or verdicts.ended_with_tf1(verdict.symbol)
        elif path in _TF2_IDIOMS or not verdicts.existed_in_tf1(path):
            new = True
    if old and new:
        return "mixed"
    return "tf1" if old else "tf2" if new else "unknown"
