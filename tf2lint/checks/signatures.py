"""How a function's parameters changed between TensorFlow 1.15 and the target.

Derived from the parameter lists of the API facts for whatever function is called; what
a renamed or removed parameter means stands in ``rules/parameters.toml``.
"""

from __future__ import annotations

from tf2lint.names.values import Const, Sequence
from tf2lint.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from tf2lint.knowledge import Knowledge, Parameters


class Change(NamedTuple):
    """The parameters of one function then (``old``) and now (``new``)."""

    old: Parameters
    new: Parameters
    #: old name → new name, for parameters that kept their meaning
    renamed: dict[str, str]

    def accepts(self, keyword: str) -> bool:
        """Whether the function still takes the keyword."""
        new = self.new
        return new.var_keyword or keyword in new.positional or keyword in new.keyword_only

    def accepted(self, keyword: str) -> bool:
        """Whether TensorFlow 1.15 took the keyword."""
        return keyword in self.old.positional or keyword in self.old.keyword_only

    def bound(self, arguments: list[Any], keywords: Iterable[str]) -> bool:
        """Whether TensorFlow 1.15 took these positional values and keywords at all."""
        old = self.old
        if len(arguments) > len(old.positional) and not old.var_positional:
            return False
        if old.positional[:1] == ("_sentinel",) and arguments and not _is_none(arguments[0]):
            return False
        if not old.var_keyword and not all(map(self.accepted, keywords)):
            return False
        given = set(keywords)
        return all(name in given for name in old.positional[len(arguments) : old.required])

    def moved(self, count: int) -> int | None:
        """Index of the first of ``count`` positional arguments that lands elsewhere."""
        old, new = self.old.positional, self.new.positional
        for index in range(min(count, len(old))):
            if index >= len(new):
                return None if self.new.var_positional else index
            if old[index] != new[index] and self.renamed.get(old[index]) != new[index]:
                return index
        return None


class Changes:
    """The changes by path, each worked out once."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self._known: dict[str, Change | None] = {}

    def of_path(self, path: str) -> Change | None:
        """The change of a function that both TensorFlows have; None where nothing changed."""
        try:
            return self._known[path]
        except KeyError:
            change = self._known[path] = self._compare(path)
            return change

    def _compare(self, path: str) -> Change | None:
        old = self.knowledge.parameters_tf1(path)
        new = self.knowledge.parameters(path)
        if old is None or new is None or old == new:
            return None
        renamed = {}
        for name in (*old.positional, *old.keyword_only):
            row = self.knowledge.parameter(path, name)
            if row is not None and row.new:
                renamed[name] = row.new
        for before, after in zip(old.positional, new.positional):
            # The same place under another name: positions are fine, keywords are not.
            gone, fresh = before not in new.positional, after not in old.positional
            if gone and fresh and before not in renamed and old.positional[0] == before:
                renamed[before] = after
        return Change(old, new, renamed)


def _is_none(value: Any) -> bool:
    return type(value) is Const and value.value is None


#: Kinds of literal that a parameter of this name takes; others tell nothing.
_TAKES = {
    "_sentinel": "none",
    "name": "text",
    "groups": "number",
    "message": "text",
    "data": "number",
    "axis": "number",
    "axes": "number",
    "dim": "number",
    "dimension": "number",
    "keepdims": "truth",
    "keep_dims": "truth",
    "dtype": "dtype",
    "output_type": "dtype",
    "out_type": "dtype",
    "output_dtype": "dtype",
    "preferred_dtype": "dtype",
    "dtype_hint": "dtype",
    "index_type": "dtype",
    "validate_indices": "truth",
    "optimize": "truth",
    "parallel_iterations": "number",
    "batch_dims": "number",
}
_DTYPES = ("float", "int", "uint", "bool", "string", "complex", "double", "half", "bfloat", "qint")


def fits(value: Any, parameter: str) -> bool | None:
    """Whether a value can be meant for ``parameter``; None when it does not tell."""
    shape = _shape(value)
    takes = _TAKES.get(parameter)
    if shape is None or takes is None or (shape == "none" and takes != "none"):
        return None
    return shape == takes


def _shape(value: Any) -> str | None:
    if type(value) is Const:
        names = {str: "text", bool: "truth", int: "number", type(None): "none"}
        return names.get(type(value.value))
    if isinstance(value, str):
        last = value.rpartition(".")[2]
        return "dtype" if value.startswith("tf.") and last.startswith(_DTYPES) else None
    return "number" if type(value) is Sequence else None
