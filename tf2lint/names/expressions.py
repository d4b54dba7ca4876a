"""Reading expressions: each is given the value it is known to have."""

from __future__ import annotations

import _ast as syntax

from tf2lint.names import builtin
from tf2lint.names.facts import Context, Facts, Member, Reference
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
    Weak,
    weaken,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from tf2lint.knowledge import Knowledge
    from tf2lint.names.files import Project

#: Where TensorFlow keeps its own version; folded so that version tests are decided.
VERSION_PATHS = frozenset({"tf.__version__", "tf.VERSION", "tf.version.VERSION"})
#: Members of ``tf.compat`` that a path may go through without need.
_SPELLED_TWICE = ("v1", "v2")


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
        #: Functions of the module whose bodies are still to be read.
        self.pending: list[Function] = []
        #: The class and the function whose body is being read.
        self.cls: Class | None = None
        self.function: Function | None = None
        #: How many bodies are being read inside each other.
        self.depth = 0
        #: Whether annotations are not evaluated (``from __future__ import annotations``).
        self.postponed_annotations = False
        #: What the guarded ``try`` body being read needs: "there" or "gone" in the target.
        self.needs: set[str] = set()

    # -- names and attributes ------------------------------------------------

    def evaluate(self, node: Any) -> Any:
        """The value of an expression; records what it denotes on the way."""
        return HANDLERS[type(node)](self, node)

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
        scope = self.scope
        value = scope.names.get(name, MISSING)
        if value is MISSING or scope.elsewhere is not None:
            value = scope.lookup(name)
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
                self.note_need(path)
            self.facts.references.append(
                Reference(node, path, self.context, isinstance(path, Weak), isinstance(path, Alias))
            )

    def note_need(self, path: str) -> None:
        """Remember whether the target has what a guarded line needs."""
        self.needs.add("gone" if self.knowledge.exists(path) is False else "there")

    def chain(self, node: Any) -> tuple[Any, Instance | None]:
        """Value of a name or attribute chain, and the receiver its last step was read from.

        Records nothing for the chain itself: the caller knows whether it is called.
        """
        base = node.value if type(node) is syntax.Attribute else None
        if type(base) is syntax.Name:
            # Most chains have one step.
            value = self.lookup(base.id)
            if type(value) is str and node.attr not in _SPELLED_TWICE:
                return f"{value}.{node.attr}", None
            if value is MISSING:
                return None, None
            if value is None:
                return self.likely_member(node.attr), None
            return self.member(value, node.attr)
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
                # What `.get_shape()` and `.shape` of anything are most likely.
                value, receiver = self.likely_member(step.attr), None
                continue
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
            path = f"{value}.{name}"
            if name in _SPELLED_TWICE:
                path = builtin.canonical(path)
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
        if kind is Const and type(value.value) is tuple and name == "release":
            # Of a parsed version, which is its numbers here.
            return value, None
        return None, None

    def likely_member(self, name: str) -> Instance | None:
        """What a member of this name (``get_shape()`` if called) gives, whatever has it."""
        gives = self.knowledge.likely_kinds.get(name)
        return Instance(gives, "", None, True) if gives else None

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

    # -- other expressions ---------------------------------------------------

    def constant(self, node: syntax.Constant) -> Const:
        return Const(node.value)

    def walrus(self, node: syntax.NamedExpr) -> Any:
        value = self.evaluate(node.value)
        scope = self.scope
        while scope.kind == "inner" and scope.parent is not None:
            scope = scope.parent
        scope.bind(node.target.id, value)
        return value

    def anonymous(self, node: syntax.Lambda) -> None:
        before = self.context
        if before.mode != "function":
            self.context = before.changed(once="?")
        outer = self.scope
        self.scope = Scope("inner", outer)
        self.bind_parameters(node.args, {})
        self.evaluate(node.body)
        self.scope = outer
        self.context = before

    # -- given by the rooms beside -------------------------------------------

    def iterated(self, value: Any) -> Any:
        raise AssertionError("the containers override this")

    def annotation(self, node: Any) -> Any:
        raise AssertionError("the statement half overrides this")

    def block(self, statements: list[Any]) -> bool:
        raise AssertionError("the statement half overrides this")

    def bind_parameters(self, arguments: syntax.arguments, known: dict[str, Any]) -> None:
        raise AssertionError("the statement half overrides this")

    def assign(self, target: Any, value: Any) -> None:
        raise AssertionError("the statement half overrides this")

    def read_function(self, function: Function) -> None:
        raise AssertionError("the statement half overrides this")

    def read_assigning_methods(self, cls: Class, name: str) -> None:
        raise AssertionError("the statement half overrides this")


class _Handlers(dict[type, "Callable[[Any, Any], Any]"]):
    """The method for each type of node; most types only have children to read."""

    def __missing__(self, kind: type) -> Callable[[Any, Any], Any]:
        self[kind] = Expressions.children
        return Expressions.children


HANDLERS = _Handlers(
    {
        syntax.Name: Expressions.name,
        syntax.Attribute: Expressions.attribute,
        syntax.Constant: Expressions.constant,
        syntax.NamedExpr: Expressions.walrus,
        syntax.Lambda: Expressions.anonymous,
    }
)
