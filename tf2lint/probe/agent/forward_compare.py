"""Compares the arrays of two runs: by how much they differ, relative to the largest value."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_CHUNK = 1 << 22
#: A gradient is measured against the largest of all at least by this much: those that are
#: zero in exact arithmetic consist of rounding.
_FLOOR = 1e-3


def compare(reference: dict[str, Any], candidate: dict[str, Any]) -> dict[str, Any]:
    """Return, by group and name, what there is to say of two arrays.

    Both are given as ``folder`` (with a ``.npz`` for each group) and ``groups``: the key of
    each array by group and name. ``relative`` is the largest difference by the scale, the
    reference's largest value; ``shapes`` stands in its place where they differ.
    """
    found: dict[str, Any] = {}
    for group, keys in reference["groups"].items():
        others = candidate["groups"].get(group, {})
        both = [name for name in keys if name in others]
        old = _load(reference, group, both)
        new = _load(candidate, group, both)
        floor = _floor(list(old.values())) if group == "gradients" else 0.0
        found[group] = {name: _pair(old[name], new[name], floor) for name in both}
    return found


def _load(side: dict[str, Any], group: str, names: list[str]) -> dict[str, Any]:
    import numpy

    if not names:
        return {}
    path = os.path.join(side["folder"], group + ".npz")
    with numpy.load(path, allow_pickle=False) as arrays:
        return {name: arrays[side["groups"][group][name]] for name in names}


def spread(first: dict[str, Any], second: dict[str, Any]) -> float:
    """Return the largest relative difference of gradients by one name."""
    floor = _floor(list(first.values()))
    pairs = [_pair(first[name], second[name], floor) for name in first]
    return max((pair.get("relative", 0.0) for pair in pairs), default=0.0)


def _floor(arrays: list[Any]) -> float:
    return _FLOOR * max((_largest(array) for array in arrays), default=0.0)


def _largest(array: Any) -> float:
    import numpy

    return float(numpy.nanmax(numpy.abs(array))) if array.size and array.dtype.kind == "f" else 0.0


def _pair(old: Any, new: Any, floor: float) -> dict[str, Any]:
    if old.shape != new.shape:
        return {"shapes": [list(old.shape), list(new.shape)]}
    if old.dtype.kind not in "fiub" or new.dtype.kind not in "fiub":
        return {"relative": 0.0 if bool((old == new).all()) else 1.0, "scale": 1.0}
    largest, scale = difference(old, new), max(_span(old), floor)
    return {
        "relative": largest / scale if scale else largest,
        "scale": scale,
        "means": [_mean(old), _mean(new)],
        "zeros": [_zeros(old), _zeros(new)],
    }


def difference(old: Any, new: Any) -> float:
    """Return the largest difference of two arrays of one shape; infinite for a lone NaN."""
    import numpy

    largest = 0.0
    left, right = old.reshape(-1), new.reshape(-1)
    for start in range(0, left.size, _CHUNK):
        a = left[start : start + _CHUNK].astype("float64")
        b = right[start : start + _CHUNK].astype("float64")
        if not bool((numpy.isnan(a) == numpy.isnan(b)).all()):
            return float("inf")
        # Equal infinities have no difference; those of two signs have an infinite one.
        apart = numpy.where(a == b, 0.0, numpy.abs(numpy.nan_to_num(a) - numpy.nan_to_num(b)))
        largest = max(largest, float(apart.max()))
    return largest


def _span(array: Any) -> float:
    import numpy

    if not array.size:
        return 0.0
    return float(numpy.nanmax(numpy.abs(array.astype("float64", copy=False))))


def _mean(array: Any) -> float:
    return float(array.mean(dtype="float64")) if array.size else 0.0


def _zeros(array: Any) -> float:
    return float((array == 0).mean()) if array.size else 0.0
