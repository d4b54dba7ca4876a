"""What is known about TensorFlow: rules, symbol rows, API facts by release."""

from __future__ import annotations

from .fixes import FixRow
from .lookup import Knowledge, load
from .target import NEWEST, OLDEST, Target
from .values import ParameterRow, Parameters, RequirementRow, Rule, SymbolRow

__all__ = [
    "NEWEST",
    "OLDEST",
    "FixRow",
    "Knowledge",
    "ParameterRow",
    "Parameters",
    "RequirementRow",
    "Rule",
    "SymbolRow",
    "Target",
    "load",
]
