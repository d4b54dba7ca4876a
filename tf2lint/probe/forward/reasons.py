"""Why a forward pass raises, where the exception does not say so: ``rules/probe/reasons.toml``."""

from __future__ import annotations

import functools
import os
import sys
from typing import NamedTuple

from tf2lint.knowledge.tables import rules_folder

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


class Reason(NamedTuple):
    """What an exception of a run means, and where that is known from."""

    error: str
    says: str
    evidence: str
    inside: str = ""
    mode: str = ""


@functools.cache
def load_reasons() -> tuple[Reason, ...]:
    """Return the rows, those that fit first at the front."""
    path = os.path.join(rules_folder(), "probe", "reasons.toml")
    with open(path, "rb") as file:
        return tuple(Reason(**row) for row in tomllib.load(file)["reason"])


def reason_of(error: str, inside: str, mode: str) -> str:
    """Return why ``Type: message`` was raised in a mode, ``""`` where no row knows.

    ``inside`` is the path of the package's file that raised, ``""`` if that was the project.
    """
    for row in load_reasons():
        if row.error in error and row.inside in inside and row.mode in ("", mode):
            return row.says
    return ""
