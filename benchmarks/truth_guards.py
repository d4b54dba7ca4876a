"""Which statements of a file never run under TensorFlow 2.

The rule, in full. Dead are:

1. the branch of an ``if`` (statement or expression) that a test of a version, or
   ``hasattr(tf, …)``, excludes under the target; and what follows, in the same block, an
   ``if`` whose test holds and whose body leaves it (``return``, ``raise``);
2. the body (and ``else``) of a ``try`` that needs a symbol that the target lacks, if a handler
   for ImportError, ModuleNotFoundError, AttributeError (or everything) takes over:
   it does not raise and needs nothing missing itself;
3. the handlers of a ``try`` for the same errors whose body, made of imports, assignments
   and returns alone, uses TensorFlow and needs nothing missing;
4. what a flag excludes: a name that the handler which takes over under 2 sets to True or False;
5. what follows, in the same block, the call of a function of the file that raises ImportError
   under such a flag, at once or where an argument has the value that the call gives it.

A ``try`` for all errors counts under 2 only if its body holds nothing but imports,
assignments, returns and plain calls: around a whole program it is no fallback. A call of a function
that is named after TensorFlow's version (``get_tf_version_tuple()``) gives the target's.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

from truth_uses import Dead, Lister, Module, Scope, Use, chain_ref

IMPORT_ERRORS = {"ImportError", "ModuleNotFoundError"}
FALLBACKS = IMPORT_ERRORS | {"AttributeError"}
CATCH_ALL = {"Exception", "BaseException"}
VERSION_MAKERS = {"LooseVersion", "StrictVersion", "Version", "parse_version", "parse"}
SIMPLE = (ast.Import, ast.ImportFrom, ast.Assign, ast.Pass, ast.Expr, ast.Return)

#: What a test must mention to be worth a look.
VERSION_TEST = re.compile(r"version|VERSION|hasattr|PY[23]")

#: Whether the target lacks what a use needs.
Missing = Callable[[Use], bool]


def version_tuple(text: Any) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", str(text))[:3])


class Evaluator:
    """Python's own ``eval`` on a version test, with the target standing in for TensorFlow."""

    def __init__(
        self, scope: Scope, target: str, missing: Callable[[Any], bool], flags: dict[str, bool]
    ) -> None:
        self.scope = scope
        self.target = target
        self.missing = missing
        self.flags = flags

    def __call__(self, test: ast.expr) -> bool | None:
        """What the test gives under the target, or ``None`` where it depends on more."""
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            inner = self(test.operand)
            return None if inner is None else not inner
        if isinstance(test, ast.BoolOp):
            return self.combine(test)
        if isinstance(test, ast.Name):
            return self.flags.get(test.id)
        if not VERSION_TEST.search(ast.unparse(test)):
            return None
        try:
            return bool(eval(self.compiled(test), self.names()))
        except Exception:
            return None

    def combine(self, test: ast.BoolOp) -> bool | None:
        values = [self(value) for value in test.values]
        stop = isinstance(test.op, ast.Or)
        if stop in values:
            return stop
        return None if None in values else not stop

    def compiled(self, test: ast.expr) -> Any:
        resolved = ast.fix_missing_locations(ast.Expression(self.substitute(test)))
        return compile(resolved, "<test>", "eval")

    def substitute(self, node: ast.expr) -> Any:
        evaluator = self

        class Replace(ast.NodeTransformer):
            def visit_Call(self, call: ast.Call) -> ast.AST:
                name = ast.unparse(call.func)
                ref = chain_ref(call.args[0], evaluator.scope) if call.args else None
                if name == "hasattr" and ref and isinstance(call.args[1], ast.Constant):
                    gone = evaluator.missing(ref.attribute(str(call.args[1].value)))
                    return ast.Constant(not gone)
                short = name.rsplit(".", 1)[-1]
                if "tf_version" in short and not call.args:
                    return ast.parse(repr(version_tuple(evaluator.target)), mode="eval").body
                if short in VERSION_MAKERS:
                    call.func = ast.Name("version_tuple", ast.Load())
                self.generic_visit(call)
                return call

            def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
                ref = chain_ref(node, evaluator.scope)
                if ref and ref.steps and ref.steps[-1][2:] in ("__version__", "VERSION"):
                    return ast.Constant(evaluator.target)
                self.generic_visit(node)
                return node

        return Replace().visit(ast.parse(ast.unparse(node), mode="eval").body)

    def names(self) -> dict[str, Any]:
        allowed = {"int": int, "str": str, "float": float, "tuple": tuple, "map": map}
        six = SimpleNamespace(PY2=False, PY3=True)
        known: dict[str, Any] = {"__builtins__": allowed, "six": six}
        known.update(
            version_tuple=version_tuple, sys=SimpleNamespace(version_info=sys.version_info)
        )
        return known


def caught(handler: ast.ExceptHandler) -> set[str]:
    """Names of the exceptions that a handler takes."""
    if handler.type is None:
        return set(CATCH_ALL)
    parts = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return {ast.unparse(part).rsplit(".", 1)[-1] for part in parts}


def flags_set_in(body: list[ast.stmt]) -> dict[str, bool]:
    """Names that statements set to True or False."""
    return {
        target.id: statement.value.value
        for statement in body
        if isinstance(statement, ast.Assign)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, bool)
        for target in statement.targets
        if isinstance(target, ast.Name)
    }


