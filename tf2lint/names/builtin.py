"""What Python's own functions and constants do to known values.

Only pure operations on small constants are carried out: enough to decide a test of
TensorFlow's version, to follow ``getattr(tf, "Session")``, ``functools.partial`` and
``importlib.import_module`` with literals.
"""

from __future__ import annotations

import _ast as syntax
import builtins

from tf2lint.names.facts import Call, Gate, Key, Reference
from tf2lint.names.values import Alias, Const, ConstMethod, Instance, Partial, Sequence, Weak

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

NAMES = frozenset(dir(builtins))

#: Import name of a package → the first part of its symbols' paths. Other packages are
#: not followed: their names stay unknown.
ROOTS = {
    "tensorflow": "tf",
    "tensorflow_core": "tf",
    "tensorflow_addons": "tensorflow_addons",
    "tensorflow_estimator": "tensorflow_estimator",
    "tensorflow_probability": "tensorflow_probability",
    "tensorflow_hub": "tensorflow_hub",
    "absl": "absl",
    "tf_slim": "tf_slim",
    "tf_keras": "tf_keras",
    "keras": "keras",
    "functools": "functools",
    "importlib": "importlib",
    "distutils": "distutils",
    "packaging": "packaging",
    "unittest": "unittest",
    "mock": "unittest.mock",
    "pkg_resources": "pkg_resources",
}

_STRING_METHODS = frozenset({"startswith", "endswith", "split", "strip", "partition", "replace"})
_LONGEST = 200


def canonical(path: str) -> str:
    """The path without the aliases that TensorFlow 2 has for the same module.

    ``tf.compat.v2`` is ``tf``, and ``tf.compat.v1`` holds both of them once more.
    """
    if not path.startswith("tf.compat."):
        return path
    if path.startswith("tf.compat.v1.compat.v"):
        path = "tf." + path[len("tf.compat.v1.") :]
    if path.startswith("tf.compat.v2"):
        rest = path[len("tf.compat.v2") :]
        if not rest:
            return "tf"
        if rest[0] == ".":
            return "tf" + rest
    return path


def import_path(dotted: str) -> str:
    """The symbol path of a module as an import statement spells it; "" if not followed."""
    root, _, rest = dotted.partition(".")
    known = ROOTS.get(root)
    if known is None:
        return ""
    return canonical(f"{known}.{rest}") if rest else known


def truth(value: Any) -> bool | None:
    """Whether a value decided by the target's version is true; None if not decided."""
    if type(value) is Const and value.origin:
        return bool(value.value)
    return None


def compare(node: syntax.Compare, values: list[Any]) -> Const | None:
    """Fold a comparison in which TensorFlow's version takes part."""
    if len(values) != 2:
        return None
    left, right = _plain(values[0]), _plain(values[1])
    if left is None or right is None or not (left.origin or right.origin):
        return None
    origin = left.origin or right.origin
    try:
        result = _OPERATORS[type(node.ops[0])](left.value, right.value)
    except (KeyError, TypeError):
        return None
    return Const(result, origin)


def _plain(value: Any) -> Const | None:
    """A constant to compare: lists and displays of constants as tuples."""
    if type(value) is Sequence:
        if all(type(item) is Const for item in value.items):
            return Const(tuple(item.value for item in value.items))
    elif type(value) is Const:
        return Const(tuple(value.value), value.origin) if type(value.value) is list else value
    return None


_OPERATORS: dict[type, Callable[[Any, Any], bool]] = {
    syntax.Eq: lambda a, b: a == b,
    syntax.NotEq: lambda a, b: a != b,
    syntax.Lt: lambda a, b: a < b,
    syntax.LtE: lambda a, b: a <= b,
    syntax.Gt: lambda a, b: a > b,
    syntax.GtE: lambda a, b: a >= b,
    syntax.In: lambda a, b: a in b,
    syntax.NotIn: lambda a, b: a not in b,
}


def is_text_order(node: syntax.Compare, values: list[Any]) -> bool:
    """Whether a version is ordered as text, which puts 2.16 before 2.4."""
    ordered = (syntax.Lt, syntax.LtE, syntax.Gt, syntax.GtE)
    return isinstance(node.ops[0], ordered) and all(
        type(value) is Const and type(value.value) is str for value in values
    )


def constant_method(method: ConstMethod, arguments: list[Any]) -> Const | None:
    """Call a harmless method of a constant string."""
    plain = [argument.value for argument in arguments if type(argument) is Const]
    if method.name not in _STRING_METHODS or len(plain) != len(arguments):
        return None
    if len(method.const.value) > _LONGEST or any(len(str(item)) > _LONGEST for item in plain):
        return None
    try:
        return Const(getattr(method.const.value, method.name)(*plain), method.const.origin)
    except (TypeError, ValueError):
        return None


