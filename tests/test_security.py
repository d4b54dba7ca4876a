"""What docs/security.md claims about linting code that nobody trusts, a test a claim."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
TF1 = "import tensorflow as tf\nx = tf.to_float(1)\n"
#: Bytes that a run on the worst input may take: of memory, all of Python included.
MOST_MEMORY = 1_000_000_000

posix = pytest.mark.skipif(sys.platform == "win32", reason="pipes, links and limits of POSIX")


class Ran(NamedTuple):
    status: int
    findings: list[tuple[str, str]]
    messages: str
    errors: list[str]
    #: The most memory that was resident, in bytes.
    memory: int


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A folder to be linted, with a file that has one finding, in a folder with a secret."""
    (tmp_path / "secret.py").write_text(TF1 + "PASSWORD = tf.Session\n")
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree" / "a.py").write_text(TF1)
    return tmp_path / "tree"


def check(tree: Path, *arguments: str, command: str = "check") -> Ran:
    """Run the command line as a user would; one that waits for a pipe fails the test."""
    program = (
        "import resource, subprocess, sys\n"
        "done = subprocess.run(sys.argv[1:])\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss\n"
        "print(used, file=sys.stderr)\n"
        "sys.exit(done.returncode)\n"
    )
    form = ["--format", "json", "--no-cache"] if command == "check" else []
    tool = [sys.executable, "-m", "tf2lint", command, *form, *arguments]
    done = subprocess.run(
        [sys.executable, "-I", "-c", program, *tool],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=200,
    )
    *errors, used = done.stderr.splitlines()
    memory = int(used) * (1 if sys.platform == "darwin" else 1024)
    if command != "check":
        return Ran(done.returncode, [], done.stdout, errors, memory)
    document = json.loads(done.stdout)
    found = [(f["path"], f["code"]) for f in document["findings"]]
    messages = " ".join(f["message"] for f in document["findings"])
    return Ran(done.returncode, found, messages, document["errors"], memory)


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


@posix
def test_nothing_of_the_tree_is_executed(tree: Path) -> None:
    trap = f"open({str(tree.parent / 'sprung')!r}, 'w').close()\n"
    names = (
        "json ast re tokenize tomllib tomli inspect difflib typing hashlib html string enum "
        "setup conftest sitecustomize usercustomize tensorflow tf2lint_plugin fissix tomlkit"
    ).split()
    for name in names:
        (tree / f"{name}.py").write_text(TF1 + trap)
    (tree / "pkg").mkdir()
    (tree / "pkg" / "__init__.py").write_text(trap)
    (tree / "b.py").write_text("from pkg import *\nimport setup\nfrom conftest import x\n" + TF1)
    (tree / "old.py").write_text("import tensorflow as tf\nprint 'x'\n")
    (tree / "tf2lint.toml").write_text("ignore = ['TF101']\n")
    (tree / "n.ipynb").write_text(
        json.dumps({"cells": [{"cell_type": "code", "source": f"!touch sprung\n{TF1}{trap}"}]})
    )
    for form in ("json", "full", "html", "sarif"):
        ran = check(tree, "--report", f"{form}=/dev/null")
        assert ran.status == 1
        assert ran.errors == []
    assert len(ran.findings) > len(names)
    assert not list(tree.parent.rglob("sprung"))
    assert not list(tree.rglob("__pycache__"))


@posix
def test_links_that_lead_out_are_not_followed(tree: Path) -> None:
    outside = tree.parent
    (outside / "library").mkdir()
    (outside / "library" / "__init__.py").write_text("import tensorflow as hidden\n")
    (outside / "notes.ipynb").write_text(
        json.dumps({"cells": [{"cell_type": "code", "source": TF1}]})
    )
    before = check(tree)
    (tree / "linked.py").symlink_to(outside / "secret.py")
    (tree / "notes.ipynb").symlink_to(outside / "notes.ipynb")
    (tree / "up").symlink_to(outside, target_is_directory=True)
    (tree / "library").symlink_to(outside / "library", target_is_directory=True)
    (tree / "passwords.py").symlink_to("/etc/passwd")
    assert check(tree).findings == before.findings
    (tree / "b.py").write_text("from library import hidden\nhidden.to_float(1)\nimport passwords\n")
    assert check(tree).findings == before.findings, "an import is no way out either"


