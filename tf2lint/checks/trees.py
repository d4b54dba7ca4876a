"""What stands below a piece of a tree, for checks that look into whole bodies.

``ast`` has such walks; importing it would cost a start more than all checks of a small file.
"""

from __future__ import annotations

import _ast as syntax

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any


def children(node: Any) -> list[Any]:
    """The nodes right below a node."""
    found: list[Any] = []
    for field in node._fields:
        child = getattr(node, field, None)
        if isinstance(child, syntax.AST):
            found.append(child)
        elif isinstance(child, list):
            found.extend(item for item in child if isinstance(item, syntax.AST))
    return found


def walk(*roots: Any) -> Iterator[Any]:
    """The roots and every node below them, those of one depth after those above."""
    queue = list(roots)
    for node in queue:
        yield node
        queue.extend(children(node))


def named(tree: Any) -> set[str]:
    """Every name and attribute that stands in a tree."""
    found = set()
    for node in walk(tree):
        if type(node) is syntax.Name:
            found.add(node.id)
        elif type(node) is syntax.Attribute:
            found.add(node.attr)
    return found


def bound(*trees: Any) -> set[str]:
    """Every name that is bound in the trees."""
    names = (node for node in walk(*trees) if type(node) is syntax.Name)
    return {name.id for name in names if type(name.ctx) is syntax.Store}
