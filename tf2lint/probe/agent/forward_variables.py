"""The variables of a target: noted as they are made, given the reference's values, kept."""

from __future__ import annotations

import zlib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from .forward_random import Draws

#: How far a constant initial value is moved, relative to it (at least to 1).
_NOISE = 0.1


class Made:
    """A variable and when it was made: at the ``import``, in call ``1`` or in call ``2``."""

    def __init__(self, key: str, variable: Any, when: str) -> None:
        self.key = key
        self.variable = variable
        self.when = when
        self.initial: Any = None

    def described(self) -> dict[str, Any]:
        """Return name, shape and so on as plain values."""
        variable = self.variable
        return {
            "name": self.key,
            "shape": [-1 if size is None else size for size in shape_of(variable)],
            "dtype": variable.dtype.base_dtype.name,
            "trainable": bool(variable.trainable),
            "when": self.when,
        }


class Variables:
    """Every variable that the target makes; ``values`` are the reference's, by name."""

    def __init__(self, tf: Any, draws: Draws, values: dict[str, Any], reference: bool) -> None:
        self._tf = tf
        self._draws = draws
        self._values = values
        self._reference = reference
        self._seen: dict[str, int] = {}
        self.made: list[Made] = []
        #: Names that were asked for in call 2, even if making them failed.
        self.again: list[str] = []
        self.when = "import"

    def begin(self, call: str) -> None:
        """A call begins: its names are counted anew."""
        self.when = call
        self._seen.clear()

    def watched(self) -> Any:
        """Return the scope in which variables are noted."""
        return self._tf.compat.v1.variable_creator_scope(self._create)

    def trainable(self) -> list[Made]:
        """Return what gradients are taken of: the variables of the import and of call 1."""
        return [one for one in self.made if one.when != "2" and one.variable.trainable]

    def known(self) -> Iterator[Made]:
        """Yield the variables of the import and of call 1."""
        return (one for one in self.made if one.when != "2")

    def _create(self, next_creator: Callable[..., Any], **keywords: Any) -> Any:
        name = self._unique(self._full_name(keywords.get("name")))
        if self.when == "2":
            self.again.append(name)
        value = self._values.get(name)
        inside = self._in_function()
        if value is not None and inside and self._fits(keywords, value):
            keywords["initial_value"] = value
        self._draws.creating += 1
        try:
            variable = next_creator(**keywords)
        finally:
            self._draws.creating -= 1
        one = Made(name, variable, self.when)
        self.made.append(one)
        if self._tf.executing_eagerly():
            if self._reference:
                value = moved(name, variable.numpy())
            if value is not None and tuple(variable.shape) == value.shape:
                variable.assign(value)
            one.initial = variable.numpy()
        elif inside:
            one.initial = value
        return variable

    def _in_function(self) -> bool:
        return bool(getattr(self._tf.compat.v1.get_default_graph(), "building_function", False))

    def _full_name(self, name: str | None) -> str:
        scope = self._tf.compat.v1.get_default_graph().get_name_scope()
        name = name or "Variable"
        return f"{scope}/{name}" if scope else name

    def _unique(self, name: str) -> str:
        """Return the name as a graph would have made it unique."""
        number = self._seen.get(name, 0)
        self._seen[name] = number + 1
        return f"{name}_{number}" if number else name

    def _fits(self, keywords: dict[str, Any], value: Any) -> bool:
        """Whether the reference's value has the shape that the code asks for."""
        initial = keywords.get("initial_value")
        if callable(initial):
            with self._tf.init_scope():
                self._draws.creating += 1
                try:
                    initial = initial()
                finally:
                    self._draws.creating -= 1
        shape = getattr(initial, "shape", None)
        return shape is None or tuple(shape) == tuple(value.shape)


class Store:
    """A small store of variables by name, for where the official shim is not to be had.

    It shares what ``get_variable`` makes and keeps its penalties. What it cannot do: share
    variables that are made otherwise, keep penalties of layers and of ``tf.losses``.
    """

    def __init__(self, tf: Any) -> None:
        self._tf = tf.compat.v1
        self._kept: dict[str, Any] = {}
        self._penalties: dict[str, Callable[[Any], Any]] = {}

    def scope(self) -> Any:
        """Return the scope in which ``get_variable`` asks this store."""
        current = self._tf.get_variable_scope()
        return self._tf.variable_scope(current, custom_getter=self._get)

    def losses(self) -> list[Any]:
        """Return the penalties of what is kept."""
        return [penalty(self._kept[name]) for name, penalty in self._penalties.items()]

    def _get(self, getter: Callable[..., Any], name: str, *rest: Any, **keywords: Any) -> Any:
        penalty = keywords.pop("regularizer", None)
        if name not in self._kept:
            self._kept[name] = getter(name, *rest, **keywords)
            if penalty is not None:
                self._penalties[name] = penalty
        return self._kept[name]


def shape_of(variable: Any) -> tuple[int | None, ...]:
    """Return the static shape of a variable."""
    return tuple(variable.shape.as_list()) if variable.shape.rank is not None else ()


def moved(name: str, value: Any) -> Any:
    """Return an initial value in which nothing is constant: zeros and ones hide too much.

    What varies by itself, is no float or has no elements is left as it is. The noise depends
    on the name alone; what was not negative does not become so (variances).
    """
    import numpy

    if value.dtype.kind != "f" or not value.size or float(value.min()) != float(value.max()):
        return value
    state = numpy.random.RandomState(zlib.crc32(name.encode("utf-8")))
    size = _NOISE * max(1.0, abs(float(value.flat[0])))
    return (value + size * state.uniform(size=value.shape)).astype(value.dtype)