def leaves(body: list[ast.stmt]) -> bool:
    return bool(body) and isinstance(body[-1], (ast.Return, ast.Raise, ast.Continue))


def refusal(function: ast.FunctionDef, holds: Callable[[ast.expr], bool]) -> ast.If | None:
    """The ``if`` of a function whose flag holds and that raises ImportError, or None."""
    for node in function.body:
        if isinstance(node, ast.If) and holds(node.test):
            inner = [deep for deep in node.body if isinstance(deep, ast.If)]
            for block in [node, *inner]:
                raised = [line for line in block.body if isinstance(line, ast.Raise)]
                if any(error in ast.unparse(line) for line in raised for error in IMPORT_ERRORS):
                    return block
    return None


def given(function: ast.FunctionDef, call: ast.Call) -> dict[str, object]:
    """The constants that a call gives to the parameters of a function, defaults included."""
    names = [parameter.arg for parameter in function.args.args]
    defaults = function.args.defaults
    pairs = [*zip(names[len(names) - len(defaults) :], defaults), *zip(names, call.args)]
    pairs += [(keyword.arg or "", keyword.value) for keyword in call.keywords]
    return {name: node.value for name, node in pairs if isinstance(node, ast.Constant)}


class Guards:
    """Finds the dead statements of one file; ``missing`` answers for the target."""

    def __init__(self, module: Module, target: str, missing: Missing) -> None:
        self.scopes = module.scopes()
        self.lister = Lister(self.scopes, lambda _: False, module.lines)
        self.missing = missing
        self.target = target
        self.dead: set[int] = set()
        self.flags: dict[str, bool] = {}
        self.functions = {
            node.name: node for node in module.tree.body if isinstance(node, ast.FunctionDef)
        }
        self.visit(module.tree, self.scopes[module.tree])

    def __call__(self, node: ast.stmt | ast.expr) -> bool:
        return id(node) in self.dead

    def visit(self, node: ast.AST, scope: Scope) -> None:
        scope = self.scopes.get(node, scope)
        if isinstance(node, ast.If):
            self.kill(node.orelse if self.test(node, scope) else node.body, self.test(node, scope))
        elif isinstance(node, ast.IfExp):
            known = self.test(node, scope)
            self.kill([node.orelse if known else node.body], known)
        elif isinstance(node, ast.Try):
            self.visit_try(node, scope)
        for block in (getattr(node, name, []) for name in ("body", "orelse", "finalbody")):
            if isinstance(block, list):
                self.after_leaving(block, scope)
        for child in ast.iter_child_nodes(node):
            self.visit(child, scope)

    def test(self, node: ast.If | ast.IfExp, scope: Scope) -> bool | None:
        def lacks(ref: Any) -> bool:
            return self.missing(Use(ref, "attribute", 0, 0, 0, 0, 0, None))

        return Evaluator(scope, self.target, lacks, self.flags)(node.test)

    def kill(self, body: Sequence[ast.stmt | ast.expr], known: bool | None = True) -> None:
        if known is not None:
            self.dead.update(id(statement) for statement in body)

    def after_leaving(self, block: list[ast.stmt], scope: Scope) -> None:
        for position, node in enumerate(block):
            excludes = isinstance(node, ast.If) and leaves(node.body) and self.test(node, scope)
            if excludes or self.refuses(node):
                self.kill(block[position + 1 :])

    def refuses(self, node: ast.stmt) -> bool:
        """Whether a statement calls a function that raises under a flag which holds."""
        call = node.value if isinstance(node, ast.Expr) else None
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
            return False
        function = self.functions.get(call.func.id)
        if function is None:
            return False

        def holds(test: ast.expr) -> bool:
            return isinstance(test, ast.Name) and self.flags.get(test.id) is True

        block = refusal(function, holds)
        if block is None or holds(block.test):
            return block is not None
        test = block.test
        if not isinstance(test, ast.Compare) or not isinstance(test.comparators[0], ast.Constant):
            return False
        value = given(function, call).get(ast.unparse(test.left))
        return isinstance(test.ops[0], ast.Eq) and value == test.comparators[0].value

    def visit_try(self, node: ast.Try, scope: Scope) -> None:
        needs = self.uses(node.body, scope)
        lacking = any(self.missing(use) for use in needs)
        for handler in node.handlers:
            kinds = caught(handler)
            simple = all(isinstance(statement, SIMPLE) for statement in node.body)
            if not lacking and needs and simple:
                if kinds <= FALLBACKS | CATCH_ALL:
                    self.kill(handler.body)
            elif lacking and (kinds & FALLBACKS or (simple and kinds & CATCH_ALL)):
                if self.works(handler.body, scope):
                    self.kill(node.body)
                    self.kill(node.orelse)
                    self.flags.update(flags_set_in(handler.body))

    def works(self, body: list[ast.stmt], scope: Scope) -> bool:
        raises = any(isinstance(inner, ast.Raise) for node in body for inner in ast.walk(node))
        return not raises and not any(self.missing(use) for use in self.uses(body, scope))

    def uses(self, body: list[ast.stmt], scope: Scope) -> list[Use]:
        return [use for statement in body for use in self.lister.walk(statement, scope)]


def dead_statements(module: Module, target: str, missing: Missing) -> Dead:
    """The statements of ``module`` that never run under TensorFlow ``target``."""
    return Guards(module, target, missing)
