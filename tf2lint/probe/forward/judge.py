"""What the runs of one target say: findings, each a rule of family TF9."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from tf2lint.probe.forward.reasons import reason_of
from tf2lint.probe.forward.run import Run

Figures = Mapping[str, Mapping[str, Mapping[str, Any]]]

TOLERANCE = 1e-4
TRAIN_TOLERANCE = 1e-3
#: Gradients may differ by this many times what rounding in the variables changes them by.
_ROUNDINGS = 10
#: A tolerance that would let a halved gradient pass says nothing.
_VOID = 0.5
_SHOWN = 3


class Difference(NamedTuple):
    """A rule by its name, the mode that it is about, and what was seen."""

    rule: str
    mode: str
    detail: str


def judge(reference: Run, candidate: Run, figures: Figures, train: bool) -> list[Difference]:
    """Return how a run differs from the reference, worst first."""
    found = list(_differences(reference, candidate, figures, train))
    return [Difference(rule, candidate.mode, detail) for rule, detail in found]


def worst(figures: Figures, group: str = "outputs") -> float:
    """Return the largest relative difference within a group; infinite where shapes differ."""
    return max(map(_relative, figures.get(group, {}).values()), default=0.0)


def gradient_tolerance(reference: Run, train: bool) -> float:
    """Return by how much gradients may differ; infinite where rounding alone decides them.

    A gate that rounding opens or shuts moves a gradient by far more than rounding.
    """
    tolerance = TRAIN_TOLERANCE if train else TOLERANCE
    loose = max(tolerance, _ROUNDINGS * float(reference.result["sensitivity"]))
    return loose if loose < _VOID else float("inf")


def judge_alone(run: Run, train: bool) -> list[Difference]:
    """Return what a run shows without any other: it raised, its two calls are not alike."""
    return [Difference(rule, run.mode, detail) for rule, detail in _alone(run, train)]


def _alone(run: Run, train: bool) -> Iterator[tuple[str, str]]:
    again = run.result.get("again", [])
    if again:
        ending = f"; it raised {run.error}" if run.error else ""
        yield "probe-second-call-variables", f"{listed(again)}{ending}"
    elif run.error and not run.result:
        # Where it was cannot be told any more.
        yield "probe-forward-raises", f"its process ended: {run.error}"
    elif run.error:
        when = ("while the module is imported", "in the first call", "in the second call")
        yield "probe-forward-raises", f"{when[run.call]}{_raised(run)}"
    if run.result.get("grown"):
        yield "probe-penalty-parity", f"a second call adds {run.result['grown']} more"
    unsteady = run.result.get("unsteady", [])
    if unsteady and not train:
        yield "probe-calls-differ", listed(unsteady)


def _raised(run: Run) -> str:
    """Say where a run raised, in the project and in another package; what; and why."""
    place = run.result.get("error") or {}
    parts = [f"{os.path.relpath(place['file'])}:{place['line']}"] if place.get("file") else []
    file, line, text = place.get("inside") or ("", 0, "")
    if file:
        parts.append(f"{file}:{line}" + (f" `{text}`" if text else ""))
    where = f" ({', '.join(parts)})" if parts else ""
    because = reason_of(run.error, file, run.mode)
    return f"{where}: {run.error}" + (f" ({because})" if because else "")


def _differences(
    reference: Run, candidate: Run, figures: Figures, train: bool
) -> Iterator[tuple[str, str]]:
    tolerance = TRAIN_TOLERANCE if train else TOLERANCE
    yield from _alone(candidate, train)
    if not candidate.names("outputs") and candidate.error:
        return
    yield from _of_variables(reference, candidate)
    drawn = bool(reference.result["draws"] or candidate.result["draws"])
    outputs = list(_beyond(figures.get("outputs", {}), tolerance))
    outputs += _absent(reference, candidate, "outputs")
    if outputs:
        rule = "probe-random-parity" if drawn else "probe-inference-parity"
        yield rule, listed(outputs) + _about_draws(reference, candidate)
    yield from _of_penalties(figures.get("penalties", {}), tolerance)
    yield from _of_statistics(reference, candidate, figures, tolerance)
    without = set(candidate.result["missing_gradients"])
    lost = sorted(without - set(reference.result["missing_gradients"]))
    if lost:
        yield "probe-gradient-none", listed(lost)
    gradients = list(_beyond(figures.get("gradients", {}), gradient_tolerance(reference, train)))
    if gradients and not outputs:
        # Where outputs differ, gradients do; that says nothing more.
        yield "probe-gradient-parity", listed(gradients)


def _of_variables(reference: Run, candidate: Run) -> Iterator[tuple[str, str]]:
    old, new = _variables(reference), _variables(candidate)
    parts = []
    for label, names in (("not made", old.keys() - new.keys()), ("new", new.keys() - old.keys())):
        if names:
            parts.append(f"{label}: {listed(sorted(names))}")
    for name in sorted(old.keys() & new.keys()):
        for key in ("shape", "dtype", "trainable"):
            if old[name][key] != new[name][key]:
                parts.append(f"{name} has {key} {new[name][key]} instead of {old[name][key]}")
    if parts:
        yield "probe-variable-parity", listed(parts, "; ")


def _variables(run: Run) -> dict[str, dict[str, Any]]:
    return {one["name"]: one for one in run.result["variables"] if one["when"] != "2"}


def _of_penalties(figures: Mapping[str, Mapping[str, Any]], tolerance: float) -> Iterator[Any]:
    if not figures:
        return
    numbers = [int(value) for value in figures["number"]["means"]]
    sums = figures["sum"]["means"]
    if numbers[0] != numbers[1]:
        yield "probe-penalty-parity", f"{numbers[1]} instead of {numbers[0]}"
    elif figures["sum"]["relative"] > tolerance:
        yield "probe-penalty-parity", f"their sum is {sums[1]:.6g} instead of {sums[0]:.6g}"


def _of_statistics(
    reference: Run, candidate: Run, figures: Figures, tolerance: float
) -> Iterator[tuple[str, str]]:
    both = _variables(reference).keys() & _variables(candidate).keys()
    old = both & reference.names("statistics").keys()
    new = both & candidate.names("statistics").keys()
    parts = [f"{name} is not updated" for name in sorted(old - new)]
    parts += [f"{name} is updated" for name in sorted(new - old)]
    parts += _beyond(figures.get("statistics", {}), tolerance)
    if parts:
        yield "probe-bn-dropout-active", listed(parts)


def _beyond(figures: Mapping[str, Mapping[str, Any]], tolerance: float) -> Iterator[str]:
    """Say what is beyond the tolerance, the largest difference first."""
    apart = [(_relative(one), name) for name, one in figures.items()]
    for relative, name in sorted(apart, key=lambda pair: -pair[0]):
        if relative > tolerance:
            yield f"{name} {_in_words(figures[name])}"


def _relative(figure: Mapping[str, Any]) -> float:
    return float("inf") if "shapes" in figure else float(figure["relative"])


def _in_words(figure: Mapping[str, Any]) -> str:
    if "shapes" in figure:
        return "has shape {1} instead of {0}".format(*figure["shapes"])
    text = f"differs by {figure['relative']:.1e} of its largest value"
    if "means" not in figure:
        return text
    means, zeros = figure["means"], figure["zeros"]
    text += f" (mean {means[1]:.4g} instead of {means[0]:.4g}"
    if abs(zeros[0] - zeros[1]) > 0.01:
        text += f", {zeros[1]:.0%} zeros instead of {zeros[0]:.0%}"
    return text + ")"


def _absent(reference: Run, candidate: Run, group: str) -> list[str]:
    return [
        f"{name} is missing"
        for name in reference.names(group)
        if name not in candidate.names(group)
    ]


def _about_draws(reference: Run, candidate: Run) -> str:
    old, new = reference.result["draws"], candidate.result["draws"]
    if old != new:
        return f"; {len(new)} random draws instead of {len(old)}, or of other shapes"
    return f"; {len(new)} random draws, all the same" if new else ""


def listed(names: Iterable[str], separator: str = ", ") -> str:
    """Return names as text, the first ones and how many more."""
    every = list(names)
    more = f" and {len(every) - _SHOWN} more" if len(every) > _SHOWN else ""
    return separator.join(every[:_SHOWN]) + more
