"""In which mode a line runs: its own place first, then the places that call its function."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tf2lint.names import Context, Facts, Project


class Execution:
    """The execution modes of one module; nothing is worked out before it is asked for."""

    def __init__(self, path: str, facts: Facts, project: Project, setting: str) -> None:
        self._path = path
        self._facts = facts
        self._project = project
        self._eager_program: bool | None = None if setting == "auto" else setting == "eager"
        self._modes: dict[int, str] = {}

    def mode(self, context: Context) -> str:
        """``eager``, ``graph``, ``function`` or ``shim``.

        A function whose every call in this module stands in a graph (or in ``tf.function``,
        or under the shim) runs there too, and so does one inside another that nothing calls
        by name.
        """
        if context.mode != "eager" or context.certain or context.function is None:
            return context.mode
        known = self._modes.get(id(context.function))
        if known is None:
            known = self._modes[id(context.function)] = self._of_function(id(context.function))
        return known

    def _of_function(self, function: int) -> str:
        traced = self._facts.traced.get(function)
        if traced is not None:
            return traced
        # While its callers are asked, a function that calls itself adds nothing.
        self._modes[function] = ""
        callers = self._facts.callers.get(function)
        if callers is None:
            home = self._facts.homes.get(function)
            callers = [] if home is None else [home]
        modes = {self.mode(caller) for caller in callers} - {""}
        return modes.pop() if len(modes) == 1 else "eager"

    def in_eager_mode(self, context: Context) -> bool:
        """Whether TensorFlow 2 runs the line eagerly, as far as can be seen."""
        return self.mode(context) == "eager" and self._is_eager_program()

    def known_eager(self, context: Context) -> bool:
        """Whether eager mode is more than a guess for the line.

        What only other files call may run in a graph that one of them enters.
        """
        return self._reached(context, set()) or not self._project.enters_graphs(self._path)

    def _reached(self, context: Context, asked: set[int]) -> bool:
        """Whether the module itself says how the line is run."""
        if context.certain or context.function is None:
            return True
        function = id(context.function)
        if function in asked:
            return False
        asked.add(function)
        callers = self._facts.callers.get(function)
        if callers is None:
            home = self._facts.homes.get(function)
            callers = [] if home is None else [home]
        return any(self._reached(caller, asked) for caller in callers)

    def without_session(self, context: Context) -> bool:
        """Whether the line runs eagerly or in ``tf.function``: no session ever runs it."""
        return self.mode(context) in ("eager", "function") and self._is_eager_program()

    def _is_eager_program(self) -> bool:
        if self._eager_program is None:
            self._eager_program = not (
                self._facts.graph_program or self._project.disables_eager(self._path)
            )
        return self._eager_program
