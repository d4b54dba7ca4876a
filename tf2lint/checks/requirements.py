"""Requirements that keep a project off the target: requirements files, setup files, conda.

Read line by line: a requirement is recognised by its look, in whatever file it stands.
"""

from __future__ import annotations

import os
import re

from tf2lint.records import NamedTuple
from tf2lint.source import SourceError, decode, split_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tf2lint.knowledge import RequirementRow

#: A file that names none of these has nothing to do with TensorFlow.
_TRIGGERS = (b"tensorflow", b"tf-nightly", b"tf_nightly")
_NAME = r"(?P<name>[A-Za-z][\w.-]*)"
_EXTRAS = r"\s*(?:\[[^\]]*\])?"
_CLAUSE = r"(?:===|==|~=|!=|<=|>=|<|>|=)\s*[\w.*+!-]+"
_SPEC = rf"\s*\(?(?P<spec>(?:{_CLAUSE})?(?:\s*,\s*{_CLAUSE})*)\)?"
_END = r"\s*(?:;(?P<marker>[^\"'#]*))?"
#: A line of its own; in conda files with a bullet, channel and build: ``- c::tensorflow=1.15=h1``.
_BARE = re.compile(
    rf"\s*(?:-\s+)?[\"']?(?:[\w.-]+::)?{_NAME}{_EXTRAS}{_SPEC}(?:=[\w.*]+)?{_END}[\"']?\s*(?:#.*)?$"
)
#: A string: ``"tensorflow>=1.4,<2"``.
_QUOTED = re.compile(rf"([\"']){_NAME}{_EXTRAS}{_SPEC}\s*(?:;(?P<marker>(?:(?!\1).)*))?\1")
#: A key of a table: ``tensorflow = "^1.15"``, ``tensorflow = {version = "^1.15"}``.
_KEYED = re.compile(
    rf"\s*[\"']?{_NAME}[\"']?\s*=\s*(?:\{{.*?\bversion\s*=\s*)?[\"'](?P<spec>[^\"']*)[\"']"
)
_OLD_PYTHON = re.compile(r"python_version\s*(?:<|==)")
_SKIPPED = re.compile(r"tf2lint:\s*ignore|noqa", re.IGNORECASE)


class Pin(NamedTuple):
    """A requirement that must go; ``values`` fill the rule's templates."""

    line: int
    column: int
    end_column: int
    values: Mapping[str, str]


class _Requirement(NamedTuple):
    start: int
    end: int
    name: str
    spec: str
    conda: bool = False


def find_pins(
    path: str, data: bytes, rows: Mapping[str, list[RequirementRow]], target: str
) -> list[Pin]:
    """Return the requirements of a file that a row rejects, at most one row for each."""
    lowered = data.lower()
    if not any(trigger in lowered for trigger in _TRIGGERS):
        return []
    try:
        lines = split_lines(decode(data))
    except SourceError:
        lines = split_lines(data.decode("utf-8", "replace"))
    pins = []
    for number, (line, found) in enumerate(_requirements(os.path.basename(path), lines), 1):
        for requirement in found:
            row = _rejecting(requirement, rows.get(_normalized(requirement.name), ()))
            if row is None or _SKIPPED.search(line, requirement.end):
                continue
            written = line[requirement.start : requirement.end].strip()
            values = {
                "requirement": written,
                "reason": row.reason.format_map({"target": target}),
                "advice": row.advice,
            }
            pins.append(Pin(number, requirement.start + 1, requirement.end + 1, values))
    return pins


def _requirements(name: str, lines: list[str]) -> Iterator[tuple[str, list[_Requirement]]]:
    """Yield each line with the requirements in it."""
    suffix = name.rpartition(".")[2]
    if suffix == "py":
        for line in lines:
            yield line, list(_quoted(line.partition("#")[0] if "#" in line else line))
    elif suffix == "toml" or name == "Pipfile":
        yield from _in_toml(lines)
    elif suffix in ("yml", "yaml"):
        yield from _in_conda(lines)
    elif name == "setup.cfg":
        yield from _in_setup_cfg(lines)
    else:
        for line in lines:
            yield line, _bare(line)


def _in_toml(lines: list[str]) -> Iterator[tuple[str, list[_Requirement]]]:
    section = ""
    for line in lines:
        text = line.strip()
        if text.startswith("[") and text.endswith("]") and "=" not in text and '"' not in text:
            section = text.strip("[]").strip()
            yield line, []
        elif _lists_packages(section) and not text.startswith("#"):
            keyed = _KEYED.match(line) if _keys_are_packages(section) else None
            yield line, list(_quoted(line)) if keyed is None else [_from_key(keyed)]
        else:
            yield line, []


