"""Reading statements: bindings, branches, functions, classes, execution modes."""

from __future__ import annotations

import _ast as syntax

from tf2lint.names.branches import Branches
from tf2lint.names.definitions import Definitions
from tf2lint.names.expressions import HANDLERS
from tf2lint.names.facts import Facts, Key
from tf2lint.names.imports import Imports
from tf2lint.names.values import (
    MISSING,
    Alias,
    Class,
    Instance,
    Object,
    Sequence,
    join,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from tf2lint.knowledge import Knowledge
    from tf2lint.names.files import Project


def read_module(
    tree: syntax.Module,
    path: str,
    knowledge: Knowledge,
    project: Project,
    exported: bool = True,
) -> Facts:
    """Read a whole module, function bodies included; ``exported``: others may import it."""
    reader = ModuleReader(knowledge, project, path)
    reader.read_top_level(tree)
    if exported:
        project.learn(reader)
    reader.read_bodies()
    reader.release()
    return reader.facts


class ModuleReader(Imports, Branches, Definitions):
    """Reads one module from top to bottom, then its functions."""

    def read_top_level(self, tree: syntax.Module) -> None:
        self.block(tree.body)

    def read_bodies(self) -> None:
        """Read every function body that nothing asked for yet, in order of definition."""
        index = 0
        while index < len(self.pending):
            self.read_function(self.pending[index])
            index += 1

    def release(self) -> None:
        """Break the cycles between functions and scopes; nothing can be read after it."""
        for function in self.pending:
            function.release()

    def block(self, statements: list[Any]) -> bool:
        """Read statements in order; True when the end is never reached."""
        for statement in statements:
            handler = STATEMENTS.get(type(statement))
            if handler is None:
                self.children(statement)
            elif handler(self, statement):
                return True
        return False

    # -- simple statements ---------------------------------------------------

    def expression(self, node: syntax.Expr) -> None:
        if type(node.value) is syntax.Constant:
            # A docstring.
            return
        calls = self.facts.calls
        known = len(calls)
        self.evaluate(node.value)
        if len(calls) > known:
            # The last one may stand in a body that was read on the way.
            last = calls[-1]
            if last.node is node.value:
                last.discarded = True

    def assignment(self, node: syntax.Assign) -> None:
        given = node.value
        calls = self.facts.calls
        known = len(calls)
        value = HANDLERS[type(given)](self, given)
        if len(calls) > known:
            last = calls[-1]
            if last.node is given:
                last.targets = node.targets
        for target in node.targets:
            if type(target) is syntax.Name:
                self.scope.bind(target.id, Alias(value) if type(value) is str else value)
            else:
                self.assign(target, value)

    def annotated(self, node: syntax.AnnAssign) -> None:
        declared = self.annotation(node.annotation)
        value = self.evaluate(node.value) if node.value is not None else None
        if node.value is not None or declared is not None:
            self.assign(node.target, declared if value is None else value)

    def annotation(self, node: Any) -> Any:
        """The kind of value that an annotation declares."""
        if node is None:
            return None
        declared = self.evaluate(node)
        if isinstance(declared, str):
            kind = self.knowledge.kind(declared)
            return Instance(kind, declared) if kind else None
        return Object(declared) if type(declared) is Class else None

    def augmented(self, node: syntax.AugAssign) -> None:
        value = self.evaluate(node.value)
        before = self.evaluate_target(node.target)
        self.assign(node.target, self.operated(before, value))

    def evaluate_target(self, target: Any) -> Any:
        if type(target) is syntax.Name:
            value = self.lookup(target.id)
            return None if value is MISSING else value
        return self.chain(target)[0] if type(target) is syntax.Attribute else None

    def assign(self, target: Any, value: Any) -> None:
        kind = type(target)
        if kind is syntax.Name:
            self.scope.bind(target.id, Alias(value) if type(value) is str else value)
        elif kind is syntax.Attribute:
            owner = self.evaluate(target.value)
            if type(owner) in (Object, Class):
                cls = owner.cls if type(owner) is Object else owner
                known = cls.attributes.get(target.attr, MISSING)
                stored = Alias(value) if type(value) is str else value
                cls.attributes[target.attr] = join(known, stored)
        elif kind in (syntax.Tuple, syntax.List):
            self.unpack(target.elts, value)
        elif kind is syntax.Starred:
            self.assign(target.value, None)
        elif kind is syntax.Subscript:
            self.store_item(target)
        else:
            self.evaluate(target)

    def store_item(self, target: syntax.Subscript) -> None:
        owner, key = self.evaluate(target.value), self.evaluate(target.slice)
        if type(owner) is Instance and owner.kind == "dict" and type(key) is Instance:
            self.facts.keys.append(Key(target.slice, key, self.context))

    def unpack(self, targets: list[Any], value: Any) -> None:
        starred = any(type(target) is syntax.Starred for target in targets)
        if type(value) is Sequence and len(value.items) == len(targets) and not starred:
            for target, item in zip(targets, value.items):
                self.assign(target, item)
            return
        item = self.iterated(value) if type(value) is Instance else None
        for target in targets:
            self.assign(target, item)

    def delete(self, node: syntax.Delete) -> None:
        for target in node.targets:
            if type(target) is syntax.Name:
                self.scope.bind(target.id, None)
            else:
                self.evaluate(target)

    def global_names(self, node: Any) -> None:
        scope = self.scope
        if scope.elsewhere is None:
            scope.elsewhere = {}
        for name in node.names:
            owner = self.module_scope
            outer = scope.parent
            if type(node) is syntax.Nonlocal:
                while outer is not None and name not in outer.names:
                    outer = outer.parent
                owner = outer or owner
            if owner is not scope:
                scope.elsewhere[name] = owner
            if self.function is not None and type(node) is syntax.Global:
                self.facts.globals.setdefault(name, []).append(self.function.node)

    def returned(self, node: syntax.Return) -> bool:
        value = self.evaluate(node.value) if node.value is not None else None
        if self.function is not None and node.value is not None:
            self.function.result = join(self.function.result or MISSING, value)
        return True

    def raised(self, node: syntax.Raise) -> bool:
        self.children(node)
        return True

    def jump(self, node: Any) -> bool:
        return True


STATEMENTS: dict[type, Callable[[Any, Any], bool | None]] = {
    syntax.Expr: ModuleReader.expression,
    syntax.Assign: ModuleReader.assignment,
    syntax.AnnAssign: ModuleReader.annotated,
    syntax.AugAssign: ModuleReader.augmented,
    syntax.Delete: ModuleReader.delete,
    syntax.Global: ModuleReader.global_names,
    syntax.Nonlocal: ModuleReader.global_names,
    syntax.Return: ModuleReader.returned,
    syntax.Raise: ModuleReader.raised,
    syntax.Break: ModuleReader.jump,
    syntax.Continue: ModuleReader.jump,
    syntax.If: ModuleReader.condition,
    syntax.Assert: ModuleReader.asserted,
    syntax.For: ModuleReader.loop,
    syntax.AsyncFor: ModuleReader.loop,
    syntax.While: ModuleReader.loop,
    syntax.Try: ModuleReader.attempt,
    syntax.Match: ModuleReader.matching,
    syntax.With: ModuleReader.context_manager,
    syntax.AsyncWith: ModuleReader.context_manager,
    syntax.FunctionDef: ModuleReader.definition,
    syntax.AsyncFunctionDef: ModuleReader.definition,
    syntax.ClassDef: ModuleReader.class_definition,
    syntax.Import: ModuleReader.import_modules,
    syntax.ImportFrom: ModuleReader.import_names,
}
if hasattr(syntax, "TryStar"):
    STATEMENTS[syntax.TryStar] = ModuleReader.attempt
