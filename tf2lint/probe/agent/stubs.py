"""Stand-ins for packages that are not installed, so that a run gets past their imports."""

from __future__ import annotations

import ast
import importlib.machinery
import sys
import types

from . import old
from .api import is_to_be_had

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any

_IMPORT_ERRORS = ("ImportError", "ModuleNotFoundError", "Exception", "BaseException")


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
    """Finds packages that nothing else finds, where their absence would stop the run.

    That is not so where a handler around the import waits for it. ``note`` is told the name
    of each package that is stubbed; ``own`` says whether a file is the project's.
    """

    def __init__(self, note: Callable[[str], None], own: Callable[[str], bool]) -> None:
        self._note = note
        self._own = own
        self._stubbed: set[str] = set()
        self._handled: dict[str, list[tuple[int, int]]] = {}

    def find_spec(self, name: str, path: Sequence[str] | None, target: Any = None) -> Any:
        """Return the spec of a stub, or ``None`` where the import is to fail."""
        if not self._is_below_stub(name):
            if not is_to_be_had(name) or self._is_handled():
                return None
            self._stubbed.add(name)
            self._note(name)
        return importlib.machinery.ModuleSpec(name, self, is_package=True)  # type: ignore[arg-type]

    def create_module(self, spec: Any) -> types.ModuleType:
        """Return the module itself."""
        return StubModule(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        """There is nothing to run."""

    def _is_below_stub(self, name: str) -> bool:
        return any(name == stub or name.startswith(stub + ".") for stub in self._stubbed)

    def _is_handled(self) -> bool:
        """Whether code of the project, or a library, is ready for the import to fail."""
        frame: Any = sys._getframe(1)
        project = False
        while frame is not None:
            file = frame.f_code.co_filename
            if self._own(file):
                project = True
                spans = self._handlers(file)
                if any(first <= frame.f_lineno <= last for first, last in spans):
                    return True
            elif not project and not file.startswith("<frozen importlib") and file != __file__:
                # A library looks for something that it can do without.
                return True
            frame = frame.f_back
        return not project

    def _handlers(self, file: str) -> list[tuple[int, int]]:
        """Return the lines of a file whose ``ImportError`` a handler of it catches."""
        found = self._handled.get(file)
        if found is None:
            try:
                with open(file, "rb") as source:
                    tree = ast.parse(source.read())
            except (OSError, SyntaxError, ValueError):
                return []
            found = self._handled[file] = [
                (node.body[0].lineno, old.last_line(node.body[-1]))
                for node in ast.walk(tree)
                if isinstance(node, ast.Try) and any(map(_catches_imports, node.handlers))
            ]
        return found


def _catches_imports(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    names = [kind.attr if isinstance(kind, ast.Attribute) else kind for kind in kinds]
    return any(
        (name.id if isinstance(name, ast.Name) else name) in _IMPORT_ERRORS for name in names
    )