@posix
def test_a_link_for_settings_shows_nothing_of_other_files(tree: Path) -> None:
    (tree.parent / "credentials.toml").write_text("token_abc = 'secret'\n")
    (tree / "tf2lint.toml").symlink_to(tree.parent / "credentials.toml")
    ran = check(tree)
    assert "no settings file" in ran.errors[0]
    assert "token_abc" not in " ".join(ran.errors)
    (tree / "tf2lint.toml").unlink()
    (tree.parent / "shared").mkdir()
    (tree.parent / "shared" / "tf2lint.toml").write_text("ignore = ['TF504']\n")
    (tree / "tf2lint.toml").symlink_to(tree.parent / "shared" / "tf2lint.toml")
    assert check(tree).findings == []


@posix
@pytest.mark.parametrize("name", ["setup.py", "b.py", "n.ipynb", "requirements.txt"])
def test_no_pipe_and_no_device_is_read(tree: Path, name: str) -> None:
    (tree / "a.py").write_text(f"import {name.partition('.')[0]}, zero\n{TF1}")
    os.mkfifo(tree / name)
    (tree / "zero.py").symlink_to("/dev/zero")
    ran = check(tree)
    assert (ran.findings, ran.errors) == ([("a.py", "TF504")], [])
    ran = check(tree, name, "zero.py", "a.py")
    assert [error.partition(":")[0] for error in ran.errors] == [name, "zero.py"]


