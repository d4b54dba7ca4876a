"""The fix of each problem of one module."""

from __future__ import annotations

import _ast as syntax

from tf2lint.model import Fix
from tf2lint.repairs import forms
from tf2lint.repairs.calls import Carried, Carrier, is_of_kind
from tf2lint.repairs.imports import ImportRepairs
from tf2lint.repairs.packages import Package, is_used_safely
from tf2lint.repairs.source import Source
from tf2lint.repairs.spelling import Spelling
from tf2lint.repairs.uses import Uses

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from tf2lint.checks import Module, Problem
    from tf2lint.knowledge import FixRow
    from tf2lint.names import Call
    from tf2lint.repairs.source import Span

_V1 = "tf.compat.v1."
#: Kinds of symbol rows that name a successor.
_NAMED = ("renamed", "rewritten", "moved-package")


class Change:
    """Edits by offsets, and whether their outcome was proved."""

    def __init__(self, spans: list[Span], safe: bool) -> None:
        self.spans = spans
        self.safe = safe


class Repairs:
    """Makes the fixes for the problems of one module."""

    def __init__(self, module: Module, text: str, tree: Any, unread: str = "") -> None:
        self._module = module
        self._knowledge = module.knowledge
        self._source = Source(text, tree)
        self._uses = uses = Uses(text, tree, unread)
        self._spelling = Spelling(module.facts, self._source, module.knowledge, uses)
        self._imports = ImportRepairs(module, self._source, self._spelling, uses)
        self._spelling.coming = self._imports.coming()
        self._calls: dict[int, Call] = {}
        self._paths: dict[int, str] = {}
        for event in module.facts.calls:
            if event.partial:
                continue
            node = event.node
            for part in (node, node.func, *node.args, *node.keywords):
                self._calls.setdefault(id(part), event)
        for call in module.facts.calls:
            # The function of a call is its own, whatever call it is an argument of.
            if not call.partial:
                self._calls[id(call.node.func)] = call
        for reference in module.facts.references:
            self._paths[id(reference.node)] = reference.path

    def fix_of(self, problem: Problem) -> Fix | None:
        """The fix of a problem, or None where a person has to decide."""
        if problem.rule.fix == "none":
            return None
        self._spelling.added.clear()
        change = self._change(problem)
        if change is None or not change.spans:
            return None
        spans = sorted([*_merged(change.spans), *self._spelling.added])
        safe = change.safe and problem.rule.fix == "safe" and problem.confidence == "high"
        edits = tuple(self._source.edit(span) for span in spans)
        return Fix("safe" if safe else "unsafe", edits)

    def _change(self, problem: Problem) -> Change | None:
        node = problem.node
        if type(node) is syntax.alias:
            found = self._imports.of(problem)
            return None if found is None else Change(*found)
        if self._source.in_fstring(node):
            return None
        call = self._calls.get(id(node))
        row = self._row(problem)
        if row is not None and row.form == "value" and call is not None:
            statement = self._source.statement(node)
            if type(statement) is syntax.Expr and statement.value is call.node:
                return None
        elif row is not None and row.form != "call":
            return self._of_form(row, node, call)
        path = self._paths.get(id(node), "")
        if path and _is_about(problem.symbol, path):
            # An argument may be a use of a symbol itself.
            return self._of_reference(problem, path, row) if self._is_use(problem) else None
        if call is not None and call.path and (node is not call.node.func or self._is_use(problem)):
            return self._of_call(problem, call, row)
        return None

    def _of_form(self, row: FixRow, node: Any, call: Call | None) -> Change | None:
        """What a row's own form makes of a node."""
        safe = row.safety == "safe"
        if call is not None and _has_star(call.node) and _is_part(node, call.node):
            safe = False
        if row.form == "delete" and call is not None and (call.node.args or call.node.keywords):
            # What it is told, as the memory of a GPU, goes with it.
            safe = False
        if row.plain and (call is None or not _passes(call.node, row.plain)):
            safe = False
        if row.form == "same":
            spans = self._renamed(node, row.to, safe)
        elif row.form == "v1":
            spans = self._under_v1(node, call, safe)
        else:
            spans = forms.FORMS[row.form](self._source, self._spelling, row, node, call)
        if spans is None and row.form == "delete" and call is not None:
            spans, safe = forms.delete_run(self._source, node, call), False
            if spans is None:
                # What it makes is kept: the old name still makes it, and it still does nothing.
                spans = self._under_v1(node, call, safe)
        return None if spans is None else Change(spans, safe)

    def _under_v1(self, node: Any, call: Call | None, safe: bool) -> list[Span] | None:
        """The very function under ``tf.compat.v1``, with whatever arguments it is given."""
        if call is not None and (call.weak or call.alias):
            return None
        path = call.path if call is not None else self._paths.get(id(node), "")
        twin = _V1 + path.removeprefix("tf.")
        if path.startswith(_V1) or not path.startswith("tf.") or not self._knowledge.exists(twin):
            return None
        return self._renamed(call.node.func if call is not None else node, twin, safe)

    def _row(self, problem: Problem) -> FixRow | None:
        """The row for a keyword under a rule, for the symbol, or for the rule."""
        keyword = problem.node.arg if type(problem.node) is syntax.keyword else ""
        rule = f"rule:{problem.rule.name}"
        for path in (f"{rule}:{keyword}", problem.symbol):
            row = self._knowledge.fix(path)
            if row is not None and row.form != "call":
                return row
        # How the symbol's arguments are carried over says nothing of a rule with its own form.
        general = self._knowledge.fix(rule)
        by_symbol = self._knowledge.fix(problem.symbol)
        return by_symbol if general is None or (by_symbol and general.form == "none") else general

    @staticmethod
    def _is_use(problem: Problem) -> bool:
        return type(problem.node) in (syntax.Name, syntax.Attribute)

    def _of_call(self, problem: Problem, call: Call, row: FixRow | None) -> Change | None:
        """The call as one of the function's successor, or with its arguments put right."""
        old = call.path
        row = row or self._knowledge.fix(old)
        new = self._successor(problem, old, row)
        if not new or call.weak or call.alias:
            return None
        change = self._carried(call, old, new, row)
        twin = self._compat(old) if change is None and new == old else ""
        if twin and not _has_star(call.node):
            # What it passes has a place under compat.v1 alone.
            if self._is_function(old):
                return self._carried(call, old, twin, None)
            if row is not None and row.safety:
                safe = row.safety == "safe"
                spans = self._renamed(call.node.func, twin, safe)
                return None if spans is None else Change(spans, safe)
        return change

    def _carried(self, call: Call, old: str, new: str, row: FixRow | None) -> Change | None:
        """The call as one of ``new``; None where nobody can be sure of its arguments."""
        if self._is_same_call(old, new, row):
            carried = Carried()
        else:
            carrier = Carrier(self._knowledge, old, new, row)
            found = carrier.carry(self._source, call.node, self._spelling)
            if found is None:
                return self._under_old_name(call.node.func, old)
            carried = found
        given = carried.given if new != old else carried.changed
        safe = self._is_proved(old, new, given, row) and not carried.unsure
        if new.startswith(_V1) and self._is_given_to_keras(call.node):
            safe = False
        if safe and _has_star(call.node) and not self._is_moved(old, new, row):
            safe = self._is_wholly_proved(old, new)
        renamed = self._renamed(call.node.func, new, safe) if new != old else []
        return None if renamed is None else Change([*carried.spans, *renamed], safe)

    def _is_given_to_keras(self, node: Any) -> bool:
        """Whether a value is an argument of a call of Keras, whose models save what they hold."""
        above = self._source.parent(node)
        if type(above) is syntax.keyword:
            above = self._source.parent(above)
        call = self._calls.get(id(above.func)) if type(above) is syntax.Call else None
        return call is not None and call.path.startswith(("tf.keras.", "keras."))

    def _is_same_call(self, old: str, new: str, row: FixRow | None) -> bool:
        """Whether the arguments stay whatever they are."""
        if self._is_moved(old, new, row):
            return True
        # Mostly a class of messages: what it takes is not known, uses of it were compared.
        unknown = new != old and self._knowledge.parameters_tf1(old) is None
        return unknown and self._knowledge.proved(old, new) is not None

    def _is_moved(self, old: str, new: str, row: FixRow | None) -> bool:
        """Whether both are one function, of a module that has another name now."""
        if row is not None and row.path.endswith(".*"):
            return True
        symbol = self._knowledge.row(old)
        moved = symbol is not None and symbol.kind == "moved-package"
        return moved and new != old and not new.startswith("tf.")

    def _of_reference(self, problem: Problem, path: str, row: FixRow | None) -> Change | None:
        """A function, class or value that is passed on or read; a member of one, too."""
        whole, path = path, self._owner(problem.symbol, path)
        new = self._successor(problem, path, row)
        if not new or new == path:
            return None
        if not self._is_same_call(path, new, row):
            carrier = Carrier(self._knowledge, path, new, row)
            if carrier.old is not None and not carrier.same:
                return self._under_old_name(problem.node, path)
        safe = self._is_proved(path, new, set(), row) and not (row is not None and row.plain)
        if safe and not (row is not None and row.safety) and self._is_function(path):
            # Who calls it may pass anything.
            safe = self._is_wholly_proved(path, new)
        spans = self._renamed(problem.node, new + whole[len(path) :], safe)
        if spans is None:
            return None
        if safe and self._knowledge.is_module(path):
            safe = is_used_safely(self._module, path)
            if safe and not new.startswith("tf."):
                package = Package(self._module, self._source, self._uses, path, new)
                safe = package.is_given_a_name(problem.node)
        return Change(spans, safe)

    def _under_old_name(self, node: Any, path: str) -> Change | None:
        """The very function where its whole module is now, if a row says where that is.

        It takes what it took, so that a star or a call out of sight changes nothing.
        """
        owner, _, name = path.rpartition(".")
        row = self._knowledge.fix(owner)
        if row is None or row.path != owner or not row.to.startswith("tf."):
            return None
        new = f"{row.to}.{name}"
        if not self._knowledge.exists(new) or self._module.verdicts.of_path(new) is not None:
            return None
        self._spelling.added.clear()
        own = self._knowledge.fix(path)
        safe = row.safety == "safe" and (own is None or own.safety != "unsafe")
        spans = self._renamed(node, new, safe)
        return None if spans is None else Change(spans, safe)

    def _owner(self, symbol: str, path: str) -> str:
        """The class that a path is a member of, where the finding is about the class."""
        return symbol if self._knowledge.is_class(symbol) else path

    def _successor(self, problem: Problem, path: str, row: FixRow | None) -> str:
        """The path that a use of ``path`` becomes; ``path`` itself where only arguments change."""
        if row is not None and row.to:
            new = _beneath(row.to, row.path, path)
            return "" if self._knowledge.exists(new) is False else new
        symbol = self._knowledge.row(path)
        if self._knowledge.exists(path):
            if symbol is None or symbol.kind not in _NAMED or not symbol.to:
                return path
        if symbol is not None and symbol.path == path and symbol.kind in _NAMED:
            if symbol.kind != "rewritten" or row is not None:
                return symbol.to or self._compat(path)
            # Only what was seen to work: a row's advice may need more than other names.
            if self._knowledge.proved(path, symbol.to) is not None:
                return symbol.to
        if symbol is None and problem.symbol == path and problem.replacement:
            return problem.replacement
        return self._compat(path)

    def _compat(self, path: str) -> str:
        """The very function under ``tf.compat.v1``, where the target still has it."""
        twin = _V1 + path.removeprefix("tf.")
        there = path.startswith("tf.") and not path.startswith(_V1)
        if not there or not self._knowledge.exists(twin):
            return ""
        # Where a row has something to say about the twin too, nothing is won.
        return twin if self._module.verdicts.of_path(twin) is None else ""

    def _renamed(self, node: Any, new: str, safe: bool) -> list[Span] | None:
        """The edit that spells another symbol in place of an attribute chain, or a name.

        None, too, where the fix of the import does it, if it is as safe.
        """
        if type(node) is syntax.Name:
            if self._spelling.is_rebound(node.id):
                return None
        elif type(node) is not syntax.Attribute:
            return None
        text = self._source.slice(node)
        if "".join(text.split()) != _dotted(node):
            return None
        if self._comes_with_import(node, new, safe):
            return None
        spelled = self._spelling.spell(new, node)
        if not spelled:
            return None
        start, end = self._source.span(node)
        return [] if spelled == text else [(start, end, spelled)]

    def _comes_with_import(self, node: Any, new: str, safe: bool) -> bool:
        """Whether the expression stays and is right once the import of its name is mended."""
        name = self._spelling.base_of(node)[0]
        moved = self._imports.moved(name, safe) if name else ""
        if not moved or type(node) is syntax.Name:
            return bool(moved)
        path = moved + _dotted(node)[len(name) :]
        there = self._knowledge.exists(path) is True
        return path == new or (there and self._module.verdicts.of_path(path) is None)

    def _is_proved(self, old: str, new: str, given: set[str], row: FixRow | None) -> bool:
        if row is not None and row.safety:
            return row.safety == "safe"
        parameters = self._knowledge.proved(old, new)
        # What operations are called is no result, and eager ones have no name.
        return parameters is not None and given - {"name"} <= parameters

    def _is_wholly_proved(self, old: str, new: str) -> bool:
        """Whether the outcome is the same whatever is passed, which a star does not show."""
        parameters = self._knowledge.parameters_tf1(old)
        if parameters is None or parameters.var_positional or parameters.var_keyword:
            return False
        names = {*parameters.positional, *parameters.keyword_only} - {"name"}
        return names <= (self._knowledge.proved(old, new) or frozenset())

    def _is_function(self, path: str) -> bool:
        return self._knowledge.facts.kind(path) == "F"


