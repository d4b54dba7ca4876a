"""``rules/`` is checked as it is compiled, and compiled when it changed."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from tf2lint.knowledge import Target
from tf2lint.knowledge import tables as tables_module
from tf2lint.knowledge.compile import build, compile_tables
from tf2lint.knowledge.lookup import Knowledge
from tf2lint.knowledge.pages import load_pages
from tf2lint.knowledge.schema import RulesError
from tf2lint.knowledge.tables import load_tables, stamp_of

REAL_RULES = Path(__file__).resolve().parents[2] / "rules"

RULE = """
[[rule]]
code = "TF999"
name = "sample"
severity = "error"
confidence = "high"
summary = "S"
message = "{symbol}: gone"
hint = "use {replacement}"
explanation = "Why."
bad = "x"
good = "y"
references = ["r"]
fix = "none"
catalogue = ["c"]
"""
ROW = """
[[symbol]]
path = "tf.a.b"
rule = "sample"
kind = "renamed"
to = "tf.c"
evidence = "2.21"
"""
SYMBOLS = """\
# releases: 1.15 2.0 2.16 2.16L
tf.a\tM\t1.15-2.16
tf.a.b\tF\t1.15-2.0
tf.a.c\tC\t2.16\t-
"""


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A small rules folder that compiles."""
    folder = tmp_path / "rules"
    (folder / "api").mkdir(parents=True)
    (folder / "sample.toml").write_text(RULE + ROW)
    (folder / "api" / "symbols.txt").write_text(SYMBOLS)
    (folder / "api" / "parameters.txt").write_text("tf.a.b\t1.15\tx, y=1\t2.0\ty\n")
    (folder / "api" / "twins.txt").write_text("tf.a.b\t2.16\ttf.a.c\n")
    (folder / "api" / "methods.txt").write_text("tf.a.c\tm\t2.16\tz\n")
    return folder


def knowledge(rules: Path, target: Target) -> Knowledge:
    return Knowledge(target, SimpleNamespace(**compile_tables(str(rules))))


def test_small_tables(rules: Path) -> None:
    found = knowledge(rules, Target((2, 16)))
    assert found.find_rule("TF999") is found.find_rule("sample") is found.rules["sample"]
    assert found.find_rule("TF998") is None
    row = found.row("tf.a.b")
    assert row is not None
    assert (row.kind, row.to) == ("renamed", "tf.c")
    assert found.exists("tf.a.b") is False
    assert found.exists("tf.a.c.m") is True
    assert found.same_function("tf.a.b") == "tf.a.c"
    legacy = knowledge(rules, Target((2, 16), "legacy"))
    assert legacy.exists("tf.a") is True
    assert legacy.exists("tf.a.c") is False


def test_rows_follow_the_target_and_the_nearest_prefix_wins(rules: Path) -> None:
    (rules / "rows.toml").write_text(
        "\n".join(
            f'[[symbol]]\npath = "{path}"\nrule = "sample"\nkind = "manual"\n'
            f'hint = "{hint}"\nevidence = "e"\n{extra}'
            for path, hint, extra in (
                ("tf.x.y", "new", 'since = "2.16"\nkeras = "3"\n'),
                ("tf.x.y", "old", ""),
                ("tf.x.*", "below x", ""),
                ("tf.*", "below tf", 'until = "2.0"\n'),
            )
        )
    )

    def hint(path: str, target: Target) -> str | None:
        row = knowledge(rules, target).row(path)
        return row and row.hint

    assert hint("tf.x.y", Target((2, 16))) == "new"
    assert hint("tf.x.y", Target((2, 16), "legacy")) == "old"
    assert hint("tf.x.y", Target((2, 0))) == "old"
    assert hint("tf.x.z.deep", Target((2, 16))) == "below x"
    assert hint("tf.other", Target((2, 0))) == "below tf"
    assert hint("tf.other", Target((2, 16))) is None
    assert hint("os.path", Target((2, 0))) is None


