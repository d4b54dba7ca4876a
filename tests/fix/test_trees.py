"""Whole trees fixed: all of it parses, a second run changes nothing, nothing new is found.

The small trees are fixtures and examples of this repository. ``pytest -m slow`` takes every
folder below those that ``TF2LINT_TREES`` names (separated as in ``PATH``), or the corpus
that ``benchmarks/corpus.py fetch`` unpacked.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import defaultdict
from difflib import SequenceMatcher
from pathlib import Path
from typing import NamedTuple

import pytest

from tf2lint.source import parse

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
SMALL = ("tests/fixtures", "tests/proof/programs", "tests/proof/converted", "examples")
#: Rules that may speak about what a fix made, with the reason.
MAY_FOLLOW: dict[str, str] = tomllib.loads((HERE / "may_follow.toml").read_text())["rules"]


class Place(NamedTuple):
    """Where a finding stands, and what it says."""

    rule: str
    line: int
    end: int
    message: str


def tf2lint(tree: Path, *arguments: str) -> bytes:
    """What a check of a whole tree prints."""
    # Not from inside: a module of the tree may be called like one that Python starts with.
    command = [sys.executable, "-m", "tf2lint", "check", *arguments, tree.name]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, cwd=tree.parent, env=environment, capture_output=True, check=False
    )
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return done.stdout


def findings(tree: Path) -> dict[str, list[Place]]:
    """What is found in a tree, by file."""
    found = defaultdict(list)
    for item in json.loads(tf2lint(tree, "--format", "json"))["findings"]:
        place = Place(item["name"], item["line"], item["end_line"], item["message"])
        found[item["path"].removeprefix(f"{tree.name}/")].append(place)
    return found


def texts(tree: Path) -> dict[str, bytes]:
    """The bytes of every Python file and notebook of a tree."""
    files = (path for path in sorted(tree.rglob("*")) if path.suffix in (".py", ".ipynb"))
    return {path.relative_to(tree).as_posix(): path.read_bytes() for path in files}


def origins(before: bytes, after: bytes) -> dict[int, range]:
    """Each line of the text after, with the lines of the text before that it came from."""
    old, new = (data.decode("latin-1").splitlines() for data in (before, after))
    lines = {}
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for _, first, last, start, end in matcher.get_opcodes():
        for at in range(start, end):
            if last - first == end - start:
                lines[at + 1] = range(first + at - start + 1, first + at - start + 2)
            else:
                lines[at + 1] = range(first + 1, last + 1)
    return lines


def appeared(before: list[Place], after: list[Place], lines: dict[int, range]) -> list[Place]:
    """Findings on lines that gave none of that rule before."""
    return [
        new
        for new in after
        if not any(
            old.rule == new.rule
            and any(old.line <= line <= old.end for line in lines.get(new.line, ()))
            for old in before
        )
    ]


def check_tree(source: Path, tree: Path, unsafe: bool) -> int:
    """Fix a copy of a tree; returns how many files changed."""
    shutil.copytree(source, tree, ignore=shutil.ignore_patterns("*.pyc", ".git"))
    how = ("--fix", "--unsafe-fixes") if unsafe else ("--fix",)
    before, found = texts(tree), findings(tree)
    tf2lint(tree, *how)
    after, left = texts(tree), findings(tree)
    tf2lint(tree, *how)
    assert texts(tree) == after, "a second run changes more"
    changed = [path for path in before if before[path] != after[path]]
    for path in changed:
        if path.endswith(".py"):
            parse(after[path], path)
        else:
            check_notebook(before[path].decode(), after[path].decode())
    assert before.keys() == after.keys()
    strangers = [
        f"{path}:{place.line}: {place.rule}: {place.message}"
        for path in left
        for place in appeared(found.get(path, []), left[path], origins(before[path], after[path]))
        if place.rule not in MAY_FOLLOW
    ]
    assert not strangers, "\n".join(strangers)
    return len(changed)


def check_notebook(before: str, after: str) -> None:
    """Nothing but lines of code may have changed: outputs, metadata and layout are as they were."""
    old, new = json.loads(before), json.loads(after)
    lines: set[str] = set()
    for book in (old, new):
        for cell in book["cells"]:
            if cell["cell_type"] == "code":
                source = cell.pop("source")
                lines.update(source if isinstance(source, list) else [source])
    assert old == new
    matcher = SequenceMatcher(None, before.split("\n"), after.split("\n"), autojunk=False)
    for kind, start, end, first, last in matcher.get_opcodes():
        if kind != "equal":
            changed = before.split("\n")[start:end] + after.split("\n")[first:last]
            assert {json.loads(line.strip().rstrip(",")) for line in changed} <= lines


def big_trees() -> list[Path]:
    """The packages to take for the slow test."""
    roots = os.environ.get("TF2LINT_TREES") or os.environ.get("TF2LINT_CORPUS")
    folders = (roots or str(ROOT / "benchmarks" / ".cache")).split(os.pathsep)
    found = [path for folder in map(Path, folders) if folder.is_dir() for path in folder.iterdir()]
    return sorted(path for path in found if path.is_dir() and path.name != "archives")


@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "unsafe"])
@pytest.mark.parametrize("folder", SMALL)
def test_small_tree(folder: str, unsafe: bool, tmp_path: Path) -> None:
    assert check_tree(ROOT / folder, tmp_path / "tree", unsafe) > 0


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "unsafe"])
def test_packages(unsafe: bool, tmp_path: Path) -> None:
    trees = big_trees()
    if not trees:
        pytest.skip("no corpus: run benchmarks/corpus.py fetch, or set TF2LINT_TREES")
    changed = sum(check_tree(tree, tmp_path / tree.name, unsafe) for tree in trees)
    assert changed > 0


def test_every_rule_that_may_follow_is_one() -> None:
    from tf2lint.knowledge import Target, load

    assert set(MAY_FOLLOW) <= {rule.name for rule in load(Target()).rules.values()}


def test_findings_keep_their_places() -> None:
    """What came from a changed line with a finding of that rule is not new."""
    lines = origins(b"a\nb\nc\n", b"x\na\nB\nc\n")
    before = [Place("rule", 2, 2, "b")]
    assert (lines[2], lines[4]) == (range(1, 2), range(3, 4))
    assert appeared(before, [Place("rule", 3, 3, "B")], lines) == []
    assert len(appeared(before, [Place("rule", 4, 4, "c"), Place("other", 3, 3, "")], lines)) == 2
