"""``typing.NamedTuple`` without the import of ``typing``.

``typing`` brings ``re``, ``functools`` and ``contextlib`` along: a quarter of what linting
one small file from a cold start costs. Type checkers see the real thing.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple
else:
    from collections import namedtuple

    class _RecordType(type):
        """Turns annotated fields into a named tuple, methods kept."""

        def __new__(cls, name, bases, namespace):
            if not bases:
                return super().__new__(cls, name, bases, namespace)
            fields = tuple(namespace.pop("__annotations__", ()))
            defaults = [namespace.pop(field) for field in fields if field in namespace]
            module = namespace["__module__"]
            base = namedtuple(name, fields, defaults=defaults, module=module)
            return type(name, (base,), {**namespace, "__slots__": ()})

    class NamedTuple(metaclass=_RecordType):
        """Base of immutable records with named fields."""


__all__ = ["NamedTuple"]
