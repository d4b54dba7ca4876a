"""Writing fixed files: whole, with their permissions, and never over another change."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from tf2lint.fix import FileProblem, replace_file


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "a.py"
    path.write_bytes(b"old")
    return path


def test_permissions_stay(path: Path) -> None:
    path.chmod(0o750)
    replace_file(str(path), b"old", b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o750
    assert os.listdir(path.parent) == ["a.py"]


def test_a_link_is_followed(path: Path) -> None:
    folder = path.parent / "sub"
    folder.mkdir()
    link = folder / "link.py"
    link.symlink_to(path)
    replace_file(str(link), b"old", b"new")
    assert link.is_symlink()
    assert path.read_bytes() == b"new"
    assert os.listdir(folder) == ["link.py"]


def test_a_file_that_changed_meanwhile_is_left_alone(path: Path) -> None:
    with pytest.raises(FileProblem, match=r"a\.py: not fixed: the file was changed meanwhile"):
        replace_file(str(path), b"older", b"new")
    assert path.read_bytes() == b"old"
    assert os.listdir(path.parent) == ["a.py"]


def test_a_read_only_file_is_left_alone(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.chmod(0o444)
    # The superuser may write whatever the permissions say.
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(FileProblem, match="not fixed: the file is read-only"):
        replace_file(str(path), b"old", b"new")
    assert path.read_bytes() == b"old"


def test_a_file_that_is_gone_is_told(path: Path) -> None:
    path.unlink()
    with pytest.raises(FileProblem, match="not fixed: No such file"):
        replace_file(str(path), b"old", b"new")


def test_what_fails_leaves_nothing_behind(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(FileProblem, match="No space left on device"):
        replace_file(str(path), b"old", b"new")
    assert path.read_bytes() == b"old"
    assert os.listdir(path.parent) == ["a.py"]
