"""A call of an old function as a call of its successor: names, order and values of arguments.

The edits are small: the function's name, names before arguments, names of keywords. What
the arguments themselves say stays as it is, so that a call among them can be edited too.
"""

from __future__ import annotations

import _ast as syntax

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from tf2lint.knowledge import FixRow, Knowledge, Parameters
    from tf2lint.repairs.source import Argument, ArgumentList, Source, Span
    from tf2lint.repairs.spelling import Spelling

#: Expressions that keep their meaning as the right operand of an arithmetic operator.
_CLOSED = (
    syntax.Name,
    syntax.Attribute,
    syntax.Call,
    syntax.Subscript,
    syntax.List,
    syntax.Tuple,
    syntax.Dict,
)
_ANY = "*"
_COMPLEMENT = "1 - {}"


class Carried:
    """The arguments of a call on their way from the old function to the new one."""

    def __init__(self) -> None:
        self.spans: list[Span] = []
        #: Old parameters that the call passes a value for.
        self.given: set[str] = set()
        #: Those of them that are called otherwise now, mean something else, or go.
        self.changed: set[str] = set()
        #: Whether a value is passed that may be of a kind which the new function refuses.
        self.unsure = False


class Carrier:
    """Carries calls from ``old`` to ``new``; ``row`` says what parameter lists cannot."""

    def __init__(self, knowledge: Knowledge, old: str, new: str, row: FixRow | None) -> None:
        self.old = knowledge.parameters_tf1(old)
        self.new = knowledge.parameters(new)
        self._row = row
        self._knowledge = knowledge
        self._paths = (old, new)

    @property
    def same(self) -> bool:
        """Whether every call means the same, whatever it passes."""
        row = self._row
        if row is not None and (row.rename or row.drop or row.add or row.value):
            return False
        old, new = self.old, self.new
        if old is None or new is None:
            return False
        return (
            old.positional == new.positional[: len(old.positional)]
            and new.required <= old.required
            and set(old.keyword_only) <= {*new.keyword_only, *new.positional}
            and (new.var_keyword or not old.var_keyword)
            and (new.var_positional or not old.var_positional)
        )

    def carry(self, source: Source, call: Any, spelling: Spelling) -> Carried | None:
        """The edits inside the parentheses of a call; None where nobody can be sure."""
        listed = source.argument_list(call)
        old, new = self.old, self.new
        if listed is None or old is None or new is None:
            return None
        passed = self._passed(listed, old)
        if passed is None:
            return None
        stars = [type(argument.node) is syntax.Starred for argument in call_order(listed)]
        if any(stars):
            # What the star brings stays in its place only if all places stay.
            same = old.positional == new.positional[: len(old.positional)]
            if not same or self._row_values() or not all(stars[stars.index(True) :]):
                return None
        added = {name: _spelled(text, spelling, call.func) for name, text in self.added.items()}
        if not all(added.values()):
            return None
        return _Writer(source, listed, self, new, added).write(passed)

    def _row_values(self) -> bool:
        return self._row is not None and bool(self._row.value or self._row.add)

    def _passed(self, listed: ArgumentList, old: Parameters) -> list[tuple[Argument, str]] | None:
        """Each argument with the old parameter it is for; "" for stars."""
        passed = []
        for index, argument in enumerate(listed.arguments):
            node = argument.node
            if type(node) is syntax.keyword:
                if node.arg is None:
                    if not self._keeps_every_keyword(old):
                        return None
                    passed.append((argument, ""))
                    continue
                passed.append((argument, node.arg))
            elif type(node) is syntax.Starred:
                passed.append((argument, ""))
            elif index < len(old.positional):
                passed.append((argument, old.positional[index]))
            elif old.var_positional:
                passed.append((argument, ""))
            else:
                return None
        return passed

    def _keeps_every_keyword(self, old: Parameters) -> bool:
        names = (*old.positional, *old.keyword_only)
        return all(self.renamed(name) == name and self.accepts(name) for name in names)

    def renamed(self, name: str) -> str:
        """The name of an old parameter in the new function."""
        row = self._row
        if row is not None and name in row.rename:
            return row.rename[name]
        for path in reversed(self._paths):
            known = self._knowledge.parameter(path, name)
            if known is not None and known.new and not self.accepts(name):
                return known.new if self.accepts(known.new) else name
        return self._same_place(name)

    def _same_place(self, name: str) -> str:
        """The parameter that stands where ``name`` stood, if both lists lack the other's.

        Only where it was seen to take the same values: what stands there may be another thing.
        """
        old, new = self.old, self.new
        if old is None or new is None or self.accepts(name) or name not in old.positional:
            return name
        if name not in (self._knowledge.proved(*self._paths) or ()):
            return name
        index = old.positional.index(name)
        if index < len(new.positional):
            there = new.positional[index]
            before = old.positional[:index] == new.positional[:index]
            if before and there not in old.positional:
                return there
        return name

    def accepts(self, name: str) -> bool:
        """Whether the new function takes a parameter of this name."""
        new = self.new
        if new is None:
            return False
        return new.var_keyword or name in new.positional or name in new.keyword_only

    def may_drop(self, name: str, text: str) -> bool:
        """Whether an argument means nothing to the new function."""
        allowed = self._row.drop.get(name, ()) if self._row is not None else ()
        return _ANY in allowed or text in allowed

    def value(self, name: str) -> str:
        """What becomes of the argument of an old parameter; "" where it means the same."""
        new = self.renamed(name)
        return self._row.value.get(new, "") if self._row is not None and new != name else ""

    def may_be(self, name: str, value: Any) -> bool:
        """Whether what is passed is of the kind with which the outcome is known."""
        kind = self._row.plain.get(name) if self._row is not None else None
        return kind is None or is_of_kind(value, kind)

    @property
    def added(self) -> Mapping[str, str]:
        """What is passed for new parameters that get nothing else."""
        return self._row.add if self._row is not None else {}


