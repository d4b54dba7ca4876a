"""The plugin inside the real flake8."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from host_inputs import LOG_COLUMN, LOG_LINE, MODEL, NO_RENAMED_SYMBOLS, Run

from tf2lint import __version__
from tf2lint.lint import Linter
from tf2lint.project.settings import Settings

#: A line of flake8's default format.
LINE = re.compile(r"(?P<path>.*?):(?P<line>\d+):(?P<column>\d+): (?P<code>[A-Z]+\d+) (?P<text>.*)")


def places(output: str) -> list[tuple[str, int, int, str]]:
    """Return path, line, column and code of what flake8 printed; every line must be one."""
    matches = [LINE.fullmatch(line) for line in output.splitlines()]
    assert all(matches), output
    return [
        (Path(m["path"]).name, int(m["line"]), int(m["column"]), m["code"]) for m in matches if m
    ]


def codes(output: str) -> set[str]:
    return {code for _, _, _, code in places(output)}


def test_plugin_is_listed(run: Run) -> None:
    assert f"tf2lint: {__version__}" in run("flake8", "--version").stdout


def test_same_findings_and_places_as_the_linter(run: Run) -> None:
    found = Linter(Settings()).lint("model.py", MODEL.encode())
    result = run("flake8", "--select=TF", ".")
    assert result.returncode == 1
    assert result.stderr == ""
    assert places(result.stdout) == [("model.py", f.line, f.column, f.code) for f in found]
    assert ("model.py", LOG_LINE, LOG_COLUMN, "TF501") in places(result.stdout)


def test_text_stands_alone_on_its_line(run: Run) -> None:
    [line] = run("flake8", "--select=TF501", ".").stdout.splitlines()
    text = line.split(" ", 2)[2]
    assert "tf.log" in text
    assert "; " in text
    assert "tf.math.log" in text


def test_parallel_run_finds_the_same(project: Path, run: Run) -> None:
    for number in range(4):
        (project / f"copy{number}.py").write_text(MODEL, encoding="utf-8")
    alone = run("flake8", "--select=TF", "-j1", "--tf2lint-target-version=2.15", ".")
    together = run("flake8", "--select=TF", "-j2", "--tf2lint-target-version=2.15", ".")
    assert sorted(places(together.stdout)) == sorted(places(alone.stdout))
    assert len({path for path, *_ in places(together.stdout)}) == 5


@pytest.mark.parametrize(
    "comment", ["# noqa", "# noqa: TF501", "# tf2lint: ignore[symbol-renamed]"]
)
def test_suppressed_by_comment(project: Path, run: Run, comment: str) -> None:
    (project / "model.py").write_text(
        f"import tensorflow as tf\n\nx = tf.log(1.0)  {comment}\ny = tf.log(2.0)\n"
    )
    assert places(run("flake8", "--select=TF", ".").stdout) == [("model.py", 4, 5, "TF501")]


def test_disabled_noqa_shows_what_the_comment_hid(project: Path, run: Run) -> None:
    (project / "model.py").write_text("import tensorflow as tf\n\nx = tf.log(1.0)  # noqa\n")
    assert codes(run("flake8", "--select=TF", ".").stdout) == set()
    assert codes(run("flake8", "--select=TF", "--disable-noqa", ".").stdout) == {"TF501"}


def test_per_file_ignores(project: Path, run: Run) -> None:
    (project / "other.py").write_text(MODEL, encoding="utf-8")
    output = run("flake8", "--select=TF", "--per-file-ignores=model.py:TF5", ".").stdout
    assert ("other.py", LOG_LINE, LOG_COLUMN, "TF501") in places(output)
    assert ("model.py", LOG_LINE, LOG_COLUMN, "TF501") not in places(output)
    assert "model.py" in {path for path, *_ in places(output)}


def test_text_from_standard_input(run: Run) -> None:
    result = run("flake8", "--select=TF501", "--stdin-display-name=x.py", "-", stdin=MODEL)
    assert places(result.stdout) == [("x.py", LOG_LINE, LOG_COLUMN, "TF501")]


@pytest.mark.parametrize(("name", "text"), NO_RENAMED_SYMBOLS)
def test_settings_of_the_project(project: Path, run: Run, name: str, text: str) -> None:
    (project / name).write_text(text)
    found = codes(run("flake8", "--select=TF", ".").stdout)
    assert "TF501" not in found
    assert "TF401" in found


def test_nearest_settings_win(project: Path, run: Run) -> None:
    (project / "tf2lint.toml").write_text('ignore = ["TF"]\n')
    part = project / "part"
    part.mkdir()
    (part / "tf2lint.toml").write_text('select = ["TF501"]\n')
    (part / "inner.py").write_text(MODEL, encoding="utf-8")
    output = run("flake8", "--select=TF", ".").stdout
    assert places(output) == [("inner.py", LOG_LINE, LOG_COLUMN, "TF501")]


@pytest.mark.parametrize("option", ["--tf2lint-select=TF501", "--tf2lint-select=symbol-renamed"])
def test_option_select(run: Run, option: str) -> None:
    assert codes(run("flake8", "--select=TF", option, ".").stdout) == {"TF501"}


def test_options_in_the_configuration_of_flake8(project: Path, run: Run) -> None:
    (project / ".flake8").write_text(
        "[flake8]\nselect = TF\ntf2lint-ignore = TF4, symbol-renamed\n"
    )
    assert codes(run("flake8", ".").stdout).isdisjoint({"TF401", "TF501"})
    (project / ".flake8").write_text("[flake8]\nselect = TF\n")
    assert codes(run("flake8", ".").stdout) >= {"TF401", "TF501"}


def test_option_overrides_settings(project: Path, run: Run) -> None:
    # Keras 3 took ``tf.compat.v1.layers`` away.
    (project / "model.py").write_text(
        "import tensorflow as tf\n\nnet = tf.compat.v1.layers.dense([[1.0]], 3)\n"
    )
    (project / "tf2lint.toml").write_text('target-version = "2.21"\n')
    new = run("flake8", "--select=TF", ".").stdout
    old = run("flake8", "--select=TF", "--tf2lint-target-version=2.15", ".").stdout
    legacy = run("flake8", "--select=TF", "--tf2lint-keras=legacy", ".").stdout
    assert new != old
    assert new != legacy


SUPPRESSION = "import tensorflow as tf  # tf2lint: ignore[TF101]\n"


def test_rule_off_by_default(project: Path, run: Run) -> None:
    (project / "model.py").write_text(SUPPRESSION)
    assert codes(run("flake8", ".").stdout).isdisjoint({"TF004"})
    assert codes(run("flake8", "--ignore=F", ".").stdout) == set()
    assert "TF004" in codes(run("flake8", "--extend-select=TF004", ".").stdout)
    (project / "tf2lint.toml").write_text('extend-select = ["unused-suppression"]\n')
    assert "TF004" in codes(run("flake8", ".").stdout)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("tf2lint.toml", 'selct = ["TF5"]\n', ("tf2lint.toml", "selct", "select")),
        ("pyproject.toml", "[tool.tf2lint]\nignore = [\n", ("pyproject.toml", "TOML")),
        ("tf2lint.toml", 'target-version = "3.7"\n', ("tf2lint.toml", "target-version", "3.7")),
    ],
)
@pytest.mark.parametrize("folder", ["", "part"])
@pytest.mark.parametrize("jobs", ["-j1", "-j2"])
def test_broken_settings_are_one_clear_message(
    project: Path, run: Run, folder: str, jobs: str, name: str, text: str, words: tuple[str, ...]
) -> None:
    (project / folder).mkdir(exist_ok=True)
    (project / folder / name).write_text(text)
    (project / folder / "inner.py").write_text(MODEL, encoding="utf-8")
    result = run("flake8", jobs, ".")
    assert result.returncode == 1
    assert "Traceback" not in result.stdout + result.stderr
    assert all(word in result.stdout for word in words), result.stdout


@pytest.mark.parametrize("jobs", ["-j1", "-j2"])
@pytest.mark.parametrize("option", ["--select=TF5", "--ignore=E,W", "--extend-ignore=F"])
def test_broken_settings_of_a_folder_cost_its_files_alone(
    project: Path, run: Run, jobs: str, option: str
) -> None:
    (project / "part").mkdir()
    (project / "part" / "tf2lint.toml").write_text('selct = ["TF5"]\n')
    (project / "part" / "inner.py").write_text(MODEL, encoding="utf-8")
    lines = run("flake8", jobs, option, ".").stdout.splitlines()
    assert [line for line in lines if "inner.py" in line and "TF000" in line]
    assert not [line for line in lines if "inner.py" in line and "TF5" in line]
    assert [line for line in lines if "model.py" in line and "TF5" in line]


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ("--tf2lint-target-version=1.15", ("--tf2lint-target-version", "1.15")),
        ("--tf2lint-keras=2", ("--tf2lint-keras", "legacy")),
        ("--tf2lint-select=TF9999", ("--tf2lint-select", "TF9999")),
        ("--tf2lint-ignore=contrib-imports", ("--tf2lint-ignore", "contrib-import")),
    ],
)
def test_broken_option_is_one_clear_message(run: Run, option: str, words: tuple[str, ...]) -> None:
    result = run("flake8", option, ".")
    assert result.returncode == 1
    assert "Traceback" not in result.stdout + result.stderr
    assert all(word in result.stdout for word in words), result.stdout


def test_file_that_does_not_parse_is_left_to_flake8(project: Path, run: Run) -> None:
    (project / "model.py").write_text("import tensorflow as tf\nprint 'x'\n")
    assert "E999" in codes(run("flake8", "--select=E9,TF", ".").stdout)


def test_name_from_another_module_of_the_project(project: Path, run: Run) -> None:
    (project / "common.py").write_text("import tensorflow as tf\n")
    (project / "model.py").write_text("from common import tf as t\n\nx = t.log(1.0)\n")
    assert ("model.py", 3, 5, "TF501") in places(run("flake8", "--select=TF", ".").stdout)


def test_line_ends_and_cookies(project: Path, run: Run) -> None:
    text = "# coding: latin-1\r\nimport tensorflow as tf\r\n\r\nß = 'ü'; x = tf.log(1.0)\r\n"
    (project / "model.py").write_bytes(text.encode("latin-1"))
    column = text.splitlines()[3].index("tf.log") + 1
    assert places(run("flake8", "--select=TF", ".").stdout) == [("model.py", 4, column, "TF501")]


def test_module_above_the_folder_flake8_runs_in(project: Path, run: Run) -> None:
    package = project / "package"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "common.py").write_text("import tensorflow as tf\n")
    (package / "model.py").write_text("from package.common import tf as t\n\nx = t.log(1.0)\n")
    output = run("flake8", "--select=TF", "model.py", cwd=package).stdout
    assert places(output) == [("model.py", 3, 5, "TF501")]


def test_plugin_imports_nothing_that_flake8_does_not(project: Path, run: Run) -> None:
    (project / "loaded.py").write_text(
        "import sys, flake8.main.cli, flake8.main.application\n"
        "before = {*sys.modules, *sys.builtin_module_names}\n"
        "import tf2lint.hosts.flake8\n"
        "print({name.partition('.')[0] for name in set(sys.modules) - before})\n"
    )
    assert run("loaded").stdout.strip() == "{'tf2lint'}"
