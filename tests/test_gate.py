"""The gate: thresholds by severity and by rule."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2lint.cli import main
from tf2lint.gate import judge
from tf2lint.model import Finding
from tf2lint.project.settings import Budget, Settings


def finding(severity: str, code: str = "TF501", name: str = "symbol-gone") -> Finding:
    where = ("a.py", 1, 1, 1, 2)
    return Finding(*where, code, name, severity, "high", "", "message", "hint", None, "url")


@pytest.mark.parametrize(
    ("severities", "status"),
    [([], 0), (["info"], 0), (["info", "warning"], 1), (["error"], 1)],
)
def test_by_default_an_error_or_a_warning_fails(severities: list[str], status: int) -> None:
    assert judge([finding(severity) for severity in severities], Settings()).status == status


def test_a_threshold_is_the_most_that_passes() -> None:
    settings = Settings(max_error=2, max_warning=None, max_info=0)
    found = [finding("error")] * 2 + [finding("warning")] * 50
    assert judge(found, settings).status == 0
    assert judge([*found, finding("error")], settings).reasons == ("3 errors, 2 allowed",)
    assert judge([*found, finding("info")], settings).reasons == ("1 info, 0 allowed",)


def test_a_rule_with_a_limit_counts_against_it_alone() -> None:
    settings = Settings(limits=(("TF501", 2), ("contrib-import", 0)))
    found = [finding("error")] * 2
    assert judge(found, settings).status == 0
    assert judge([*found, finding("error")], settings).reasons == (
        "3 findings of TF501, 2 allowed",
    )
    other = finding("info", "TF101", "contrib-import")
    assert judge([other], settings).reasons == ("1 finding of contrib-import, 0 allowed",)


def test_the_closest_limit_counts() -> None:
    settings = Settings(limits=(("ALL", 0), ("TF5", 1), ("TF501", 2)))
    assert judge([finding("error")] * 2, settings).status == 0
    assert judge([finding("error", "TF502")] * 2, settings).status == 1
    assert judge([finding("error", "TF101")], settings).status == 1


def test_a_budget_covers_rules_severity_and_paths() -> None:
    budget = Budget(rules=("TF5",), severity="error", paths=("src/**",), max=1)
    settings = Settings(budgets=(budget,))
    inside = finding("error")._replace(path="src/a.py")
    assert judge([inside], settings).status == 0
    assert judge([inside] * 2, settings).reasons == (
        "2 findings of error TF5 in src/**, 1 allowed",
    )
    for outside in (
        inside._replace(path="b.py"),
        inside._replace(severity="warning"),
        inside._replace(code="TF101", name="contrib-import"),
    ):
        assert judge([inside, outside], settings).status == 1


def test_a_budget_per_1000_lines() -> None:
    settings = Settings(budgets=(Budget(paths=("src",), per_1000_lines=2.0),))
    found = [finding("error")._replace(path="src/a.py")] * 3
    lines = [("src/a.py", 1000), ("src/b.py", 500), ("c.py", 9000)]
    assert judge(found, settings, lambda: lines).status == 0
    verdict = judge([*found, found[0]], settings, lambda: lines)
    assert verdict.reasons == ("2.67 findings of any rule in src per 1,000 lines, 2 allowed",)


CODE = "import tensorflow as tf\ntf.Session()\ntf.to_float(1)\n"
SETTINGS = """# Kept.
max-error = 4   # of them all

[limits]
tf201 = 3

[[budgets]]
rules = ["TF504"]
paths = ["pkg"]
max = 2
"""


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "pkg").mkdir()
    (tmp_path / "pkg" / "a.py").write_text(CODE)
    (tmp_path / "tf2lint.toml").write_text(SETTINGS)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_table_shows_allowed_used_and_left(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["budgets"]) == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert rows[0] == ["threshold", "allowed", "used", "left"]
    assert ["error", "4", "0", "4"] in rows
    assert ["info", "any", "0"] in rows
    assert ["TF201", "3", "1", "2"] in rows
    assert ["TF504", "in", "pkg", "2", "1", "1"] in rows


def test_the_ratchet_lowers_numbers_and_changes_nothing_else(tree: Path) -> None:
    assert main(["budgets", "--ratchet"]) == 0
    lowered = SETTINGS.replace("= 4", "= 0").replace("= 3", "= 1").replace("max = 2", "max = 1")
    assert (tree / "tf2lint.toml").read_text() == lowered
    (tree / "pkg" / "a.py").write_text(CODE * 2)
    assert main(["budgets", "--ratchet"]) == 1
    assert (tree / "tf2lint.toml").read_text() == lowered


def test_the_ratchet_finds_its_table_in_pyproject(tree: Path) -> None:
    (tree / "tf2lint.toml").unlink()
    (tree / "pyproject.toml").write_text('[project]\nname = "x"\n[tool.tf2lint]\nmax-error = 7\n')
    assert main(["budgets", "--ratchet"]) == 0
    assert "max-error = 2" in (tree / "pyproject.toml").read_text()


def test_the_ratchet_wants_a_file(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "tf2lint.toml").unlink()
    assert main(["budgets", "--ratchet"]) == 2
    assert "no settings file" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("option", "status"),
    [
        ("TF504:pkg=1", 1),
        ("ALL=2", 0),
        ("error=2", 0),
        ("error:pkg/**=1", 1),
        ("ALL=1000/1000", 0),
        ("ALL:pkg=600/1000", 1),
        ("TF504", 2),
        ("TF504=x", 2),
        ("TF504=1.5", 2),
        ("TF9999=1", 2),
        ("ALL=-1", 2),
        ("ALL=nan", 2),
    ],
)
def test_budgets_on_the_command_line(tree: Path, option: str, status: int) -> None:
    (tree / "tf2lint.toml").write_text("")
    assert main(["check", "--budget", option]) == status


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("max = 1\nmax-per-1000-lines = 2.0", "not both"),
        ("rules = ['TF5']", "needs max"),
        ("mx = 1", "did you mean 'max'"),
        ("max = -1", "max: -1"),
        ("severity = 'fatal'\nmax = 1", "severity: 'fatal'"),
        ("max-per-1000-lines = 'x'", "max-per-1000-lines: 'x'"),
    ],
)
def test_broken_budgets_are_told(
    tree: Path, capsys: pytest.CaptureFixture[str], table: str, words: str
) -> None:
    (tree / "tf2lint.toml").write_text(f"[[budgets]]\n{table}\n")
    assert main(["check"]) == 2
    assert words in capsys.readouterr().err


def test_settings_shows_budgets(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["settings"]) == 0
    out = capsys.readouterr().out
    assert '[[budgets]]\nrules = ["TF504"]\npaths = ["pkg"]\nmax = 2' in out


def test_what_the_baseline_knows_uses_no_budget(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tree / "tf2lint.toml").write_text('baseline = "known.tsv"\nmax-error = 1\n')
    assert main(["baseline"]) == 0
    (tree / "pkg" / "a.py").write_text(CODE + "tf.Session()\n")
    capsys.readouterr()
    assert main(["budgets"]) == main(["check"]) == 0
    out, err = capsys.readouterr()
    assert out.splitlines()[1].split() == ["error", "1", "1", "0"]
    assert "Known in the baseline, and not counted: 2\n" in err
    (tree / "known.tsv").write_text("broken")
    assert main(["budgets"]) == 2
