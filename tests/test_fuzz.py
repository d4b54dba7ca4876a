"""No crash: on every file of the standard library and site-packages, on random programs."""

from __future__ import annotations

import os
import sysconfig
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, seed, settings

from tf2lint.lint import Linter
from tf2lint.names.files import ROOT_WORDS
from tf2lint.project.settings import Settings
from tf2lint.source.reading import read_bytes

hypothesmith = pytest.importorskip("hypothesmith", reason="hypothesmith comes with tf2lint[test]")

#: hypothesmith compiles what it makes.
pytestmark = pytest.mark.filterwarnings("ignore::SyntaxWarning")

#: Makes the most imported modules of ordinary code TensorFlow's, so that all rooms have work.
_DISGUISES = [
    (f"import {name}\n".encode(), f"import {target} as {name}\n".encode())
    for name, target in (
        ("os", "tensorflow"),
        ("sys", "tensorflow.compat.v1"),
        ("re", "tensorflow.contrib.slim"),
        ("typing", "tensorflow.contrib.layers"),
    )
]
_DISGUISES.append((b"import numpy as np\n", b"import tensorflow.keras as np\n"))
_FIELDS_THAT_COUNT = ("code", "message", "severity", "confidence")


def python_files(folder: str) -> Iterator[str]:
    for here, folders, names in os.walk(folder):
        folders.sort()
        if here == folder and "site-packages" in folders:
            folders.remove("site-packages")
        yield from (os.path.join(here, name) for name in sorted(names) if name.endswith(".py"))


def lint_in_disguise(linter: Linter, path: str, data: bytes) -> int:
    """Lint a file as if it were about TensorFlow; returns the number of findings."""
    for plain, disguised in _DISGUISES:
        data = data.replace(plain, disguised)
    if not any(word in data for word in ROOT_WORDS):
        data += b"\nimport tensorflow as tf\n"
    findings = linter.lint(path, data)
    for finding in findings:
        assert all(getattr(finding, field) for field in _FIELDS_THAT_COUNT), finding
        assert 1 <= finding.line <= finding.end_line, finding
        assert finding.column >= 1, finding
        assert "\n" not in finding.message + finding.hint, finding
    return len(findings)


@pytest.mark.parametrize("folder", ["stdlib", "purelib", "platlib"])
@pytest.mark.timeout(900)
def test_installed_code(folder: str) -> None:
    paths = sysconfig.get_paths()
    if folder == "platlib" and paths["platlib"] == paths["purelib"]:
        return
    linter = Linter(Settings(select=("ALL",)))
    found = files = 0
    for path in python_files(paths[folder]):
        found += lint_in_disguise(linter, path, read_bytes(path))
        files += 1
    assert files > 100
    assert found > 100


def lint_program(source: str) -> None:
    linter = Linter(Settings(select=("ALL",)))
    lint_in_disguise(linter, "program.py", source.encode("utf-8", "surrogatepass"))
    # Every name it uses is TensorFlow's now.
    names = sorted({word for word in source.split() if word.isidentifier()})[:50]
    imports = "".join(f"import tensorflow as {name}\n" for name in names if not _keyword(name))
    linter.lint("program.py", (imports + source).encode("utf-8", "surrogatepass"))


def _keyword(name: str) -> bool:
    import keyword

    return keyword.iskeyword(name)


#: The programs are the same at every run; the clock of a busy machine is no failure.
_STEADY = {"deadline": None, "database": None, "suppress_health_check": list(HealthCheck)}


@seed(20)
@settings(max_examples=100, **_STEADY)  # type: ignore[arg-type]
@given(source=hypothesmith.from_grammar())
def test_programs_from_the_grammar(source: str) -> None:
    lint_program(source)


@seed(21)
@settings(max_examples=50, **_STEADY)  # type: ignore[arg-type]
@given(source=hypothesmith.from_node())
def test_programs_from_syntax_trees(source: str) -> None:
    lint_program(source)


@pytest.mark.slow
@pytest.mark.timeout(3600)
@seed(22)
@settings(max_examples=1000, **_STEADY)  # type: ignore[arg-type]
@given(source=hypothesmith.from_grammar())
def test_a_thousand_programs_from_the_grammar(source: str) -> None:
    lint_program(source)


@pytest.mark.slow
@pytest.mark.timeout(3600)
@seed(23)
@settings(max_examples=1000, **_STEADY)  # type: ignore[arg-type]
@given(source=hypothesmith.from_node())
def test_a_thousand_programs_from_syntax_trees(source: str) -> None:
    lint_program(source)
