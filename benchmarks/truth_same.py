"""Parameters that changed their name at the same position and kept their meaning.

A positional argument that moved between such a pair is no proof of breakage (class c).
Everything else that lands on another name counts.
"""

from __future__ import annotations

_NAMED_ANEW = "the same tensor under a new name"

#: symbol, or "" for any -> {(old name, new name): why the argument still means the same}
SAME: dict[str, dict[tuple[str, str], str]] = {
    "": {
        ("tensor", "input"): _NAMED_ANEW,
        ("value", "input"): _NAMED_ANEW,
        ("filter", "filters"): "the same kernel under a new name",
        ("dim", "axis"): "the same dimension under a new name",
        ("keep_dims", "keepdims"): "the same switch under a new name",
        ("reduction_indices", "axis"): "the same dimensions under a new name",
    },
    "tf.image.crop_and_resize": {("box_ind", "box_indices"): "the same indices under a new name"},
    "tf.nn.batch_norm_with_global_normalization": {
        ("t", "input"): _NAMED_ANEW,
        ("m", "mean"): _NAMED_ANEW,
        ("v", "variance"): _NAMED_ANEW,
    },
    "tf.summary.scalar": {("tensor", "data"): _NAMED_ANEW},
    "tf.summary.histogram": {("values", "data"): _NAMED_ANEW},
    "tf.summary.image": {("tensor", "data"): _NAMED_ANEW},
    "tf.summary.audio": {("tensor", "data"): _NAMED_ANEW},
    "tf.summary.text": {("tensor", "data"): _NAMED_ANEW},
    "tf.device": {
        ("device_name_or_function", "device_name"): "a string means the same; a function is"
        " refused, which depends on the value and not on the position",
    },
    "tf.keras.utils.to_categorical": {("y", "x"): "the same classes under a new name"},
    "tf.keras.regularizers.l1": {("l", "l1"): "the same factor under a new name"},
    "tf.keras.regularizers.l2": {("l", "l2"): "the same factor under a new name"},
}


def same_meaning(symbol: str, old: str, new: str) -> bool:
    """Whether an argument that landed on ``old`` may still be right on ``new``.

    A catch-all (``*``) says nothing about what becomes of it.
    """
    return old == new or new == "*" or (old, new) in SAME[""] or (old, new) in SAME.get(symbol, {})
