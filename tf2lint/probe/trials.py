"""Short programs that show how a use of the old API fails where it runs eagerly.

They are data: ``rules/probe/trials.toml``. A trial is run in the live TensorFlow, and
confirms only by what it raises there.
"""

from __future__ import annotations

import os
import sys

from tf2lint.knowledge.tables import rules_folder

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


def load_trials() -> dict[str, str]:
    """Return the programs by the symbols whose eager use they are."""
    path = os.path.join(rules_folder(), "probe", "trials.toml")
    with open(path, "rb") as file:
        rows = tomllib.load(file)["trial"]
    return {symbol: row["code"] for row in rows for symbol in row["symbols"]}
