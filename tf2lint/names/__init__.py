"""Which TensorFlow symbol an expression denotes, and what kind of value a name holds.

The room reads one module as Python would run it, with values replaced by what is known
of them (abstract interpretation): branches are joined, function bodies follow when the
module is done, imports of the same project are followed into the other file only when
what they bring is used. Nothing is ever executed.
"""

from tf2lint.names.facts import Call, Context, Facts, Import, Key, Member, Reference
from tf2lint.names.files import Project
from tf2lint.names.statements import read_module

__all__ = [
    "Call",
    "Context",
    "Facts",
    "Import",
    "Key",
    "Member",
    "Project",
    "Reference",
    "read_module",
]
