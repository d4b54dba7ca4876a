"""Names bound in one module, class or function, and the undo log that joins branches."""

from __future__ import annotations

from tf2lint.names.values import MISSING, join

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Scope:
    """One Python scope. ``kind`` is ``module``, ``class``, ``function`` or ``inner``.

    ``inner`` is a comprehension or lambda: walrus targets go through to its parent.
    """

    __slots__ = ("elsewhere", "kind", "names", "parent", "trail")

    def __init__(self, kind: str, parent: Scope | None) -> None:
        self.kind = kind
        #: The next scope outwards whose names are seen from here: no class, that is.
        self.parent: Scope | None = parent
        if parent is not None and parent.kind == "class":
            self.parent = parent.parent
        self.names: dict[str, Any] = {}
        #: What the bindings of the open branch replaced, oldest first.
        self.trail: list[tuple[str, Any]] | None = None
        #: Names declared global or nonlocal here, and the scope that owns them.
        self.elsewhere: dict[str, Scope] | None = None

    def bind(self, name: str, value: Any) -> None:
        if self.elsewhere is not None and name in self.elsewhere:
            owner = self.elsewhere[name]
            owner.names[name] = join(owner.names.get(name, MISSING), value)
            return
        if self.trail is not None:
            self.trail.append((name, self.names.get(name, MISSING)))
        self.names[name] = value

    def lookup(self, name: str) -> Any:
        """The value of ``name`` here; MISSING when no scope binds it."""
        if self.elsewhere is None or name not in self.elsewhere:
            value = self.names.get(name, MISSING)
            if value is not MISSING:
                return value
        scope = self.parent
        while scope is not None:
            value = scope.names.get(name, MISSING)
            if value is not MISSING:
                return value
            scope = scope.parent
        return MISSING

    def open_branch(self) -> list[tuple[str, Any]] | None:
        """Start recording; returns the outer record, for `close_branch`."""
        outer, self.trail = self.trail, []
        return outer

    def close_branch(self, outer: list[tuple[str, Any]] | None) -> dict[str, Any]:
        """Undo the branch; returns what each name it bound was bound to at its end."""
        trail = self.trail or []
        self.trail = outer
        changes = {name: self.names.get(name, MISSING) for name, _ in trail}
        for name, before in reversed(trail):
            if before is MISSING:
                self.names.pop(name, None)
            else:
                self.names[name] = before
        return changes

    def join_branches(self, branches: list[dict[str, Any]]) -> None:
        """Bind every name to what it is after one of the ``branches`` was taken."""
        for name in dict.fromkeys(name for branch in branches for name in branch):
            before = self.names.get(name, MISSING)
            values = [branch.get(name, before) for branch in branches]
            value = values[0]
            for other in values[1:]:
                value = join(value, other)
            if value is not MISSING:
                self.bind(name, value)