class _Writer:
    """Writes the edits of one call."""

    def __init__(
        self,
        source: Source,
        listed: ArgumentList,
        carrier: Carrier,
        new: Parameters,
        added: Mapping[str, str],
    ) -> None:
        self.source = source
        self.listed = listed
        self.carrier = carrier
        self.new = new
        self.added = added
        self.done = Carried()

    def write(self, passed: list[tuple[Argument, str]]) -> Carried | None:
        given: set[str] = set()
        dropped: list[int] = []
        place: int | None = 0
        for index, (argument, old) in enumerate(passed):
            if not old:
                continue
            keyword = type(argument.node) is syntax.keyword
            name = self.carrier.renamed(old)
            value = argument.node.value if keyword else argument.node
            droppable = self.carrier.may_drop(old, self.source.slice(value))
            if droppable or not self.carrier.accepts(name):
                if not droppable:
                    return None
                self.done.changed.add(old)
                dropped.append(index)
                place = None
                continue
            if name in given:
                return None
            given.add(name)
            template = self.carrier.value(old)
            if not keyword:
                place = self._keep_place(argument, name, None if template else place)
            elif name != argument.node.arg and not self._rename(argument, name):
                return None
            if not self._convert(argument, template):
                return None
            self.done.unsure |= not self.carrier.may_be(old, value)
            if name != old:
                self.done.changed.add(old)
            self.done.given.add(old)
        return self._finish(given, dropped)

    def _finish(self, given: set[str], dropped: list[int]) -> Carried | None:
        starred = [a for a in self.listed.arguments if _is_star(a.node)]
        if not starred and any(name not in given for name in self._needed()):
            return None
        added = ", ".join(f"{n}={text}" for n, text in self.added.items() if n not in given)
        if not self._drop(dropped, added):
            return None
        if added and len(self.listed.arguments) - 1 not in dropped:
            self._append(added)
        lone = self.listed.arguments[0] if len(self.listed.arguments) == 1 else None
        if lone is not None and self.done.spans and type(lone.node) is syntax.GeneratorExp:
            # Its parentheses are those of the call.
            return None
        return self.done

    def _needed(self) -> list[str]:
        names = self.new.positional[: self.new.required]
        return [name for name in names if name not in self.added]

    def _keep_place(self, argument: Argument, name: str, place: int | None) -> int | None:
        """Leave a positional argument where it is, or give it its name.

        ``place`` is None from the first on that is named; one that means something else now is,
        so that everybody sees which it is.
        """
        if place is not None and place < len(self.new.positional):
            if self.new.positional[place] == name:
                return place + 1
        self.done.spans.append((argument.start, argument.start, f"{name}="))
        return None

    def _rename(self, argument: Argument, name: str) -> bool:
        node = argument.node
        start, _ = self.source.span(node)
        end = start + len(node.arg)
        if self.source.text[start:end] != node.arg:
            return False
        self.done.spans.append((start, end, name))
        return True

    def _convert(self, argument: Argument, template: str) -> bool:
        """Edit the value of an argument by the template of what it becomes, if there is one."""
        if not template:
            return True
        node = argument.node
        grouped = self.source.is_grouped(argument)
        value = node.value if type(node) is syntax.keyword else node
        start, end = self.source.span(value)
        if grouped and type(node) is not syntax.keyword:
            start, end = argument.start, argument.end
        elif grouped:
            start = self._opening(value, argument)
            end = argument.end
        if template == _COMPLEMENT and self._uncomplement(value):
            return True
        if template.count("{}") > 1:
            if type(value) not in (syntax.Name, syntax.Constant):
                return False
            text = self.source.text[start:end]
            self.done.spans.append((start, end, template.replace("{}", text)))
            return True
        before, _, after = template.partition("{}")
        operator = before.rstrip().endswith(("-", "*", "/", "+")) or bool(after)
        if operator and not grouped and not _is_closed(value):
            before, after = before + "(", ")" + after
        for at, text in ((start, before), (end, after)):
            if text:
                self.done.spans.append((at, at, text))
        return True

    def _uncomplement(self, value: Any) -> bool:
        """``1 - rate`` taken from one is ``rate``."""
        if type(value) is not syntax.BinOp or type(value.op) is not syntax.Sub:
            return False
        left = value.left
        if type(left) is not syntax.Constant or type(left.value) is bool or left.value != 1:
            return False
        start, end = self.source.span(left)
        tokens = self.source.tokens_in(end, self.source.span(value)[1])
        if len(tokens) < 2 or tokens[0].text != "-":
            return False
        self.done.spans.append((start, tokens[1].start, ""))
        return True

    def _opening(self, value: Any, argument: Argument) -> int:
        """Where the parentheses around a keyword's value open."""
        after = self.source.span(argument.node)[0] + len(argument.node.arg)
        tokens = [t for t in self.source.tokens_in(after, argument.end) if t.text != "="]
        return tokens[0].start if tokens else self.source.span(value)[0]

    def _drop(self, dropped: list[int], added: str) -> bool:
        """Delete arguments with their commas; what is added takes the place of the last."""
        arguments = self.listed.arguments
        for first, last in _runs(dropped):
            text = ""
            if last + 1 < len(arguments):
                start, end = arguments[first].start, arguments[last + 1].start
            elif first:
                start, end = arguments[first - 1].end, arguments[last].end
                text = added and ", " + added
            else:
                start, end = self.listed.opened, self.listed.closed
                text = added
            if self.source.holds_comment(start, end):
                return False
            self.done.spans.append((start, end, text))
        return True

    def _append(self, added: str) -> None:
        """Append what the new function must be told."""
        arguments = self.listed.arguments
        at = arguments[-1].end if arguments else self.listed.opened
        self.done.spans.append((at, at, ", " + added if arguments else added))


def _spelled(text: str, spelling: Spelling, node: Any) -> str:
    """What is passed, with a symbol under the name that it has at the call."""
    return spelling.spell(text, node, whole=True) if text.startswith("tf.") else text


def call_order(listed: ArgumentList) -> list[Argument]:
    """The positional arguments alone."""
    return [a for a in listed.arguments if type(a.node) is not syntax.keyword]


def _is_closed(value: Any) -> bool:
    if type(value) is syntax.Constant:
        return not isinstance(value.value, complex)
    return type(value) in _CLOSED


def is_of_kind(value: Any, kind: str) -> bool:
    """Whether an expression is, as it is written, a ``number``, a ``positive`` one, or ``kind``."""
    if type(value) is not syntax.Constant:
        return False
    given: Any = value.value
    if kind not in ("number", "positive"):
        return repr(given) == kind
    return type(given) in (int, float) and bool(kind == "number" or given > 0)


def _is_star(node: Any) -> bool:
    return type(node) is syntax.Starred or (type(node) is syntax.keyword and node.arg is None)


def _runs(numbers: list[int]) -> list[tuple[int, int]]:
    """First and last of each run of consecutive numbers."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs
