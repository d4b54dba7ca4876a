"""What the knowledge tables hold, as plain values."""

from __future__ import annotations

from tf2lint.records import NamedTuple

Version = tuple[int, int]


class Rule(NamedTuple):
    """The metadata of one rule that a check or a listing needs.

    ``since`` and ``until`` are inclusive and ``None`` where the rule has no bound;
    ``keras`` is ``""`` where it holds with either; ``default`` tells whether the rule
    is on unless selected away; ``when`` what else a use of a row's symbol needs:
    ``always`` nothing, ``eager`` eager execution, ``call`` a check of its own,
    ``import`` an import statement. ``effort`` is what a repair takes, ``""`` where fix and
    row say it.
    """

    code: str
    name: str
    severity: str
    confidence: str
    summary: str
    message: str
    hint: str
    since: Version | None
    until: Version | None
    keras: str
    fix: str
    default: bool
    catalogue: tuple[str, ...]
    when: str = "always"
    effort: str = ""


class SymbolRow(NamedTuple):
    """What became of one TF1 path; the fields are those of ``[[symbol]]`` in ``rules/``.

    ``path`` ends in ``.*`` for a row about everything under a module; ``to``, ``hint``,
    ``package`` and ``severity`` are ``""`` where the row leaves them out.
    """

    path: str
    rule: str
    kind: str
    to: str
    hint: str
    package: str
    severity: str
    since: Version | None
    until: Version | None
    keras: str


class ParameterRow(NamedTuple):
    """What a parameter of TF1 became: ``new`` is its name now, ``""`` where it went.

    ``functions`` are the paths it holds for, none for all; ``note`` is one line of advice.
    """

    old: str
    new: str
    functions: tuple[str, ...]
    note: str


class RequirementRow(NamedTuple):
    """Why a package, or its releases before ``below`` (``""``: all), must not be required.

    ``reason`` and ``advice`` go into the message and the hint of ``requirements-pin``;
    ``conda`` tells whether the row is true of conda's package of that name, too.
    """

    name: str
    below: str
    reason: str
    advice: str
    conda: bool
    since: Version | None
    until: Version | None
    keras: str


class Parameters(NamedTuple):
    """A parameter list, without ``self`` or ``cls``.

    ``required`` counts the leading positional parameters without a default;
    ``defaults`` holds the source text of the others' defaults, in order.
    """

    positional: tuple[str, ...]
    required: int
    defaults: tuple[str, ...]
    keyword_only: tuple[str, ...]
    var_positional: bool
    var_keyword: bool
