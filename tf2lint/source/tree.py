"""Text to tree."""

from __future__ import annotations

import gc
import sys
import warnings

from tf2lint.source.text import SourceError, decode, split_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ast
    from types import TracebackType

#: ``ast.PyCF_ONLY_AST``; importing ``ast`` for it would cost a start more than the parse.
_ONLY_AST = 0x400
#: Frames that a walk over the deepest tree the parser builds may need; the main thread's
#: stack of 8 MB holds twice as many on every supported Python.
_DEEP = 8000
TOO_DEEP = "the code is nested too deeply"


#: Texts with fewer characters are not measured: even these cannot hold too many elements.
_LARGE = 1_000_000
#: Elements of a text that is still parsed. The tree of one takes about a kilobyte.
MOST_ELEMENTS = 500_000
#: What stands between elements; with words, since chains of comparisons may be of any length.
_BETWEEN = (",", ";", "\n", ":", "(", "[", ".", "=", "<", ">", " in ", " is ", " or ", " and ")


def parse(source: str | bytes, path: str = "<source>") -> ast.Module:
    """Return the tree of a module; what Python cannot parse raises ``SourceError``.

    Warnings about the linted code (invalid escapes, say) are kept from the user.
    """
    text = decode(source) if isinstance(source, bytes) else source
    if len(text) > _LARGE:
        _refuse_too_many(text)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            tree: ast.Module = compile(text, "<source>", "exec", _ONLY_AST, dont_inherit=True)
        except SyntaxError as error:
            raise _explain(error, text) from None
        except (RecursionError, MemoryError):
            raise SourceError(_deepest_line(text), 1, TOO_DEEP, "unreadable") from None
        except ValueError as error:
            raise SourceError(1, 1, f"{path}: {error}") from None
    return tree


def _refuse_too_many(text: str) -> None:
    """Raise ``SourceError`` where the tree of a text would take more memory than is fair."""
    elements = sum(map(text.count, _BETWEEN))
    if elements > MOST_ELEMENTS:
        reason = f"the file has some {elements:,} elements, more than the {MOST_ELEMENTS:,} allowed"
        raise SourceError(1, 1, reason, "unreadable")


class pause_collector:  # noqa: N801 - reads as the statement it is used in
    """Keeps the cyclic garbage collector off inside a ``with``.

    Trees hold no cycles, so collecting while they are built only costs time.
    """

    __slots__ = ("_was_on",)

    def __enter__(self) -> None:
        self._was_on = gc.isenabled()
        gc.disable()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._was_on:
            gc.enable()


class deep_recursion:  # noqa: N801 - reads as the statement it is used in
    """Allows recursion into deep trees inside a ``with``; beyond it is ``RecursionError``."""

    __slots__ = ("_limit",)

    def __enter__(self) -> None:
        self._limit = sys.getrecursionlimit()
        sys.setrecursionlimit(max(self._limit, _DEEP))

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        sys.setrecursionlimit(self._limit)


def _explain(error: SyntaxError, text: str) -> SourceError:
    """Return the parser's complaint in words that name the cause where it is known."""
    from tf2lint.source.python2 import python2_construct

    line, column = error.lineno or 1, error.offset or 1
    construct = python2_construct(error, text)
    if construct:
        return SourceError(line, column, construct, "python2")
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    return SourceError(line, column, f"{error.msg} (parsed with Python {version})")


def _deepest_line(text: str) -> int:
    """Return the line where brackets are nested deepest; the parser does not say it."""
    deepest = depth = 0
    where = 1
    for number, line in enumerate(split_lines(text), 1):
        for character in line:
            if character in "([{":
                depth += 1
                if depth > deepest:
                    deepest, where = depth, number
            elif character in ")]}":
                depth -= 1
    return where
