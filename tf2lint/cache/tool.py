"""What results of any kind depend on besides what is linted: the linter and its Python."""

from __future__ import annotations

import os
import sys
from functools import lru_cache

from tf2lint.cache.record import digest_of


@lru_cache(maxsize=1)
def about_tool() -> str:
    """Return what tells this build of the linter, with its rules and Python, from any other.

    Its files are told by their contents: CI installs it anew for each run.
    """
    from importlib.util import find_spec

    import tf2lint
    from tf2lint.knowledge.tables import checkout_rules, stamp_of

    stamps = [tf2lint.__version__, sys.version, str(sys.getrecursionlimit())]
    folders = [os.path.dirname(os.path.abspath(tf2lint.__file__))]
    while folders:
        folder = folders.pop()
        for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
            if entry.is_dir(follow_symlinks=False):
                folders.append(entry.path)
            elif entry.name.endswith((".py", ".toml")):
                with open(entry.path, "rb") as file:
                    stamps.append(f"{entry.name} {digest_of(file.read())}")
    rules = checkout_rules()
    if rules is not None:
        # The compiled rules are made anew where these are newer.
        stamps.append(stamp_of(rules))
    # Reads Python 2 where it is installed.
    other = find_spec("fissix")
    stamps.append(repr(other and other.origin))
    return "\n".join(stamps)
