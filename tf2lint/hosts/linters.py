"""What the hosts share: their options over the settings, and one linter for each outcome."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from tf2lint.knowledge import Target, load
from tf2lint.lint import Linter
from tf2lint.project.config import SettingsError, SettingsFinder

if TYPE_CHECKING:
    from tf2lint.knowledge import Rule
    from tf2lint.model import Finding
    from tf2lint.project.settings import Settings

__all__ = [
    "HostOptions",
    "Linters",
    "SettingsError",
    "concerns",
    "one_line",
    "rules_off_by_default",
]


class HostOptions(NamedTuple):
    """What the user told the host; empty values leave the settings as they are."""

    target_version: str = ""
    keras: str = ""
    #: Rules to report alone.
    select: tuple[str, ...] = ()
    #: Rules to report besides.
    extend_select: tuple[str, ...] = ()
    #: Rules to leave out.
    ignore: tuple[str, ...] = ()


class Linters:
    """Gives each path the linter for the settings in force there.

    Raises ``SettingsError`` where an option means nothing.
    """

    def __init__(self, options: HostOptions) -> None:
        self._options = _checked(options)
        self._finder = SettingsFinder(self._override)
        #: By the file that the settings come from.
        self._linters: dict[str, Linter] = {}

    def for_path(self, path: str) -> Linter:
        """Return the linter for a file.

        Raises ``SettingsError`` where its settings, or those above, are wrong.
        """
        settings = self._finder.for_folder(os.path.dirname(path))
        if self._finder.problems:
            raise SettingsError("\n".join(self._finder.problems))
        linter = self._linters.get(settings.source)
        if linter is None:
            # The comments of the host are its own business; ours count everywhere.
            linter = self._linters[settings.source] = Linter(settings, noqa=False)
        return linter

    def _override(self, settings: Settings) -> Settings:
        from tf2lint.project.keys import make_target

        options = self._options
        return settings._replace(
            target=make_target(options.target_version, options.keras, settings.target),
            select=options.select or settings.select,
            extend_select=(() if options.select else settings.extend_select)
            + options.extend_select,
            ignore=settings.ignore + options.ignore,
        )


def concerns(linter: Linter, path: str, text: str) -> bool:
    """Say whether a text can have to do with TensorFlow, before more is done about it."""
    data = text.encode("utf-8", "replace")
    return linter.mentions(data) or linter.project.brings_tensorflow(path, data)


def rules_off_by_default() -> list[Rule]:
    """Return the rules that are silent until they are named."""
    return [rule for rule in load(Target()).rules.values() if not rule.default]


def one_line(finding: Finding) -> str:
    """Return what a finding says, apart from its code and place."""
    return f"{finding.message}; {finding.hint}" if finding.hint else finding.message


def _checked(options: HostOptions) -> HostOptions:
    """Return the options with their rules spelled as the settings spell them."""
    from tf2lint.project.keys import make_target, rule_label

    option = "target-version"
    try:
        make_target(options.target_version, None, Target())
        option = "keras"
        make_target(None, options.keras, Target())
        option = "select"
        select = tuple(map(rule_label, options.select))
        option = "ignore"
        ignore = tuple(map(rule_label, options.ignore))
    except SettingsError as error:
        raise SettingsError(f"--tf2lint-{option}: {error}") from None
    return options._replace(select=select, ignore=ignore)