@posix
@pytest.mark.parametrize("name", ["tf2lint.toml", "pyproject.toml", "tf2lint-baseline.tsv"])
@pytest.mark.parametrize("device", ["", "/dev/zero"])
def test_no_settings_and_no_baseline_is_a_pipe_or_a_device(
    tree: Path, name: str, device: str
) -> None:
    if device:
        (tree / name).symlink_to(device)
    else:
        os.mkfifo(tree / name)
    if name.endswith("tsv"):
        (tree / "tf2lint.toml").write_text(f"baseline = '{name}'\n")
        ran = check(tree, "--no-baseline")
        assert ran.findings == [("a.py", "TF504")]
        done = subprocess.run(
            [sys.executable, "-m", "tf2lint", "check"],
            cwd=tree,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == 2
        # A link out of the tree is refused before anybody looks at what it leads to.
        assert ("leads out" if device else "not a regular file") in done.stderr
        return
    ran = check(tree)
    assert ran.status == 2
    assert ran.findings == [("a.py", "TF504")]
    assert "not a regular file" in ran.errors[0] or "no settings file" in ran.errors[0]


DEEP = {
    "brackets": "(" * 10_000 + "1" + ")" * 10_000,
    "lists": "[" * 10_000 + "]" * 10_000,
    "signs": "-" * 10_000 + "1",
    "sums": "1" + "+1" * 10_000,
    "members": "tf" + ".a" * 10_000,
    "calls": "tf.a" + "()" * 10_000,
    "arguments": "tf.a(" * 10_000 + ")" * 10_000,
    "lambdas": "lambda:" * 10_000 + "1",
    "choices": "a if b else " * 10_000 + "1",
    "branches": "1\nif a: pass\n" + "elif b: pass\n" * 10_000,
    "blocks": "1\n" + "".join(" " * n + "if a:\n" for n in range(1000)) + " " * 1000 + "pass",
    "texts": "f'{" * 10_000 + "}'" * 10_000,
}
WIDE = {
    "a file of 10 MB": "[" + "1," * 5_000_000 + "]",
    "a list of a million": "[" + "1, " * 1_000_000 + "]",
    "a list of calls": "[" + "tf.a(1), " * 1_000_000 + "]",
    "a dictionary": "{" + "1: 2, " * 1_000_000 + "}",
    "a tuple": "1, " * 1_000_000,
    "a comparison": "1" + "<1" * 1_000_000,
    "a choice": "1" + " or 1" * 1_000_000,
    "lines": "1\n" + "tf.to_float(1)\n" * 600_000,
    "words": "1\n" + "x\n" * 1_000_000,
}


@posix
@pytest.mark.parametrize("name", DEEP)
def test_deep_expressions_give_a_message(tree: Path, name: str) -> None:
    (tree / "deep.py").write_text(f"{TF1}y = {DEEP[name]}\n")
    ran = check(tree)
    assert ran.errors == []
    codes = {code for path, code in ran.findings if path == "deep.py"}
    if sys.version_info >= (3, 11):
        assert codes & {"TF001", "TF003"}, ran.findings
    else:
        # The parser of Python 3.10 takes some of them, and so does the linter then.
        assert codes, ran.findings
    assert ("a.py", "TF504") in ran.findings
    assert ran.memory < MOST_MEMORY / 2


@posix
@pytest.mark.parametrize("name", WIDE)
def test_large_files_give_a_message(tree: Path, name: str) -> None:
    (tree / "wide.py").write_text(f"{TF1}y = {WIDE[name]}\n")
    ran = check(tree)
    assert (ran.findings, ran.errors) == ([("a.py", "TF504"), ("wide.py", "TF003")], [])
    assert "elements" in ran.messages
    assert ran.memory < MOST_MEMORY / 5


@posix
@pytest.mark.parametrize(
    "text", ["y = [" + "1," * 490_000 + "]", "tf.to_float(1)\n" * 160_000, "y = 1" + "<1" * 490_000]
)
def test_what_is_still_linted_takes_bounded_memory(tree: Path, text: str) -> None:
    (tree / "a.py").write_text(f"{TF1}{text}\n")
    ran = check(tree)
    assert {code for _, code in ran.findings} == {"TF504"}
    assert ran.memory < MOST_MEMORY


@posix
def test_notebooks_are_bounded_too(tree: Path) -> None:
    cell = {"cell_type": "code", "source": TF1 + "y = [" + "1," * 300_000 + "]"}
    (tree / "long.ipynb").write_text(json.dumps({"cells": [cell] * 4}))
    (tree / "wide.ipynb").write_text('{"metadata": {"tensorflow": [' + "[]," * 6_000_000 + "[]]}}")
    (tree / "deep.ipynb").write_text('{"tensorflow": ' + "[" * 100_000 + "]" * 100_000 + "}")
    (tree / "odd.ipynb").write_text('{"worksheets": 5, "metadata": "tensorflow"}')
    (tree / "none.ipynb").write_text('{"cells": {"tensorflow": [1]}}')
    ran = check(tree)
    assert ran.errors == []
    names = ["deep.ipynb", "long.ipynb", "wide.ipynb"]
    assert ran.findings == [("a.py", "TF504"), *((name, "TF003") for name in names)]
    assert ran.memory < MOST_MEMORY


@posix
def test_a_file_beyond_all_measure_is_not_read(tree: Path) -> None:
    for name in ("huge.py", "tf2lint.toml"):
        with open(tree / name, "wb") as file:
            file.truncate(50_000_000_000)
    ran = check(tree)
    assert ran.findings == [("a.py", "TF504"), ("huge.py", "TF003")]
    assert "larger than 100,000,000 bytes" in ran.messages
    assert "larger than 100,000,000 bytes" in ran.errors[0]


@posix
def test_settings_of_the_tree_write_nothing(tree: Path) -> None:
    (tree.parent / "known.tsv").write_text("# tf2lint baseline 1\n")
    cases = [
        "baseline = '../known.tsv'\n",
        f"baseline = '{tree.parent / 'known.tsv'}'\n",
        "baseline = 'a/../../known.tsv'\n",
        "report = ['json=out.json']\n",
        "jobs = 'auto'\n",
        "format = 'html'\n",
        "cache-dir = '.'\n",
        "plugins = ['evil']\nload-plugins = 'evil'\n",
        "[tool]\nextends = '../other.toml'\n",
    ]
    for text in cases:
        (tree / "tf2lint.toml").write_text(text)
        before = contents(tree.parent)
        ran = check(tree)
        assert (ran.status, ran.findings) == (2, [("a.py", "TF504")]), text
        assert "baseline" in ran.errors[0] or "unknown key" in ran.errors[0], text
        assert contents(tree.parent) == before


@posix
def test_a_baseline_of_the_settings_is_only_read(tree: Path) -> None:
    (tree / "tf2lint.toml").write_text("baseline = 'known.tsv'\n")
    (tree / "known.tsv").write_text("# tf2lint baseline 1\n")
    before = contents(tree.parent)
    assert check(tree).findings == [("a.py", "TF504")]
    assert contents(tree.parent) == before
    (tree / "known.tsv").unlink()
    (tree / "known.tsv").symlink_to(tree.parent / "secret.py")
    tool = [sys.executable, "-m", "tf2lint", "check", "--no-cache"]
    place = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(tool, cwd=tree, env=place, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "tf2lint: known.tsv: a link leads out of the folder of the settings\n"


@posix
def test_the_command_that_writes_a_baseline_stays_in_the_tree(tree: Path) -> None:
    (tree / "tf2lint.toml").write_text("baseline = '../out.tsv'\n")
    assert check(tree, command="baseline").status == 2
    (tree / "tf2lint.toml").write_text("baseline = 'link.tsv'\n")
    (tree / "link.tsv").symlink_to(tree.parent / "out.tsv")
    assert check(tree, command="baseline").status == 2
    assert not (tree.parent / "out.tsv").exists()
    (tree / "link.tsv").unlink()
    assert check(tree, command="baseline").status == 0
    assert (tree / "link.tsv").read_text().startswith("# tf2lint baseline 1\n")
    (tree / "tf2lint.toml").write_text("baseline = 'out/known.tsv'\n")
    (tree / "out").symlink_to(tree.parent)
    ran = check(tree, command="baseline")
    assert ran.status == 2
    assert "out/known.tsv: a link leads out of the folder" in ran.errors[0]
    assert not (tree.parent / "known.tsv").exists()


@posix
def test_the_ratchet_writes_through_no_link(tree: Path) -> None:
    shared = tree.parent / "tf2lint.toml"
    shared.write_text("max-error = 100\n")
    (tree / "tf2lint.toml").symlink_to(shared)
    ran = check(tree, "--ratchet", command="budgets")
    assert (ran.status, shared.read_text()) == (2, "max-error = 100\n")
    assert "is a link" in ran.errors[0]


@posix
def test_no_text_of_the_tree_steers_a_terminal(tree: Path) -> None:
    steering = "\\u001b]0;x\\u0007"
    (tree / "tf2lint.toml").write_text(
        f'max-error = 0\n[[budgets]]\npaths = ["{steering}", "*"]\nmax = 0\n'
        f'[per-file-ignores]\n"{steering}" = []\n'
    )
    (tree / "\x1b[2Jb.py").write_text(TF1)
    (tree / "\x1b[2Jc.py").symlink_to("nowhere")
    (tree / "known.tsv").write_text("# tf2lint baseline 1\n\x1b[2Jd.py\tTF504\tabc\t\x1b[2J\n")
    for command in (
        ["check", "--no-cache"],
        ["check", "--no-cache", "--format", "full", "--baseline", "known.tsv"],
        ["check", "--statistics", "\x1b[2Je.py"],
        ["budgets", "--no-cache"],
        ["settings"],
    ):
        tool = [sys.executable, "-m", "tf2lint", *command]
        place = {**os.environ, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(tool, cwd=tree, env=place, capture_output=True, check=False)
        assert done.returncode in (1, 2) or command == ["settings"]
        assert b"x1b" in done.stdout + done.stderr or b"0001b" in done.stdout
        assert b"\x1b" not in done.stdout + done.stderr, command


@posix
def test_a_check_writes_nothing_into_the_tree(tree: Path) -> None:
    before = contents(tree.parent)
    for arguments in ([], ["--jobs", "2"], ["--statistics"]):
        check(tree, *arguments)
    assert contents(tree.parent) == before


def test_each_claim_has_its_test() -> None:
    page = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    text = Path(__file__).read_text(encoding="utf-8")
    trend = (ROOT / "tests" / "test_trend.py").read_text(encoding="utf-8")
    named = set(re.findall(r"`(test_\w+)`", page))
    assert len(named) > 10
    for name in named:
        assert f"def {name}(" in text + trend, name
    tests = re.findall(r"^def (test_\w+)", text, re.MULTILINE)
    assert set(tests) - named == {"test_each_claim_has_its_test"}
