"""The plugin inside the real pylint."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from host_inputs import LOG_COLUMN, LOG_LINE, MODEL, NO_RENAMED_SYMBOLS, Run

from tf2lint.knowledge import Target, load
from tf2lint.lint import Linter
from tf2lint.project.settings import Settings

PLUGIN = ("pylint", "--load-plugins=tf2lint.hosts.pylint", "--output-format=json2")
ONLY_OURS = (*PLUGIN, "--disable=all", "--enable=tf2lint")
LETTERS = {"error": "E", "warning": "W", "info": "R"}


def messages(output: str) -> list[dict[str, Any]]:
    """Return the messages of pylint's JSON."""
    found: list[dict[str, Any]] = json.loads(output)["messages"]
    return found


def symbols(output: str) -> set[str]:
    return {message["symbol"] for message in messages(output)}


def lines(output: str, symbol: str) -> list[tuple[str, int]]:
    return [
        (Path(message["path"]).name, message["line"])
        for message in messages(output)
        if message["symbol"] == symbol
    ]


def test_same_findings_and_places_as_the_linter(run: Run) -> None:
    rules = load(Target()).rules
    expected = [
        (
            f"{LETTERS[rules[f.name].severity]}7{f.code[2:]}",
            f"tf-{f.name}",
            (f.line, f.column - 1, f.end_line, f.end_column - 1),
            f"{f.message}; {f.hint}",
        )
        for f in Linter(Settings()).lint("model.py", MODEL.encode())
    ]
    result = run(*ONLY_OURS, "model.py", "plain.py")
    found = [
        (
            m["messageId"],
            m["symbol"],
            (m["line"], m["column"], m["endLine"], m["endColumn"]),
            m["message"],
        )
        for m in messages(result.stdout)
    ]
    assert result.stderr == ""
    assert found == expected
    start = LOG_COLUMN - 1
    assert ("tf-symbol-renamed", LOG_LINE, start) in [(s, p[0], p[1]) for _, s, p, _ in found]


def test_every_rule_has_an_id_of_its_own(run: Run) -> None:
    result = run("pylint", "--load-plugins=tf2lint.hosts.pylint", "--list-msgs")
    assert result.returncode == 0
    for rule in load(Target()).rules.values():
        assert f":tf-{rule.name} ({LETTERS[rule.severity]}7{rule.code[2:]})" in result.stdout


def test_works_beside_the_checks_of_pylint(run: Run) -> None:
    found = symbols(run(*PLUGIN, "model.py").stdout)
    assert "missing-module-docstring" in found
    assert "tf-symbol-renamed" in found


def test_a_family_alone(run: Run) -> None:
    output = run(*PLUGIN, "--disable=all", "--enable=tf-symbol-renamed", "model.py").stdout
    assert lines(output, "tf-symbol-renamed") == [("model.py", LOG_LINE)]
    assert symbols(output) == {"tf-symbol-renamed"}


def test_parallel_run_finds_the_same(project: Path, run: Run) -> None:
    # The option has to reach the workers.
    text = "import tensorflow as tf\n\nnet = tf.compat.v1.layers.dense([[1.0]], 3)\n"
    files = [f"copy{number}.py" for number in range(3)]
    for name in files:
        (project / name).write_text(text)
    option = "--tf2lint-target-version=2.15"
    alone = run(*ONLY_OURS, option, "-j1", *files).stdout
    together = run(*ONLY_OURS, option, "-j2", *files).stdout
    newest = run(*ONLY_OURS, "-j2", *files).stdout

    def found(output: str) -> list[tuple[str, int, str, str]]:
        return sorted((m["path"], m["line"], m["symbol"], m["message"]) for m in messages(output))

    assert found(alone) == found(together)
    assert found(together) != found(newest)


@pytest.mark.parametrize(
    "hidden",
    [
        "x = tf.log(1.0)  # pylint: disable=tf-symbol-renamed",
        "x = tf.log(1.0)  # pylint: disable=E7501",
        "# pylint: disable-next=tf-symbol-renamed\nx = tf.log(1.0)",
        "# tf2lint: ignore[TF501]\nx = tf.log(1.0)  # tf2lint: ignore[symbol-renamed]",
        "def log(value):\n    # pylint: disable=tf2lint\n    return tf.log(value)",
    ],
)
def test_suppressed_by_comment(project: Path, run: Run, hidden: str) -> None:
    text = f"import tensorflow as tf\n\n{hidden}\n\ny = tf.log(2.0)\n"
    (project / "model.py").write_text(text)
    output = run(*ONLY_OURS, "model.py").stdout
    assert lines(output, "tf-symbol-renamed") == [("model.py", len(text.splitlines()))]


