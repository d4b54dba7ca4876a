"""Python 2 text as Python 3 that reads the same to a linter.

Not a converter: what is written here is never run. Each construct that Python 3 lost is
replaced where it stands, by something as long where that is possible, so that names, calls
and their places stay what they were. fissix, the maintained fork of lib2to3, does the parsing.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

#: A line and column (both from 0 and 1 as fissix has them), the length there, the new text.
_Edit = tuple[int, int, int, str]


def as_python3(text: str) -> str | None:
    """Return the text with its Python 2 constructs replaced; ``None`` where that fails.

    It fails where the text is not Python 2 either, and where fissix is not installed.
    """
    try:
        from fissix import pygram, pytree
        from fissix.pgen2 import driver, parse, tokenize
    except ImportError:
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "")
    text = "\n".join(map(_spaced, text.split("\n")))
    for grammar in (pygram.python_grammar, pygram.python_grammar_no_print_statement):
        try:
            tree = driver.Driver(grammar, pytree.convert).parse_string(text.rstrip() + "\n")
        except (parse.ParseError, tokenize.TokenError, IndentationError, RecursionError):
            continue
        edits: list[_Edit] = []
        for node in tree.pre_order():
            rewrite = _REWRITES.get(pytree.type_repr(node.type) if node.children else "leaf")
            if rewrite is not None:
                edits.extend(rewrite(node))
        return _edited(text, edits)
    return None


def _spaced(line: str) -> str:
    """Return a line indented by spaces: Python 3 takes no mixture."""
    bare = line.lstrip(" \t")
    indent = line[: len(line) - len(bare)]
    return indent.expandtabs(8) + bare if "\t" in indent else line


def _edited(text: str, edits: list[_Edit]) -> str:
    lines = text.split("\n")
    for line, column, length, new in sorted(edits, reverse=True):
        old = lines[line - 1]
        lines[line - 1] = old[:column] + new + old[column + length :]
    return "\n".join(lines)


def _leaves(node: Any) -> list[Any]:
    return list(node.leaves())


def _at(leaf: Any, new: str) -> _Edit:
    """Replace a leaf, padded to its length."""
    return leaf.lineno, leaf.column, len(leaf.value), new.ljust(len(leaf.value))


def _close(node: Any) -> _Edit:
    """Put a parenthesis behind a node."""
    last = _leaves(node)[-1]
    lines = last.value.split("\n")
    start = last.column if len(lines) == 1 else 0
    return last.lineno + len(lines) - 1, start + len(lines[-1]), 0, ")"


def _open(leaf: Any, following: Any) -> _Edit:
    """Put a parenthesis behind a keyword, in place of the blank that is mostly there."""
    gap = following.prefix[:1] in (" ", "\t")
    return leaf.lineno, leaf.column + len(leaf.value), int(gap), "("


def _print(node: Any) -> list[_Edit]:
    keyword, first, *_ = _leaves(node)
    if first.value == "(":
        # print (x) and print (x), y are expressions of Python 3 as they stand.
        return []
    edits = [_open(keyword, first), _close(node)]
    return [*edits, _at(first, "")] if first.value == ">>" else edits


def _exec(node: Any) -> list[_Edit]:
    keyword, first, *_ = _leaves(node)
    inside = [_at(child, ",") for child in node.children if str(child).strip() == "in"]
    if first.value == "(" and not inside:
        return []
    return [_open(keyword, first), *inside, _close(node)]


def _raise(node: Any) -> list[_Edit]:
    commas = [child for child in node.children if str(child).strip() == ","]
    if not commas:
        return []
    return [_at(commas[0], "("), _close(node)]


def _except(node: Any) -> list[_Edit]:
    commas = [child for child in node.children if str(child).strip() == ","]
    return [(comma.lineno, comma.column, 1, " as") for comma in commas]


def _tuple_parameter(node: Any) -> list[_Edit]:
    first, *_, last = _leaves(node)
    if first.lineno != last.lineno:
        return []
    length = last.column + 1 - first.column
    return [(first.lineno, first.column, length, "_" * length)]


def _leaf(leaf: Any) -> list[_Edit]:
    value = leaf.value
    if value == "<>":
        return [_at(leaf, "!=")]
    if value == "`":
        opened = leaf.parent.children[0] is leaf
        return [_at(leaf, "(" if opened else ")")]
    if value[:2].lower() == "ur" and value[2:3] in ("'", '"'):
        return [(leaf.lineno, leaf.column, 2, " r")]
    if value[:1].isdigit():
        number = value.rstrip("lL")
        if number[:1] == "0" and number.isdigit():
            number = number.lstrip("0") or "0"
        return [(leaf.lineno, leaf.column, len(value), number.rjust(len(value)))] * (
            number != value
        )
    return []


_REWRITES: dict[str, Callable[[Any], list[_Edit]]] = {
    "print_stmt": _print,
    "exec_stmt": _exec,
    "raise_stmt": _raise,
    "except_clause": _except,
    "tfpdef": _tuple_parameter,
    "vfpdef": _tuple_parameter,
    "leaf": _leaf,
}
