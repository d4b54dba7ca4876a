"""Import statements: the same names from where they are now, or no longer at all."""

from __future__ import annotations

import _ast as syntax

from tf2lint.records import NamedTuple
from tf2lint.repairs.calls import Carrier
from tf2lint.repairs.packages import Package, goes_on_as, has_moved, is_used_safely
from tf2lint.repairs.spelling import dotted_import
from tf2lint.repairs.statements import can_edit, deleted, without

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tf2lint.checks import Module, Problem
    from tf2lint.names import Import
    from tf2lint.repairs.source import Source, Span
    from tf2lint.repairs.spelling import Spelling
    from tf2lint.repairs.uses import Uses

_MOVED_KINDS = ("renamed", "moved-package")


class _Move(NamedTuple):
    """What becomes of one name of an import: an empty ``path`` takes it away."""

    path: str
    safe: bool


class ImportRepairs:
    """The fixes of the import statements of one module."""

    def __init__(self, module: Module, source: Source, spelling: Spelling, uses: Uses) -> None:
        self._module = module
        self._knowledge = module.knowledge
        self._source = source
        self._spelling = spelling
        self._uses = uses
        self._events: dict[int, Import] = {id(e.node): e for e in module.facts.imports}
        self._moved: dict[str, tuple[str, bool]] = {}

    def of(self, problem: Problem) -> tuple[list[Span], bool] | None:
        """The edits for an imported name, and whether they are safe.

        All names of a statement are seen to at once, so that it is edited once.
        """
        event = self._events.get(id(problem.node))
        if event is None or event.bound == "*":
            return None
        statement: Any = event.statement
        moves = self._moves_of(statement)
        at = next(i for i, alias in enumerate(statement.names) if alias is problem.node)
        if moves[at] is None:
            return None
        safe = all(move.safe for move in moves if move is not None)
        spans = self._rewritten(statement, moves)
        return None if spans is None else (spans, safe)

    def _moves_of(self, statement: Any) -> list[_Move | None]:
        return [self._move(self._events.get(id(alias))) for alias in statement.names]

    def moved(self, name: str, safe: bool = False) -> str:
        """The symbol that ``name`` stands for after the fix of its import; "" if it stays.

        ``safe``: if that fix is a safe one.
        """
        if name not in self._moved:
            self._moved[name] = self._find_moved(name)
        path, is_safe = self._moved[name]
        return path if is_safe or not safe else ""

    def _find_moved(self, name: str) -> tuple[str, bool]:
        for event in self._events.values():
            if event.bound == name and self._is_told(event):
                statement: Any = event.statement
                moves = self._moves_of(statement)
                move = self._move(event)
                if move is not None and self._rewritten(statement, moves):
                    return move.path, all(other.safe for other in moves if other is not None)
        return "", False

    def coming(self) -> set[str]:
        """The packages that the fixes of imports give a name."""
        return {self.moved(event.bound) for event in self._events.values()} - {""}

    def _is_told(self, event: Import) -> bool:
        """Whether the import itself is wrong, and not only what is done with its name."""
        verdict = self._module.verdicts.of_path(event.path)
        if verdict is None:
            return False
        return verdict.gone or self._knowledge.rules[verdict.rule].code.startswith("TF1")

    # -- one name ------------------------------------------------------------

    def _move(self, event: Import | None) -> _Move | None:
        if event is None or event.context.guarded:
            return None
        gone = self._knowledge.exists(event.path) is False
        row = self._knowledge.fix(event.path)
        if row is not None and row.form == "none":
            return None
        if gone and self._is_unused(event):
            return _Move("", True)
        new = self._successor(event)
        if not new or new == event.path or not self._can_import(event, new):
            return None
        carrier = Carrier(self._knowledge, event.path, new, row)
        unchanged = row is not None and row.path.endswith(".*")
        if not new.startswith("tf."):
            unchanged = unchanged or has_moved(self._module, event.path, new)
        if carrier.old is not None and not carrier.same and not unchanged:
            # The calls would have to change with the name.
            return None
        if row is not None and row.to:
            # What the name is called with may be of the kind that has to be looked at.
            safe = row.safety == "safe" and not row.plain
            safe = safe and is_used_safely(self._module, event.path)
            if safe and not new.startswith("tf."):
                package = Package(self._module, self._source, self._uses, event.path, new)
                safe = package.goes_on(event.bound)
            return _Move(new, safe)
        if unchanged and self._is_of_safe_module(event.path, new):
            return _Move(new, True)
        return _Move(new, self._is_proved(event.path, new, carrier))

    def _is_of_safe_module(self, old: str, new: str) -> bool:
        """Whether the name goes where its whole module may go."""
        owner = old.rpartition(".")[0]
        row = self._knowledge.fix(owner)
        if row is None or row.safety != "safe" or row.path != owner:
            return False
        return row.to == new.rpartition(".")[0] and goes_on_as(self._module, new)

    def _can_import(self, event: Import, new: str) -> bool:
        """Whether a statement of the same kind can bring ``new``."""
        module = new if type(event.statement) is syntax.Import else new.rpartition(".")[0]
        return not self._knowledge.fix(f"import:{module}")

    def _is_proved(self, old: str, new: str, carrier: Carrier) -> bool:
        proved = self._knowledge.proved(old, new)
        if proved is None:
            return False
        names = () if carrier.old is None else carrier.old.positional + carrier.old.keyword_only
        return set(names) <= proved

    def _successor(self, event: Import) -> str:
        row = self._knowledge.fix(event.path)
        if row is not None and row.to:
            if row.path.endswith(".*"):
                return row.to.removesuffix(".*") + event.path[len(row.path) - 2 :]
            return row.to
        symbol = self._knowledge.row(event.path)
        if symbol is not None:
            exact = symbol.path == event.path
            return symbol.to if exact and symbol.kind in _MOVED_KINDS else ""
        verdict = self._module.verdicts.of_path(event.path)
        if verdict is None or not verdict.gone or verdict.symbol != event.path:
            return ""
        return verdict.replacement or ""

    def _is_unused(self, event: Import) -> bool:
        """Whether nothing in the module reads the name, nor anybody from outside."""
        name, path = event.bound, self._module.path
        if path.endswith("__init__.py") or event.context.cls is not None:
            return False
        if type(event.statement) is syntax.Import and event.node.asname is None:
            if "." in event.node.name and self._is_bound_besides(event):
                # What is read is the package; another statement brings it.
                return not self._is_reached(event.path)
        if self._uses.count(name) or self._uses.is_rebound(name):
            return False
        inside = event.context.function is not None
        return inside or not self._module.project.is_taken(path, name)

    def _is_bound_besides(self, event: Import) -> bool:
        parent = self._source.parent
        for other in self._module.facts.imports:
            if other.bound != event.bound or self._knowledge.exists(other.path) is False:
                continue
            if type(other.statement) is syntax.Import and not other.node.asname:
                if parent(other.statement) is parent(event.statement):
                    return True
        return False

    def _is_reached(self, module: str) -> bool:
        """Whether an expression goes through a module."""
        events: list[Any] = [*self._module.facts.references, *self._module.facts.calls]
        return any(f"{event.path}.".startswith(module + ".") for event in events)

    # -- the statement -------------------------------------------------------

    def _rewritten(self, statement: Any, moves: list[_Move | None]) -> list[Span] | None:
        start, end = self._source.span(statement)
        lines = self._new_lines(statement, moves)
        stays = [i for i, move in enumerate(moves) if move is None]
        if lines is None or (not stays and not can_edit(self._source, statement)):
            return None
        if not stays and not lines:
            return deleted(self._source, statement)
        begin = self._source.line_start(statement.lineno)
        indent = self._source.text[begin:start]
        if indent.strip() and (len(lines) + bool(stays)) > 1:
            return None
        joint = self._source.newline + indent
        if not stays:
            whole = self._module_alone(statement, moves)
            return whole or [(start, end, joint.join(lines))]
        rest = without(self._source, statement, stays)
        return None if rest is None else self._before(statement, lines, joint) + rest

    def _before(self, statement: Any, lines: list[str], joint: str) -> list[Span]:
        """Add statements before one, in its cell if it has one: its first word is replaced."""
        if not lines:
            return []
        start = self._source.span(statement)[0]
        word = "import" if type(statement) is syntax.Import else "from"
        return [(start, start + len(word), joint.join([*lines, word]))]

    def _module_alone(self, statement: Any, moves: list[_Move | None]) -> list[Span] | None:
        """Where all names move together and keep their spelling, the module's name changes."""
        if type(statement) is not syntax.ImportFrom:
            return None
        owners = set()
        for alias, move in zip(statement.names, moves):
            owner, _, name = (move.path if move is not None else "").rpartition(".")
            if name != alias.name:
                return None
            owners.add(owner)
        module = dotted_import(owners.pop()) if len(owners) == 1 else ""
        start = self._source.span(statement)[0]
        tokens = self._source.tokens_in(start, self._source.span(statement.names[0])[0])
        words = [token for token in tokens if token.text != "("]
        if not module or words[0].text != "from" or words[-1].text != "import":
            return None
        return [(words[1].start, words[-2].end, module)]

    def _new_lines(self, statement: Any, moves: list[_Move | None]) -> list[str] | None:
        """The statements that bring the moved names, those of one module together."""
        lines: list[str] = []
        names: dict[str, list[str]] = {}
        for alias, move in zip(statement.names, moves):
            if move is None or not move.path:
                continue
            owner, _, name = move.path.rpartition(".")
            bound = alias.asname or alias.name
            if type(statement) is syntax.Import and alias.asname is None:
                return None
            module = dotted_import(owner) if owner else ""
            if owner and not module:
                return None
            if type(statement) is syntax.Import or not owner:
                whole = dotted_import(move.path)
                lines.append(f"import {whole}" + ("" if whole == bound else f" as {bound}"))
            else:
                entry = name if name == bound else f"{name} as {bound}"
                names.setdefault(module, []).append(entry)
        lines.extend(f"from {module} import {', '.join(items)}" for module, items in names.items())
        return lines
