"""Which files a command line means."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2lint.project.config import SettingsFinder
from tf2lint.project.files import collect, is_requirements, shown_path


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for path in (
        "b.py",
        "a.py",
        "note.txt",
        "pkg/__init__.py",
        "pkg/z.py",
        "pkg/build/made.py",
        "pkg/.hidden/h.py",
        ".git/hook.py",
        ".venv/lib/x.py",
        "custom-env/pyvenv.cfg",
        "custom-env/lib/x.py",
        "node_modules/x.py",
        "requirements-dev.txt",
        "setup.py",
    ):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def paths(*named: str, force_exclude: bool = False) -> list[str]:
    found = collect(named or (".",), SettingsFinder(), force_exclude=force_exclude)
    assert found.errors == []
    return [source.path for source in found.sources]


WALKED = [
    "a.py",
    "b.py",
    "pkg/.hidden/h.py",
    "pkg/__init__.py",
    "pkg/z.py",
    "requirements-dev.txt",
    "setup.py",
]


def test_a_walk_is_sorted_and_skips_what_is_not_the_projects(tree: Path) -> None:
    assert paths() == WALKED
    assert paths("./") == WALKED
    assert paths(str(tree)) == WALKED


def test_what_is_named_is_taken(tree: Path) -> None:
    assert paths("note.txt") == ["note.txt"]
    assert paths("pkg/build") == ["pkg/build/made.py"]
    assert paths(".venv") == [".venv/lib/x.py"]
    assert paths("./pkg/../a.py") == ["a.py"]


def test_each_file_comes_once(tree: Path) -> None:
    assert paths("b.py", ".", str(tree / "a.py")) == ["b.py", *[p for p in WALKED if p != "b.py"]]


def test_excludes_are_relative_to_their_file(tree: Path) -> None:
    (tree / "tf2lint.toml").write_text('exclude = ["pkg/z.py", ".hidden", "s*.py"]\n')
    assert paths() == ["a.py", "b.py", "pkg/__init__.py", "requirements-dev.txt"]
    assert paths("pkg") == ["pkg/__init__.py"]
    assert paths("pkg/z.py", "pkg/.hidden") == ["pkg/z.py", "pkg/.hidden/h.py"]
    assert paths("pkg/z.py", "a.py", "pkg/.hidden", force_exclude=True) == ["a.py"]


def test_nested_settings_hold_below(tree: Path) -> None:
    (tree / "pkg" / "tf2lint.toml").write_text('ignore = ["TF1"]\nexclude = ["z.py"]\n')
    found = collect(["."], SettingsFinder()).sources
    ignores = {source.path: source.settings.ignore for source in found}
    assert ignores["a.py"] == ()
    assert ignores["pkg/__init__.py"] == ignores["pkg/.hidden/h.py"] == ("TF1",)
    assert "pkg/z.py" not in ignores


def test_links(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "x.py").touch()
    (tree / "pkg" / "out.py").symlink_to(outside / "x.py")
    (tree / "pkg" / "out").symlink_to(outside, target_is_directory=True)
    (tree / "pkg" / "twice.py").symlink_to(tree / "a.py")
    (tree / "script").touch()
    (tree / "pkg" / "script.py").symlink_to(tree / "script")
    assert paths() == [*WALKED[:4], "pkg/script.py", *WALKED[4:]]
    assert paths("pkg/out.py", "pkg/out") == ["pkg/out.py", "pkg/out/x.py"]


@pytest.mark.parametrize(
    ("name", "lists"),
    [
        ("requirements.txt", True),
        ("requirements-dev.txt", True),
        ("test_requirements.txt", True),
        ("requirements.in", True),
        ("constraints.txt", True),
        ("setup.py", True),
        ("setup.cfg", True),
        ("pyproject.toml", True),
        ("Pipfile", True),
        ("environment.yml", True),
        ("environment-gpu.yaml", True),
        ("readme.txt", False),
        ("requirements.md", False),
        ("config.yml", False),
        ("model.py", False),
    ],
)
def test_requirement_files(name: str, lists: bool) -> None:
    assert is_requirements(name) is lists


def test_paths_are_shown_from_here(tree: Path) -> None:
    assert shown_path(str(tree / "pkg" / "z.py")) == "pkg/z.py"
    assert shown_path("./pkg//z.py") == "pkg/z.py"
    assert shown_path("/elsewhere/z.py") == "/elsewhere/z.py"
