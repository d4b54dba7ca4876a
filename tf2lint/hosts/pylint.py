"""tf2lint inside pylint: ``pylint --load-plugins=tf2lint.hosts.pylint``.

pylint wants the messages of one checker to share the first two digits of their ids, so
there is a checker for each family of rules; the first that pylint runs speaks for all.
"""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING, Any, NoReturn

from pylint.checkers import BaseRawFileChecker

from tf2lint.hosts.linters import (
    HostOptions,
    Linters,
    SettingsError,
    concerns,
    one_line,
    rules_off_by_default,
)
from tf2lint.knowledge import Target, load
from tf2lint.source import parse, pause_collector

if TYPE_CHECKING:
    from pylint.lint import PyLinter
    from pylint.typing import ExtraMessageOptions

    from tf2lint.knowledge import Rule
    from tf2lint.lint import Linter
    from tf2lint.model import Finding

_LETTERS = {"error": "E", "warning": "W", "info": "R"}
#: pylint's exit status for a usage that makes no sense.
_USAGE = 32

_OPTIONS = (
    (
        "tf2lint-target-version",
        {
            "type": "string",
            "default": "",
            "metavar": "<version>",
            "help": "The TensorFlow that the code has to run under, such as 2.15.",
        },
    ),
    (
        "tf2lint-keras",
        {
            "type": "string",
            "default": "",
            "metavar": "<3 or legacy>",
            "help": "The Keras that this TensorFlow uses: 3, or legacy for tf_keras.",
        },
    ),
    (
        "tf2lint-select",
        {
            "type": "csv",
            "default": (),
            "metavar": "<rules>",
            "help": "Rules of tf2lint to report alone: codes, prefixes of codes, or names.",
        },
    ),
    (
        "tf2lint-ignore",
        {
            "type": "csv",
            "default": (),
            "metavar": "<rules>",
            "help": "Rules of tf2lint to leave out: codes, prefixes of codes, or names.",
        },
    ),
)


def register(linter: PyLinter) -> None:
    """Give pylint a checker for each family; it calls this once a process of a run."""
    # An editor runs pylint over and over in one process, and files change in between.
    _known.clear()
    _Family.speaker = None
    _hand_back()
    families: dict[str, list[Rule]] = {}
    for rule in load(Target()).rules.values():
        families.setdefault(rule.code[2], []).append(rule)
    options: tuple[Any, ...] = _OPTIONS
    for digit in sorted(families):
        linter.register_checker(_Family(linter, families[digit], options))
        options = ()


def load_configuration(linter: PyLinter) -> None:
    """Refuse options, and settings of this folder, that mean nothing."""
    try:
        _linters(linter).for_path("setup.py")
    except SettingsError as error:
        _refuse(error)


class _Family(BaseRawFileChecker):
    """The rules whose codes begin with one digit."""

    name = "tf2lint"
    #: The checker that speaks for all; of the class, as some versions of pylint copy
    #: checkers into their workers beside those that are registered there.
    speaker: _Family | None = None
    #: Whether the trees of this run are out of the collector's sight.
    aside = False

    def __init__(self, linter: PyLinter, rules: list[Rule], options: tuple[Any, ...]) -> None:
        self.msgs = {_message_id(rule): _definition(rule) for rule in rules}
        self.options = options
        super().__init__(linter)

    def open(self) -> None:
        """Speak for all families unless another does; pylint opens those in use alone."""
        if _Family.speaker is None:
            _Family.speaker = self

    def close(self) -> None:
        """Leave the word to others."""
        if _Family.speaker is self:
            _Family.speaker = None
        _hand_back()

    def process_module(self, node: Any) -> None:
        """Report what the linter finds in a module, in the order of its lines."""
        if _Family.speaker is not self:
            return
        _set_aside()
        try:
            linter = _linters(self.linter).for_path(node.file)
        except SettingsError as error:
            _refuse(error)
        with pause_collector():
            findings = _lint(linter, node)
        for finding in findings:
            self.linter.add_message(
                f"tf-{finding.name}",
                line=finding.line,
                col_offset=finding.column - 1,
                end_lineno=finding.end_line,
                end_col_offset=finding.end_column - 1,
                args=(one_line(finding),),
            )


def _set_aside() -> None:
    """Keep what there is out of the garbage collector's sight until the run ends.

    pylint has built the trees of all modules before it checks the first, and holds them
    until the last is done: walking them over and over is a third of what it costs.
    """
    if not _Family.aside:
        gc.freeze()
        _Family.aside = True


def _hand_back() -> None:
    if _Family.aside:
        gc.unfreeze()
        _Family.aside = False


def _lint(linter: Linter, node: Any) -> list[Finding]:
    """Return the findings of a module of astroid's, read anew: its nodes are slower to visit."""
    with node.stream() as stream:
        data: bytes = stream.read()
    if node.file_bytes is None:
        return linter.lint(node.file, data)
    # The text came over standard input, and pylint wrote it as UTF-8 whatever its cookie says.
    text = data.decode()
    if not concerns(linter, node.file, text):
        return []
    return linter.lint_tree(node.file, text, parse(text, node.file))


def _message_id(rule: Rule) -> str:
    """Return pylint's id of a rule: ``TF412`` becomes ``W7412``."""
    return f"{_LETTERS[rule.severity]}7{rule.code[2:]}"


def _definition(rule: Rule) -> tuple[str, str, str, ExtraMessageOptions]:
    """Return what pylint keeps about a message: text, symbol, description, options."""
    return "%s", f"tf-{rule.name}", f"{rule.summary}.", {"default_enabled": rule.default}


#: By what the user asked for: pylint opens its checkers anew for each file under ``-j``.
_known: dict[HostOptions, Linters] = {}


def _linters(linter: PyLinter) -> Linters:
    config = linter.config
    off = rules_off_by_default()
    options = HostOptions(
        target_version=config.tf2lint_target_version,
        keras=config.tf2lint_keras,
        select=tuple(config.tf2lint_select),
        extend_select=tuple(r.code for r in off if linter.is_message_enabled(_message_id(r))),
        ignore=tuple(config.tf2lint_ignore),
    )
    linters = _known.get(options)
    if linters is None:
        linters = _known[options] = Linters(options)
    return linters


def _refuse(error: SettingsError) -> NoReturn:
    """End pylint as it ends on a usage that makes no sense."""
    print(f"tf2lint: {error}", file=sys.stderr)
    raise SystemExit(_USAGE)
