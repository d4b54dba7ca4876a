"""What the rewritten module calls: it turns the run into events.

The functions use what they need of ``builtins`` as they found it before the module ran.
Events (first item the kind):

- ``ran``: flag, eager (0 or 1), where the value comes from, where the callee comes from,
  whether it is the object that the untouched API has (1, 0, or -1: nothing to compare with)
- ``raised``: flag, number of the exception, type, message, line, kind, file and line where
  it arose; the kind is ``tensorflow`` (TensorFlow raised, or has no such name), ``poison``
  (then file and line are where the name should have been bound), ``missing`` (a package
  that is not installed), ``deeper`` (in other code of the project) or ``other``
- ``escaped``: number of an exception that no code of the module caught
- ``blocked``: first and last line of the statement that failed, type, message, file and
  line where it arose, kind, and the line that poisoned what it touched (0 otherwise)
- ``missing``: the name of a package that stopped a statement
"""

from __future__ import annotations

import builtins
import os
import sys
import threading

from . import rewrite
from .api import LIBRARIES, is_library, is_to_be_had
from .poison import Poison, Poisoned

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType, TracebackType
    from typing import Any

_EACH = 4
_MESSAGE = 400


class Recorder:
    """Turns calls of a rewritten module into events.

    ``append`` takes an event; ``eager`` says whether operations run at once; ``pristine``
    has, for flags with a symbol that exists, the object it denoted before any code of the
    module ran; ``root`` is the folder of the project.
    """

    def __init__(
        self,
        append: Callable[..., None],
        eager: Callable[[], bool],
        pristine: dict[int, object],
        root: str,
    ) -> None:
        self._append = append
        self._eager = eager
        self._pristine = pristine
        self._root = os.path.join(os.path.realpath(root), "")
        self._stacks: dict[int, list[tuple[int, FrameType]]] = {}
        self._known: list[BaseException] = []
        self._rounds: dict[int, set[int]] = {}
        #: The lines that failed to bind something, by the names of the types of its poison.
        self._poisons: dict[str, int] = {}
        self._builtins = dict(builtins.__dict__)
        self._real = builtins.__dict__

    def functions(self) -> dict[str, Callable[..., Any]]:
        """Return the functions by the spellings that ``rewrite`` uses."""
        enter, seen, leave = self._fast()
        return {
            rewrite.ENTER: enter,
            rewrite.SEEN: seen,
            rewrite.LEAVE: leave,
            rewrite.RAISED: self._sheltered(self._raised),
            rewrite.BLOCKED: self._sheltered(self._blocked),
            rewrite.ROUND: self._sheltered(self._round),
            rewrite.IDLE: self._sheltered(self._idle),
        }

    def _fast(self) -> tuple[Callable[..., Any], ...]:
        """Return the functions that run at every evaluation of a flagged expression."""
        stacks, frame_of, thread = self._stacks, sys._getframe, threading.get_ident
        counts: dict[int, int] = {}
        callees: dict[int, tuple[str, int]] = {}
        notice, identify = self._sheltered(self._ran), self._sheltered(self._identity)
        length, error = len, KeyError
        none: list[tuple[int, FrameType]] = []

        def enter(number: int) -> int:
            try:
                stack = stacks[thread()]
            except error:
                stack = stacks[thread()] = []
            stack.append((number, frame_of(1)))
            return number

        def seen(number: int, value: Any) -> Any:
            if number not in counts:
                callees[number] = identify(number, value)
            return value

        def leave(number: int, value: Any) -> Any:
            stack, frame = stacks.get(thread(), none), frame_of(1)
            at = length(stack) - 1
            while at >= 0:
                if stack[at][0] == number and stack[at][1] is frame:
                    del stack[at:]
                    break
                at -= 1
            count = counts.get(number, 0)
            if count < _EACH:
                counts[number] = count + 1
                notice(number, value, callees.get(number))
            return value

        return enter, seen, leave

    def _sheltered(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function, run with the ``builtins`` that there were at the start."""
        real, kept, copy = self._real, self._builtins, dict
        size, every, len_of = len(kept), all, len

        def call(*arguments: Any) -> Any:
            # By identity: what a module put there may compare as it likes.
            if len_of(real) == size and every(real.get(key) is kept[key] for key in kept):
                return function(*arguments)
            changed = copy(real)
            real.clear()
            real.update(kept)
            try:
                return function(*arguments)
            finally:
                real.clear()
                real.update(changed)

        return call

    def _identity(self, number: int, value: Any) -> tuple[str, int]:
        same = -1
        if number in self._pristine:
            same = int(value is self._pristine[number])
        return origin(value), same

    def _ran(self, number: int, value: Any, callee: tuple[str, int] | None) -> None:
        if issubclass(type(value), Poison):
            # The name was never bound: this is no value of the expression.
            return
        try:
            eager = int(self._eager())
        except Exception:
            eager = 0
        here, same = self._identity(number, value)
        if callee is not None:
            same = callee[1]
        self._append("ran", number, eager, here, callee[0] if callee else "", same)

    def _raised(self) -> None:
        error, frame = sys.exc_info()[1], sys._getframe(2)
        if error is None:
            return
        stack = self._stacks.get(threading.get_ident(), [])
        frames = [at.tb_frame for at in traceback_of(error)]
        open_here = [token for token in stack if any(token[1] is at for at in frames)]
        if open_here and not any(error is known for known in self._known):
            number, where = open_here[-1]
            self._known.append(error)
            kind, file, line = self._kind(error, where)
            at = next(a.tb_lineno for a in traceback_of(error) if a.tb_frame is where)
            serial = len(self._known) - 1
            words = (type(error).__name__, message_of(error), at, kind, file, line)
            self._append("raised", number, serial, *words)
        outside = set()
        above = frame.f_back
        while above is not None:
            outside.add(above)
            above = above.f_back
        while stack and stack[-1][1] not in outside:
            stack.pop()

    def _kind(self, error: BaseException, where: FrameType) -> tuple[str, str, int]:
        """Return what sort of failure it is, and the file and line where it arose."""
        trace = traceback_of(error)
        inside = False
        deeper = None
        for at in trace:
            file = at.tb_frame.f_code.co_filename
            if inside and self.is_own(file):
                deeper = at
            inside = inside or at.tb_frame is where
        last = deeper or trace[-1]
        place = (os.path.realpath(last.tb_frame.f_code.co_filename), last.tb_lineno)
        poisoned = self._poison_of(error)
        if poisoned:
            # Whatever touched it: what failed is a line of the module itself.
            return ("poison", os.path.realpath(where.f_code.co_filename), poisoned)
        if isinstance(error, ModuleNotFoundError) and is_to_be_had(error.name or ""):
            return ("missing", *place)
        if isinstance(error, ImportError) and is_library(error.name or ""):
            return ("tensorflow", *place)
        if deeper is not None:
            return ("deeper", *place)
        if isinstance(error, SystemError):
            # Of the interpreter about C code, which something raised through.
            return ("other", *place)
        file = trace[-1].tb_frame.f_code.co_filename
        if trace[-1].tb_frame is not where:
            library = any(f"{os.sep}{name}{os.sep}" in file for name in LIBRARIES)
            return ("tensorflow" if library else "other", *place)
        return ("tensorflow" if _is_about_library(error) else "other", *place)

    def _poison_of(self, error: BaseException) -> int:
        """Return the line that failed to bind what an exception is about, 0 if it is not so."""
        for one in chain_of(error):
            if isinstance(one, Poisoned):
                return one.line
        text = message_of(error) if self._poisons else ""
        return next((line for name, line in self._poisons.items() if name in text), 0)

    def is_own(self, file: str) -> bool:
        """Whether a file is the project's, not an installed package's."""
        return os.path.realpath(file).startswith(self._root) and "site-packages" not in file

    def _converted(self, error: BaseException) -> tuple[str, int] | None:
        """Return the project's innermost line of what arose in code that AutoGraph converted.

        The traceback ends where that was called; what AutoGraph attaches goes on from there.
        """
        try:
            stack = error.ag_error_metadata.translated_stack  # type: ignore[attr-defined]
            for at in stack:
                if self.is_own(at.filename):
                    return os.path.realpath(at.filename), int(at.lineno)
        except BaseException:
            # The module may have attached anything.
            return None
        return None

    def note_escape(self, error: BaseException) -> None:
        """Note that nothing caught an exception, nor what it was raised from."""
        for one in chain_of(error):
            for serial, known in enumerate(self._known):
                if known is one:
                    self._append("escaped", serial)

    def note_blocked(self, error: BaseException, first: int, last: int) -> None:
        """Note what a statement of the module failed with."""
        trace = traceback_of(error)
        # The frame of the module itself is where a break that has no own frame arose.
        where = trace[0].tb_frame if trace else sys._getframe()
        own = [at for at in trace if self.is_own(at.tb_frame.f_code.co_filename)]
        at = own[-1] if own else (trace[-1] if trace else None)
        kind = self._kind(error, own[0].tb_frame if own else where)[0] if trace else "other"
        file = os.path.realpath(at.tb_frame.f_code.co_filename) if at else ""
        line = at.tb_lineno if at else first
        converted = self._converted(error)
        if converted:
            file, line = converted
        if isinstance(error, SyntaxError) and error.filename and self.is_own(error.filename):
            file, line = os.path.realpath(error.filename), error.lineno or 0
        poison = self._poison_of(error)
        if poison:
            line = poison
            file = os.path.realpath(own[0].tb_frame.f_code.co_filename) if own else ""
        name = type(error).__name__
        self._append("blocked", first, last, name, message_of(error), file, line, kind, poison)
        if isinstance(error, ModuleNotFoundError) and is_to_be_had(error.name or ""):
            self._append("missing", error.name)
        if isinstance(error, SystemExit):
            self._append("exit", first, message_of(error))

    def _blocked(self, first: int, last: int, names: tuple[str, ...]) -> None:
        error, frame = sys.exc_info()[1], sys._getframe(2)
        if error is None:
            return
        self.note_escape(error)
        self.note_blocked(error, first, last)
        line = self._poison_of(error) or first
        for name in names:
            frame.f_globals[name] = poison = Poison(name, line)
            self._poisons[type(poison).__name__] = line
        for failed in self._rounds.values():
            failed.add(first)

    def _round(self, loop: int) -> None:
        self._rounds[loop] = set()

    def _idle(self, loop: int, lines: tuple[int, ...]) -> bool:
        """Whether every statement of a loop's body failed in this round."""
        return self._rounds[loop].issuperset(lines)


def chain_of(error: BaseException) -> list[BaseException]:
    """Return an exception and all that it was raised from, or while they were handled."""
    found: list[BaseException] = []
    waiting: list[BaseException | None] = [error]
    while waiting:
        one = waiting.pop()
        if one is not None and not any(one is other for other in found):
            found.append(one)
            waiting += [one.__cause__, one.__context__]
    return found


def traceback_of(error: BaseException) -> list[TracebackType]:
    """Return the entries of an exception's traceback, outermost first."""
    found = []
    at = error.__traceback__
    while at is not None:
        found.append(at)
        at = at.tb_next
    return found


def message_of(error: BaseException) -> str:
    """Return the text of an exception in one line of limited length."""
    try:
        text = str(error)
    except BaseException:
        text = "<no text>"
    return " ".join(text.split())[:_MESSAGE]


def origin(value: Any) -> str:
    """Return the module that a value or its type comes from, ``""`` where nothing says."""
    if value is None:
        return ""
    try:
        if type(value) is type(sys):
            return str(value.__name__)
        name = getattr(value, "__module__", None)
        return name if isinstance(name, str) else str(type(value).__module__)
    except BaseException:
        return ""


def _is_about_library(error: BaseException) -> bool:
    """Whether an exception that the module's own line raised is about TensorFlow's API."""
    if isinstance(error, AttributeError):
        holder = getattr(error, "obj", None)
        if holder is not None and origin(holder).split(".")[0] in LIBRARIES:
            return True
        text = message_of(error)
        return any(f"'{name}" in text for name in LIBRARIES) or "Tensor'" in text
    return isinstance(error, (TypeError, NotImplementedError)) or is_library(
        type(error).__module__ or ""
    )