def constant_item(value: Const, index: Any) -> Const | None:
    """An item or slice, with literal bounds, of a constant string, list or tuple."""
    try:
        if type(index) is syntax.Slice:
            bounds = [_literal(part) for part in (index.lower, index.upper, index.step)]
            return Const(value.value[slice(*bounds)], value.origin)
        return Const(value.value[_literal(index)], value.origin)
    except (TypeError, IndexError, ValueError):
        return None


def _literal(node: Any) -> Any:
    if node is None:
        return None
    if type(node) is syntax.Constant and type(node.value) is int:
        return node.value
    if type(node) is syntax.UnaryOp and type(node.op) is syntax.USub:
        return -_literal(node.operand)
    raise ValueError("not a literal integer")


def call(reader: Any, name: str, node: syntax.Call, arguments: list[Any]) -> Any:
    """Call a name that no scope binds: a builtin function."""
    handler = _BUILTINS.get(name)
    return handler(reader, node, arguments) if handler is not None else None


def _getattr(reader: Any, node: syntax.Call, arguments: list[Any]) -> Any:
    """``getattr(tf, "Session")`` denotes what the attribute would."""
    if len(arguments) < 2 or type(arguments[1]) is not Const:
        if len(arguments) > 1 and _is_namespace(reader, arguments[0]):
            reader.facts.references.append(
                Reference(node, arguments[0], reader.context, dynamic=True)
            )
        return None
    name = arguments[1].value
    if type(name) is not str or not name.isidentifier():
        return None
    value, _ = reader.member(arguments[0], name)
    if isinstance(value, str) and len(arguments) == 2:
        reader.refer(node, value)
    elif isinstance(value, str) and reader.knowledge.exists(value) is False:
        return arguments[2]
    return value


def _is_namespace(reader: Any, value: Any) -> bool:
    if not isinstance(value, str):
        return False
    return value == "tf" or (value.startswith("tf.") and bool(reader.knowledge.is_module(value)))


def _hasattr(reader: Any, node: syntax.Call, arguments: list[Any]) -> Any:
    if len(arguments) == 2 and isinstance(arguments[0], str) and type(arguments[1]) is Const:
        exists = reader.knowledge.exists(f"{arguments[0]}.{arguments[1].value}")
        return None if exists is None else Const(exists, "version")
    return None


def _number(reader: Any, node: syntax.Call, arguments: list[Any]) -> Any:
    """``int`` or ``float`` of a piece of the version."""
    if len(arguments) != 1 or type(arguments[0]) is not Const or not arguments[0].origin:
        return None
    convert = float if getattr(node.func, "id", "") == "float" else int
    try:
        value = convert(arguments[0].value)
    except (TypeError, ValueError):
        return None
    if convert is float:
        reader.facts.gates.append(Gate(node, reader.context, True))
    return Const(value, arguments[0].origin)


def _collected(reader: Any, node: syntax.Call, arguments: list[Any]) -> Any:
    """``tuple(map(int, tf.__version__.split(".")[:2]))`` and ``list`` of the like."""
    if len(arguments) != 1 or type(arguments[0]) is not Const or not arguments[0].origin:
        return None
    if type(arguments[0].value) not in (list, tuple):
        return None
    convert = tuple if getattr(node.func, "id", "") == "tuple" else list
    return Const(convert(arguments[0].value), arguments[0].origin)


def _mapped(reader: Any, node: syntax.Call, arguments: list[Any]) -> Any:
    """``map(int, …)`` over the pieces of the version."""
    if len(arguments) != 2 or getattr(node.args[0], "id", "") != "int":
        return None
    return numbers(arguments[1])


def numbers(value: Any) -> Const | None:
    """The pieces of the version as numbers."""
    if type(value) is not Const or not value.origin or type(value.value) is not list:
        return None
    try:
        return Const([int(piece) for piece in value.value], value.origin)
    except ValueError:
        return None


def is_int_of(node: Any, generator: syntax.comprehension) -> bool:
    """Whether a comprehension is ``int(x) for x in …``."""
    element = getattr(node, "elt", None)
    return (
        type(element) is syntax.Call
        and getattr(element.func, "id", "") == "int"
        and len(element.args) == 1
        and not generator.ifs
        and getattr(element.args[0], "id", "") == getattr(generator.target, "id", None)
    )


def _dunder_import(reader: Any, node: syntax.Call, arguments: list[Any]) -> Any:
    return _import_module(reader, node, arguments[:1])


def _import_module(reader: Any, node: syntax.Call, arguments: list[Any]) -> Any:
    """``importlib.import_module("tensorflow.contrib.slim")``."""
    if len(arguments) != 1 or type(arguments[0]) is not Const:
        return None
    if type(arguments[0].value) is not str:
        return None
    path = import_path(arguments[0].value)
    if path:
        reader.refer(node, path)
    return path or None