def _has_star(call: Any) -> bool:
    """Whether a call passes what cannot be read from it: ``*args``, ``**options``."""
    return any(type(value) is syntax.Starred for value in call.args) or any(
        keyword.arg is None for keyword in call.keywords
    )


def _passes(call: Any, plain: Mapping[str, str]) -> bool:
    """Whether a call passes all these by their names, each of the kind that is wanted."""
    values = {keyword.arg: keyword.value for keyword in call.keywords}
    return all(name in values and is_of_kind(values[name], plain[name]) for name in plain)


def _is_part(node: Any, call: Any) -> bool:
    """Whether a node is a call, its function or one of its keywords, and no argument's value."""
    return node is call or node is call.func or type(node) is syntax.keyword


def _is_about(symbol: str, path: str) -> bool:
    """Whether a finding about ``symbol`` is one about a use of ``path``."""
    return path == symbol or path.startswith(symbol + ".")


def _beneath(to: str, pattern: str, path: str) -> str:
    """The new path; of a member of the module or class that a row is about, the same member."""
    owner = pattern.removesuffix(".*")
    beneath = path.startswith(owner + ".")
    return to.removesuffix(".*") + (path[len(owner) :] if beneath else "")


def _dotted(node: Any) -> str:
    parts = []
    while type(node) is syntax.Attribute:
        parts.append(node.attr)
        node = node.value
    parts.append(node.id if type(node) is syntax.Name else "?")
    return ".".join(reversed(parts))


def _merged(spans: list[Span]) -> list[Span]:
    """Spans in the order of the text; insertions at one place joined as they were made."""
    ordered: list[Span] = []
    for span in sorted(spans, key=lambda item: item[:2]):
        start, end, text = span
        if ordered and start == end and ordered[-1][0] == ordered[-1][1] == start:
            ordered[-1] = (start, end, ordered[-1][2] + text)
        else:
            ordered.append(span)
    return ordered