def test_noqa_means_nothing(project: Path, run: Run) -> None:
    (project / "model.py").write_text("import tensorflow as tf\n\nx = tf.log(1.0)  # noqa\n")
    assert lines(run(*ONLY_OURS, "model.py").stdout, "tf-symbol-renamed") == [("model.py", 3)]


def test_pragma_that_hides_nothing_is_told_by_pylint(project: Path, run: Run) -> None:
    (project / "model.py").write_text(
        "import tensorflow as tf\n\n"
        "x = tf.log(1.0)  # pylint: disable=tf-symbol-renamed\n"
        "y = tf.add(1.0, x)  # pylint: disable=tf-symbol-renamed\n"
    )
    output = run(*ONLY_OURS, "--enable=useless-suppression", "model.py").stdout
    assert lines(output, "useless-suppression") == [("model.py", 4)]


@pytest.mark.parametrize(("name", "text"), NO_RENAMED_SYMBOLS)
def test_settings_of_the_project(project: Path, run: Run, name: str, text: str) -> None:
    (project / name).write_text(text)
    found = symbols(run(*ONLY_OURS, "model.py").stdout)
    assert "tf-symbol-renamed" not in found
    assert "tf-dropout-keep-prob" in found


def test_options_in_the_configuration_of_pylint(project: Path, run: Run) -> None:
    (project / "pylintrc").write_text(
        "[MAIN]\nload-plugins=tf2lint.hosts.pylint\n[TF2LINT]\ntf2lint-ignore=TF4,symbol-renamed\n"
    )
    found = symbols(run("pylint", "--output-format=json2", "model.py").stdout)
    assert found.isdisjoint({"tf-symbol-renamed", "tf-dropout-keep-prob"})


def test_option_select(run: Run) -> None:
    output = run(*ONLY_OURS, "--tf2lint-select=symbol-renamed,TF0", "model.py").stdout
    assert symbols(output) == {"tf-symbol-renamed"}


def test_option_keras(project: Path, run: Run) -> None:
    (project / "model.py").write_text(
        "import tensorflow as tf\n\nnet = tf.compat.v1.layers.dense([[1.0]], 3)\n"
    )
    new = messages(run(*ONLY_OURS, "model.py").stdout)
    legacy = messages(run(*ONLY_OURS, "--tf2lint-keras=legacy", "model.py").stdout)
    assert new != legacy


def test_rule_off_by_default(project: Path, run: Run) -> None:
    (project / "model.py").write_text("import tensorflow as tf  # tf2lint: ignore[TF101]\n")
    assert "tf-unused-suppression" not in symbols(run(*PLUGIN, "model.py").stdout)
    named = run(*PLUGIN, "--enable=tf-unused-suppression", "model.py").stdout
    assert "tf-unused-suppression" in symbols(named)


def test_name_from_another_module_of_the_project(project: Path, run: Run) -> None:
    package = project / "package"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "common.py").write_text("import tensorflow as tf\nlogarithm = tf.log\n")
    (package / "model.py").write_text(
        "from .common import tf as t\nfrom package import common\n\n"
        "x = t.log(1.0)\ny = common.tf.log(2.0)\n"
    )
    for jobs in ("-j1", "-j2"):
        found = lines(run(*ONLY_OURS, jobs, "package").stdout, "tf-symbol-renamed")
        assert sorted(found) == [("common.py", 2), ("model.py", 4), ("model.py", 5)]


def test_text_from_standard_input(run: Run) -> None:
    output = run(*ONLY_OURS, "--from-stdin", "model.py", stdin=MODEL + "w = tf.log(z)\n").stdout
    assert lines(output, "tf-symbol-renamed") == [("model.py", LOG_LINE), ("model.py", 5)]