def _partial(reader: Any, node: syntax.Call, arguments: list[Any]) -> Any:
    if not arguments or not isinstance(arguments[0], str):
        return None
    symbol = arguments[0]
    keywords = {keyword.arg or "**": None for keyword in node.keywords}
    event = Call(node, str(symbol), reader.context, arguments[1:], keywords)
    event.weak = isinstance(symbol, Weak)
    event.alias = isinstance(symbol, Alias)
    event.partial = True
    reader.facts.calls.append(event)
    return Partial(str(symbol), node)


def _version(reader: Any, node: syntax.Call, arguments: list[Any]) -> Any:
    """``LooseVersion(tf.__version__)``: the numbers of the version, as a tuple."""
    if len(arguments) != 1 or type(arguments[0]) is not Const:
        return None
    text = arguments[0].value
    if type(text) is not str:
        return None
    numbers = []
    for part in text.split("."):
        if not part.isdigit():
            break
        numbers.append(int(part))
    return Const(tuple(numbers), arguments[0].origin) if numbers else None


def _executing_eagerly(reader: Any, node: syntax.Call, arguments: list[Any]) -> Any:
    reader.facts.calls.append(Call(node, "tf.executing_eagerly", reader.context, [], {}))
    context = reader.context
    if context.mode == "eager" and context.certain and not reader.graph_module:
        return Const(True, "mode")
    return Instance("EagerTest", "tf.executing_eagerly", node)


def _executing_in_tf2(reader: Any, node: syntax.Call, arguments: list[Any]) -> Any:
    """True inside ``tf.function`` as well, unless the program switched eager mode off."""
    path = "tf.compat.v1.executing_eagerly_outside_functions"
    reader.facts.calls.append(Call(node, path, reader.context, [], {}))
    return Instance("EagerTest", path, node)


def _set(reader: Any, node: syntax.Call, arguments: list[Any]) -> Any:
    """``set([tensor])`` and ``set(model.weights)`` hash what they are given."""
    given = arguments[0] if len(arguments) == 1 else None
    items = given.items if type(given) is Sequence else [reader.iterated(given)]
    for item in items:
        if type(item) is Instance:
            reader.facts.keys.append(Key(node, item, reader.context))
    return Instance("set")


def _dict(reader: Any, node: syntax.Call, arguments: list[Any]) -> Instance:
    """``dict([(tensor, 1)])`` and ``dict(zip(variables, values))`` hash the first of each pair."""
    given = arguments[0] if len(arguments) == 1 else None
    for pair in given.items if type(given) is Sequence else ():
        key = pair.items[0] if type(pair) is Sequence and pair.items else None
        if type(key) is Instance:
            reader.facts.keys.append(Key(node, key, reader.context))
    return Instance("dict")


def _zip(reader: Any, node: syntax.Call, arguments: list[Any]) -> Sequence | None:
    """One tuple that stands for all; nothing for ``zip(*pairs)``."""
    if any(type(argument) is syntax.Starred for argument in node.args):
        return None
    return Sequence([Sequence([reader.iterated(argument) for argument in arguments])])


_BUILTINS: dict[str, Callable[..., Any]] = {
    "set": _set,
    "frozenset": _set,
    "dict": _dict,
    "zip": _zip,
    "getattr": _getattr,
    "hasattr": _hasattr,
    "int": _number,
    "float": _number,
    "tuple": _collected,
    "list": _collected,
    "map": _mapped,
    "__import__": _dunder_import,
}

#: Symbols whose call is understood here and not by a row of ``rules/``.
CALLS: dict[str, Callable[..., Any]] = {
    "functools.partial": _partial,
    "importlib.import_module": _import_module,
    "distutils.version.LooseVersion": _version,
    "distutils.version.StrictVersion": _version,
    "packaging.version.Version": _version,
    "packaging.version.parse": _version,
    "pkg_resources.parse_version": _version,
    "tf.executing_eagerly": _executing_eagerly,
    "tf.compat.v1.executing_eagerly": _executing_eagerly,
    "tf.compat.v1.executing_eagerly_outside_functions": _executing_in_tf2,
}


def asks_for_int(test: Any) -> bool:
    """Whether a test is ``type(x) is int`` or ``isinstance(x, int)``."""
    if type(test) is syntax.Compare and len(test.ops) == 1:
        kinds = getattr(getattr(test.left, "func", None), "id", ""), test.comparators[0]
        return kinds[0] == "type" and getattr(kinds[1], "id", "") == "int"
    if type(test) is syntax.Call and len(test.args) == 2:
        asked = getattr(test.args[1], "id", "")
        return getattr(test.func, "id", "") == "isinstance" and asked == "int"
    return False
