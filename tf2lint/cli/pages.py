"""``tf2lint rules``, ``explain`` and ``settings``."""

from __future__ import annotations

import os

from tf2lint.cli import refuse, tell
from tf2lint.gate import BROKEN, PASSED
from tf2lint.knowledge import Target, load

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tf2lint.knowledge import Rule
    from tf2lint.project.settings import Budget, Settings


def rules(form: str) -> int:
    """List the rules; ``form`` is ``text`` or ``json``."""
    known = sorted(load(Target()).rules.values(), key=lambda rule: rule.code)
    if form == "json":
        import json

        fields = ("code", "name", "severity", "confidence", "summary", "fix", "default")
        rows = [json.dumps({field: getattr(rule, field) for field in fields}) for rule in known]
        print("[\n  " + ",\n  ".join(rows) + "\n]")
        return PASSED
    width = max(len(rule.name) for rule in known)
    for rule in known:
        note = "" if rule.default else " (off by default)"
        print(f"{rule.code}  {rule.name:{width}}  {rule.severity:7}  {rule.summary}{note}")
    return PASSED


def explain(label: str) -> int:
    """Print the page of the rule with this code or name."""
    from tf2lint.knowledge.pages import load_pages
    from tf2lint.project.config import SettingsError
    from tf2lint.project.keys import rule_label

    rule = load(Target()).find_rule(label) or load(Target()).find_rule(label.upper())
    if rule is None:
        try:
            return refuse(f"{rule_label(label)} covers several rules: name one")
        except SettingsError as error:
            return refuse(error)
    page = load_pages()[rule.name]
    parts = [
        f"{rule.code} {rule.name}: {rule.summary}",
        _standing(rule),
        page.explanation.strip("\n"),
    ]
    for title, code in (("Reported", page.bad), ("Not reported", page.good)):
        if code.strip():
            indented = "\n".join(f"    {line}".rstrip() for line in code.strip().split("\n"))
            parts.append(f"{title}:\n\n{indented}")
    parts.append(
        f"To suppress it on a line: # tf2lint: ignore[{rule.name}] or # noqa: {rule.code}\n"
        f'Everywhere, in the settings: ignore = ["{rule.name}"]'
    )
    if page.references:
        parts.append("References:\n" + "\n".join(f"  {reference}" for reference in page.references))
    print("\n\n".join(parts))
    return PASSED


def _standing(rule: Rule) -> str:
    """Return severity, confidence and the targets of a rule in a line."""
    words = [f"Severity {rule.severity}, confidence {rule.confidence}"]
    if rule.since:
        words.append(f"since TensorFlow {rule.since[0]}.{rule.since[1]}")
    if rule.until:
        words.append(f"until TensorFlow {rule.until[0]}.{rule.until[1]}")
    if rule.keras:
        words.append(f"with Keras {rule.keras}" if rule.keras == "3" else "with legacy Keras")
    if not rule.default:
        words.append("off unless selected by its own code or name")
    return ", ".join(words) + "."


def settings(path: str) -> int:
    """Print the settings in force for a path, as they would be written in a file."""
    from tf2lint.project.config import SettingsFinder

    if not os.path.exists(path):
        return refuse(f"{path}: No such file or directory")
    finder = SettingsFinder()
    found = finder.for_folder(path if os.path.isdir(path) else os.path.dirname(path))
    for problem in finder.problems:
        tell(problem)
    source = "".join(map(_escaped, found.source))
    print(f"# from {source}" if source else "# no settings file: the defaults")
    print("\n".join(_as_toml(found)))
    return BROKEN if finder.problems else PASSED


def _as_toml(found: Settings) -> list[str]:
    values = found._asdict()
    for key in ("root", "source"):
        del values[key]
    target = values.pop("target")
    lines = [f'target-version = "{target.release}"', f'keras = "{target.keras}"']
    tables = []
    if not found.baseline:
        # No name means no baseline: there is no way to write that.
        del values["baseline"]
    for budget in values.pop("budgets"):
        tables += ["", "[[budgets]]", *_budget_as_toml(budget)]
    for field, value in values.items():
        key = field.replace("_", "-")
        if key == "probe":
            for entry in value:
                tables += ["", "[[probe.target]]", *(f"{k} = {_toml(v)}" for k, v in entry)]
        elif key in ("per-file-ignores", "severity", "limits"):
            pairs = list(value.items() if isinstance(value, dict) else value)
            if pairs:
                tables += ["", f"[{key}]", *(f"{_toml(k)} = {_toml(v)}" for k, v in pairs)]
        else:
            lines.append(f"{key} = {_toml(value)}")
    return lines + tables


def _budget_as_toml(budget: Budget) -> list[str]:
    shares = {"per_1000_lines": "max-per-1000-lines"}
    return [
        f"{shares.get(field, field)} = {_toml(value)}"
        for field, value in budget._asdict().items()
        if value not in (None, "", ())
    ]


def _toml(value: Any) -> str:
    if value is None:
        return '"unlimited"'
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, str):
        return f'"{"".join(map(_escaped, value))}"'
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_toml(key)} = {_toml(item)}' for key, item in value.items())}}}"
    return str(value)


def _escaped(character: str) -> str:
    if character in '\\"':
        return "\\" + character
    return character if character.isprintable() else f"\\U{ord(character):08x}"
