"""What is shipped works where it lands: wheel, sdist and editable install."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
#: Some of what the example must give wherever it is linted. Rules, rows of symbols and API
#: facts have all to be found for it.
EXPECTED = {"TF101", "TF103", "TF201", "TF403", "TF421"}


def run(command: Sequence[str | Path], folder: Path, status: int = 0) -> str:
    """The standard output of ``command``, run in ``folder`` without our own environment."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    done = subprocess.run(
        command, cwd=folder, env=clean, capture_output=True, text=True, check=False
    )
    assert done.returncode == status, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist of the checkout and the wheel made from that sdist."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT]
    run(command, folder)
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    (found,) = built.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def editable(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that an installer asks the build backend for when told ``-e``."""
    folder = tmp_path_factory.mktemp("editable")
    hook = "import sys, hatchling.build; print(hatchling.build.build_editable(sys.argv[1]))"
    name = run([sys.executable, "-c", hook, folder], ROOT).split()[-1]
    return folder / name


def install(wheel: Path, folder: Path) -> Path:
    """A new environment in ``folder`` with the wheel in it; its folder of programs."""
    venv.create(folder / "env", with_pip=True, symlinks=True)
    programs = folder / "env" / "bin"
    run([programs / "python", "-m", "pip", "install", "--quiet", wheel], folder)
    return programs


def lint_example(programs: Path, folder: Path) -> set[str]:
    shutil.copy(ROOT / "examples" / "mnist_tf1.py", folder / "model.py")
    command = [programs / "tf2lint", "check", "--format", "json", "model.py"]
    text = run(command, folder, status=1)
    return {finding["code"] for finding in json.loads(text)["findings"]}


def place(programs: Path, folder: Path) -> Path:
    text = run([programs / "python", "-c", "import tf2lint; print(tf2lint.__file__)"], folder)
    return Path(text.strip())


def test_wheel_lints_outside_the_checkout(wheel: Path, tmp_path: Path) -> None:
    programs = install(wheel, tmp_path)
    assert place(programs, tmp_path).is_relative_to(tmp_path)
    assert lint_example(programs, tmp_path) >= EXPECTED
    assert "keep_prob" in run([programs / "tf2lint", "explain", "TF401"], tmp_path)
    assert "TF401" in run([programs / "tf2lint", "rules"], tmp_path)


def test_editable_install_uses_the_checkout(editable: Path, tmp_path: Path) -> None:
    programs = install(editable, tmp_path)
    assert place(programs, tmp_path).parent == ROOT / "tf2lint"
    assert lint_example(programs, tmp_path) >= EXPECTED
    assert "keep_prob" in run([programs / "tf2lint", "explain", "TF401"], tmp_path)


def test_wheel_holds_the_rules_and_their_compiled_form(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    texts = {path.name for path in (ROOT / "rules").glob("*.toml")}
    assert texts
    assert {f"tf2lint/rules/{name}" for name in texts} <= names
    assert {"tf2lint/knowledge/_compiled.py", "tf2lint/py.typed"} <= names
    pages = {path.name for path in (ROOT / "tf2lint" / "report" / "html").glob("*.*")}
    assert {"page.html", "page.css", "findings.js"} < pages
    assert {f"tf2lint/report/html/{name}" for name in pages} <= names
    assert all(name.startswith(("tf2lint/", "tf2lint-")) for name in names)


def test_sdist_holds_what_a_packager_needs(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    needed = {"LICENSE", "README.md", "CHANGELOG.md", "hatch_build.py", "pyproject.toml"}
    assert needed | {"tests/test_packaging.py", "examples/mnist_tf1.py"} <= names
    assert not {name for name in names if name.endswith("/_compiled.py") or "__pycache__" in name}


def test_core_needs_nothing_but_tomli_on_old_pythons(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (metadata,) = (name for name in archive.namelist() if name.endswith("/METADATA"))
        lines = archive.read(metadata).decode().splitlines()
    needs = [line for line in lines if line.startswith("Requires-Dist:")]
    core = [line for line in needs if "extra ==" not in line]
    assert core == ["Requires-Dist: tomli>=2; python_version < '3.11'"]
    assert "Requires-Python: >=3.10" in lines


def test_version_is_written_once(wheel: Path) -> None:
    import tf2lint

    assert wheel.name.startswith(f"tf2lint-{tf2lint.__version__}-")
    assert tf2lint.__version__ not in (ROOT / "pyproject.toml").read_text().partition("[tool")[0]


def test_ci_runs_the_commands_of_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    commands = [line for line in readme if line.startswith("python3 -m venv .venv && ")]
    assert len(commands) == 2
    assert commands[1] in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
