"""Reading expressions: each is given the value it is known to have."""

from __future__ import annotations

import _ast as syntax
from typing import TYPE_CHECKING, Any

from tf2lint.names import builtin
from tf2lint.names.facts import Call, Context, Facts, Gate, Key, Member, Reference
from tf2lint.names.scope import Scope
from tf2lint.names.values import (
    MISSING,
    Alias,
    Class,
    Const,
    ConstMethod,
    Foreign,
    Function,
    Instance,
    Object,
    Partial,
    Sequence,
    Weak,
    join,
    weaken,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tf2lint.knowledge import Knowledge
    from tf2lint.names.files import Project

#: Where TensorFlow keeps its own version; folded so that version tests are decided.
VERSION_PATHS = frozenset({"tf.__version__", "tf.VERSION", "tf.version.VERSION"})


class Expressions:
    """The expression half of the reader; `statements.ModuleReader` is the whole."""

    def __init__(self, knowledge: Knowledge, project: Project, path: str) -> None:
        self.knowledge = knowledge
        self.project = project
        self.path = path
        self.facts = Facts()
        self.scope = Scope("module", None)
        self.module_scope = self.scope
        self.context = Context()
        #: Paths whose members a star import brings, TensorFlow's or the project's.
        self.stars: list[Any] = []
        #: Whether the module switches eager execution off for the whole program.
        self.graph_module = False
        #: Whether the ``try`` body being read needs what the target does not have.
        self.missing = False

    # -- names and attributes ------------------------------------------------

    def evaluate(self, node: Any) -> Any:
        """The value of an expression; records what it denotes on the way."""
        handler = HANDLERS.get(type(node))
        if handler is None:
            return self.children(node)
        return handler(self, node)

    def children(self, node: Any) -> None:
        """Read what stands below a node that has no value of interest itself."""
        for name in node._fields:
            child = getattr(node, name, None)
            if isinstance(child, list):
                for item in child:
                    if isinstance(item, syntax.AST):
                        self.evaluate(item)
            elif isinstance(child, syntax.AST):
                self.evaluate(child)

    def lookup(self, name: str) -> Any:
        value = self.scope.lookup(name)
        if value is MISSING:
            return self.from_star(name) if self.stars else MISSING
        if type(value) is Foreign:
            return self.project.resolve(value)
        return value

    def from_star(self, name: str) -> Any:
        if name in builtin.NAMES:
            return MISSING
        for star in self.stars:
            if type(star) is Foreign:
                value = self.project.resolve(Foreign(star.module, name))
                if value is not None:
                    return weaken(value)
            elif self.knowledge.existed(f"{star}.{name}") or self.knowledge.exists(
                f"{star}.{name}"
            ):
                return Weak(f"{star}.{name}")
        return MISSING

    def name(self, node: syntax.Name) -> Any:
        value = self.lookup(node.id)
        if isinstance(value, str):
            self.refer(node, value)
            return self.constant_symbol(value)
        return None if value is MISSING else value

    def attribute(self, node: syntax.Attribute) -> Any:
        value, receiver = self.chain(node)
        if isinstance(value, str):
            self.refer(node, value)
            return self.constant_symbol(value)
        if receiver is not None:
            self.facts.members.append(Member(node, receiver, node.attr, self.context))
        return value

    def constant_symbol(self, path: str) -> Any:
        if path in VERSION_PATHS:
            return Const(self.knowledge.target.release, "version")
        return path

    def refer(self, node: Any, path: str) -> None:
        if "." in path:
            if self.context.guarded:
                self.note_missing(path)
            self.facts.references.append(
                Reference(node, path, self.context, isinstance(path, Weak), isinstance(path, Alias))
            )

    def note_missing(self, path: str) -> None:
        """Remember that a guarded line needs what the target does not have."""
        if self.knowledge.exists(path) is False:
            self.missing = True

    def chain(self, node: Any) -> tuple[Any, Instance | None]:
        """Value of a name or attribute chain, and the receiver its last step was read from.

        Records nothing for the chain itself: the caller knows whether it is called.
        """
        steps = []
        base = node
        while type(base) is syntax.Attribute:
            steps.append(base)
            base = base.value
        if type(base) is syntax.Name:
            value = self.lookup(base.id)
            if value is MISSING:
                return None, None
        else:
            value = self.evaluate(base)
        receiver = None
        for step in reversed(steps):
            if value is None:
                return None, None
            value, receiver = self.member(value, step.attr)
            if step is node:
                break
            if receiver is not None:
                self.facts.members.append(Member(step, receiver, step.attr, self.context))
            elif isinstance(value, str) and value in VERSION_PATHS:
                self.refer(step, value)
                value = self.constant_symbol(value)
        return value, receiver

    def member(self, value: Any, name: str) -> tuple[Any, Instance | None]:
        """Attribute ``name`` of a value, and the receiver if it is of a known kind."""
        if isinstance(value, str):
            path = builtin.canonical(f"{value}.{name}")
            if type(value) is str:
                return path, None
            if isinstance(value, Alias) and self.is_value(value, path):
                path = Alias(path)
            return (weaken(path) if isinstance(value, Weak) else path), None
        kind = type(value)
        if kind is Instance:
            gives = self.knowledge.member_kind(value.kind, name)
            found = Instance(gives, value.symbol, None, value.weak) if gives else None
            return found, value
        if kind is Object:
            return self.object_member(value, name)
        if kind is Class:
            found = self.class_member(value, name)
            return (None if found is MISSING else found), None
        if kind is Foreign:
            return self.project.resolve(Foreign(value.module, name)), None
        if kind is Const and type(value.value) is str:
            return ConstMethod(value, name), None
        return None, None

    def is_value(self, owner: str, path: str) -> bool:
        """Whether ``owner`` is a function or value, whose attributes are no symbols.

        What such an attribute is, was told where the alias for the value was made.
        """
        if path.endswith("__") or owner.rpartition(".")[2].isupper():
            return True
        knowledge = self.knowledge
        if knowledge.existed(path) or owner.startswith("tf.contrib."):
            return False
        return not (knowledge.is_module(owner) or knowledge.is_class(owner))

    def object_member(self, value: Object, name: str) -> tuple[Any, Instance | None]:
        found = self.class_member(value.cls, name)
        if found is not MISSING:
            return found, None
        for base in value.cls.ancestors():
            if isinstance(base, str):
                kind = self.knowledge.kind(base)
                gives = self.knowledge.member_kind(kind, name) if kind else ""
                if gives:
                    return Instance(gives, base), Instance(kind, base)
        return None, None

    def class_member(self, cls: Class, name: str) -> Any:
        """Attribute of a class of this module or of its bases; MISSING if none binds it."""
        for owner in (cls, *cls.ancestors()):
            if type(owner) is not Class:
                continue
            value = owner.attributes.get(name, MISSING)
            if value is MISSING:
                self.read_assigning_methods(owner, name)
                value = owner.attributes.get(name, MISSING)
            if type(value) is Foreign:
                return self.project.resolve(value)
            if value is not MISSING:
                return value
        return MISSING

    # -- calls ---------------------------------------------------------------

    def call(self, node: syntax.Call) -> Any:
        func = node.func
        receiver: Instance | None = None
        if type(func) is syntax.Name:
            callee = self.lookup(func.id)
        elif type(func) is syntax.Attribute:
            callee, receiver = self.chain(func)
        else:
            callee = self.evaluate(func)
        before = self.context
        mode = self.traced_mode(callee)
        if mode:
            self.context = before.changed(mode=mode, certain=True)
        arguments = [self.evaluate(argument) for argument in node.args]
        keywords = {
            keyword.arg or "**": self.evaluate(keyword.value) for keyword in node.keywords
        }
        if mode:
            for argument in arguments:
                if type(argument) is Function:
                    argument.context = argument.context.changed(mode=mode, certain=True)
            self.context = before
        if callee is MISSING and type(func) is syntax.Name:
            return builtin.call(self, func.id, node, arguments)
        if isinstance(callee, str):
            return self.call_symbol(node, callee, arguments, keywords)
        if receiver is not None or (callee is None and type(func) is syntax.Attribute):
            member = func.attr if type(func) is syntax.Attribute else ""
            self.facts.calls.append(
                Call(node, "", self.context, arguments, keywords, receiver, member)
            )
            return callee
        return self.call_value(node, callee, arguments, keywords)

    def traced_mode(self, callee: Any) -> str:
        """The mode in which a call runs the functions it is given; "" for an ordinary one."""
        if not isinstance(callee, str):
            return ""
        kind = self.knowledge.kind(callee)
        return kind[len("effect:") :] if kind in ("effect:function", "effect:graph") else ""

    def call_symbol(
        self, node: syntax.Call, path: str, arguments: list[Any], keywords: dict[str, Any]
    ) -> Any:
        special = builtin.CALLS.get(path)
        if special is not None:
            return special(self, node, arguments)
        if self.context.guarded:
            self.note_missing(path)
        weak = isinstance(path, Weak)
        event = Call(node, str(path), self.context, arguments, keywords, None, "", weak)
        event.alias = isinstance(path, Alias)
        self.facts.calls.append(event)
        kind = self.knowledge.kind(path)
        if kind == "effect:graph-mode":
            self.context = self.context.changed(mode="graph", certain=True)
            self.graph_module = True
        return Instance(kind, path, node, weak) if kind else None

    def call_value(
        self, node: syntax.Call, callee: Any, arguments: list[Any], keywords: dict[str, Any]
    ) -> Any:
        kind = type(callee)
        if kind is Function:
            self.observe(callee, node, arguments, keywords)
            self.read_function(callee)
            return callee.result
        if kind is Class:
            for method in callee.methods:
                if method.node.name == "__init__":
                    self.observe(method, node, arguments, keywords)
            return Object(callee)
        if kind is Partial:
            return self.call_partial(node, callee, arguments, keywords)
        if kind is ConstMethod:
            return builtin.constant_method(callee, arguments)
        if kind is Instance:
            event = Call(node, "", self.context, arguments, keywords, callee, "__call__")
            self.facts.calls.append(event)
            gives = self.knowledge.member_kind(callee.kind, "__call__")
            return Instance(gives, callee.symbol, None, callee.weak) if gives else None
        return None

    def call_partial(
        self, node: syntax.Call, partial: Partial, arguments: list[Any], keywords: dict[str, Any]
    ) -> Any:
        kind = self.knowledge.kind(partial.symbol)
        return Instance(kind, partial.symbol, node) if kind else None

    def observe(
        self,
        function: Function,
        node: syntax.Call,
        arguments: list[Any],
        keywords: dict[str, Any],
    ) -> None:
        """Remember what a function of this module is called with."""
        names = [argument.arg for argument in function.node.args.args]
        if function.bound_to is not None and names:
            names = names[1:]
        if any(type(argument) is syntax.Starred for argument in node.args):
            arguments = []
        passed = dict(zip(names, arguments))
        passed.update(keywords)
        for name, value in passed.items():
            if value is not None:
                known = function.arguments.get(name, MISSING)
                function.arguments[name] = join(known, value)

    # -- other expressions ---------------------------------------------------

    def constant(self, node: syntax.Constant) -> Const:
        return Const(node.value)

    def sequence(self, node: Any) -> Sequence:
        return Sequence([self.evaluate(item) for item in node.elts])

    def starred(self, node: syntax.Starred) -> None:
        self.evaluate(node.value)

    def binary(self, node: syntax.BinOp) -> Any:
        # Long sums nest to the left: walk down that side without recursion.
        rights = []
        left: Any = node
        while type(left) is syntax.BinOp:
            rights.append(left.right)
            left = left.left
        value = self.evaluate(left)
        for right in reversed(rights):
            value = self.operated(value, self.evaluate(right))
        return value

    def operated(self, first: Any, second: Any) -> Any:
        for value in (first, second):
            if type(value) is Instance:
                kind = self.knowledge.member_kind(value.kind, "__op__")
                if kind:
                    return Instance(kind, value.symbol, None, value.weak)
        return None

    def unary(self, node: syntax.UnaryOp) -> Any:
        value = self.evaluate(node.operand)
        if type(node.op) is syntax.Not:
            if type(value) is Instance and value.kind == "EagerTest":
                return Instance("GraphTest", value.symbol, node)
            known = builtin.truth(value)
            return None if known is None else Const(not known, value.origin)
        return self.operated(value, None)

    def boolean(self, node: syntax.BoolOp) -> Any:
        """``and``/``or``, decided where the target's version decides."""
        absorbing = type(node.op) is syntax.Or
        result: Any = None
        decided = True
        for index, item in enumerate(node.values):
            value = self.evaluate(item)
            known = builtin.truth(value)
            if known is None:
                decided = False
            elif known is absorbing and getattr(value, "origin", ""):
                return value
            result = value if index == 0 else join(result, value)
        if decided:
            return value
        return None if type(result) is Const else result

    def compare(self, node: syntax.Compare) -> Any:
        left = self.evaluate(node.left)
        values = [left, *(self.evaluate(item) for item in node.comparators)]
        folded = builtin.compare(node, values)
        if folded is not None:
            if builtin.is_text_order(node, values):
                self.facts.gates.append(Gate(node, self.context, True))
            return folded
        return self.operated(left, values[1])

    def choice(self, node: syntax.IfExp) -> Any:
        known = builtin.truth(self.evaluate(node.test))
        if known is not None:
            return self.evaluate(node.body if known else node.orelse)
        return join(self.evaluate(node.body), self.evaluate(node.orelse))

    def subscript(self, node: syntax.Subscript) -> Any:
        value = self.evaluate(node.value)
        index = self.evaluate(node.slice)
        kind = type(value)
        if kind is Instance:
            name = "__getslice__" if type(node.slice) is syntax.Slice else "__getitem__"
            gives = self.knowledge.member_kind(value.kind, name)
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

    def walrus(self, node: syntax.NamedExpr) -> Any:
        value = self.evaluate(node.value)
        scope = self.scope
        while scope.kind == "inner" and scope.parent is not None:
            scope = scope.parent
        scope.bind(node.target.id, value)
        return value

    def anonymous(self, node: syntax.Lambda) -> None:
        self.scope = Scope("inner", self.scope)
        self.bind_parameters(node.args, {})
        self.evaluate(node.body)
        self.scope = self.scope.parent or self.scope

    def comprehension(self, node: Any) -> None:
        outer = self.scope
        self.scope = Scope("inner", outer)
        for generator in node.generators:
            self.assign(generator.target, self.iterated(self.evaluate(generator.iter)))
            for condition in generator.ifs:
                self.evaluate(condition)
        if type(node) is syntax.DictComp:
            self.evaluate(node.key)
            self.evaluate(node.value)
        else:
            self.evaluate(node.elt)
        self.scope = outer

    def iterated(self, value: Any) -> Any:
        """What a loop over ``value`` binds."""
        if type(value) is Instance:
            kind = self.knowledge.member_kind(value.kind, "__iter__")
            return Instance(kind, value.symbol, None, value.weak) if kind else None
        if type(value) is Sequence and value.items:
            first = value.items[0]
            return first if type(first) in (Instance, Sequence) else None
        return None

    # -- given by the statement half -----------------------------------------

    def bind_parameters(self, arguments: syntax.arguments, known: dict[str, Any]) -> None:
        raise AssertionError("the statement half overrides this")

    def assign(self, target: Any, value: Any) -> None:
        raise AssertionError("the statement half overrides this")

    def read_function(self, function: Function) -> None:
        raise AssertionError("the statement half overrides this")

    def read_assigning_methods(self, cls: Class, name: str) -> None:
        raise AssertionError("the statement half overrides this")


HANDLERS: dict[type, Callable[[Any, Any], Any]] = {
    syntax.Name: Expressions.name,
    syntax.Attribute: Expressions.attribute,
    syntax.Call: Expressions.call,
    syntax.Constant: Expressions.constant,
    syntax.Tuple: Expressions.sequence,
    syntax.List: Expressions.sequence,
    syntax.Starred: Expressions.starred,
    syntax.BinOp: Expressions.binary,
    syntax.UnaryOp: Expressions.unary,
    syntax.BoolOp: Expressions.boolean,
    syntax.Compare: Expressions.compare,
    syntax.IfExp: Expressions.choice,
    syntax.Subscript: Expressions.subscript,
    syntax.Dict: Expressions.dictionary,
    syntax.NamedExpr: Expressions.walrus,
    syntax.Lambda: Expressions.anonymous,
    syntax.ListComp: Expressions.comprehension,
    syntax.SetComp: Expressions.comprehension,
    syntax.DictComp: Expressions.comprehension,
    syntax.GeneratorExp: Expressions.comprehension,
}