def test_cookie_of_another_encoding_in_text_from_standard_input(run: Run) -> None:
    # pylint hands the text over as UTF-8 whatever the cookie says.
    text = "# -*- coding: latin-1 -*-\nimport tensorflow as tf\n\nß = 'ü'; x = tf.log(1.0)\n"
    output = run(*ONLY_OURS, "--from-stdin", "model.py", stdin=text).stdout
    [message] = [m for m in messages(output) if m["symbol"] == "tf-symbol-renamed"]
    assert message["column"] == text.splitlines()[3].index("tf.log")


def test_file_that_does_not_parse_is_left_to_pylint(project: Path, run: Run) -> None:
    (project / "model.py").write_text("import tensorflow as tf\nprint 'x'\n")
    assert "syntax-error" in symbols(run(*PLUGIN, "model.py").stdout)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("tf2lint.toml", 'selct = ["TF5"]\n', ("tf2lint.toml", "selct", "select")),
        ("pyproject.toml", "[tool.tf2lint]\nignore = 3\n", ("pyproject.toml", "ignore")),
    ],
)
@pytest.mark.parametrize(
    ("folder", "jobs"), [("", "-j1"), ("", "-j2"), ("part", "-j1"), ("part", "-j2")]
)
def test_broken_settings_are_one_clear_message(
    project: Path, run: Run, folder: str, jobs: str, name: str, text: str, words: tuple[str, ...]
) -> None:
    (project / folder).mkdir(exist_ok=True)
    (project / folder / name).write_text(text)
    (project / folder / "inner.py").write_text(MODEL, encoding="utf-8")
    result = run(*ONLY_OURS, jobs, "--recursive=y", ".")
    assert result.returncode == 32
    assert "Traceback" not in result.stdout + result.stderr
    assert all(word in result.stderr for word in words), result.stderr


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ("--tf2lint-target-version=1.15", ("--tf2lint-target-version", "1.15")),
        ("--tf2lint-keras=2", ("--tf2lint-keras", "legacy")),
        ("--tf2lint-select=contrib-imports", ("--tf2lint-select", "contrib-import")),
    ],
)
def test_broken_option_is_one_clear_message(run: Run, option: str, words: tuple[str, ...]) -> None:
    result = run(*ONLY_OURS, option, "model.py")
    assert result.returncode == 32
    assert "Traceback" not in result.stdout + result.stderr
    assert all(word in result.stderr for word in words), result.stderr


def test_written_configuration_can_be_read_again(project: Path, run: Run) -> None:
    written = run("pylint", "--load-plugins=tf2lint.hosts.pylint", "--generate-rcfile")
    assert "tf2lint-target-version" in written.stdout
    (project / "pylintrc").write_text(written.stdout)
    result = run(*ONLY_OURS, "model.py")
    assert "tf-symbol-renamed" in symbols(result.stdout)


def test_settings_are_read_anew_by_a_second_run_in_one_process(project: Path, run: Run) -> None:
    # Editors run pylint in their own process, over and over.
    (project / "twice.py").write_text(
        "from pathlib import Path\n"
        "from pylint.lint import Run\n"
        f"Run({list(ONLY_OURS[1:])} + ['model.py'], exit=False)\n"
        "print('----')\n"
        "Path('tf2lint.toml').write_text('ignore = [\"TF501\"]')\n"
        f"Run({list(ONLY_OURS[1:])} + ['model.py'], exit=False)\n"
    )
    first, second = run("twice").stdout.split("----")
    assert "tf-symbol-renamed" in symbols(first)
    assert "tf-symbol-renamed" not in symbols(second)


def test_the_collector_sees_everything_again_after_a_run(project: Path, run: Run) -> None:
    (project / "collector.py").write_text(
        "import gc\n"
        "from pylint.lint import Run\n"
        "from tf2lint.lint import Linter\n"
        "lint = Linter.lint\n"
        "def seen(*arguments):\n"
        "    print('aside' if gc.get_freeze_count() > 1_000 else 'seen')\n"
        "    return lint(*arguments)\n"
        "Linter.lint = seen\n"
        f"Run({list(ONLY_OURS[1:])} + ['model.py'], exit=False)\n"
        "print(gc.get_freeze_count())\n"
    )
    output = run("collector").stdout.split()
    assert output[0] == "aside"
    # Some Pythons set a few objects of their own aside.
    assert int(output[-1]) < 1_000
