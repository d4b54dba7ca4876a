"""Settings files: found, read and checked."""

from __future__ import annotations

import os
import sys

from tf2lint.model import Unusable
from tf2lint.project.settings import Settings
from tf2lint.records import NamedTuple
from tf2lint.source.reading import read_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

#: In the order in which they win where both are there.
SETTINGS_FILES = ("tf2lint.toml", "pyproject.toml")


class SettingsError(Unusable):
    """A setting that means nothing; the text names the key (or option) and what is valid."""


class Loaded(NamedTuple):
    """The settings of a file and what is wrong in it; the wrong entries count as absent."""

    settings: Settings
    problems: tuple[str, ...] = ()


class SettingsFinder:
    """Finds the settings in force for a folder: those of the nearest file above.

    ``override`` adds what the command line (or a host's options) says. ``problems``
    collects what is wrong in the files met so far, a line each, naming file and key.
    """

    def __init__(self, override: Callable[[Settings], Settings] | None = None) -> None:
        self._override = override
        self._found: dict[str, Settings] = {}
        self._default: Settings | None = None
        self.problems: list[str] = []

    def for_folder(self, folder: str) -> Settings:
        """Return the settings for the files of a folder."""
        folder = os.path.abspath(folder)
        settings = self._found.get(folder)
        if settings is None:
            settings = self._in(folder)
            if settings is None:
                above = os.path.dirname(folder)
                settings = self.default if above == folder else self.for_folder(above)
            self._found[folder] = settings
        return settings

    def below(self, folder: str, above: Settings, names: set[str]) -> Settings:
        """Return the settings of a folder whose parent's settings and entries are known."""
        if names.isdisjoint(SETTINGS_FILES):
            return above
        return self._in(os.path.abspath(folder)) or above

    @property
    def default(self) -> Settings:
        """The settings where no file says anything."""
        if self._default is None:
            self._default = self._overridden(Settings())
        return self._default

    def _in(self, folder: str) -> Settings | None:
        found = self._found.get(folder)
        if found is not None and found.root == folder:
            return found
        for name in SETTINGS_FILES:
            loaded = load_file(os.path.join(folder, name))
            if loaded is not None:
                self.problems.extend(loaded.problems)
                settings = self._found[folder] = self._overridden(loaded.settings)
                return settings
        return None

    def _overridden(self, settings: Settings) -> Settings:
        return settings if self._override is None else self._override(settings)


def load_file(path: str) -> Loaded | None:
    """Read a settings file; ``None`` where there is none or it is not about this tool."""
    try:
        data = read_bytes(path)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None
    except OSError as error:
        return Loaded(Settings(), (f"{path}: cannot be read: {error.strerror}",))
    if os.path.islink(path) and os.path.basename(os.path.realpath(path)) not in SETTINGS_FILES:
        # What is wrong in it would be shown, and it may be anything of the user's.
        return Loaded(Settings(), (f"{path}: a link to something that is no settings file",))
    whole_file = os.path.basename(path) != "pyproject.toml"
    if not whole_file and b"tf2lint" not in data:
        return None
    settings = Settings(root=os.path.dirname(path), source=path)
    try:
        document = _parse(data)
    except ValueError as error:
        return Loaded(settings, (f"{path}: not valid TOML: {error}",))
    except RecursionError:
        return Loaded(settings, (f"{path}: nested too deeply",))
    table: Any = document
    if not whole_file:
        tool = document.get("tool")
        table = tool.get("tf2lint") if isinstance(tool, dict) else None
        if table is None:
            return None
    prefix = f"{path}: " if whole_file else f"{path}: [tool.tf2lint] "
    if not isinstance(table, dict):
        return Loaded(settings, (f"{prefix}is not a table",))
    from tf2lint.project.keys import apply_table

    settings, problems = apply_table(settings, table)
    return Loaded(settings, tuple(prefix + problem for problem in problems))


def _parse(data: bytes) -> dict[str, Any]:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    return tomllib.loads(data.decode("utf-8"))
