"""Programs that switch eager execution off, and the modules that run under them.

All of it is a plain search of the sources: a module is graph code if a file that makes the
call imports it, directly or through others.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tf2lint.names.files import Project

#: Calls that switch eager execution off for the whole program.
_DISABLING = (b"disable_v2_behavior(", b"disable_eager_execution(")
#: What a file has that makes a graph and enters it, and a session, which enters its own.
_GRAPH = (b".Graph(", b".as_default()")
_SESSION = rb"^[ \t]*with\b[^\n]*(?<!test_)(?<!cached_)[Ss]ession\("
_ENTERING = r"with\b.*[Gg]raph.*\.as_default\(\)"
#: Ways to import a module whose name is not written in an import statement.
_DYNAMIC = (b"import_module(", b"__import__(", b"run_module(", b"run_path(")
#: Files of a package that are searched for such a call, and files followed from one.
_MOST_FILES = 3_000
#: Bytes of the longest beginning of an import: a line that is longer holds something else.
_LONGEST = 400
#: Folders above a package where a program may lie, and what their folders are called.
_HIGHEST = 3
_TESTS = ("test", "tests")
_PROGRAMS = ("bin", "scripts", "tools", "examples", "experiments")


class Entries:
    """The files of a project that switch eager execution off."""

    def __init__(self, project: Project) -> None:
        self._project = project
        #: By folder: that of its top package, and whether there is one.
        self._packages: dict[str, tuple[str, bool]] = {}
        #: By folder: whether its package has such a call, else the files that have one.
        self._inside: dict[str, bool] = {}
        self._beside: dict[str, list[str]] = {}
        #: By file: whether its import alone switches it off.
        self._switches: dict[str, bool] = {}
        #: By folder: whether its package enters graphs.
        self._graphs: dict[str, bool] = {}
        #: By folder: what those of its package's files that enter a graph call.
        self._called: dict[str, frozenset[str]] = {}
        #: By file that has one: the files it imports; None if it may import any.
        self._reached: dict[str, set[str] | None] = {}

    def disable_eager(self, path: str) -> bool:
        """Whether the program that runs the module at ``path`` switches eager execution off.

        Library modules leave that to the entry point, which runs first: another file of the
        same package, or a program beside or above it that imports the module.
        """
        folder, packaged = self._package(path)
        if packaged and self._package_disables(folder):
            return True
        if not packaged or os.path.basename(folder) in _TESTS:
            # Programs and tests: what they import runs first.
            if self._imports_disabling(path):
                return True
        if folder not in self._beside:
            places = self._places(folder, packaged)
            sources = [file for place in places for file in self._sources(place, False)]
            self._beside[folder] = [file for file in sources if self._disables(file)]
        return any(self._runs(entry, path) for entry in self._beside[folder])

    def _imports_disabling(self, path: str) -> bool:
        """Whether a file that the module imports switches it off, by being imported."""
        for dotted, level in imported_modules(self._project.read(path)):
            for found in self._files_of(path, dotted, level):
                known = self._switches.get(found)
                if known is None:
                    known = self._switches[found] = self._disables(found, b"")
                if known:
                    return True
        return False

    def enter_graphs(self, path: str) -> bool:
        """Whether a file of the same package makes a graph and enters it."""
        folder, packaged = self._package(path)
        known = self._graphs.get(folder)
        if known is None:
            sources = self._sources(folder, True) if packaged else ()
            known = self._graphs[folder] = self._enter_any(sources)
        return known

    def called_in_graphs(self, path: str) -> frozenset[str]:
        """The names that are called in the files of a package that enter graphs.

        Tests are left out: they run in a graph what may run without one.
        """
        folder, packaged = self._package(path)
        known = self._called.get(folder)
        if known is None:
            sources = self._sources(folder, True) if packaged else ()
            called: set[str] = set()
            for file in sources:
                if "test" not in os.path.basename(file):
                    called |= _called_in_graph(self._project.read(file))
            known = self._called[folder] = frozenset(called)
        return known

    def is_taken(self, path: str, name: str) -> bool:
        """Whether another file of the same package, or beside it, takes a name from a module."""
        import re

        folder, packaged = self._package(path)
        stem = re.escape(os.path.basename(path).removesuffix(".py").encode())
        whole = rb"\b%s[ \t]+import[ \t]+\*" % stem
        for file in self._sources(folder, packaged):
            data = self._project.read(file)
            if name.encode() not in data or not re.search(rb"\b%s\b" % stem, data):
                continue
            if os.path.normpath(file) == os.path.normpath(path):
                continue
            owners = {stem, *map(re.escape, re.findall(rb"\b%s[ \t]+as[ \t]+(\w+)" % stem, data))}
            through = rb"\b(?:%s)\.%s\b" % (b"|".join(owners), re.escape(name.encode()))
            if re.search(through, data) or re.search(whole, data):
                return True
            for dotted, level in imported_modules(data):
                module, _, last = dotted.rpartition(".")
                if last == name and self._project.find(file, module, level) == path:
                    return True
        return False

    def _enter_any(self, files: Iterable[str]) -> bool:
        import re

        sessions = 0
        for file in files:
            data = self._project.read(file)
            sessions += bool(re.search(_SESSION, data, re.MULTILINE))
            # A single one may be an example in a docstring.
            if sessions > 1 or all(word in data for word in _GRAPH):
                return True
        return False

    def _package(self, path: str) -> tuple[str, bool]:
        """The folder of the top package that a file is in, or its folder and False."""
        start = os.path.dirname(path)
        known = self._packages.get(start)
        if known is None:
            known = self._packages[start] = self._package_of(start)
        return known

    def _package_of(self, folder: str) -> tuple[str, bool]:
        packaged = "__init__.py" in self._project.names_in(folder)
        while packaged:
            parent = os.path.dirname(folder)
            # The current folder has none above it, and may be a package itself.
            if parent == folder or "__init__.py" not in self._project.names_in(parent):
                break
            folder = parent
        return folder, packaged

    def _package_disables(self, folder: str) -> bool:
        known = self._inside.get(folder)
        if known is None:
            known = self._inside[folder] = any(map(self._disables, self._sources(folder, True)))
        return known

    def _places(self, folder: str, packaged: bool) -> Iterator[str]:
        """Folders in which a program that uses the module may lie."""
        if not packaged:
            yield folder
        root = self._project.root
        # Without a configuration nothing says where the project ends.
        levels = _HIGHEST if root or not os.path.isabs(folder) else 1
        for level in range(levels):
            parent = os.path.dirname(folder)
            if parent == folder or (root and folder == root):
                return
            folder = parent
            yield folder
            if level == 0:
                inside = self._project.names_in(folder)
                yield from (os.path.join(folder, name) for name in _PROGRAMS if name in inside)

    def _sources(self, folder: str, deep: bool) -> Iterator[str]:
        """Python files in ``folder``, or anywhere below it; links are not followed."""
        count = 0
        folders = [folder]
        while folders:
            here = folders.pop()
            for name, is_folder in self._project.entries_in(here):
                path = os.path.join(here, name)
                if is_folder:
                    if deep and not name.startswith("."):
                        folders.append(path)
                    continue
                count += 1
                if count > _MOST_FILES:
                    return
                yield path

    def _disables(self, file: str, indent: bytes = b" \t") -> bool:
        """Whether a statement of the source switches eager execution off.

        Without ``indent`` one that stands in no block.
        """
        data = self._project.read(file)
        for word in _DISABLING:
            at = data.find(word)
            while at >= 0:
                start = data.rfind(b"\n", 0, at) + 1
                owner = data[start:at].lstrip(indent)
                plain = owner.replace(b".", b"").replace(b"_", b"").isalnum()
                if not owner or (plain and owner.endswith(b".")):
                    return True
                at = data.find(word, at + 1)
        return False

    def _runs(self, entry: str, path: str) -> bool:
        """Whether the program at ``entry`` imports the module, directly or through others."""
        if entry not in self._reached:
            self._reached[entry] = self._reach(entry)
        reached = self._reached[entry]
        return reached is None or path in reached

    def _reach(self, entry: str) -> set[str] | None:
        reached = {entry}
        queue = [entry]
        while queue and len(reached) < _MOST_FILES:
            file = queue.pop()
            data = self._project.read(file)
            if any(word in data for word in _DYNAMIC):
                return None
            for dotted, level in imported_modules(data):
                for found in self._files_of(file, dotted, level):
                    if found not in reached:
                        reached.add(found)
                        queue.append(found)
        return reached

    def _files_of(self, importer: str, dotted: str, level: int) -> Iterator[str]:
        """The files that an import runs: a package before the modules in it."""
        parts = dotted.split(".")
        for count in range(1, len(parts) + 1):
            found = self._project.find(importer, ".".join(parts[:count]), level)
            if found:
                yield found


def _called_in_graph(data: bytes) -> set[str]:
    """The names that a source calls while a graph of its own is entered.

    Read by indentation alone: what stands in a ``with graph.as_default():`` block, and in
    the functions of the same source that are called there.
    """
    if not all(word in data for word in _GRAPH):
        return set()
    import re

    opening = re.compile(_ENTERING)
    #: The lines of each function, and under "" those that stand in a graph.
    lines: dict[str, list[str]] = {}
    #: The blocks around a line: indentation and name; "" is the inside of a graph.
    blocks: list[tuple[int, str]] = []
    inside = 0
    for line in data.decode("latin-1").splitlines():
        text = line.lstrip()
        if not text or text[0] in "#)]}":
            continue
        indent = len(line) - len(text)
        while blocks and blocks[-1][0] >= indent:
            inside -= not blocks.pop()[1]
        if text.startswith("def "):
            blocks.append((indent, text[4:].partition("(")[0]))
        elif blocks or text.startswith("with "):
            owner = "" if inside or not blocks else blocks[-1][1]
            lines.setdefault(owner, []).append(text)
            if text.startswith("with ") and opening.match(text):
                blocks.append((indent, ""))
                inside += 1
    found: set[str] = set()
    queue = [""]
    while queue:
        new = set(re.findall(r"(\w+)\(", "\n".join(lines.pop(queue.pop(), ())))) - found
        found |= new
        queue.extend(new)
    return found


def imported_modules(data: bytes) -> set[tuple[str, int]]:
    """Dotted name and level of every import that starts a line, submodules included."""
    # Without regular expressions: one file from a cold start needs no others.
    found: set[tuple[str, int]] = set()
    data = data.replace(b"\\\r\n", b" ").replace(b"\\\n", b" ")
    at = data.find(b"import")
    while at >= 0:
        end = at + len(b"import")
        start = data.rfind(b"\n", max(at - _LONGEST, 0), at) + 1
        head = data[start:at].split() if start or at < _LONGEST else [b""]
        if not data[end : end + 1].strip(b" \t(") and (not head or head[0] == b"from"):
            names, end = _listed(data, end)
            if not head:
                found.update((name, 0) for name in names)
            elif len(head) == 2:
                module = head[1].lstrip(b".").decode("latin-1")
                level = len(head[1]) - len(module)
                found.add((module, level))
                found.update((f"{module}.{name}" if module else name, level) for name in names)
        at = data.find(b"import", end)
    found.discard(("", 0))
    return found


def _listed(data: bytes, at: int) -> tuple[list[str], int]:
    """The names that an import lists from ``at`` on, and where the list ends.

    What is taken under another name is listed with its own.
    """
    many = data[at : at + _LONGEST].lstrip().startswith(b"(")
    end = data.find(b")" if many else b"\n", at)
    end = end if end >= 0 else len(data)
    lines = (line.partition(b"#")[0] for line in data[at:end].split(b"\n"))
    listed = b" ".join(lines).partition(b";")[0].strip(b" \t(")
    parts = (part.split() for part in listed.split(b","))
    return [part[0].decode("latin-1") for part in parts if part and part[0] != b"*"], end
