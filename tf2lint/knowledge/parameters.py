"""Parameter lists as the fact tables spell them: ``x, rate, seed=None, *, name=None``."""

from __future__ import annotations

from .values import Parameters

_NESTING = "([{"
_CLOSING = ")]}"


def parse_parameters(text: str) -> Parameters:
    """The parameters that ``text`` lists (``/`` never occurs in it)."""
    positional: list[str] = []
    defaults: list[str] = []
    keyword_only: list[str] = []
    var_positional = var_keyword = after_star = False
    for item in _split(text):
        if item.startswith("**"):
            var_keyword = True
        elif item.startswith("*"):
            after_star = True
            var_positional = item != "*"
        else:
            name, has_default, default = item.partition("=")
            if after_star:
                keyword_only.append(name)
                continue
            positional.append(name)
            if has_default:
                defaults.append(default)
    return Parameters(
        tuple(positional),
        len(positional) - len(defaults),
        tuple(defaults),
        tuple(keyword_only),
        var_positional,
        var_keyword,
    )


def _split(text: str) -> list[str]:
    """Cut at the commas that part parameters, not at those inside a default."""
    if not text:
        return []
    if not any(mark in text for mark in "([{'\""):
        return text.split(", ")
    items: list[str] = []
    depth = 0
    quote = ""
    start = 0
    for at, char in enumerate(text):
        if quote:
            if char == quote and text[at - 1] != "\\":
                quote = ""
        elif char in "'\"":
            quote = char
        elif char in _NESTING:
            depth += 1
        elif char in _CLOSING:
            depth -= 1
        elif char == "," and not depth:
            items.append(text[start:at])
            start = at + 2
    items.append(text[start:])
    return items
