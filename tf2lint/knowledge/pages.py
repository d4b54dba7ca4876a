"""The long texts of the rules, for ``explain`` and the documentation."""

from __future__ import annotations

from .schema import Page, RulesError, read_tables
from .tables import rules_folder

__all__ = ["Page", "RulesError", "load_pages"]


def load_pages() -> dict[str, Page]:
    """Every rule's page by the rule's name, ordered by code.

    Raises ``RulesError`` or ``FileNotFoundError``.
    """
    return {page.rule.name: page for page in read_tables(rules_folder()).pages}
