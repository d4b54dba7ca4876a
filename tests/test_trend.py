"""The trend: what it counts, how it is drawn, and that a repository cannot make it run things."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from random import Random

import pytest

from tf2lint.cache.store import Store
from tf2lint.cli import main
from tf2lint.trend import Point, as_text, sparkline

Capture = pytest.CaptureFixture[str]
CAST = "x = tf.to_float(1)\n"
HEAD = "import tensorflow as tf\n"


def git(folder: Path, *words: str, given: bytes = b"", day: int = 1) -> str:
    moment = f"2020-01-{day:02}T12:00:00Z"
    environment = {
        **os.environ,
        "GIT_COMMITTER_DATE": moment,
        "GIT_AUTHOR_DATE": moment,
        "GIT_CONFIG_GLOBAL": "/dev/null",
    }
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    command = ["git", *identity, *words]
    done = subprocess.run(
        command, cwd=folder, input=given, env=environment, check=True, capture_output=True
    )
    return done.stdout.decode().strip()


@pytest.fixture(autouse=True)
def users_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the user's caches: a new one."""
    folder = tmp_path / "user"
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    return folder


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three commits with 1, 3 and 2 findings, and two tags."""
    root = tmp_path / "repo"
    (root / "pkg").mkdir(parents=True)
    git(root, "init", "-q", "-b", "main")
    texts = [HEAD + CAST, HEAD + CAST * 3, HEAD + CAST + "tf.Session()\n"]
    for day, text in enumerate(texts, 1):
        (root / "pkg" / "a.py").write_text(text)
        git(root, "add", ".")
        git(root, "commit", "-q", "-m", f"day {day}", day=day)
        if day != 2:
            git(root, "tag", "-a", "-m", "x", f"v{day}")
    monkeypatch.chdir(root)
    return root


def points(capsys: Capture, *arguments: str) -> list[dict[str, object]]:
    capsys.readouterr()
    assert main(["trend", "--format", "json", *arguments]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["errors"] == []
    found: list[dict[str, object]] = document["points"]
    return found


def test_the_last_commits(repository: Path, capsys: Capture) -> None:
    found = points(capsys)
    assert [point["total"] for point in found] == [1, 3, 2]
    assert [point["date"] for point in found] == ["2020-01-01", "2020-01-02", "2020-01-03"]
    assert found[-1]["rules"] == {"TF201": 1, "TF504": 1}
    assert found[-1]["commit"] == git(repository, "rev-parse", "HEAD")
    assert [point["total"] for point in points(capsys, "-n", "2")] == [3, 2]


def test_tags(repository: Path, capsys: Capture) -> None:
    found = points(capsys, "--tags")
    assert [(point["name"], point["total"]) for point in found] == [("v1", 1), ("v3", 2)]
    assert [point["name"] for point in points(capsys, "--tags", "-n", "1")] == ["v3"]


def test_the_work_tree_is_neither_read_nor_touched(repository: Path, capsys: Capture) -> None:
    (repository / "pkg" / "a.py").write_text("not python(")
    (repository / "new.py").write_text(HEAD + CAST)
    before = git(repository, "status", "--porcelain")
    assert [point["total"] for point in points(capsys)] == [1, 3, 2]
    assert git(repository, "status", "--porcelain") == before


def test_files_that_move_come_and_go(repository: Path, capsys: Capture) -> None:
    git(repository, "rm", "-q", "-r", "pkg")
    (repository / "pkg.py").mkdir()
    (repository / "pkg.py" / "b.py").write_text("from c import *\nk.to_float(1)\n")
    (repository / "c.py").write_text("import tensorflow as k\n")
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "moved", day=4)
    git(repository, "rm", "-q", "-r", "pkg.py")
    (repository / "pkg.py").write_text(HEAD + CAST * 5)
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "moved back", day=5)
    assert [point["files"] for point in points(capsys, "-n", "3")] == [1, 2, 2]
    assert points(capsys, "-n", "1")[0]["total"] == 5


def test_a_folder_of_the_repository(repository: Path, capsys: Capture) -> None:
    (repository / "late").mkdir()
    (repository / "late" / "b.py").write_text(HEAD + CAST * 4)
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "late", day=4)
    assert [point["total"] for point in points(capsys, "late")] == [0, 0, 0, 4]
    assert [point["total"] for point in points(capsys, "pkg")] == [1, 3, 2, 2]


def test_the_settings_are_those_of_today(repository: Path, capsys: Capture) -> None:
    (repository / "tf2lint.toml").write_text('[per-file-ignores]\n"pkg/*.py" = ["TF504"]\n')
    assert [point["total"] for point in points(capsys)] == [0, 0, 1]
    (repository / "tf2lint.toml").write_text('exclude = ["pkg"]\n')
    assert [point["files"] for point in points(capsys)] == [0, 0, 0]


def test_the_text(repository: Path, capsys: Capture) -> None:
    assert main(["trend", "--tags"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0].split() == ["v1", "2020-01-01", "1", "█" * 15, "1", "error"]
    assert out[1].split()[:4] == ["v3", "2020-01-03", "2", "█" * 30]
    assert "error        1       2  ▅█" in out
    assert "TF201     0       1  ·█" in out


def test_thresholds_and_the_baseline_of_each_revision(
    repository: Path, capsys: Capture, tmp_path: Path
) -> None:
    (repository / "tf2lint.toml").write_text('baseline = "known.tsv"\n[limits]\nTF2 = 0\n')
    assert main(["baseline", "--file", "known.tsv"]) == 0
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "baseline", day=4)
    (repository / "pkg" / "a.py").write_text(HEAD + CAST + "tf.Session()\ntf.Session()\n")
    git(repository, "commit", "-q", "-a", "-m", "new", day=5)
    (repository / "pkg" / "a.py").write_text(HEAD + CAST)
    git(repository, "commit", "-q", "-a", "-m", "stale", day=6)
    found = points(capsys)
    assert [point["total"] for point in found] == [1, 3, 2, 2, 3, 1]
    assert [point["known"] for point in found] == [None, None, None, 2, 2, 1]
    assert [point["passed"] for point in found] == [False] * 3 + [True, False, False]
    thresholds = found[4]["thresholds"]
    assert {"what": "TF2", "unit": "", "used": 1, "allowed": 0} in thresholds  # type: ignore[operator]
    assert main(["trend", "-n", "2", "--report", "html=out.html"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "known        2       1  █▅" in lines
    assert [line.split() for line in lines if line.startswith("TF2 ")] == [
        ["TF2", "0", "1", "0", "█·"]
    ]
    data = (repository / "out.html").read_text(encoding="utf-8")
    assert '"progress":{"gone":1}' in data
    (repository / "known.tsv").write_text("broken")
    git(repository, "commit", "-q", "-a", "-m", "broken", day=7)
    assert main(["trend", "-n", "1"]) == 2
    assert "known.tsv:1: not a baseline" in capsys.readouterr().err


def test_progress_on_a_terminal(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    import sys

    monkeypatch.setattr("tf2lint.cli.progress._PATIENCE", 0.0)
    monkeypatch.setattr("tf2lint.cli.progress._PACE", 0.0)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert main(["trend"]) == 0
    shown = capsys.readouterr().err
    assert "] 2/3 revisions" in shown
    assert "2/3 revisions, [" in shown
    assert shown.endswith("\r\x1b[K"), "nothing of it is left"


def test_the_html_report(repository: Path, capsys: Capture) -> None:
    assert main(["trend", "--report", "html=out.html"]) == 0
    text = (repository / "out.html").read_text(encoding="utf-8")
    data = json.loads(text.partition('id="data">')[2].partition("</script>")[0])
    assert [point["severities"]["error"] for point in data["trend"]] == [1, 3, 2]
    assert data["paths"] == ["pkg/a.py"]
    assert data["lines"]["0:"]["2"] == CAST.strip()
    assert "tf2lint-" not in text


def test_what_cannot_be_done(repository: Path, capsys: Capture, tmp_path: Path) -> None:
    cases = {
        ("-n", "0"): "'0' is not a number from 1",
        ("nowhere",): "nowhere: not a folder",
        ("--report", "sarif=x"): "FORMAT=FILE",
        ("--jobs", "many"): "--jobs",
        (str(tmp_path),): "not a git repository",
    }
    for arguments, says in cases.items():
        assert main(["trend", *arguments]) == 2
        assert says in capsys.readouterr().err
    git(repository, "tag", "-d", "v1", "v3")
    assert main(["trend", "--tags"]) == 2
    assert "no tags" in capsys.readouterr().err


def test_the_configuration_of_a_repository_runs_nothing(
    repository: Path, capsys: Capture, tmp_path: Path
) -> None:
    trap = tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\n")
    trap.chmod(0o755)
    for key in (
        "core.fsmonitor core.pager core.editor core.sshCommand core.askPass core.gitProxy "
        "diff.external gpg.program filter.x.smudge filter.x.clean filter.x.process "
        "diff.x.textconv diff.x.command alias.rev-list alias.cat-file credential.helper "
        "core.alternateRefsCommand uploadpack.packObjectsHook remote.origin.uploadpack"
    ).split():
        git(repository, "config", key, str(trap))
    git(repository, "config", "log.showSignature", "true")
    (repository / ".git" / "info" / "attributes").write_text("*.py filter=x diff=x\n")
    hooks = repository / ".git" / "hooks"
    hooks.mkdir(exist_ok=True)
    for name in ("post-checkout", "post-index-change", "reference-transaction", "pre-commit"):
        (hooks / name).write_text(trap.read_text())
        (hooks / name).chmod(0o755)
    assert [point["total"] for point in points(capsys)] == [1, 3, 2]
    assert main(["check", "--since", "HEAD", "-q"]) == 0
    assert not (tmp_path / "sprung").exists()


def test_what_is_not_there_is_not_fetched(
    repository: Path, capsys: Capture, tmp_path: Path
) -> None:
    trap = tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\n")
    trap.chmod(0o755)
    blob = git(repository, "rev-parse", "HEAD:pkg/a.py")
    (repository / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    git(repository, "config", "core.repositoryFormatVersion", "1")
    git(repository, "config", "extensions.partialClone", "origin")
    git(repository, "config", "remote.origin.url", str(repository))
    git(repository, "config", "remote.origin.promisor", "true")
    git(repository, "config", "remote.origin.uploadpack", str(trap))
    assert main(["trend"]) == 2
    assert "tf2lint: git cat-file: " in capsys.readouterr().err
    assert not (tmp_path / "sprung").exists()


def test_no_path_of_a_tree_leads_out(repository: Path, capsys: Capture, tmp_path: Path) -> None:
    blob = git(repository, "rev-parse", "HEAD:pkg/a.py")

    def tree(mode: bytes, name: bytes, inside: str) -> str:
        content = mode + b" " + name + b"\0" + bytes.fromhex(inside)
        words = ("hash-object", "-t", "tree", "-w", "--stdin", "--literally")
        return git(repository, *words, given=content)

    escaping = tree(b"100644", b"evil.py", blob)
    for name in (b"..", b"..", b"..", b"..", b".git"):
        escaping = tree(b"40000", name, escaping)
    link = git(repository, "hash-object", "-w", "--stdin", given=b"/etc/passwd")
    for top in (escaping, tree(b"120000", b"link.py", link)):
        commit = git(repository, "commit-tree", "-m", "x", "-p", "HEAD", top, day=9)
        git(repository, "update-ref", "refs/heads/main", commit)
        found = points(capsys, "-n", "2")
        assert [point["total"] for point in found] == [2 if top == escaping else 0, 0]
    assert not list(tmp_path.parent.rglob("evil.py"))


def test_names_that_would_steer_a_terminal() -> None:
    point = Point("v\x9b1\udcff", "a" * 40, "2020-01-01", 1, {"error": 1}, {"TF504": 1})
    assert as_text([point]).startswith("v\\x9b1\\udcff  2020-01-01  1 ")
    assert as_text([]) == ""


def test_a_long_tail_of_rules_is_counted() -> None:
    rules = {f"TF{code}": code for code in range(101, 121)}
    text = as_text([Point("v1", "a" * 40, "2020-01-01", 1, {"error": 1}, rules)])
    assert text.endswith("… and 5 more\n")
    assert sparkline([0, 1, 8, 4]) == "·▂█▅"


@pytest.fixture
def linted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Collects the names of the files that are linted anew."""
    from tf2lint.lint import Linter

    names: list[str] = []
    real = Linter.lint

    def lint(self: Linter, path: str, data: bytes) -> object:
        names.append(os.path.basename(path))
        return real(self, path, data)

    monkeypatch.setattr(Linter, "lint", lint)
    return names