def _lists_packages(section: str) -> bool:
    return (
        section in ("project", "build-system", "tool.uv", "tool.pdm")
        or "dependenc" in section
        or _keys_are_packages(section)
    )


def _keys_are_packages(section: str) -> bool:
    """Say whether the keys of a table are names of packages, as in Poetry's and Pipenv's."""
    return section in ("packages", "dev-packages") or (
        section.startswith("tool.poetry") and section.endswith("dependencies")
    )


def _in_conda(lines: list[str]) -> Iterator[tuple[str, list[_Requirement]]]:
    pip_indent = -1
    for line in lines:
        indent = len(line) - len(line.lstrip())
        text = line.strip()
        if pip_indent >= 0 and text and indent <= pip_indent:
            pip_indent = -1
        if text == "- pip:":
            pip_indent = indent
        if not text.startswith("- "):
            yield line, []
        else:
            yield line, [found._replace(conda=pip_indent < 0) for found in _bare(line)]


def _in_setup_cfg(lines: list[str]) -> Iterator[tuple[str, list[_Requirement]]]:
    section = ""
    for line in lines:
        if line.startswith("["):
            section = line.strip().strip("[]")
        relevant = section in ("options", "options.extras_require") and line[:1].isspace()
        yield line, _bare(line) if relevant else []


def _bare(line: str) -> list[_Requirement]:
    """Return the requirement that a line consists of, if it does."""
    match = _BARE.match(line)
    return [] if match is None or _for_old_python(match) else [_from_match(match)]


def _quoted(line: str) -> Iterator[_Requirement]:
    for match in _QUOTED.finditer(line):
        if not _for_old_python(match):
            yield _from_match(match)


def _for_old_python(match: re.Match[str]) -> bool:
    """Say whether a marker keeps the requirement to old Pythons: then it is deliberate."""
    return bool(match["marker"]) and _OLD_PYTHON.search(match["marker"]) is not None


def _from_match(match: re.Match[str]) -> _Requirement:
    end = match.end("spec") if match["spec"] else match.end("name")
    return _Requirement(match.start("name"), end, match["name"], match["spec"].strip())


def _from_key(match: re.Match[str]) -> _Requirement:
    spec = match["spec"].strip()
    if spec[:1].isdigit():
        spec = "==" + spec
    return _Requirement(match.start("name"), match.end(), match["name"], spec)


def _normalized(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _rejecting(
    requirement: _Requirement, rows: list[RequirementRow] | tuple[()]
) -> RequirementRow | None:
    for row in rows:
        if requirement.conda and not row.conda:
            continue
        if not row.below or _stays_below(requirement.spec, _numbers(row.below)):
            return row
    return None


def _stays_below(spec: str, below: tuple[int, ...]) -> bool:
    """Say whether no release from ``below`` on meets the specifier."""
    if "|" in spec:
        return False
    return any(_clause_stays_below(clause.strip(), below) for clause in spec.split(","))


def _clause_stays_below(clause: str, below: tuple[int, ...]) -> bool:
    digits = clause.lstrip("=~<>!^ ")
    operator = clause[: len(clause) - len(digits)].strip()
    version = _numbers(digits)
    if not version:
        return False
    if operator == "<":
        return _padded(version) <= _padded(below)
    if operator in ("<=", "==", "===") and "*" not in digits:
        return _padded(version) < _padded(below)
    if operator in ("==", "="):
        prefix = version
    elif operator == "~=":
        prefix = version[:-1]
    elif operator == "^":
        prefix = version[: 1 + next((i for i, n in enumerate(version) if n), 0)]
    elif operator == "~":
        prefix = version[:2]
    else:
        return False
    return prefix < below[: len(prefix)]


def _numbers(version: str) -> tuple[int, ...]:
    """Return the numbers that a version starts with: ``1.15.5rc1`` is 1, 15, 5."""
    numbers = []
    for part in version.split("."):
        digits = re.match(r"\d+", part)
        if digits is None:
            break
        numbers.append(int(digits[0]))
        if digits[0] != part:
            break
    return tuple(numbers)


def _padded(version: tuple[int, ...]) -> tuple[int, ...]:
    return version + (0,) * (4 - len(version))
