"""Which interpreter is taken, what it is given, and what is said where it will not do."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tf2lint.cli import main
from tf2lint.probe.interpreter import CHECK_AGE, agent_environment, choose_python, pack_agent
from tf2lint.probe.model import ProbeError
from tf2lint.probe.process import Agent


@pytest.fixture
def environments(tmp_path: Path, monkeypatch) -> Path:
    """Two folders that look like environments; neither is active."""
    for name in ("venv", "conda"):
        (tmp_path / name / "bin").mkdir(parents=True)
        (tmp_path / name / "bin" / "python").touch()
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    monkeypatch.delenv("CONDA_PREFIX", raising=False)
    return tmp_path


def test_the_active_environment_is_taken(environments: Path, monkeypatch) -> None:
    assert choose_python("") == sys.executable
    monkeypatch.setenv("CONDA_PREFIX", str(environments / "conda"))
    assert choose_python("") == str(environments / "conda" / "bin" / "python")
    monkeypatch.setenv("VIRTUAL_ENV", str(environments / "venv"))
    assert choose_python("") == str(environments / "venv" / "bin" / "python")
    assert choose_python(sys.executable) == sys.executable
    # One that was removed since.
    monkeypatch.setenv("VIRTUAL_ENV", str(environments / "gone"))
    monkeypatch.delenv("CONDA_PREFIX")
    assert choose_python("") == sys.executable


def test_secrets_stay_here(monkeypatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("TF_ENABLE_ONEDNN_OPTS", "0")
    given = agent_environment(False)
    assert "AWS_SECRET_ACCESS_KEY" not in given
    assert given["TF_ENABLE_ONEDNN_OPTS"] == "0"


def test_where_packages_are_is_told_in_full(tmp_path: Path, monkeypatch) -> None:
    """The agent does not run in the folder that a relative path starts from."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(["lib", "", "/abs"]))
    folders = [str(tmp_path / "lib"), str(tmp_path), "/abs"]
    assert agent_environment(False)["PYTHONPATH"] == os.pathsep.join(folders)


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 6, 15)])
def test_an_old_interpreter_is_told_in_words(version: tuple[int, int, int], monkeypatch) -> None:
    monkeypatch.setattr(sys, "version_info", version)
    with pytest.raises(SystemExit, match=r"Python \d\.\d is too old for it, which needs 3.8"):
        exec(CHECK_AGE, {})


def scripted(folder: Path, script: str) -> str:
    """Return an interpreter that is a script of the shell."""
    python = folder / "python"
    python.write_text(f"#!/bin/sh\n{script}\n")
    python.chmod(0o755)
    return str(python)


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("echo hello", "does not run the agent$"),
        ("echo sorry >&2; exit 3", "does not run the agent:\nsorry$"),
        ("kill -11 $$", r"does not run the agent \(signal 11\)"),
        ("yes", "does not run the agent$"),
        ("echo '[]'", "does not run the agent$"),
    ],
)
def test_what_is_no_python_is_told(tmp_path: Path, script: str, said: str) -> None:
    with pytest.raises(ProbeError, match=said):
        Agent(scripted(tmp_path, script), pack_agent(str(tmp_path)), agent_environment(False))


def test_an_agent_that_ends_is_told(tmp_path: Path) -> None:
    python = scripted(tmp_path, "echo '{\"hello\": {}}'; read line; echo done >&2")
    agent = Agent(python, pack_agent(str(tmp_path)), agent_environment(False))
    agent.submit({})
    with pytest.raises(ProbeError, match=r"the agent ended:\ndone$"):
        agent.receive()
    agent.close()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--workers", "-1"], "argument --workers: '-1' is no whole number above 0"),
        (["--workers", "two"], "argument --workers: 'two' is no whole number above 0"),
        (["--memory", "0"], "argument --memory: '0' is no whole number above 0"),
        (["--timeout", "0"], "argument --timeout: '0' is no number of seconds up to 86400"),
        (["--timeout", "inf"], "argument --timeout: 'inf' is no number of seconds"),
        (["--timeout", "nan"], "argument --timeout: 'nan' is no number of seconds"),
    ],
)
def test_numbers_that_are_no_limits(arguments: list[str], said: str, capsys) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["probe", *arguments, "m.py"])
    assert ended.value.code == 2
    assert said in capsys.readouterr().err


def test_no_folder_to_write_to(tmp_path: Path, capsys, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "m.py").write_text("import tensorflow as tf\n")
    assert main(["probe", "--allow-write", "gone", "m.py"]) == 2
    assert "--allow-write: gone is no folder" in capsys.readouterr().err