def test_files_that_two_commits_share_are_linted_once(
    repository: Path, capsys: Capture, linted: list[str]
) -> None:
    for number in range(60):
        (repository / f"m{number}.py").write_text(HEAD + CAST)
    for day, text in enumerate((CAST, CAST * 2), 4):
        (repository / "m0.py").write_text(HEAD + text)
        git(repository, "add", ".")
        git(repository, "commit", "-q", "-m", "x", day=day)
    for options in (["--cache-dir", str(repository.parent / "cache")], ["--no-cache"]):
        del linted[:]
        assert [point["total"] for point in points(capsys, "-n", "2", *options)] == [62, 63]
        assert linted.count("m0.py") == 2
        assert linted.count("m1.py") == 1


def test_a_second_run_lints_what_is_new(
    repository: Path, capsys: Capture, linted: list[str], users_cache: Path
) -> None:
    for number in range(60):
        (repository / f"m{number}.py").write_text(HEAD + CAST)
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "many", day=4)
    before = git(repository, "status", "--porcelain", "--ignored")
    first = points(capsys)
    assert linted
    del linted[:]
    assert points(capsys) == first
    assert points(capsys, "-n", "2") == first[-2:]
    assert linted == []
    (repository / "m7.py").write_text(HEAD + CAST * 2)
    git(repository, "commit", "-q", "-a", "-m", "one more", day=5)
    assert [point["total"] for point in points(capsys)] == [1, 3, 2, 62, 63]
    assert linted == ["m7.py"]
    del linted[:]
    assert main(["trend", "--report", "html=../out.html"]) == 0
    assert linted == [], "the findings of the last revision are remembered, too"
    assert len(list((users_cache / "tf2lint").iterdir())) == 2
    assert git(repository, "status", "--porcelain", "--ignored") == before
    points(capsys, "--no-cache")
    assert linted


