"""Reading statements: bindings, branches, functions, classes, execution modes."""

from __future__ import annotations

import _ast as syntax
from typing import TYPE_CHECKING, Any

from tf2lint.names import builtin
from tf2lint.names.expressions import Expressions
from tf2lint.names.facts import Body, Context, Facts, Gate, Key
from tf2lint.names.imports import Imports
from tf2lint.names.scope import Scope
from tf2lint.names.values import (
    MISSING,
    Alias,
    Class,
    Function,
    Instance,
    Object,
    Sequence,
    join,
    weaken,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tf2lint.knowledge import Knowledge
    from tf2lint.names.files import Project

#: Nested reading of functions on demand stops here; the rest is read in its turn.
_DEEPEST = 12
_CATCHES_MISSING = frozenset({"ImportError", "ModuleNotFoundError", "AttributeError"})
_CATCHES_ALL = frozenset({"Exception", "BaseException"})


def read_module(tree: syntax.Module, path: str, knowledge: Knowledge, project: Project) -> Facts:
    """Read a whole module, function bodies included."""
    reader = ModuleReader(knowledge, project, path)
    reader.read_top_level(tree)
    reader.read_bodies()
    return reader.facts


class ModuleReader(Imports, Expressions):
    """Reads one module from top to bottom, then its functions."""

    def __init__(self, knowledge: Knowledge, project: Project, path: str) -> None:
        super().__init__(knowledge, project, path)
        self.pending: list[Function] = []
        self.cls: Class | None = None
        self.function: Function | None = None
        self.depth = 0

    def read_top_level(self, tree: syntax.Module) -> None:
        self.block(tree.body)

    def read_bodies(self) -> None:
        """Read every function body that nothing asked for yet, in order of definition."""
        index = 0
        while index < len(self.pending):
            self.read_function(self.pending[index])
            index += 1

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
        known = len(self.facts.calls)
        self.evaluate(node.value)
        if type(node.value) is syntax.Call and len(self.facts.calls) > known:
            last = self.facts.calls[-1]
            last.discarded = last.node is node.value

    def assignment(self, node: syntax.Assign) -> None:
        value = self.evaluate(node.value)
        for target in node.targets:
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
                while outer is not None and (outer.kind == "class" or name not in outer.names):
                    outer = outer.parent
                owner = outer or owner
            if owner is not scope:
                scope.elsewhere[name] = owner

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

    # -- branches ------------------------------------------------------------

    def condition(self, node: syntax.If) -> bool:
        value = self.evaluate(node.test)
        known = builtin.truth(value)
        if known is not None:
            self.facts.gates.append(Gate(node.test, self.context, False))
            return self.block(node.body if known else node.orelse)
        before = self.context
        modes = self.branch_modes(value)
        outcomes = []
        for statements, context in zip((node.body, node.orelse), modes):
            self.context = context
            outcomes.append(self.branch(statements))
        self.context = before
        return self.after_branches(outcomes)

    def branch_modes(self, value: Any) -> tuple[Context, Context]:
        """Contexts of the two branches of a test of ``tf.executing_eagerly()``."""
        kind = value.kind if type(value) is Instance else ""
        if kind not in ("EagerTest", "GraphTest"):
            return self.context, self.context
        eager = self.context.changed(mode="eager", certain=True)
        graph = self.context.changed(mode="graph", certain=True)
        return (eager, graph) if kind == "EagerTest" else (graph, eager)

    def branch(self, statements: list[Any]) -> tuple[dict[str, Any], bool]:
        outer = self.scope.open_branch()
        ended = self.block(statements)
        return self.scope.close_branch(outer), ended

    def after_branches(self, outcomes: list[tuple[dict[str, Any], bool]]) -> bool:
        """Join the branches that reach their end; True when none does."""
        open_ended = [changes for changes, ended in outcomes if not ended]
        self.scope.join_branches(open_ended)
        return not open_ended

    def loop(self, node: Any) -> None:
        if type(node) is syntax.While:
            known = builtin.truth(self.evaluate(node.test))
            if known is False:
                return
            changes, _ = self.branch(node.body)
        else:
            items = self.iterated(self.evaluate(node.iter))
            outer = self.scope.open_branch()
            self.assign(node.target, items)
            self.block(node.body)
            changes = self.scope.close_branch(outer)
        self.scope.join_branches([changes, {}])
        self.block(node.orelse)

    def attempt(self, node: Any) -> bool:
        """``try``: handlers that catch a missing name guard the body.

        Where the target has all that the body needs, those handlers never run.
        """
        before = self.context
        plain = all(_only_looks_up(statement) for statement in node.body)
        catching = [handler for handler in node.handlers if self.handles_missing(handler, plain)]
        body, ended, failed = self.attempt_body(node, bool(catching))
        outcomes = []
        for handler in node.handlers:
            if handler in catching and not failed:
                self.context = before.changed(guarded=True)
            outcomes.append(self.handler(handler))
            self.context = before
        if catching and failed and any(not stopped for _, stopped in outcomes):
            fallback = {name: weaken(value) for name, value in body.items()}
            outcomes = [({**fallback, **changes}, stop) for changes, stop in outcomes]
        elif catching and plain:
            outcomes = [(body, ended)]
        else:
            outcomes.insert(0, (body, ended))
        stopped = self.after_branches(outcomes)
        return self.block(node.finalbody) or stopped

    def attempt_body(self, node: Any, guarded: bool) -> tuple[dict[str, Any], bool, bool]:
        """What the body of a ``try`` binds, whether it ends, whether the target lacks a part."""
        before, outer_missing = self.context, self.missing
        if guarded:
            self.context = before.changed(guarded=True)
        self.missing = False
        outer = self.scope.open_branch()
        ended = self.block(node.body)
        failed, self.missing = self.missing, outer_missing
        self.context = before
        ended = ended or self.block(node.orelse)
        return self.scope.close_branch(outer), ended, failed

    def handles_missing(self, handler: syntax.ExceptHandler, plain: bool) -> bool:
        """Whether a handler goes on without what could not be imported or found.

        One that catches everything was only meant so where the body is ``plain``:
        imports and attribute look-ups alone.
        """
        if any(type(statement) is syntax.Raise for statement in handler.body):
            return False
        caught = handler.type
        if caught is None:
            return plain
        items = caught.elts if type(caught) is syntax.Tuple else [caught]
        names = {getattr(item, "id", "") for item in items}
        return bool(names & _CATCHES_MISSING) or (plain and bool(names & _CATCHES_ALL))

    def handler(self, handler: syntax.ExceptHandler) -> tuple[dict[str, Any], bool]:
        outer = self.scope.open_branch()
        if handler.type is not None:
            self.evaluate(handler.type)
        if handler.name:
            self.scope.bind(handler.name, None)
        ended = self.block(handler.body)
        return self.scope.close_branch(outer), ended

    def matching(self, node: Any) -> bool:
        self.evaluate(node.subject)
        outcomes: list[tuple[dict[str, Any], bool]] = [({}, False)]
        for case in node.cases:
            outer = self.scope.open_branch()
            for pattern in _patterns(case.pattern):
                name = getattr(pattern, "name", None) or getattr(pattern, "rest", None)
                if name:
                    self.scope.bind(name, None)
            if case.guard is not None:
                self.evaluate(case.guard)
            ended = self.block(case.body)
            outcomes.append((self.scope.close_branch(outer), ended))
        return self.after_branches(outcomes)

    def context_manager(self, node: Any) -> bool:
        before = self.context
        for item in node.items:
            value = self.evaluate(item.context_expr)
            entered = None
            if type(value) is Instance:
                gives = self.knowledge.member_kind(value.kind, "__enter__")
                entered = Instance(gives, value.symbol, item.context_expr) if gives else None
                self.context = self.entered_context(value, item.context_expr)
            elif _is_as_default(item.context_expr):
                self.context = self.context.changed(mode="graph", certain=True)
            if item.optional_vars is not None:
                self.assign(item.optional_vars, entered)
        ended = self.block(node.body)
        if not (self.graph_module and self.function is None):
            self.context = before
        return ended

    def entered_context(self, value: Instance, node: Any) -> Context:
        enters_graph = value.kind == "Session" and value.node is node
        if value.kind == "GraphContext" or (enters_graph and self.knowledge.exists(value.symbol)):
            # A session entered by ``with`` makes its graph the default one, even in TF 2.
            return self.context.changed(mode="graph", certain=True)
        if value.kind == "VariableScope":
            first = node.args[0] if type(node) is syntax.Call and node.args else None
            name = first.value if type(first) is syntax.Constant else "*"
            return self.context.changed(scopes=(*self.context.scopes, str(name or "")))
        return self.context

    # -- functions and classes -----------------------------------------------

    def definition(self, node: Any) -> None:
        decorators = [self.evaluate(decorator) for decorator in node.decorator_list]
        arguments = node.args
        for default in (*arguments.defaults, *arguments.kw_defaults):
            if default is not None:
                self.evaluate(default)
        if not self.postponed_annotations:
            self.annotations(node)
        context = self.body_context(node, decorators)
        function = Function(node, self.scope, self.cls, context)
        if self.cls is not None:
            self.cls.methods.append(function)
        self.pending.append(function)
        changed = any(value is not None for value in decorators)
        self.scope.bind(node.name, None if node.decorator_list and changed else function)

    def annotations(self, node: Any) -> None:
        """Annotations are evaluated with the ``def``, unless the module postpones them."""
        arguments = node.args
        parameters = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        parameters += [item for item in (arguments.vararg, arguments.kwarg) if item is not None]
        for annotation in (node.returns, *(item.annotation for item in parameters)):
            if annotation is not None:
                self.evaluate(annotation)

    def body_context(self, node: Any, decorators: list[Any]) -> Context:
        """Execution mode of a function's body: what its decorators and place say of it."""
        mode, certain = self.context.mode, False
        if mode != "eager":
            certain = self.context.certain
        for decorator in decorators:
            path = decorator.symbol if type(decorator) is Instance else decorator
            kind = self.knowledge.kind(path) if isinstance(path, str) else ""
            if kind in ("effect:function", "effect:graph", "effect:shim"):
                mode, certain = kind[len("effect:") :], True
        names = {argument.arg for argument in node.args.args}
        if node.name == "model_fn" or {"features", "labels", "mode"} <= names:
            mode, certain = "graph", True
        return Context(mode, certain, node, self.cls, self.context.guarded)

    def read_function(self, function: Function) -> None:
        """Read a body once; the kinds of its arguments are those seen in calls so far."""
        if function.state != "unread" or self.depth >= _DEEPEST:
            return
        if function.bound_to is not None and function.node.name != "__init__":
            for method in function.bound_to.methods:
                if method.node.name == "__init__":
                    self.read_function(method)
        function.state = "read"
        saved = self.scope, self.context, self.cls, self.function
        self.depth += 1
        self.scope = Scope("function", function.scope)
        self.context = function.context
        if self.graph_module:
            self.context = self.context.changed(mode="graph", certain=True)
        self.cls = None
        self.function = function
        self.bind_parameters(function.node.args, function.arguments)
        self.bind_self(function)
        self.block(function.node.body)
        self.facts.bodies.append(Body(function.node, self.context))
        self.depth -= 1
        self.scope, self.context, self.cls, self.function = saved

    def bind_self(self, function: Function) -> None:
        parameters = function.node.args.posonlyargs + function.node.args.args
        if function.bound_to is None or not parameters:
            return
        decorators = {getattr(item, "id", "") for item in function.node.decorator_list}
        if "staticmethod" in decorators:
            return
        cls = function.bound_to
        self.scope.names[parameters[0].arg] = cls if "classmethod" in decorators else Object(cls)

    def bind_parameters(self, arguments: syntax.arguments, known: dict[str, Any]) -> None:
        positional = [*arguments.posonlyargs, *arguments.args]
        defaults: dict[str, Any] = {}
        for parameter, default in zip(reversed(positional), reversed(arguments.defaults)):
            defaults[parameter.arg] = default
        for parameter, optional in zip(arguments.kwonlyargs, arguments.kw_defaults):
            defaults[parameter.arg] = optional
        for parameter in (*positional, *arguments.kwonlyargs):
            value = known.get(parameter.arg)
            if parameter.annotation is not None and value is None:
                value = self.annotation(parameter.annotation)
            if value is None and defaults.get(parameter.arg) is not None:
                value = self.default_value(defaults[parameter.arg])
            self.scope.names[parameter.arg] = value
        for variadic in (arguments.vararg, arguments.kwarg):
            if variadic is not None:
                self.scope.names[variadic.arg] = None

    def default_value(self, node: Any) -> Any:
        """A symbol given as default is what the parameter likely is."""
        if type(node) not in (syntax.Name, syntax.Attribute):
            return None
        value, _ = self.chain(node)
        return weaken(Alias(value)) if isinstance(value, str) else None

    def class_definition(self, node: syntax.ClassDef) -> None:
        bases = [self.evaluate(base) for base in node.bases]
        for extra in (*node.keywords, *node.decorator_list):
            self.evaluate(getattr(extra, "value", extra) if extra in node.keywords else extra)
        cls = Class(node, [base for base in bases if base is not None])
        saved = self.scope, self.cls
        self.scope = Scope("class", self.scope)
        self.cls = cls
        cls.attributes = self.scope.names
        self.block(node.body)
        self.scope, self.cls = saved
        self.scope.bind(node.name, cls)

    def read_assigning_methods(self, cls: Class, name: str) -> None:
        """Read the methods that assign ``self.name``, so that its value becomes known."""
        if cls.assigned_in is None:
            cls.assigned_in = {}
            for method in cls.methods:
                for attribute in _assigned_attributes(method.node.body):
                    cls.assigned_in.setdefault(attribute, []).append(method)
        for method in cls.assigned_in.get(name, ()):
            self.read_function(method)


def _is_as_default(node: Any) -> bool:
    """``graph.as_default()`` of something unknown: most likely a graph."""
    func = node.func if type(node) is syntax.Call else None
    return type(func) is syntax.Attribute and func.attr == "as_default"


def _only_looks_up(statement: Any) -> bool:
    """Whether a statement only imports or reads attributes."""
    if type(statement) in (syntax.Import, syntax.ImportFrom, syntax.Pass):
        return True
    value = getattr(statement, "value", None)
    return type(statement) in (syntax.Assign, syntax.Expr) and type(value) in (
        syntax.Attribute,
        syntax.Name,
        syntax.Constant,
    )


def _patterns(pattern: Any) -> list[Any]:
    found = [pattern]
    for item in found:
        for name in ("patterns", "kwd_patterns"):
            found.extend(getattr(item, name, ()))
        inner = getattr(item, "pattern", None)
        if inner is not None:
            found.append(inner)
    return found


def _assigned_attributes(body: list[Any]) -> set[str]:
    """Attributes of any object that the statements assign, nested blocks included."""
    found = set()
    stack = list(body)
    while stack:
        node = stack.pop()
        for field in ("body", "orelse", "finalbody", "handlers", "cases"):
            stack.extend(getattr(node, field, ()))
        targets = list(getattr(node, "targets", ()))
        if type(node) in (syntax.With, syntax.AsyncWith):
            targets += [item.optional_vars for item in node.items]
        elif hasattr(node, "target"):
            targets.append(node.target)
        for target in targets:
            if type(target) is syntax.Attribute:
                found.add(target.attr)
            elif type(target) in (syntax.Tuple, syntax.List):
                targets.extend(target.elts)
    return found


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
