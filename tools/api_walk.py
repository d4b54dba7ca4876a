"""Walk TensorFlow's public modules from ``tf`` down, one release at a time.

The hooks that TensorFlow's ``__init__`` files run at import, and that no reading of
them would show, are listed here: which package stands behind ``tf.keras``,
``tf.estimator``, ``tf.flags``, ``tf.summary`` and the old layers in which release.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from api_names import Binding, Def, KeywordOnly, Mod, Module, Ref, Value
from api_signatures import Signatures
from api_source import Sources

_KERAS_ALIASES = ("losses", "metrics", "optimizers", "initializers")
#: With Keras 3 every attribute of these raises, although files for them are there.
_OLD_LAYERS = ("tf.compat.v1.layers", "tf.compat.v1.nn.rnn_cell")
_TENSORBOARD = {
    "audio": "tensorboard.plugins.audio.summary_v2",
    "histogram": "tensorboard.plugins.histogram.summary_v2",
    "image": "tensorboard.plugins.image.summary_v2",
    "scalar": "tensorboard.plugins.scalar.summary_v2",
    "text": "tensorboard.plugins.text.summary_v2",
}
_FLAGS = "tensorflow.python.platform.flags"
_KEPT_DUNDERS = frozenset(
    "__version__ __git_version__ __compiler_version__ __cxx11_abi_flag__ __cxx_version__ "
    "__monolithic_build__ __internal__ __operators__".split()
)
#: Folders that the root module deletes, or that are no part of the interface.
_HIDDEN_AT_ROOT = frozenset(("python", "core", "compiler", "tools", "contrib", "examples"))
#: Dots in a path from which on a module is only entered if it belongs to its parent,
#: where modules show all that they import.
_FOREIGN_DEPTH = 4
_NOT_CONTRIB = ("tensorflow.python.ops.", "tensorflow.python.framework.")
#: The same again under a longer name.
_NOT_LISTED = ("tf.compat.v2.", "tf.compat.v1.compat.v1.", "tf.compat.v1.compat.v2.")


class Symbol(NamedTuple):
    """One public path: its kind letter, what implements it, what it takes."""

    kind: str
    implementation: str
    parameters: str | None
    binding: Binding


class Hooks(NamedTuple):
    """What stands where in one release; ``""`` for nothing."""

    root: str
    keras: str
    keras_v1: str
    estimator: str
    estimator_v1: str
    #: Module that holds the members of ``tf.compat.v1.layers`` and ``….nn.rnn_cell``;
    #: ``None`` where TensorFlow itself does, ``""`` where they raise.
    legacy: str | None


def hooks_of(version: tuple[int, int], keras: str) -> Hooks:
    """The hooks of a release, told to use ``keras`` (``"3"`` or ``"legacy"``)."""
    estimator = "tensorflow_estimator.python.estimator.api"
    if version < (1, 13):
        return Hooks("tensorflow", "", "", "", "", None)
    if version < (1, 14):
        found = f"{estimator}._v1.estimator"
        return Hooks("tensorflow", "", "", found, found, None)
    if version < (2, 0):
        old = "tensorflow.python.keras.api._v1.keras"
        found = f"{estimator}._v1.estimator"
        return Hooks("tensorflow", old, old, found, found, None)
    estimators = (f"{estimator}._v2.estimator", f"{estimator}._v1.estimator")
    if version < (2, 6):
        own = "tensorflow.python.keras.api"
        if version >= (2, 3):
            return Hooks("tensorflow", "tensorflow.keras", f"{own}._v1.keras", *estimators, None)
        return Hooks("tensorflow", f"{own}._v2.keras", f"{own}._v1.keras", *estimators, None)
    if version < (2, 16):
        legacy = "keras.api._v1.keras.__internal__.legacy"
        return Hooks(
            "tensorflow", "keras.api._v2.keras", "keras.api._v1.keras", *estimators, legacy
        )
    if keras == "3":
        new = "keras._tf_keras.keras"
        return Hooks("tensorflow", new, new, "", "", "")
    package = "tf_keras.api"
    return Hooks(
        "tensorflow",
        f"{package}._v2.keras",
        f"{package}._v1.keras",
        "",
        "",
        f"{package}._v1.keras.__internal__.legacy",
    )


class Walk:
    """The public symbols of one release."""

    def __init__(self, sources: Sources, version: tuple[int, int], keras: str) -> None:
        self.sources = sources
        self.signatures = Signatures(sources)
        self._version = version
        self._hooks = hooks_of(version, keras)
        self._placed = self._places()
        self._raising = _OLD_LAYERS if self._hooks.legacy == "" else ()
        self.symbols: dict[str, Symbol] = {}
        self._open = ("tensorflow._api.", *self._public_packages())

    def run(self) -> dict[str, Symbol]:
        """Every public path below ``tf``."""
        self._module("tf", self._hooks.root, ())
        if self._version < (2, 0):
            self._contrib()
        return self.symbols

    def _public_packages(self) -> tuple[str, ...]:
        packages = [name for name in self._hooks if name and name != self._hooks.root]
        packages += ["tensorflow.contrib.", "tensorflow.python.keras.api."]
        if self._version < (1, 13):
            packages += ["tensorflow.python."]
        return tuple(packages)

    def _places(self) -> dict[str, Binding]:
        """The bindings that hooks make, by public path."""
        hooks = self._hooks
        placed: dict[str, Binding] = {}
        for prefix, keras, estimator in (
            ("tf", hooks.keras, hooks.estimator),
            ("tf.compat.v1", hooks.keras_v1, hooks.estimator_v1),
        ):
            if keras:
                placed[f"{prefix}.keras"] = Mod(keras)
            if estimator:
                placed[f"{prefix}.estimator"] = Mod(estimator)
        if self._version >= (1, 13):
            for prefix in ("tf.compat.v1",) if self._version >= (2, 0) else ("tf", "tf.compat.v1"):
                placed[f"{prefix}.flags"] = placed[f"{prefix}.app.flags"] = Mod(_FLAGS)
        if self._version >= (2, 0):
            for name in _KERAS_ALIASES:
                placed[f"tf.{name}"] = Mod(f"{hooks.keras}.{name}")
            if self._version < (2, 16):
                placed["tf.summary"] = Mod("tensorflow._api.v2.summary")
                for name, module in _TENSORBOARD.items():
                    placed[f"tf.summary.{name}"] = Ref(module, name)
        if hooks.legacy:
            placed["tf.compat.v1.layers"] = Mod(f"{hooks.legacy}.layers")
            placed["tf.compat.v1.nn.rnn_cell"] = Mod(f"{hooks.legacy}.rnn_cell")
        return placed

    def _module(self, path: str, name: str, above: tuple[str, ...]) -> None:
        source = self.sources.module(name)
        if source is None or name in above:
            return
        for child, binding in self._members(path, source):
            place = f"{path}.{child}"
            if place.startswith(_NOT_LISTED) or place in self._raising:
                continue
            found = self.sources.resolve(binding)
            if not isinstance(found, Mod):
                self.symbols[place] = self._symbol(child, found)
            elif self._is_public(found.name):
                self.symbols[place] = Symbol("M", found.name, None, found)
                if self._is_entered(place, found.name, name):
                    self._module(place, found.name, (*above, name))
            elif self._shows_foreign(place, name, found.name):
                self.symbols[place] = Symbol("M", found.name, None, found)

    def _is_entered(self, place: str, name: str, parent: str) -> bool:
        """Without ``remove_undocumented``, a module shows all that it imports itself."""
        if name.startswith(parent) and not place.endswith(".python"):
            return True
        in_contrib = place.startswith("tf.contrib")
        if place.endswith(".python") or (in_contrib and name.startswith(_NOT_CONTRIB)):
            return False
        guarded = in_contrib or self._version < (1, 13)
        return not guarded or place.count(".") < _FOREIGN_DEPTH

    def _shows_foreign(self, place: str, parent: str, name: str) -> bool:
        """Whether a module from elsewhere counts as a (closed) member."""
        if parent.startswith("tensorflow._api."):
            return True
        open_room = place.startswith("tf.contrib") or place.count(".") == 1
        return self._version < (2, 0) and open_room and name.startswith("tensorflow.")

    def _members(self, path: str, source: Module) -> Iterator[tuple[str, Binding]]:
        names = dict(source.names)
        for place, binding in self._placed.items():
            owner, _, name = place.rpartition(".")
            if owner == path:
                names[name] = binding
        for name, binding in names.items():
            if name.startswith("_") and name not in _KEPT_DUNDERS:
                continue
            if path == "tf" and name in _HIDDEN_AT_ROOT:
                continue
            yield name, binding

    def _is_public(self, name: str) -> bool:
        if name == _FLAGS or name.startswith(self._open):
            return True
        return self._hooks.legacy == "" and name.startswith("keras.") and ".src" not in name

    def _symbol(self, name: str, found: Binding) -> Symbol:
        if isinstance(found, Def):
            kind = "C" if isinstance(found.node, ast.ClassDef) else "F"
            label = f"{found.module}.{found.name}"
        elif isinstance(found, KeywordOnly):
            kind = "F"
            label = f"raw {self._symbol(name, found.function).implementation}"
        else:
            kind = _kind_of_value(name, found)
            owner = found.module if isinstance(found, (Value, Ref)) else ""
            label = f"{owner}.{getattr(found, 'name', '') or name}"
        return Symbol(kind, label, self.signatures.of(found), found)

    def _contrib(self) -> None:
        """``tf.contrib``: a plain package whose modules can also be imported by path."""
        self.symbols["tf.contrib"] = Symbol(
            "M", "tensorflow.contrib", None, Mod("tensorflow.contrib")
        )
        self._module("tf.contrib", "tensorflow.contrib", ())


def _kind_of_value(name: str, found: Binding) -> str:
    """Protocol buffers are classes that no source shows; other unknowns are values."""
    module = found.module if isinstance(found, Value) else ""
    if module.endswith("_pb2") and name[:1].isupper() and not name.isupper():
        return "C"
    expr = found.expr if isinstance(found, Value) else None
    if isinstance(expr, ast.Call) and ast.unparse(expr.func).endswith("namedtuple"):
        return "C"
    return "V"
