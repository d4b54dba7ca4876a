"""The outcome of forward passes as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple


class Found(NamedTuple):
    """One finding: a rule of family TF9 at the function that was run."""

    path: str
    line: int
    code: str
    name: str
    severity: str
    mode: str
    message: str
    hint: str


class ModeOutcome(NamedTuple):
    """How one mode did: ``reference``, ``agrees``, ``differs`` or ``fails``.

    ``apart`` is the largest difference of an output relative to its largest value.
    """

    mode: str
    outcome: str
    about: str
    apart: float | None = None


class Outcome(NamedTuple):
    """A target; ``reference`` is the mode that the others were compared with."""

    target: str
    train: bool
    tensorflow: str
    reference: str
    modes: tuple[ModeOutcome, ...]
    findings: tuple[Found, ...]


def render_text(outcomes: Sequence[Outcome]) -> str:
    """Return the outcomes for people: the modes, then what was found."""
    blocks = []
    for one in outcomes:
        against = f"TensorFlow {one.tensorflow}, {one.reference}" if one.tensorflow else "nothing"
        training = ", training" if one.train else ""
        lines = [f"{one.target}{training}: compared with {against}"]
        for mode in one.modes:
            apart = "" if mode.apart is None else f", outputs within {mode.apart:.1e}"
            lines.append(f"  {mode.mode:<9} {mode.outcome:<10} {mode.about}{apart}")
        for found in one.findings:
            lines.append(
                f"{found.path}:{found.line}: {found.code} {found.severity}: {found.message}"
            )
            lines.append(f"    {found.hint}")
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


def render_json(outcomes: Sequence[Outcome]) -> str:
    """Return the outcomes for programs."""
    described = []
    for one in outcomes:
        modes = [_finite(mode._asdict()) for mode in one.modes]
        found = [finding._asdict() for finding in one.findings]
        described.append({**one._asdict(), "modes": modes, "findings": found})
    return json.dumps({"version": 1, "forward": described}, indent=2) + "\n"


def _finite(mode: dict[str, object]) -> dict[str, object]:
    """Return a mode without the infinities that JSON has no word for."""
    return {**mode, "apart": None if mode["apart"] == float("inf") else mode["apart"]}
