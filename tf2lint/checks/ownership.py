"""Who holds variables: the classes that can, the calls that make some, the shim's reach."""

from __future__ import annotations

from tf2lint.checks.trees import named

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tf2lint.checks.module import Module
    from tf2lint.knowledge import Knowledge
    from tf2lint.names import Call, Context, Facts
    from tf2lint.names.values import Class

BUILDER = "tf.compat.v1.keras.utils.get_or_create_layer"
OWNERS = frozenset({"Layer", "Model", "Module"})
VARIABLES = frozenset({"tf.Variable", "tf.compat.v1.Variable"})
#: Methods by which a layer gets weights.
_ADDS = frozenset({"add_weight", "add_variable"})
_LAYERS = ("tf.keras.layers.", "keras.layers.")
_METRICS = ("tf.keras.metrics.", "keras.metrics.")
_OPTIMIZERS = ("tf.keras.optimizers.", "keras.optimizers.")
#: Keras layers without weights, and wrappers of layers that are made elsewhere.
_WEIGHTLESS = frozenset(
    "Layer Wrapper InputSpec InputLayer Identity Activation ReLU LeakyReLU ELU Softmax"
    " ThresholdedReLU Flatten Reshape Permute RepeatVector Lambda Masking Add Subtract"
    " Multiply Average Maximum Minimum Concatenate Dot Dropout AlphaDropout"
    " GaussianDropout GaussianNoise SpatialDropout1D SpatialDropout2D SpatialDropout3D"
    " ActivityRegularization Rescaling Resizing CenterCrop CategoryEncoding Hashing"
    " Discretization Attention AdditiveAttention TimeDistributed Bidirectional RNN"
    " StackedRNNCells AbstractRNNCell DenseFeatures TFSMLayer TorchModuleWrapper".split()
)
_WEIGHTLESS_STARTS = ("Max", "Average", "Global", "UpSampling", "ZeroPadding", "Cropping", "Random")


def makes_weights(knowledge: Knowledge, path: str) -> str:
    """What with variables of its own a call of ``path`` makes; "" if nothing known."""
    owner, _, name = path.rpartition(".")
    owner += "."
    if not knowledge.is_class("tf." + path if path.startswith("keras.") else path):
        return ""
    if owner in _LAYERS:
        plain = name in _WEIGHTLESS or name.startswith(_WEIGHTLESS_STARTS)
        return "" if plain else "layer"
    if owner in _METRICS and name != "Metric":
        return "metric"
    return "optimizer" if owner in _OPTIMIZERS and name != "Optimizer" else ""


def holds_weights(module: Module, cls: Class) -> bool:
    """Whether a class is a layer, model or module that could hold weights."""
    bases = (base for base in cls.ancestors() if isinstance(base, str))
    return any(module.knowledge.kind(base) in OWNERS for base in bases)


def makes_variables(module: Module, cls: Class) -> bool:
    """Whether a class makes variables: by a line of its own or of a base, as far as is seen."""
    knowledge = module.knowledge
    family = [cls, *cls.ancestors()]
    for base in family[1:]:
        if base is None or (isinstance(base, str) and makes_weights(knowledge, base)):
            return True
    for event in module.facts.calls:
        if event.context.cls not in family:
            continue
        if event.member in _ADDS or event.path in VARIABLES or makes_weights(knowledge, event.path):
            return True
        if event.made is not None and holds_weights(module, event.made):
            return True
    return False


def makes_owner(module: Module, event: Call) -> bool:
    """Whether a call makes a layer, model or module with weights of its own."""
    return (
        event.made is not None and holds_weights(module, event.made) and not _is_given_self(event)
    )


def _is_given_self(event: Call) -> bool:
    """Whether a call is given the method's own object, to compose it with another."""
    function = event.context.function
    if function is None or not function.args.args:
        return False
    own = function.args.args[0].arg
    given = [*event.node.args, *(keyword.value for keyword in event.node.keywords)]
    for item in list(given):
        given.extend(getattr(item, "elts", ()))
    return any(getattr(item, "id", "") == own for item in given)


def made_name(event: Call) -> str:
    """The name by which a call makes an object of a class of the module."""
    func = event.node.func
    return str(getattr(func, "attr", getattr(func, "id", "object")))


def builder_of(event: Call) -> Any:
    """What ``get_or_create_layer`` is to call to make the layer; None if not given."""
    for keyword in event.node.keywords:
        if keyword.arg == "create_layer_method":
            return keyword.value
    return event.node.args[1] if len(event.node.args) > 1 else None


def owned(module: Module, context: Context) -> bool:
    """Whether the method's class could hold weights."""
    return context.cls is not None and holds_weights(module, context.cls)


class Reach:
    """Functions whose variables a store keeps although they are not decorated themselves.

    By name: what a method under the shim calls, and what is given to ``make_template``.
    """

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._names: set[str] | None = None
        self._calls: dict[int, Call] | None = None
        self._builders: set[int] | None = None
        #: The decorators that are the shim, by identity.
        self.decorators: set[int] = set()

    def call_of(self, node: Any) -> Call | None:
        """The call that an expression was found to be."""
        if self._calls is None:
            self._calls = {id(event.node): event for event in self._facts.calls}
        return self._calls.get(id(node))

    def is_builder(self, node: Any) -> bool:
        """Whether an expression is given to ``get_or_create_layer`` as the builder."""
        if self._builders is None:
            calls = self._facts.calls
            self._builders = {id(builder_of(event)) for event in calls if event.path == BUILDER}
        return id(node) in self._builders

    def covers(self, context: Context) -> bool:
        """Whether the line's variables are kept: by the decorator or by a caller's."""
        if context.mode == "shim":
            return True
        if context.function is None:
            return False
        if self._names is None:
            self._names = self._find()
        return context.function.name in self._names

    def _find(self) -> set[str]:
        bodies: dict[str, list[Any]] = {}
        found: set[str] = set()
        queue: list[Any] = []
        for body in self._facts.bodies:
            bodies.setdefault(body.node.name, []).append(body.node)
            if body.context.mode == "shim":
                queue.append(body.node)
        for event in self._facts.calls:
            if event.path in ("tf.make_template", "tf.compat.v1.make_template"):
                queue.extend(event.node.args)
        while queue:
            for name in named(queue.pop()) - found:
                found.add(name)
                queue.extend(bodies.get(name, ()))
        return found
