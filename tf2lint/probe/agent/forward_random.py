"""Random operations made deterministic, the same in every mode and every TensorFlow.

The draws of a call are told apart by kind, shape and number, and their values come from exact
integer arithmetic, so that a graph, a function and an eager call draw the same numbers as
long as they draw the same things.
"""

from __future__ import annotations

import math
import zlib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

#: A prime below 2**31: the square of a remainder fits into 64 bits.
_PRIME = 2147483647
#: As many steps as 32-bit floats between a half and one have.
_STEPS = 1 << 23
#: Functions of the generated modules, what they draw, and where their arguments are.
_STATEFUL = {
    "random_uniform": "uniform",
    "random_standard_normal": "normal",
    "truncated_normal": "truncated",
    "random_uniform_int": "integers",
}
_STATELESS = {
    "stateless_random_uniform": "uniform",
    "stateless_random_normal": "normal",
    "stateless_truncated_normal": "truncated",
    "stateless_random_uniform_v2": "uniform",
    "stateless_random_normal_v2": "normal",
    "stateless_truncated_normal_v2": "truncated",
}
#: Drawn with a fixed seed at best: they are counted, and the report names them.
_LEFT = ("random_shuffle", "multinomial", "random_gamma", "random_poisson_v2", "stateless_shuffle")


class Draws:
    """The random draws of one call, and the switch that leaves the real ones alone."""

    def __init__(self, tf: Any) -> None:
        self._tf = tf
        self._numbers: dict[tuple[str, str], int] = {}
        #: Above 0 while a variable is made: initial values are copied, not aligned.
        self.creating = 0
        #: Kind and shape of every draw of the latest call.
        self.made: list[list[str]] = []
        #: Random operations that are not aligned, by name.
        self.left: set[str] = set()

    def begin(self) -> None:
        """Start over: a call begins."""
        self._numbers.clear()
        self.made.clear()

    def install(self) -> None:
        """Replace the functions that every public random function ends in."""
        ops = self._tf.__name__ + ".python.ops"
        random_ops = __import__(f"{ops}.random_ops", fromlist=["*"])
        self._replace(random_ops.gen_random_ops, _STATEFUL)
        stateless = __import__(f"{ops}.stateless_random_ops", fromlist=["*"])
        for name in ("gen_stateless_random_ops", "gen_stateless_random_ops_v2"):
            module = getattr(stateless, name, None)
            if module is not None:
                self._replace(module, _STATELESS)

    def _replace(self, module: Any, kinds: dict[str, str]) -> None:
        for name, kind in kinds.items():
            real = getattr(module, name, None)
            if real is not None:
                setattr(module, name, self._drawing(real, kind))
        for name in _LEFT:
            real = getattr(module, name, None)
            if real is not None:
                setattr(module, name, self._noting(real, name))

    def _drawing(self, real: Callable[..., Any], kind: str) -> Callable[..., Any]:
        def draw(shape: Any, *arguments: Any, **keywords: Any) -> Any:
            if self.creating:
                return real(shape, *arguments, **keywords)
            if kind == "integers":
                low, high = [*arguments, *_limits(keywords)][:2]
                return self._integers(shape, low, high)
            dtype = keywords.get("dtype")
            if dtype is None:
                found = [value for value in arguments if _is_dtype(self._tf, value)]
                dtype = found[0] if found else self._tf.float32
            return self._tf.cast(self._values(kind, shape), dtype)

        return draw

    def _noting(self, real: Callable[..., Any], name: str) -> Callable[..., Any]:
        def draw(*arguments: Any, **keywords: Any) -> Any:
            if not self.creating:
                self.left.add(name)
            return real(*arguments, **keywords)

        return draw

    def _values(self, kind: str, shape: Any) -> Any:
        tf = self._tf
        uniform = self._uniform(kind, shape, 0)
        if kind == "uniform":
            return uniform
        angle = 2 * math.pi * self._uniform(kind, shape, 1)
        normal = tf.sqrt(-2.0 * tf.math.log(uniform)) * tf.cos(angle)
        return tf.clip_by_value(normal, -2.0, 2.0) if kind == "truncated" else normal

    def _integers(self, shape: Any, low: Any, high: Any) -> Any:
        tf = self._tf
        low = tf.convert_to_tensor(low)
        spread = tf.cast(tf.cast(high, tf.int64) - tf.cast(low, tf.int64), tf.float64)
        drawn = tf.cast(self._uniform("integers", shape, 0) * spread, tf.int64)
        return tf.cast(drawn, low.dtype) + low

    def _uniform(self, kind: str, shape: Any, part: int) -> Any:
        """Return 64-bit floats between 0 and 1, neither of which occurs."""
        tf = self._tf
        salt = self._salt(kind, shape, part)
        shape = tf.cast(shape, tf.int64)
        index = tf.range(tf.reduce_prod(shape), dtype=tf.int64)
        value = (index + salt) % _PRIME
        for factor in (48271, 69621, 16807):
            value = (value * value + factor * (index % _PRIME) + salt) % _PRIME
        steps = tf.floor(tf.cast(value, tf.float64) * (_STEPS / _PRIME))
        return tf.reshape((steps + 0.5) / _STEPS, shape)

    def _salt(self, kind: str, shape: Any, part: int) -> int:
        described = _static(self._tf, shape)
        key = kind, described
        if part == 0:
            self._numbers[key] = self._numbers.get(key, 0) + 1
            self.made.append([kind, described])
        text = f"{kind} {described} {self._numbers[key]} {part}"
        return zlib.crc32(text.encode("ascii")) % _PRIME


def _limits(keywords: dict[str, Any]) -> list[Any]:
    return [keywords[name] for name in ("minval", "maxval") if name in keywords]


def _is_dtype(tf: Any, value: Any) -> bool:
    return isinstance(value, tf.DType)


def _static(tf: Any, shape: Any) -> str:
    """Return a shape as text, ``?`` where only the run knows it."""
    static = getattr(tf, "get_static_value", None) or tf.contrib.util.constant_value
    value = static(tf.convert_to_tensor(shape))
    return "?" if value is None else "x".join(str(size) for size in value)
