"""False alarms on code that is TensorFlow 2 already: packages pinned in ``native.toml``.

    python benchmarks/native.py          # lint, compare with the verdicts, print both tables
    python benchmarks/native.py write    # and put them into docs/accuracy.md
    python benchmarks/native.py tidy     # likewise, and drop verdicts on what is reported no more

Each package is linted whole with the default settings, and once more for the TensorFlow and
Keras that it was written for. Every finding in a file that is TensorFlow 2 was read; what a
person made of it stands in ``native-verdicts.tsv``: place, code, ``true`` or ``false``, reason.
A false one stays there when it is mended, so that it cannot come back unseen. Exit status 1:
a finding without a verdict, one that is known to be false, or a true one that is not reported.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import NamedTuple

from corpus import HERE, CorpusError, Package, cache_folder, fetch, packages

PINS = HERE / "native.toml"
VERDICTS = HERE / "native-verdicts.tsv"
PAGE = HERE.parent / "docs" / "accuracy.md"
#: A rule that is reported in more of the files than this must be right each time.
MOST_FILES = 1 / 200

_IMPORTS = re.compile(r"^[ \t]*(?:import|from)[ \t]+(?:tensorflow|keras|tf_keras)\b", re.MULTILINE)
#: Words of files that serve TensorFlow 1 on purpose. What a rule reports is not among them:
#: a session in a file without these words is a finding like any other.
_SERVES_TF1 = re.compile(
    r"\b(?:compat\.v1|compat import v1|tf_slim|(?:tf|tensorflow)\.contrib|tensorflow import contrib"
    r"|tf2\.enabled|(?:disable|enable)_(?:v2_behavior|eager_execution))\b"
)


class Place(NamedTuple):
    """Where a finding stands; ``path`` begins with the package's folder."""

    path: str
    line: int
    column: int
    code: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}\t{self.code}"


class Verdict(NamedTuple):
    """What a person found a finding to be, and why."""

    true: bool
    reason: str


class Linted(NamedTuple):
    """One package: its TensorFlow files, which of them are TensorFlow 2, what was found."""

    package: Package
    files: set[str]
    native: set[str]
    found: list[Place]
    #: With the TensorFlow and Keras of the package itself.
    found_at_home: list[Place]


def is_native(text: str) -> bool:
    """Whether a TensorFlow file is written for TensorFlow 2 alone."""
    return not _SERVES_TF1.search(text)


def uses_tensorflow(text: str) -> bool:
    """Whether a file imports TensorFlow or Keras itself."""
    return bool(_IMPORTS.search(text))


def lint(package: Package, folder: Path) -> Linted:
    texts = {
        f"{package.folder}/{path.relative_to(folder).as_posix()}": path.read_text(
            encoding="utf-8", errors="replace"
        )
        for path in folder.rglob("*.py")
    }
    files = {name for name, text in texts.items() if uses_tensorflow(text)}
    home = ["--target-version", package.target] if package.target else []
    home += ["--keras", package.keras] if package.keras else []
    return Linted(
        package,
        files,
        {name for name in files if is_native(texts[name])},
        _findings(package, folder, []),
        _findings(package, folder, home),
    )


def _findings(package: Package, folder: Path, options: list[str]) -> list[Place]:
    command = [sys.executable, "-m", "tf2lint", "check", "--format", "json", "--jobs", "2"]
    environment = {**os.environ, "PYTHONPATH": str(HERE.parent)}
    done = subprocess.run(
        [*command, *options, "."], cwd=folder, env=environment, capture_output=True, check=False
    )
    if done.returncode not in (0, 1):
        raise CorpusError(f"tf2lint failed on {package.folder}: {done.stderr.decode()}")
    return [
        Place(f"{package.folder}/{row['path']}", row["line"], row["column"], row["code"])
        for row in json.loads(done.stdout)["findings"]
        if row["path"].endswith(".py")
    ]


def verdicts(path: Path = VERDICTS) -> dict[Place, Verdict]:
    """The verdicts by place; ValueError names a line that is none."""
    found: dict[Place, Verdict] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("#"):
            continue
        try:
            where, code, verdict, reason = line.split("\t")
            name, row, column = where.rsplit(":", 2)
            place = Place(name, int(row), int(column), code)
        except ValueError:
            raise ValueError(f"{path}:{number}: not place, code, verdict, reason") from None
        if verdict not in ("true", "false") or not reason.strip() or place in found:
            raise ValueError(f"{path}:{number}: no verdict, no reason, or the place twice")
        found[place] = Verdict(verdict == "true", reason)
    return found


def problems(linted: list[Linted], judged: dict[Place, Verdict]) -> list[str]:
    """Findings in TensorFlow 2 files that nobody read, or that are false; verdicts on none."""
    told = []
    for one in linted:
        for place in one.found:
            if place.path not in one.native:
                continue
            verdict = judged.get(place)
            if verdict is None:
                told.append(f"not read: {place}")
            elif not verdict.true:
                told.append(f"false: {place}\t{verdict.reason}")
    return told + [f"not reported: {place}" for place in sorted(stale(linted, judged))]


