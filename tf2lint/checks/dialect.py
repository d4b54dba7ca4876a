"""Which TensorFlow a module is written for: what its names give away."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tf2lint.checks.verdicts import Verdicts
    from tf2lint.names import Facts


def infer_dialect(facts: Facts, verdicts: Verdicts) -> str:
    """``tf1``, ``tf2``, ``mixed`` or ``unknown``, from the symbols that only one has.

    A symbol that the target lacks speaks for TensorFlow 1, one that TensorFlow 1 lacked,
    or that is spelled through ``tf.compat.v1``, for a conversion.
    """
    old = new = False
    paths = {event.path for event in facts.imports}
    paths.update(event.path for event in facts.references)
    paths.update(event.path for event in facts.calls)
    for path in paths:
        if not path.startswith("tf."):
            continue
        if path.startswith(("tf.compat.v1", "tf.compat.v2")):
            new = True
            continue
        verdict = verdicts.of_path(path)
        if verdict is not None and verdict.gone:
            old = True
        elif not verdicts.existed_in_tf1(path):
            new = True
    if old and new:
        return "mixed"
    return "tf1" if old else "tf2" if new else "unknown"
