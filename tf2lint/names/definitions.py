"""Reading functions and classes: bodies, parameters, what methods assign."""

from __future__ import annotations

import _ast as syntax

from tf2lint.names.calls import Calls
from tf2lint.names.facts import Body, Context
from tf2lint.names.scope import Scope
from tf2lint.names.values import Alias, Class, Function, Instance, Object, weaken

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: Nested reading of functions on demand stops here; the rest is read in its turn.
_DEEPEST = 12
#: Decorators of TensorFlow's own test helpers, and of projects that copy them.
_GRAPH_DECORATORS = ("graph_mode", "run_v1_only", "run_deprecated_v1", "in_session")
#: Names of functions that an Estimator calls, which builds a graph; others use them as well.
_ESTIMATOR_NAMES = ("model_fn", "input_fn", "receiver_fn")
#: The commonest statements that neither assign attributes nor hold others.
_WITHOUT_TARGETS = frozenset({syntax.Expr, syntax.Return, syntax.Raise, syntax.Pass})


class Definitions(Calls):
    """The functions and classes of `statements.ModuleReader`."""

    def definition(self, node: Any) -> None:
        decorators = [self.evaluate(decorator) for decorator in node.decorator_list]
        arguments = node.args
        for default in (*arguments.defaults, *arguments.kw_defaults):
            if default is not None:
                self.evaluate(default)
        if not self.postponed_annotations:
            self.annotations(node)
        context = self.body_context(node, decorators)
        if self.function is not None:
            self.facts.homes[id(node)] = self.context
        function = Function(node, self.scope, self.cls, context)
        if self.cls is not None:
            self.cls.methods.append(function)
        self.pending.append(function)
        changed = decorators and any(value is not None for value in decorators)
        self.scope.bind(node.name, None if changed else function)

    def annotations(self, node: Any) -> None:
        """Annotations are evaluated with the ``def``, unless the module postpones them."""
        arguments = node.args
        if node.returns is not None:
            self.evaluate(node.returns)
        for group in (arguments.posonlyargs, arguments.args, arguments.kwonlyargs):
            for parameter in group:
                if parameter.annotation is not None:
                    self.evaluate(parameter.annotation)
        for variadic in (arguments.vararg, arguments.kwarg):
            if variadic is not None and variadic.annotation is not None:
                self.evaluate(variadic.annotation)

    def body_context(self, node: Any, decorators: list[Any]) -> Context:
        """Execution mode of a function's body: what its decorators and place say of it."""
        mode, certain, decorated = self.context.mode, False, False
        if mode != "eager":
            certain = self.context.certain
        for decorator in decorators:
            path = decorator.symbol if type(decorator) is Instance else decorator
            kind = self.knowledge.kind(path) if isinstance(path, str) else ""
            if kind in ("effect:function", "effect:graph", "effect:shim"):
                # The shim keeps its store under tf.function too, in either order.
                if not (mode == "shim" and certain and decorated):
                    mode = kind[len("effect:") :]
                certain = decorated = True
        if decorators and any(map(_runs_graph, node.decorator_list)):
            mode, certain = "graph", True
        if self.cls is not None and self.cls.in_graph:
            mode, certain = "graph", True
        if mode == "eager" and node.name.endswith(_ESTIMATOR_NAMES):
            mode = "graph"
        if node.name == "model_fn" or _takes(node, ("features", "labels", "mode")):
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
        cls.in_graph = any(self.runs_in_graph(base) for base in cls.bases)
        saved = self.scope, self.cls
        self.scope = Scope("class", self.scope)
        self.cls = cls
        cls.attributes = self.scope.names
        self.block(node.body)
        self.scope, self.cls = saved
        self.scope.bind(node.name, cls)

    def runs_in_graph(self, base: Any) -> bool:
        """Whether the methods of classes with this base are called with a graph at hand."""
        if type(base) is Class:
            return base.in_graph
        return isinstance(base, str) and self.knowledge.kind(base) == "effect:graph-class"

    def read_assigning_methods(self, cls: Class, name: str) -> None:
        """Read the methods that assign ``self.name``, so that its value becomes known."""
        if cls.assigned_in is None:
            cls.assigned_in = {}
            for method in cls.methods:
                for attribute in _assigned_attributes(method.node.body):
                    cls.assigned_in.setdefault(attribute, []).append(method)
        for method in cls.assigned_in.get(name, ()):
            self.read_function(method)


def _takes(function: Any, names: tuple[str, ...]) -> bool:
    """Whether a function has parameters of all these names."""
    arguments = function.args.args
    if len(arguments) < len(names):
        return False
    return {argument.arg for argument in arguments}.issuperset(names)


def _runs_graph(decorator: Any) -> bool:
    """Whether a decorator says by its name that it runs the function in a graph."""
    func = decorator.func if type(decorator) is syntax.Call else decorator
    name = getattr(func, "attr", getattr(func, "id", ""))
    return any(word in name for word in _GRAPH_DECORATORS) and "eager" not in name


def _assigned_attributes(body: list[Any]) -> set[str]:
    """Attributes of any object that the statements assign, nested blocks included."""
    found = set()
    stack = list(body)
    while stack:
        node = stack.pop()
        kind = type(node)
        if kind is syntax.Assign:
            targets = list(node.targets)
        elif kind in _WITHOUT_TARGETS:
            continue
        else:
            for field in ("body", "orelse", "finalbody", "handlers", "cases"):
                stack.extend(getattr(node, field, ()))
            targets = [getattr(node, "target", None)]
            targets += [item.optional_vars for item in getattr(node, "items", ())]
        for target in targets:
            if type(target) is syntax.Attribute:
                found.add(target.attr)
            elif type(target) in (syntax.Tuple, syntax.List):
                targets.extend(target.elts)
    return found
