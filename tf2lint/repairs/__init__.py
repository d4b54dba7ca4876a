"""Fix makers: a problem and what is known of its place, turned into edits.

What a fix is made of stands in ``rules/``: the symbol rows, the ``[[parameter]]`` and
``[[fix]]`` rows, the parameter lists, and ``proved.txt``, which says what may be called safe.
"""

from __future__ import annotations

from tf2lint.repairs.repairs import Repairs

__all__ = ["Repairs"]