def test_other_settings_make_all_of_it_anew(repository: Path, capsys: Capture) -> None:
    settings = repository / "tf2lint.toml"
    assert points(capsys)[-1]["passed"] is False
    settings.write_text("max-error = 2\n")
    assert points(capsys)[-1]["passed"] is True
    settings.write_text("max-error = 2\nignore = ['TF5']\n")
    assert points(capsys)[-1]["total"] == 1
    settings.write_text("max-error = 2\nignore = ['TF5']\nignroe = []\n")
    for _ in range(2):
        assert main(["trend"]) == 2
        assert "unknown key 'ignroe'" in capsys.readouterr().err
    settings.unlink()
    assert points(capsys)[-1]["total"] == 2


def test_what_went_wrong_is_not_remembered(repository: Path, capsys: Capture) -> None:
    (repository / "tf2lint.toml").write_text('baseline = "known.tsv"\n')
    (repository / "known.tsv").write_text("broken")
    git(repository, "add", "known.tsv")
    git(repository, "commit", "-q", "-m", "broken", day=4)
    for _ in range(2):
        assert main(["trend", "-n", "2"]) == 2
        assert "known.tsv:1: not a baseline" in capsys.readouterr().err


@pytest.mark.parametrize("seed", range(3))
def test_a_history_with_and_without_what_is_remembered(
    repository: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Imports lead to the files of the same commit, whatever was remembered of others."""
    from tf2lint.cli import run

    monkeypatch.setattr(run, "_FEWEST_CACHED", 1)
    random = Random(seed)
    names = ["a", "b", "pkg.a", "pkg.c"]
    heads = [HEAD, "import numpy as tf\n", "import tensorflow.compat.v1 as tf\n"]
    heads += [f"from {name} import tf\n" for name in names]
    bodies = [CAST, "tf.Session()\n", "tf.disable_v2_behavior()\n", "if tf.constant(1): pass\n"]
    (repository / "pkg" / "__init__.py").touch()
    for day in range(4, 14):
        for _ in range(random.choice([1, 1, 2])):
            path = repository / (random.choice(names).replace(".", "/") + ".py")
            path.write_text(random.choice(heads) + "".join(random.sample(bodies, 2)))
        git(repository, "add", ".")
        git(repository, "commit", "-q", "--allow-empty", "-m", "x", day=day)
        if day % 3 == 0:
            assert points(capsys, "-n", "4") == points(capsys, "-n", "4", "--no-cache")
    assert points(capsys) == points(capsys, "--no-cache")


@pytest.mark.parametrize("damage", ["cut", "forged", "not json"])
def test_an_entry_that_is_broken_costs_only_time(
    repository: Path, capsys: Capture, users_cache: Path, damage: str
) -> None:
    first = points(capsys)
    (entry,) = (users_cache / "tf2lint").iterdir()
    store = Store(str(entry.parent))
    if damage == "cut":
        entry.write_bytes(entry.read_bytes()[:-9])
    elif damage == "not json":
        store.save(entry.stem, b"[")
    else:
        document = json.loads(store.load(entry.stem) or b"")
        for number, fields in enumerate(document.values()):
            fields[number] = [-1]
        store.save(entry.stem, json.dumps(document).encode())
    assert points(capsys) == first


def test_a_folder_that_takes_nothing_costs_only_time(
    repository: Path, capsys: Capture, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    folder = str(tmp_path / "file" / "cache")
    assert main(["trend", "--format", "json", "--cache-dir", folder]) == 0
    said = capsys.readouterr()
    assert said.err == f"tf2lint: nothing is cached: {folder}: Not a directory\n"
    assert [point["total"] for point in json.loads(said.out)["points"]] == [1, 3, 2]


def test_a_file_above_the_repository_is_none_of_its_own(
    repository: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The checkout lies among the temporary files of all users."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    (tmp_path / "helper.py").write_text("import tensorflow as tf\n")
    (repository / "pkg" / "a.py").write_text("from helper import tf\n" + CAST)
    git(repository, "commit", "-q", "-a", "-m", "x", day=4)
    assert points(capsys, "-n", "1")[0]["total"] == 0