def stale(linted: list[Linted], judged: dict[Place, Verdict]) -> set[Place]:
    """What was found true and is not reported any more."""
    found = {place for one in linted for place in one.found}
    return {place for place, verdict in judged.items() if verdict.true} - found


def tidy(text: str, places: set[Place]) -> str:
    """The text of the verdicts without those on ``places``."""
    names = {str(place) for place in places}
    lines = text.splitlines(keepends=True)
    return "".join(line for line in lines if "\t".join(line.split("\t")[:2]) not in names)


def rule_table(linted: list[Linted], judged: dict[Place, Verdict]) -> str:
    """A row a rule: findings and files, their share, and how many of them are false."""
    native = sum(len(one.native) for one in linted)
    every = sum(len(one.files) for one in linted)
    findings, home, false = Counter[str](), Counter[str](), Counter[str]()
    files: defaultdict[str, set[str]] = defaultdict(set)
    elsewhere: defaultdict[str, set[str]] = defaultdict(set)
    for one in linted:
        for place in one.found:
            elsewhere[place.code].add(place.path)
            if place.path in one.native:
                findings[place.code] += 1
                files[place.code].add(place.path)
                false[place.code] += place in judged and not judged[place].true
        home.update(place.code for place in one.found_at_home if place.path in one.native)
    lines = [
        "| code | findings | of them false | TensorFlow 2 files | share | "
        "findings for the package's own TensorFlow | share of all TensorFlow files |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for code in sorted(files, key=lambda code: (-len(files[code]), code)):
        share = len(files[code]) / native
        shown = f"**{share:.2%}**" if share > MOST_FILES else f"{share:.2%}"
        lines.append(
            f"| {code} | {findings[code]} | {false[code]} | {len(files[code])} | {shown} | "
            f"{home[code]} | {len(elsewhere[code]) / every:.2%} |"
        )
    return "\n".join(lines)


def package_table(linted: list[Linted]) -> str:
    """A row a package: how many files, how many findings in those of TensorFlow 2."""
    lines = [
        "| package | TensorFlow files | for TensorFlow 2 alone | findings in these | "
        "its own TensorFlow | findings for that |",
        "|---|---:|---:|---:|---|---:|",
    ]
    for one in linted:
        found = sum(place.path in one.native for place in one.found)
        at_home = sum(place.path in one.native for place in one.found_at_home)
        keras = {"3": ", Keras 3", "legacy": ", tf_keras"}.get(one.package.keras, "")
        lines.append(
            f"| {one.package.name} {one.package.version} | {len(one.files)} | {len(one.native)} | "
            f"{found} | {one.package.target}{keras} | {at_home} |"
        )
    return "\n".join(lines)


def report(linted: list[Linted], judged: dict[Place, Verdict]) -> str:
    native = sum(len(one.native) for one in linted)
    every = sum(len(one.files) for one in linted)
    found = sum(place.path in one.native for one in linted for place in one.found)
    mended = sum(not verdict.true for verdict in judged.values())
    head = (
        f"{native} files for TensorFlow 2 alone, of {every} that import TensorFlow or Keras: "
        f"{found} findings. Another {mended} were read, found false, and are mended."
    )
    return "\n\n".join([head, rule_table(linted, judged), package_table(linted)])


def write(text: str) -> None:
    """Put the tables between the marks of the page."""
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition("<!-- native tables -->\n")
    _, _, after = rest.partition("<!-- native tables end -->\n")
    if not rest or not after:
        raise CorpusError(f"{PAGE} has no marks for the tables")
    marked = f"<!-- native tables -->\n\n{text}\n\n<!-- native tables end -->\n"
    PAGE.write_text(f"{before}{marked}{after}", encoding="utf-8")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Lint code that is TensorFlow 2 already.")
    parser.add_argument("action", nargs="?", choices=["show", "write", "tidy"], default="show")
    chosen = parser.parse_args(arguments)
    try:
        folders = fetch(cache_folder(), PINS)
        linted = [lint(*pair) for pair in zip(packages(PINS), folders, strict=True)]
        judged = verdicts()
        if chosen.action == "tidy":
            left = tidy(VERDICTS.read_text(encoding="utf-8"), stale(linted, judged))
            VERDICTS.write_text(left, encoding="utf-8")
            judged = verdicts()
        text = report(linted, judged)
        if chosen.action != "show":
            write(text)
    except (CorpusError, ValueError) as error:
        print(f"native: {error}", file=sys.stderr)
        return 2
    print(text)
    told = problems(linted, judged)
    well = "every finding was read; none is false, and none is gone"
    print("\n".join(["", *(told or [well])]))
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