def test_rules_hold_for_their_releases(rules: Path) -> None:
    text = RULE.replace("TF999", "TF998").replace('"sample"', '"bounded"')
    (rules / "more.toml").write_text(text + 'since = "2.1"\nuntil = "2.16"\nkeras = "legacy"\n')
    rule = knowledge(rules, Target((2, 16))).rules["bounded"]
    holds = {
        target: knowledge(rules, target).active(rule)
        for target in (Target((2, 0)), Target((2, 16)), Target((2, 16), "legacy"))
    }
    assert list(holds.values()) == [False, False, True]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (RULE.replace("hint =", "hnt ="), "sample.toml: [[rule]] TF999: unknown key 'hnt'"),
        (RULE.replace('summary = "S"\n', ""), "key 'summary' is missing"),
        (RULE.replace('"error"', '"fatal"'), "severity 'fatal' is none of error, warning, info"),
        (RULE.replace("TF999", "TF99"), "code 'TF99' is not TF and three digits"),
        (RULE.replace('"sample"', '"Sample"'), "name 'Sample' is not kebab-case"),
        (RULE.replace('"Why."', '" "'), "explanation is empty"),
        (RULE + RULE, "TF999 is already taken"),
        (RULE + RULE.replace("TF999", "TF998"), "sample is already taken"),
        (RULE + 'since = "2"\n', "since '2' is not a version such as 2.16"),
        (RULE + 'keras = "2"\n', "keras '2' is none of 3, legacy"),
        (RULE + 'default = "no"\n', "default is not true or false"),
        (ROW, "[[symbol]] tf.a.b: there is no rule 'sample'"),
        (RULE + ROW.replace('"2.21"', '""'), "tf.a.b: evidence is empty"),
        (RULE + ROW.replace('evidence = "2.21"', ""), "tf.a.b: key 'evidence' is missing"),
        (RULE + ROW.replace("renamed", "moved"), "kind 'moved' is none of renamed"),
        (RULE + ROW.replace('to = "tf.c"\n', ""), "kind renamed needs the new path in 'to'"),
        (RULE + ROW.replace("renamed", "none"), "kind none has no 'to'"),
        (RULE + ROW.replace("renamed", "moved-package"), "package goes with kind moved-package"),
        (RULE + ROW.replace('"tf.c"', '"tf.c\\tx"'), "to must be one line without tabs"),
        ("[rule]\ncode = 1\n", "sample.toml: unknown table 'rule'"),
        ("rule = [", "sample.toml: "),
    ],
)
def test_mistakes_are_named(rules: Path, text: str, complaint: str) -> None:
    (rules / "sample.toml").write_text(text)
    with pytest.raises(RulesError) as caught:
        compile_tables(str(rules))
    assert complaint in str(caught.value)


def test_kinds_that_contradict_are_named(rules: Path) -> None:
    kinds = '[[kind]]\npaths = ["tf.a"]\ngives = "A"\n'
    (rules / "kinds.toml").write_text(kinds + kinds.replace('"A"', '"B"'))
    with pytest.raises(RulesError, match=r"kinds.toml: \[\[kind\]\] #2: tf.a already gives A"):
        compile_tables(str(rules))


def test_facts_without_releases_are_named(rules: Path) -> None:
    (rules / "api" / "symbols.txt").write_text("tf.a\tM\t2.0\n")
    with pytest.raises(RulesError, match=r"symbols.txt: no line '# releases: '"):
        compile_tables(str(rules))


def test_kinds_of_values(rules: Path) -> None:
    (rules / "kinds.toml").write_text(
        '[[kind]]\npaths = ["tf.Session"]\ngives = "Session"\n'
        '[[kind]]\npaths = ["tf.nn.*"]\ngives = "Tensor"\n'
        '[[member]]\nof = "Dataset"\nname = "map"\ngives = "Dataset"\n'
    )
    found = knowledge(rules, Target((2, 16)))
    assert found.kind("tf.Session") == "Session"
    assert found.kind("tf.nn.deep.relu") == "Tensor"
    assert found.kind("tf.nnx") == ""
    assert found.member_kind("Dataset", "map") == "Dataset"
    assert found.member_kind("Dataset", "nope") == ""


def test_module_is_the_tables(rules: Path, tmp_path: Path) -> None:
    out = tmp_path / "compiled.py"
    content = build(str(rules), str(out))
    written: dict[str, object] = {}
    exec(out.read_text(encoding="utf-8"), written)
    assert {name: written[name] for name in content} == content
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".tmp"] == []


def test_stamp_changes_with_a_file(rules: Path) -> None:
    before = stamp_of(str(rules))
    assert stamp_of(str(rules)) == before
    os.utime(rules / "sample.toml", (1, 1))
    changed = stamp_of(str(rules))
    assert changed != before
    shutil.copy(rules / "sample.toml", rules / "other.toml")
    assert stamp_of(str(rules)) != changed


def test_checkout_compiles_again_after_a_change(
    rules: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "_compiled.py"
    monkeypatch.setattr(tables_module, "COMPILED_FILE", str(out))
    monkeypatch.setattr(tables_module, "checkout_rules", lambda: str(rules))
    assert [fields[0] for fields in load_tables().RULES] == ["TF999"]
    assert out.exists()


def test_read_only_checkout_works_in_memory(rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: str) -> None:
        raise PermissionError

    monkeypatch.setattr("tf2lint.knowledge.compile.build", refuse)
    monkeypatch.setattr(tables_module, "checkout_rules", lambda: str(rules))
    assert [fields[0] for fields in load_tables().RULES] == ["TF999"]


def test_the_real_tables_have_pages() -> None:
    pages = load_pages()
    assert list(pages) == [page.rule.name for page in pages.values()]
    assert pages["contrib-import"].rule.code == "TF101"
    assert "import" in pages["contrib-import"].bad
    codes = [page.rule.code for page in pages.values()]
    assert codes == sorted(codes)
