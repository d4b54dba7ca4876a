"""Settings: which rules are on, where the settings come from, globs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2lint.knowledge import Target
from tf2lint.project.config import SettingsFinder
from tf2lint.project.globs import Globs
from tf2lint.project.keys import KEYS
from tf2lint.project.settings import Settings

RULE = ("TF101", "contrib-import")


@pytest.mark.parametrize(
    ("select", "ignore", "on"),
    [
        ((), (), True),
        (("TF1",), (), True),
        (("TF2",), (), False),
        (("ALL",), (), True),
        ((), ("TF",), False),
        ((), ("TF101",), False),
        ((), ("contrib-import",), False),
        (("TF101",), ("TF1",), True),
        (("TF1",), ("TF101",), False),
        (("TF1",), ("TF1",), False),
        (("contrib-import",), ("TF10",), True),
        (("TF2",), ("TF2",), False),
        ((), ("ALL",), False),
        (("TF1",), ("ALL",), True),
    ],
)
def test_the_closest_entry_decides(select, ignore, on: bool) -> None:
    assert Settings(select=select, ignore=ignore).selects(*RULE) is on


@pytest.mark.parametrize(
    ("settings", "on"),
    [
        (Settings(), False),
        (Settings(select=("TF1",)), False),
        (Settings(select=("TF101",)), True),
        (Settings(extend_select=("contrib-import",)), True),
        (Settings(select=("ALL",)), True),
        (Settings(select=("ALL",), ignore=("TF101",)), False),
    ],
)
def test_a_rule_that_is_off_by_default_wants_to_be_named(settings: Settings, on: bool) -> None:
    assert settings.selects(*RULE, default=False) is on


def test_extend_select_adds() -> None:
    settings = Settings(select=("TF2",), extend_select=("TF101",))
    assert settings.selects(*RULE)
    assert settings.selects("TF201", "session")
    assert not settings.selects("TF301", "other")


def test_ignores_by_file(tmp_path: Path) -> None:
    ignores = (("tests/*.py", ("TF1",)), ("conf.py", ("contrib-import",)))
    settings = Settings(per_file_ignores=ignores, root=str(tmp_path))
    assert not settings.selects(*RULE, str(tmp_path / "tests" / "a.py"))
    assert not settings.selects(*RULE, str(tmp_path / "deep" / "conf.py"))
    assert settings.selects(*RULE, str(tmp_path / "src" / "a.py"))
    assert settings.selects("TF201", "session", str(tmp_path / "tests" / "a.py"))


@pytest.mark.parametrize(
    ("pattern", "path", "covered"),
    [
        ("old.py", "old.py", True),
        ("old.py", "a/b/old.py", True),
        ("old.py", "a/bold.py", False),
        ("legacy", "legacy/a.py", True),
        ("legacy", "src/legacy/deep/a.py", True),
        ("legacy/", "src/legacy/a.py", True),
        ("src/legacy", "src/legacy/a.py", True),
        ("src/legacy", "x/src/legacy/a.py", False),
        ("./src/a.py", "src/a.py", True),
        ("*_pb2.py", "a/b/c_pb2.py", True),
        ("src/*.py", "src/a.py", True),
        ("src/*.py", "src/deep/a.py", False),
        ("src/**/*.py", "src/deep/er/a.py", True),
        ("src/**/*.py", "src/a.py", True),
        ("**/gen/*.py", "gen/a.py", True),
        ("src/**", "src/a/b.py", True),
        ("a?.py", "ab.py", True),
        ("a[bc].py", "ac.py", True),
        ("a[!bc].py", "ac.py", False),
        ("a[!bc].py", "ad.py", True),
        ("a[.py", "a[.py", True),
        ("a.py", "abpy", False),
    ],
)
def test_globs(tmp_path: Path, pattern: str, path: str, covered: bool) -> None:
    globs = Globs((pattern,), str(tmp_path))
    assert globs.match(str(tmp_path / path)) is covered
    assert not Globs((), str(tmp_path)).match(str(tmp_path / path))


def test_the_nearest_file_counts(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.tf2lint]\ntarget-version = "2.15"\n')
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "a" / "pyproject.toml").write_text("[tool.black]\n# not tf2lint\n")
    finder = SettingsFinder()
    settings = finder.for_folder(str(inner))
    assert settings.target == Target.parse("2.15")
    assert settings.source == str(tmp_path / "pyproject.toml")
    assert settings.root == str(tmp_path)
    (inner / "tf2lint.toml").write_text('keras = "legacy"\n')
    (inner / "pyproject.toml").write_text("[tool.tf2lint]\n")
    settings = SettingsFinder().for_folder(str(inner))
    assert settings.source == str(inner / "tf2lint.toml")
    assert settings.target == Target.parse("2.21", "legacy")
    assert finder.problems == []


def test_every_key(tmp_path: Path) -> None:
    (tmp_path / "tf2lint.toml").write_text(
        """\
target-version = "2.15.1"
keras = 3
dialect = "tf1"
execution = "graph"
select = ["tf1", "TF504"]
extend-select = ["unused-suppression"]
ignore = ["contrib-import"]
exclude = ["legacy", "*_pb2.py"]
max-error = 3
max-warning = "unlimited"
max-info = 0
[per-file-ignores]
"tests/*" = ["TF5"]
[severity]
TF1 = "info"
contrib-import = "warning"
[limits]
TF504 = 2
"""
    )
    finder = SettingsFinder()
    settings = finder.for_folder(str(tmp_path))
    assert finder.problems == []
    assert settings._replace(severity={}) == Settings(
        target=Target.parse("2.15", "3"),
        dialect="tf1",
        execution="graph",
        select=("TF1", "TF504"),
        extend_select=("unused-suppression",),
        ignore=("contrib-import",),
        per_file_ignores=(("tests/*", ("TF5",)),),
        exclude=("legacy", "*_pb2.py"),
        max_error=3,
        max_warning=None,
        max_info=0,
        limits=(("TF504", 2),),
        root=str(tmp_path),
        source=str(tmp_path / "tf2lint.toml"),
    )
    assert settings.severity["TF101"] == "warning"
    assert settings.severity["TF110"] == "info"
    assert "TF504" not in settings.severity


def test_an_override_comes_last(tmp_path: Path) -> None:
    (tmp_path / "tf2lint.toml").write_text('ignore = ["TF1"]\n')
    finder = SettingsFinder(lambda settings: settings._replace(ignore=()))
    assert finder.for_folder(str(tmp_path)).ignore == ()
    assert finder.default.ignore == ()


def test_every_key_is_documented() -> None:
    page = (Path(__file__).parents[2] / "docs" / "settings.md").read_text(encoding="utf-8")
    rows = [row for row in page.split("\n") if row.startswith("| `") and "| `--" not in row]
    documented = {key for row in rows for key in _keys(row)}
    assert documented == {*KEYS, "target-version", "keras"}


def _keys(row: str) -> list[str]:
    return [part.strip(" `") for part in row.split("|")[1].split(",")]
