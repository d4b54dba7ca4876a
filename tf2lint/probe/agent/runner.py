"""Runs one module, in a process of its own, and writes down what happens as events.

Beside the events of ``recorder``: ``flag`` (number, first and last line of the top statement
around it, whether it is deferred, whether it was found), ``syntax`` (line and message: the
module is not Python for this interpreter), ``package`` (a package above the module whose own
code failed: file, line, type, message), ``stubbed`` (a package), ``imported``, ``exit``, and
``finished`` at the end.
"""

from __future__ import annotations

import builtins
import gc
import importlib
import importlib.machinery
import os
import sys
import types

from . import api, compiled, rewrite, stubs
from .recorder import Recorder, message_of, traceback_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from .log import Log


#: The names of the agent's own modules, which no code of the project is to see. Looking for
#: them among TensorFlow's thousands in every run would copy the memory that holds the names.
_AGENT: list[str] = []


def note_agent() -> None:
    """Note the agent's modules, once all are imported."""
    package = __name__.split(".")[0]
    _AGENT[:] = [name for name in sys.modules if name == package or name.startswith(package + ".")]


def run_module(job: dict[str, Any], log: Log) -> None:
    """Run the module of a job statement by statement, noting events in the log.

    Up to the first statement that fails this is what its import does.

    The job: ``path``, ``root`` (what goes first on the import path), ``name`` (the module's
    dotted name), ``flags`` (spans and symbols), ``stubs`` (whether to stub packages that are
    not installed and stop the run), ``main`` (whether to run it as the program), ``cache``
    (a folder with compiled files of the project).
    """
    append = log.writer()
    # Nothing up to the module's own code leaves anything to collect.
    gc.disable()
    spans = [tuple(flag[:5]) for flag in job["flags"]]
    try:
        with open(job["path"], "rb") as file:
            source = file.read()
        names = {flag[0]: flag[5].rpartition(".")[2] for flag in job["flags"]}
        rewritten = rewrite.rewrite(source, job["path"], spans, names)
        unbound = rewrite.compile_unbound(rewritten.tree, source, job["path"])
    except (SyntaxError, ValueError, RecursionError) as error:
        append("syntax", getattr(error, "lineno", None) or 1, message_of(error))
        append("finished")
        return
    for number, place in rewritten.places.items():
        append("flag", number, place.first, place.last, int(place.deferred), int(place.found))
    recorder = Recorder(append, _eager(), _pristine(job["flags"]), job["root"])
    kept = dict(builtins.__dict__)
    _prepare(job, recorder, append)
    code = rewrite.bind(unbound, recorder.functions())
    del rewritten, unbound
    module = _Module(job, code, recorder, append)
    for name in _AGENT:
        sys.modules.pop(name, None)
    gc.enable()
    try:
        module.run()
        _restore(kept)
        append("imported")
    except BaseException as error:
        _restore(kept)
        recorder.note_escape(error)
        recorder.note_blocked(error, 0, 0)
    append("finished")


def _eager() -> Callable[[], bool]:
    import tensorflow as tf

    function: Callable[[], bool] = tf.executing_eagerly
    return function


def _pristine(flags: Sequence[Sequence[Any]]) -> dict[int, object]:
    found = {}
    for flag in flags:
        try:
            found[flag[0]] = api.look_up(flag[5]) if flag[5] else None
        except (api.Missing, api.Absent):
            continue
    return {number: value for number, value in found.items() if value is not None}


def _prepare(job: dict[str, Any], recorder: Recorder, append: Callable[..., None]) -> None:
    """Give the module the arguments, the import path and the packages it is to see."""
    sys.argv = [job["path"]]
    sys.path[:0] = [job["root"]]
    sys.dont_write_bytecode = True
    if job.get("cache"):
        compiled.use(job["cache"], job["root"])
    if job.get("stubs"):
        finder = stubs.StubFinder(lambda name: append("stubbed", name), recorder.is_own)
        sys.meta_path.append(finder)


def _restore(kept: dict[str, Any]) -> None:
    real = builtins.__dict__
    real.clear()
    real.update(kept)


class _Module:
    """The import of one module, with its rewritten code in place of its own."""

    def __init__(
        self, job: dict[str, Any], code: types.CodeType, recorder: Recorder, append: Any
    ) -> None:
        self._name: str = job["name"]
        self._path: str = job["path"]
        self._root: str = job["root"]
        self._main: bool = job.get("main", False)
        self._code = code
        self._recorder = recorder
        self._append = append
        self._builtins = dict(builtins.__dict__)

    def run(self) -> None:
        """Import the module; a package above it that fails becomes an empty one."""
        if self._main:
            module = types.ModuleType("__main__")
            module.__file__ = self._path
            sys.modules["__main__"] = module
            self.exec_module(module)
            return
        sys.meta_path.insert(0, self)
        self._import_packages()
        importlib.import_module(self._name)

    def find_spec(self, name: str, path: Any, target: Any = None) -> Any:
        """Return the spec of the module that is probed, and of no other."""
        if name != self._name:
            return None
        package = os.path.basename(self._path) == "__init__.py"
        loader: Any = self
        spec = importlib.machinery.ModuleSpec(name, loader, origin=self._path, is_package=package)
        spec.has_location = True
        if package:
            spec.submodule_search_locations = [os.path.dirname(self._path)]
        return spec

    def create_module(self, spec: Any) -> None:
        """An ordinary module will do."""

    def exec_module(self, module: types.ModuleType) -> None:
        """Run the rewritten code; what imports it then gets ``builtins`` that are whole."""
        try:
            exec(self._code, module.__dict__)
        finally:
            _restore(self._builtins)

    def _import_packages(self) -> None:
        """Import the packages above; one that fails becomes an empty one."""
        parts = self._name.split(".")
        for count in range(1, len(parts)):
            name = ".".join(parts[:count])
            try:
                importlib.import_module(name)
            except BaseException as error:
                self._note_package(name, error)
                module = types.ModuleType(name)
                module.__path__ = [os.path.join(self._root, *parts[:count])]
                sys.modules[name] = module
            if self._name in sys.modules:
                # The package imported the module itself, and all of it ran.
                return

    def _note_package(self, name: str, error: BaseException) -> None:
        own = [
            at
            for at in traceback_of(error)
            if at.tb_frame.f_code.co_filename.startswith(self._root)
        ]
        file = own[-1].tb_frame.f_code.co_filename if own else name
        line = own[-1].tb_lineno if own else 0
        self._append("package", file, line, type(error).__name__, message_of(error))
        if isinstance(error, ModuleNotFoundError) and api.is_to_be_had(error.name or ""):
            self._append("missing", error.name)
