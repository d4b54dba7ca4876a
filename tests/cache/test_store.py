"""Entries on the disk: whatever happens to them, nothing but time is lost."""

from __future__ import annotations

import contextlib
import json
import os
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path

import pytest

from tf2lint.cache import store as module
from tf2lint.cache.record import Record
from tf2lint.cache.store import Store, default_folder
from tf2lint.cache.stored import BadEntry, Stored, to_bytes
from tf2lint.knowledge import Target, load
from tf2lint.model import Edit, Finding, Fix

Check = Callable[..., str]
RULES = load(Target()).rules
RULE = RULES["symbol-renamed"]


def finding(**changes: object) -> Finding:
    found = Finding(
        *("a.py", 3, 1, 3, 9, RULE.code, RULE.name, "error", "high", "tf.log", "is gone", "use it"),
        *("tf.math.log", f"docs/rules/{RULE.code}.md"),
    )
    return found._replace(**changes)  # type: ignore[arg-type]


def record() -> Record:
    made = Record.empty()
    made.linted["a.py"] = "00"
    made.found["lib", "other", 0] = "lib/other.py"
    made.imports["a.py"] = {("lib", "other", 0)}
    made.asked["a.py"] = {"disables_eager": True}
    return made


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"replacement": None, "fingerprint": "abc", "suppressed": True, "cell": 4},
        {"fix": Fix("safe", (Edit(1, 2, 3, 4, "text"),))},
        {"message": "\udc80 \u2028 \x1b"},
    ],
)
def test_findings_come_back_as_they_were(changes: dict[str, object]) -> None:
    stored = Stored(to_bytes(record(), {"a.py": [finding(**changes)]}), RULES)
    assert stored.findings("a.py") == [finding(**changes)]
    assert stored.record == record()
    # A field that is new in findings has to be stored, too.
    assert len(Finding._fields) == 19


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("results", "a.py"), 7),
        (("results", "a.py", 0), []),
        (("results", "a.py", 0, 0), "3"),
        (("results", "a.py", 0, 0), -3),
        (("results", "a.py", 0, 0), True),
        (("results", "a.py", 0, 4), 10**6),
        (("results", "a.py", 0, 4), 1),
        (("results", "a.py", 0, 5), 3),
        (("results", "a.py", 0, 11), 5),
        (("results", "a.py", 0, 12), [1, "x"]),
        (("results", "a.py", 0, 13), ["bold", []]),
        (("results", "a.py", 0, 13), ["safe", [[1, 1, 1, 1, 1]]]),
        (("results",), []),
        (("strings", 0), None),
        (("strings", 0), "a\0b"),
        (("linted", "a.py"), 4),
        (("linted",), None),
        (("found", 0, 0), -1),
        (("found", 0), [1]),
        (("imports", "a.py"), [9]),
        (("asked", "a.py"), {"system": True}),
        (("asked", "a.py"), {"disables_eager": "x"}),
    ],
)
def test_a_forged_entry_gives_nothing(path: tuple[str | int, ...], value: object) -> None:
    document = json.loads(to_bytes(record(), {"a.py": [finding()]}))
    *parents, last = path
    place = document
    for key in parents:
        place = place[key]
    place[last] = value
    with contextlib.suppress(BadEntry):
        assert Stored(json.dumps(document).encode(), RULES).findings("a.py") is None


@pytest.mark.parametrize("data", [b"", b"[]", b"[" * 100_000, b"{}", b'{"a": 1e999}', b"\xff"])
def test_what_is_no_entry_is_none(data: bytes) -> None:
    with pytest.raises(BadEntry):
        Stored(data, RULES)


def test_an_entry_comes_back_and_is_the_users_own(tmp_path: Path) -> None:
    store = Store(str(tmp_path / "new" / "folder"))
    assert store.load("ab") is None
    assert store.save("ab", b"content") == ""
    assert store.load("ab") == b"content"
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "new/folder").stat().st_mode) == 0o700
        assert stat.S_IMODE((tmp_path / "new/folder/ab.tf2lint").stat().st_mode) == 0o600
    assert os.listdir(tmp_path / "new/folder") == ["ab.tf2lint"]


def test_a_broken_entry_is_not_there(tmp_path: Path) -> None:
    store = Store(str(tmp_path))
    store.save("ab", b"content")
    path = tmp_path / "ab.tf2lint"
    whole = path.read_bytes()
    for data in (b"", whole[:-1], whole[:10], whole + b"x", whole.replace(b"content", b"Content")):
        path.write_bytes(data)
        assert store.load("ab") is None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="links and pipes as POSIX has them")
