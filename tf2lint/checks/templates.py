"""Classes whose base runs their methods through ``make_template``, which keeps variables.

Sonnet 1 is built so: the class that all its modules derive from wraps their ``_build``. In eager
mode such a template keeps what ``get_variable`` makes, and shares it between calls.
"""

from __future__ import annotations

from tf2lint.checks.reuse import text_of
from tf2lint.names.entries import imported_modules

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tf2lint.names import Project
    from tf2lint.names.values import Class

_MAKES = "make_template("


def base_makes_template(project: Project, path: str, cls: Class) -> bool:
    """Whether a base of a class of the file ``path``, in whatever file, makes a template."""
    return _bases_make(project, path, _text(project, path, cls.name))


def _bases_make(project: Project, path: str, text: str) -> bool:
    """Whether a base of the class with this text makes a template."""
    listed = text.partition(":")[0].partition("(")[2].replace(")", ",").replace("(", ",")
    return any(_base_makes(project, path, base.strip()) for base in listed.split(","))


def _base_makes(project: Project, path: str, dotted: str) -> bool:
    """Whether the class that ``dotted`` names in the file ``path`` makes a template."""
    owner, _, name = dotted.rpartition(".")
    if not owner:
        return _makes(project, path, name)
    files = _imported(project, path, owner.rpartition(".")[2])
    return any(_makes(project, file, name) for file in files)


def _makes(project: Project, path: str, name: str) -> bool:
    """Whether a class, or one that it derives from, makes a template."""
    known = project.template_classes.get((path, name))
    if known is not None:
        return known
    # A class that seems to derive from itself adds nothing.
    project.template_classes[path, name] = False
    text = _text(project, path, name)
    if text:
        found = _MAKES in text or _bases_make(project, path, text)
    else:
        files = _imported(project, path, name, above=True)
        found = any(_makes(project, file, name) for file in files)
    project.template_classes[path, name] = found
    return found


def _text(project: Project, path: str, name: str) -> str:
    """The text of a top-level class; "" where the file has none of the name."""
    data = project.read(path)
    return text_of(data, f"class {name}(") or text_of(data, f"class {name}:")


def _imported(project: Project, path: str, name: str, *, above: bool = False) -> list[str]:
    """The files of the project that are imported as ``name``, or (``above``) that have it."""
    found = set()
    for dotted, level in imported_modules(project.read(path)):
        owner, _, last = dotted.rpartition(".")
        if last == name:
            found.add(project.find(path, owner if above else dotted, level))
    return sorted(found - {"", path})
