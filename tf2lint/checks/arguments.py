"""Calls whose arguments mean something else in the target, or do not bind any more."""

from __future__ import annotations

import _ast as syntax

from tf2lint.checks.signatures import Change, Changes, fits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tf2lint.checks.module import Module
    from tf2lint.knowledge import Knowledge
    from tf2lint.names import Call

#: Functions whose arguments a check of their own looks at.
_OWN_CHECK = frozenset({"tf.nn.dropout"})

_changes: dict[Knowledge, Changes] = {}


def _changes_for(knowledge: Knowledge) -> Changes:
    found = _changes.get(knowledge)
    if found is None:
        found = _changes[knowledge] = Changes(knowledge)
    return found


def _has_changed(knowledge: Knowledge, path: str) -> bool:
    return path not in _OWN_CHECK and _changes_for(knowledge).of_path(path) is not None


#: The symbols whose calls matter here.
CALLS = _has_changed


def on_call(module: Module, event: Call) -> None:
    context = event.context
    if not event.path or context.guarded or context.retried:
        return
    change = _changes_for(module.knowledge).of_path(event.path)
    if change is None:
        return
    call = _Call(module, event, change)
    if call.check_keywords() or call.check_positions():
        return
    call.check_binding()
    call.check_defaults()


class _Call:
    """One call beside the old and the new parameters of its function."""

    def __init__(self, module: Module, event: Call, change: Change) -> None:
        self.module = module
        self.event = event
        self.change = change
        arguments = event.node.args[1:] if event.partial else event.node.args
        starred = [type(argument) is syntax.Starred for argument in arguments]
        self.starred = any(starred) or "**" in event.keywords
        self.count = starred.index(True) if any(starred) else len(arguments)
        self.arguments = arguments
        row = module.knowledge.row(event.path)
        by_call = row is not None and module.knowledge.rules[row.rule].when == "call"
        self.row = row if by_call else None

    def report(
        self, rule: str, node: Any, hint: str = "", unsure: bool = False, **values: Any
    ) -> None:
        """Report under the rule of the function's own row, if it has one."""
        replacement = None
        if self.row is not None:
            rule, hint, replacement = self.row.rule, self.row.hint or hint, self.row.to or None
        fields = {"argument": "", "old": "", "new": "", "position": "", **values}
        fields["function"] = self.event.path.rpartition(".")[2]
        unsure = unsure or self.event.weak
        path = self.event.path
        self.module.report(
            rule, node, path, hint=hint, replacement=replacement, unsure=unsure, **fields
        )

    def check_keywords(self) -> bool:
        """Keywords that the function took and takes no more."""
        found = False
        for keyword in self.event.node.keywords:
            name = keyword.arg
            if name is None or id(keyword) in self.module.claimed:
                continue
            if self.change.accepts(name) or not self.change.accepted(name):
                continue
            found = True
            known = self.module.knowledge.parameter(self.event.path, name)
            new = self.change.renamed.get(name, "")
            if new:
                note = f"write {new}=" + (f" ({known.note})" if known and known.note else "")
                self.report(
                    "renamed-argument", keyword, argument=name, old=name, new=new, hint=note
                )
            else:
                note = known.note if known is not None else ""
                self.report("removed-argument", keyword, argument=name, old=name, hint=note)
        return found

    def check_positions(self) -> bool:
        """Positional arguments that land on another parameter than they did."""
        index = self.change.moved(self.count)
        if index is None:
            return False
        given = self.event.arguments[: self.count]
        if not self.starred and not self.change.bound(given, self.event.keywords):
            # TensorFlow 1 refused the call, so it was written for TensorFlow 2.
            return True
        old, new = self.change.old.positional, self.change.new.positional
        value = self.event.arguments[index]
        node = self.arguments[index]
        if index >= len(new):
            self.report_problem(f"it takes at most {len(new)} positional arguments", node)
            return True
        meant_old, meant_new = fits(value, old[index]), fits(value, new[index])
        if meant_new and not meant_old:
            return True
        proved = bool(meant_old) or (meant_new is False and meant_old is None)
        if not proved and not self.may_be_tf1():
            return True
        self.report(
            "reordered-positional",
            node,
            confidence="" if proved or self.module.dialect == "tf1" else "low",
            hint=self.advice(old[index]),
            position=index + 1,
            old=old[index],
            new=new[index],
            argument=old[index],
        )
        return True

    def advice(self, name: str) -> str:
        """What to do about a parameter that has no successor; "" where nothing is known."""
        if self.change.accepts(name) or self.change.renamed.get(name):
            return ""
        known = self.module.knowledge.parameter(self.event.path, name)
        return known.note if known is not None else ""

    def may_be_tf1(self) -> bool:
        """Whether positions can be meant as in TensorFlow 1, for all the module shows.

        A module that shows nothing gets warnings, but no errors.
        """
        if self.module.dialect in ("tf1", "mixed"):
            return True
        rule = self.row.rule if self.row is not None else "reordered-positional"
        mild = self.module.knowledge.rules[rule].severity != "error"
        return mild and self.module.dialect == "unknown"

    def check_binding(self) -> None:
        """Parameters that must be given now and were not needed then."""
        if self.starred or self.event.partial:
            return
        new = self.change.new
        given = set(self.event.keywords)
        if not self.change.bound(self.event.arguments[: self.count], given):
            return
        missing = [name for name in new.positional[self.count : new.required] if name not in given]
        if missing:
            self.report_problem(f"{missing[0]} must be given", self.event.node)

    def report_problem(self, problem: str, node: Any) -> None:
        signature = ", ".join(self.change.new.positional)
        self.report("call-does-not-bind", node, problem=problem, signature=signature)

    def check_defaults(self) -> None:
        """Arguments left to a default that is another one now (a rule that is off)."""
        if self.starred or self.event.partial:
            return
        before, after = _defaults(self.change.old), _defaults(self.change.new)
        given = {*self.event.keywords, *self.change.new.positional[: self.count]}
        for name, default in after.items():
            if name in before and before[name] != default and name not in given:
                self.module.report(
                    "changed-default",
                    self.event.node,
                    self.event.path,
                    argument=name,
                    old=before[name],
                    new=default,
                )


def _defaults(parameters: Any) -> dict[str, str]:
    optional = parameters.positional[parameters.required :]
    return dict(zip(optional, parameters.defaults))