def test_no_link_is_followed_and_no_pipe_waited_for(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    store = Store(str(tmp_path / "cache"))
    store.save("cd", b"content")
    (tmp_path / "cache/ab.tf2lint").symlink_to(victim)
    assert store.load("ab") is None
    assert store.save("ab", b"content") == ""
    assert victim.read_text() == "precious"
    assert store.load("ab") == b"content"
    os.mkfifo(tmp_path / "cache/ef.tf2lint")
    assert store.load("ef") is None
    (tmp_path / "cache/aa.tf2lint").mkdir()
    assert store.load("aa") is None


def test_the_folder_stays_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_ENTRIES", 3)
    (tmp_path / "others.txt").write_text("not ours")
    store = Store(str(tmp_path))
    for number in range(6):
        store.save(f"{number}", b"x")
        os.utime(tmp_path / f"{number}.tf2lint", (time.time() - 100 + number,) * 2)
    assert {path.name for path in tmp_path.iterdir()} >= {"3.tf2lint", "4.tf2lint", "5.tf2lint"}
    assert len(list(tmp_path.iterdir())) == 4
    monkeypatch.setattr(module, "_MOST_BYTES", 120)
    store.save("6", b"x" * 10)
    assert (tmp_path / "others.txt").exists()
    assert len(list(tmp_path.iterdir())) <= 3


def test_old_entries_and_abandoned_files_go(tmp_path: Path) -> None:
    store = Store(str(tmp_path))
    store.save("old", b"x")
    (tmp_path / ".tf2lint-tmp-left").write_text("x")
    (tmp_path / ".tf2lint-tmp-in-use").write_text("x")
    for name in ("old.tf2lint", ".tf2lint-tmp-left"):
        os.utime(tmp_path / name, (1, 1))
    store.save("new", b"x")
    assert {path.name for path in tmp_path.iterdir()} == {"new.tf2lint", ".tf2lint-tmp-in-use"}


def test_a_full_disk_costs_nothing(
    project: Path, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "a.py").write_text("import tensorflow as tf\ntf.log(1.0)\n")
    cold = check("--no-cache")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    assert check() == cold
    said = check("--cache-dir", "cache")
    assert said.replace("tf2lint: nothing is cached: cache: No space left on device\n", "") == cold
    assert os.listdir("cache") == []


def test_a_folder_that_cannot_be_made_costs_nothing(project: Path, check: Check) -> None:
    (project / "a.py").write_text("import tensorflow as tf\ntf.log(1.0)\n")
    (project / "file").write_text("")
    cold = check("--no-cache")
    said = check("--cache-dir", "file/cache")
    assert said.replace("tf2lint: nothing is cached: file/cache: Not a directory\n", "") == cold


def test_by_default_in_the_users_folder(
    project: Path, check: Check, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "a.py").write_text("import tensorflow as tf\n")
    (project / "tf2lint.toml").write_text("cache-dir = 'here'\n")
    before = sorted(os.listdir(project))
    assert "unknown key 'cache-dir'" in check()
    assert sorted(os.listdir(project)) == before
    if sys.platform != "win32":
        assert default_folder() == str(tmp_path / "user" / "tf2lint")
        assert len(os.listdir(default_folder())) == 1
        monkeypatch.setenv("XDG_CACHE_HOME", "relative")
        monkeypatch.setenv("HOME", str(tmp_path / "home"))
        assert default_folder() == str(tmp_path / "home/.cache/tf2lint")


def test_no_cache_writes_nothing(project: Path, check: Check, tmp_path: Path) -> None:
    (project / "a.py").write_text("import tensorflow as tf\n")
    check("--no-cache")
    assert not (tmp_path / "user").exists()


def test_two_runs_at_once(project: Path, check: Check, tmp_path: Path) -> None:
    for number in range(60):
        (project / f"m{number}.py").write_text("import tensorflow as tf\ntf.log(1.0)\n")
    command = [sys.executable, "-m", "tf2lint", "check", ".", "--cache-dir", str(tmp_path / "both")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    runs = [
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
        )
        for _ in range(4)
    ]
    cold = check("--no-cache").removesuffix("1")
    assert [run.communicate()[0] for run in runs] == [cold] * 4
    (entry,) = (tmp_path / "both").iterdir()
    header, _, content = entry.read_bytes().partition(b"\n")
    assert header.endswith(blake2b(content, digest_size=16).hexdigest().encode())
    assert len(json.loads(content)["results"]) == 60
