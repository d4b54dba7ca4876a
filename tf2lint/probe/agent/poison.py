"""What stands for the names that a failed statement did not bind."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

#: The modules that tell what an object is, and those of AutoGraph that ask so of every global.
_INSPECTING = (f"{os.sep}inspect.py", f"{os.sep}tf_inspect.py")
_SURVEYING = os.path.join("python", "autograph", "pyct", "")


class Poisoned(BaseException):
    """Something touched a name that an earlier statement failed to bind.

    No ``Exception``, so that the handlers of the module and of libraries leave it alone.
    """

    def __init__(self, name: str, line: int) -> None:
        super().__init__(f"{name} was not bound: line {line} failed")
        self.line = line


class Poison:
    """Stands for what a failed statement would have bound; any use raises ``Poisoned``.

    Functions in C that look at types alone raise by themselves, and say the name of the type:
    so each has a type of its own, whose name says what failed.
    """

    def __new__(cls, name: str, line: int) -> Poison:
        return object.__new__(type(f"{name}, which line {line} failed to bind", (cls,), {}))

    def __init__(self, name: str, line: int) -> None:
        object.__setattr__(self, "_poison", (name, line))

    def __getattribute__(self, name: str) -> Any:
        if _is_survey(sys._getframe(1)):
            raise AttributeError(name)
        raise Poisoned(*object.__getattribute__(self, "_poison"))


def _is_survey(frame: FrameType | None) -> bool:
    """Whether AutoGraph looks through all globals of a module: that uses none of them."""
    while frame is not None and frame.f_code.co_filename.endswith(_INSPECTING):
        frame = frame.f_back
    return frame is not None and _SURVEYING in frame.f_code.co_filename


def _touch(self: Any, *_: Any, **__: Any) -> Any:
    raise Poisoned(*object.__getattribute__(self, "_poison"))


for _name in (
    "call setattr delattr getitem setitem delitem iter next len bool contains enter exit add "
    "radd sub rsub mul rmul truediv rtruediv floordiv rfloordiv mod rmod pow rpow matmul "
    "rmatmul and rand or ror xor rxor lshift rlshift rshift rrshift neg pos abs invert lt le "
    "gt ge eq ne hash int float index complex str repr bytes format iadd isub imul itruediv "
    "divmod rdivmod round trunc reversed fspath mro_entries await aiter anext aenter aexit "
    "instancecheck subclasscheck"
).split():
    setattr(Poison, f"__{_name}__", _touch)
