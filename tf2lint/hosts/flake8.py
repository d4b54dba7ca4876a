"""tf2lint inside flake8: the plugin that its entry point ``TF`` names."""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING, Any

from tf2lint import __version__
from tf2lint.hosts.linters import (
    HostOptions,
    Linters,
    SettingsError,
    concerns,
    one_line,
    rules_off_by_default,
)
from tf2lint.source import pause_collector

if TYPE_CHECKING:
    import argparse
    import ast
    from collections.abc import Iterator

    from tf2lint.model import Finding

_OPTIONS: tuple[tuple[str, dict[str, Any]], ...] = (
    (
        "--tf2lint-target-version",
        {
            "default": "",
            "metavar": "VERSION",
            "help": "The TensorFlow that the code has to run under, such as 2.15.",
        },
    ),
    (
        "--tf2lint-keras",
        {
            "default": "",
            "metavar": "KERAS",
            "help": "The Keras that this TensorFlow uses: 3, or legacy for tf_keras.",
        },
    ),
    (
        "--tf2lint-select",
        {
            "default": "",
            "comma_separated_list": True,
            "metavar": "RULES",
            "help": "Rules of tf2lint to report alone: codes, prefixes of codes, or names.",
        },
    ),
    (
        "--tf2lint-ignore",
        {
            "default": "",
            "comma_separated_list": True,
            "metavar": "RULES",
            "help": "Rules of tf2lint to leave out: codes, prefixes of codes, or names.",
        },
    ),
)


#: What is shown for a file that was not linted, because of broken settings above it. An
#: exception would say it too, but flake8 then ends its processes by force, and may hang.
_NOT_LINTED = "TF000"


class Plugin:
    """What flake8 makes for each file; the names of the parameters are its contract."""

    name = "tf2lint"
    version = __version__
    _linters: Linters

    def __init__(self, tree: ast.Module, filename: str, lines: list[str]) -> None:
        # Modules of the project are looked for above the file, also above this folder.
        path = os.path.abspath(filename)
        text = "".join(lines)
        self._findings: list[Finding] = []
        self._problem = ""
        try:
            linter = self._linters.for_path(path)
        except SettingsError as error:
            self._problem = f"{_NOT_LINTED} not linted: {'; '.join(str(error).splitlines())}"
            return
        linter.project.keeps_trees = False
        if concerns(linter, path, text):
            with pause_collector():
                self._findings = linter.lint_tree(path, text, tree)

    def run(self) -> Iterator[tuple[int, int, str, type[Plugin]]]:
        """Yield what flake8 shows: line, 0-based column, text, and who says it."""
        if self._problem:
            yield 1, 0, self._problem, type(self)
        for finding in self._findings:
            text = f"{finding.code} {one_line(finding)}"
            yield finding.line, finding.column - 1, text, type(self)

    @classmethod
    def add_options(cls, manager: Any) -> None:
        """Tell flake8 our options."""
        for option, description in _OPTIONS:
            manager.add_option(option, parse_from_config=True, **description)

    @classmethod
    def parse_options(cls, manager: Any, options: argparse.Namespace, _files: object) -> None:
        """Take the options; refuse those, and the settings of this folder, that mean nothing.

        flake8 calls this again, with other arguments, after a ``TypeError``: let none out.
        """
        try:
            cls._linters = Linters(
                HostOptions(
                    target_version=options.tf2lint_target_version,
                    keras=options.tf2lint_keras,
                    select=tuple(options.tf2lint_select),
                    extend_select=_named(options),
                    ignore=tuple(options.tf2lint_ignore),
                )
            )
            cls._linters.for_path("setup.py")
            # The tables live as long as the process does: the collector need not walk
            # them each time, and processes that flake8 forks share them.
            gc.freeze()
            if options.select:
                # Whatever is selected: a file that was left out must not look clean.
                options.select.append(_NOT_LINTED)
        except SettingsError as error:
            from flake8.exceptions import ExecutionError

            raise ExecutionError(str(error)) from None


def _named(options: argparse.Namespace) -> tuple[str, ...]:
    """Return the rules, off by default, whose whole codes flake8 was told to select.

    flake8's own list of codes to ignore by default will not do for them: it gives way to
    any ``ignore`` of the user's, and knows nothing of what our settings select.
    """
    asked = {*(options.select or ()), *(options.extend_select or ())}
    return tuple(rule.code for rule in rules_off_by_default() if rule.code in asked)
