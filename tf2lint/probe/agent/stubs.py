"""Stand-ins for packages that are not installed, so that a run gets past their imports."""

from __future__ import annotations

import importlib.machinery
import sys
import types

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any


class Stub:
    """Takes any attribute, call, operator and subclass, and gives more of its kind."""

    def __init__(self, *_: Any, **__: Any) -> None:
        pass

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        made = Stub()
        object.__setattr__(self, name, made)
        return made

    def __call__(self, *_: Any, **__: Any) -> Any:
        return Stub()

    def __mro_entries__(self, _: Any) -> tuple[type, ...]:
        return (StubBase,)

    def __getitem__(self, _: Any) -> Any:
        return Stub()

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __bool__(self) -> bool:
        return True

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: Any) -> None:
        return None


class StubBase:
    """What a class that inherits from a stub inherits from."""

    def __init__(self, *_: Any, **__: Any) -> None:
        pass

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return Stub()


def _operator(self: Any, *_: Any) -> Any:
    return self


for _name in (
    "add radd sub rsub mul rmul truediv rtruediv floordiv rfloordiv mod rmod pow rpow and "
    "rand or ror xor rxor neg pos abs invert matmul rmatmul"
).split():
    setattr(Stub, f"__{_name}__", _operator)


class StubModule(types.ModuleType):
    """A module that has every name."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        made = Stub()
        setattr(self, name, made)
        return made


class StubFinder:
    """Finds the stubbed packages, after everything else has looked for them."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = tuple(names)

    def find_spec(self, name: str, path: Sequence[str] | None, target: Any = None) -> Any:
        """Return the spec of a stub for a stubbed package or what is in it."""
        if any(name == stub or name.startswith(stub + ".") for stub in self._names):
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec: Any) -> types.ModuleType:
        """Return the module itself."""
        return StubModule(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        """There is nothing to run."""


def install(names: Iterable[str]) -> None:
    """Let the imports of these packages succeed."""
    sys.meta_path.append(StubFinder(names))  # type: ignore[arg-type]
