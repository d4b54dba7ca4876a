"""Reading displays, items and comprehensions: what containers hold."""

from __future__ import annotations

import _ast as syntax

from tf2lint.names import builtin
from tf2lint.names.expressions import HANDLERS
from tf2lint.names.facts import Key, Member
from tf2lint.names.operators import Operators
from tf2lint.names.scope import Scope
from tf2lint.names.values import Const, Instance, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Containers(Operators):
    """The displays, items and comprehensions of `statements.ModuleReader`."""

    def sequence(self, node: Any) -> Sequence:
        return Sequence([self.evaluate(item) for item in node.elts])

    def starred(self, node: syntax.Starred) -> None:
        self.evaluate(node.value)

    def subscript(self, node: syntax.Subscript) -> Any:
        value = self.evaluate(node.value)
        index = self.evaluate(node.slice)
        kind = type(value)
        if kind is Instance:
            if value.kind == "dict" and type(index) is Instance:
                self.facts.keys.append(Key(node.slice, index, self.context))
            name = "__getslice__" if type(node.slice) is syntax.Slice else "__getitem__"
            gives = self.knowledge.member_kind(value.kind, name)
            if type(index) is Const and type(index.value) is str:
                self.facts.members.append(Member(node, value, f"[{index.value}]", self.context))
            return Instance(gives, value.symbol, None, value.weak) if gives else None
        if kind is Sequence and type(index) is Const and type(index.value) is int:
            items = value.items
            return items[index.value] if -len(items) <= index.value < len(items) else None
        if kind is Const and type(value.value) in (str, list, tuple):
            return builtin.constant_item(value, node.slice)
        return None

    def dictionary(self, node: syntax.Dict) -> Instance:
        for key, value in zip(node.keys, node.values):
            if key is not None:
                found = self.evaluate(key)
                if type(found) is Instance:
                    self.facts.keys.append(Key(key, found, self.context))
            self.evaluate(value)
        return Instance("dict")

    def set_display(self, node: syntax.Set) -> Instance:
        for item in node.elts:
            found = self.evaluate(item)
            if type(found) is Instance:
                self.facts.keys.append(Key(item, found, self.context))
        return Instance("set")

    def comprehension(self, node: Any) -> Any:
        outer = self.scope
        iterated: Any = None
        self.scope = Scope("inner", outer)
        for generator in node.generators:
            iterated = self.evaluate(generator.iter)
            self.assign(generator.target, self.iterated(iterated))
            for condition in generator.ifs:
                self.evaluate(condition)
        if type(node) is syntax.DictComp:
            self.evaluate(node.key)
            self.evaluate(node.value)
        else:
            self.evaluate(node.elt)
        self.scope = outer
        if len(node.generators) == 1 and builtin.is_int_of(node, node.generators[0]):
            return builtin.numbers(iterated)
        return None

    def iterated(self, value: Any) -> Any:
        """What a loop over ``value`` binds."""
        if type(value) is Instance:
            kind = self.knowledge.member_kind(value.kind, "__iter__")
            # Who loops over a tensor knows TensorFlow 2: what is done with its elements is meant.
            weak = value.weak or kind == value.kind
            return Instance(kind, value.symbol, None, weak) if kind else None
        if type(value) is Sequence and value.items:
            first = value.items[0]
            return first if type(first) in (Instance, Sequence) else None
        return None


HANDLERS.update(
    {
        syntax.Tuple: Containers.sequence,
        syntax.List: Containers.sequence,
        syntax.Starred: Containers.starred,
        syntax.Subscript: Containers.subscript,
        syntax.Dict: Containers.dictionary,
        syntax.Set: Containers.set_display,
        syntax.ListComp: Containers.comprehension,
        syntax.SetComp: Containers.comprehension,
        syntax.DictComp: Containers.comprehension,
        syntax.GeneratorExp: Containers.comprehension,
    }
)
