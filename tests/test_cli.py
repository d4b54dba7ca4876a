"""The command line, from arguments to exit status."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from interrupts import heed_interrupts

import tf2lint
from tf2lint.cli import main
from tf2lint.knowledge import Target, load, pages

TF1 = "import tensorflow as tf\nx = tf.to_float(1)\nimport tensorflow.contrib.slim as slim\n"


@pytest.fixture(autouse=True)
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    (tmp_path / "a.py").write_text(TF1)
    (tmp_path / "good.py").write_text("import tensorflow as tf\nx = tf.constant(1)\n")
    return tmp_path


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]):
    def command(*arguments: str) -> tuple[int, str, str]:
        status = main(arguments)
        out, err = capsys.readouterr()
        return status, out, err

    return command


@pytest.fixture
def codes(run):
    """The codes that a check reports, in order."""

    def check(*arguments: str) -> list[str]:
        _, out, _ = run("check", *arguments)
        return [line.split(" ")[1] for line in out.splitlines()]

    return check


def test_check(run) -> None:
    status, out, err = run("check")
    assert status == 1
    lines = out.splitlines()
    assert lines[0].startswith("a.py:2:5: TF504 tf.to_float")
    assert lines[1].startswith("a.py:3:8: TF101 ")
    assert len(lines) == 2
    assert err.splitlines() == [
        "2 errors in 1 of 2 files for TensorFlow 2.21 (Keras 3)",
        "The gate fails: 2 errors, 0 allowed",
    ]


def test_check_passes(run) -> None:
    assert run("check", "good.py") == (
        0,
        "",
        "No findings in 1 file for TensorFlow 2.21 (Keras 3)\n",
    )
    assert run("check", "-q", "good.py") == (0, "", "")


def test_the_short_way_and_the_parser_agree(run) -> None:
    assert run("check", "a.py") == run("check", "--jobs", "1", "a.py")


def test_select_and_ignore(codes) -> None:
    assert codes("--select", "TF1") == ["TF101"]
    assert codes("--select", "cast-helpers,TF9", "good.py") == []
    assert codes("--select", "cast-helpers") == ["TF504"]
    assert codes("--ignore", "tf504") == ["TF101"]
    assert codes("--ignore", "TF504,TF101") == []
    assert codes("--ignore", "TF504", "--ignore", "contrib-import") == []
    assert codes("--per-file-ignores", "*.py:TF5") == ["TF101"]
    assert codes("--per-file-ignores", "b*.py:TF5") == ["TF504", "TF101"]


def test_options_add_to_the_settings(codes, tree: Path) -> None:
    (tree / "tf2lint.toml").write_text('ignore = ["TF504"]\nexclude = ["b"]\n')
    for folder in ("b", "c"):
        (tree / folder).mkdir()
        (tree / folder / "x.py").write_text(TF1)
    assert codes() == ["TF101", "TF101"]
    assert codes("--exclude", "./c/*.py") == ["TF101"]
    assert codes("--ignore", "TF101") == []
    assert codes("--select", "ALL", "--ignore", "TF101", "a.py") == []


def test_options_are_relative_to_here(codes, tree: Path, monkeypatch) -> None:
    (tree / "tf2lint.toml").write_text("")
    (tree / "sub").mkdir()
    (tree / "sub" / "x.py").write_text(TF1)
    monkeypatch.chdir(tree / "sub")
    assert codes("--exclude", "./x.py") == []
    assert codes("--per-file-ignores", "./x.py:TF1") == ["TF504"]


def test_severity_and_gate(run) -> None:
    status, out, _ = run("check", "--severity", "TF101=info", "--severity", "TF5=warning")
    assert [line.rsplit(" ")[-1] for line in out.splitlines()] == ["[warning]", "[info]"]
    assert status == 1
    assert run("check", "--max-error", "2")[0] == 0
    assert run("check", "--max-error", "1")[0] == 1
    assert run("check", "--max-error", "unlimited")[0] == 0
    assert run("check", "--exit-zero")[0] == 0
    assert run("check", "--exit-zero", "missing")[0] == 2
    lenient = ("--severity", "TF=info")
    assert run("check", *lenient)[0] == 0
    assert run("check", *lenient, "--max-info", "1")[0] == 1


def test_limits_by_rule(run, tree: Path) -> None:
    (tree / "tf2lint.toml").write_text("[limits]\nTF504 = 1\ncontrib-import = 0\n")
    status, _, err = run("check")
    assert status == 1
    assert err.splitlines()[1:] == ["The gate fails: 1 finding of contrib-import, 0 allowed"]


def test_the_target(run) -> None:
    _, _, err = run("check", "--target-version", "2.15", "good.py")
    assert err == "No findings in 1 file for TensorFlow 2.15\n"
    _, out, _ = run("check", "--keras", "legacy", "--format", "json")
    assert json.loads(out)["target"] == {"tensorflow": "2.21", "keras": "legacy"}


def test_suppressions(codes, tree: Path) -> None:
    (tree / "a.py").write_text(
        TF1.replace("(1)", "(1)  # noqa: TF504").replace("as slim", "as slim  # noqa: E501")
    )
    assert codes() == ["TF101"]
    (tree / "a.py").write_text(TF1.replace("(1)", "(1)  # tf2lint: ignore[cast-helpers]"))
    assert codes() == ["TF101"]
    (tree / "a.py").write_text(TF1 + "# tf2lint: skip-file\n")
    assert codes() == []
    (tree / "a.py").write_text("import tensorflow as tf  # noqa: TF101\n")
    assert codes("--extend-select", "unused-suppression") == ["TF004"]


def test_the_full_format(run) -> None:
    _, out, _ = run("check", "--format", "full", "--select", "TF5")
    assert out.splitlines()[1:] == [
        "  2 | x = tf.to_float(1)",
        "    |     ^^^^^^^^^^^",
        "    = tf2lint explain TF504",
    ]


def test_statistics(run) -> None:
    _, out, _ = run("check", "--statistics")
    assert [line.split() for line in out.splitlines()] == [
        ["1", "TF101", "error", "contrib-import"],
        ["1", "TF504", "error", "cast-helpers"],
    ]


def test_fingerprints_stay_when_lines_move(run, tree: Path) -> None:
    (tree / "bad.py").write_text("import tensorflow as tf\nprint 'x'\n")
    (tree / "broken.py").symlink_to("nowhere")
    (tree / "requirements.txt").write_text("tensorflow<2\n")

    def prints() -> dict[tuple[str, str], str]:
        found = json.loads(run("check", "--format", "json")[1])["findings"]
        return {(f["path"], f["code"]): f["fingerprint"] for f in found}

    before = prints()
    assert len(before) == len(set(before.values())) == 5
    assert all(len(mark) == 16 for mark in before.values())
    for name in ("a.py", "bad.py", "requirements.txt"):
        (tree / name).write_text("\n# moved\n" + (tree / name).read_text())
    assert prints() == before


def test_json_paths_are_relative_and_posix(run, tree: Path) -> None:
    _, out, err = run("check", "--format", "json", str(tree / "a.py"))
    assert {finding["path"] for finding in json.loads(out)["findings"]} == {"a.py"}
    assert err == "The gate fails: 2 errors, 0 allowed\n"


@pytest.mark.parametrize("jobs", ["2", "auto"])
def test_jobs_change_nothing(run, tree: Path, jobs: str) -> None:
    for number in range(30):
        (tree / f"f{number}.py").write_text(TF1 * (number % 5))
    assert run("check", "--jobs", jobs) == run("check")


def stdin_with(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


def test_stdin(run, tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stdin_with(monkeypatch, TF1.encode())
    status, out, _ = run("check", "--format", "full", "-")
    assert status == 1
    assert out.splitlines()[0].startswith("<stdin>:2:5: TF504 ")
    assert out.splitlines()[1] == "  2 | x = tf.to_float(1)"


def test_stdin_under_a_name(run, tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tree / "sub").mkdir()
    (tree / "sub" / "tf2lint.toml").write_text('ignore = ["TF1"]\nmax-error = 1\n')
    stdin_with(monkeypatch, TF1.encode())
    status, out, _ = run("check", "--stdin-filename", str(tree / "sub" / "new.py"), "-")
    assert status == 0
    assert [line.split(" ")[0] for line in out.splitlines()] == ["sub/new.py:2:5:"]


@pytest.mark.parametrize("data", [b"", b"\xff\x00 tensorflow"])
def test_stdin_that_is_odd(run, monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    stdin_with(monkeypatch, data)
    assert run("check", "-")[0] == (1 if data else 0)


def test_stdin_beside_paths_is_refused(run, monkeypatch: pytest.MonkeyPatch) -> None:
    stdin_with(monkeypatch, b"")
    status, _, err = run("check", "-", "a.py")
    assert status == 2
    assert "cannot be linted along with paths" in err


def test_requirement_files(codes, tree: Path) -> None:
    (tree / "a.py").unlink()
    (tree / "requirements.txt").write_text("tensorflow==1.15\n")
    (tree / "setup.py").write_text("from tensorflow.contrib import x\nr = ['tensorflow<2']\n")
    assert codes() == ["TF125", "TF101", "TF125"]
    assert codes("requirements.txt") == ["TF125"]


def test_rules(run) -> None:
    status, out, _ = run("rules")
    known = load(Target()).rules
    assert status == 0
    assert [line.split()[:3] for line in out.splitlines()] == [
        [rule.code, rule.name, rule.severity]
        for rule in sorted(known.values(), key=lambda rule: rule.code)
    ]
    assert "(off by default)" in next(line for line in out.splitlines() if "TF004" in line)
    listed = json.loads(run("rules", "--format", "json")[1])
    assert {rule["name"] for rule in listed} == set(known)


@pytest.mark.parametrize("label", ["TF101", "contrib-import", "tf101"])
def test_explain(run, label: str) -> None:
    status, out, _ = run("explain", label)
    assert status == 0
    assert out.startswith("TF101 contrib-import: ")
    for part in ("Severity error", "Reported:", "Not reported:", "ignore[contrib-import]"):
        assert part in out


def test_explain_every_rule(run, monkeypatch: pytest.MonkeyPatch) -> None:
    every = pages.load_pages()
    monkeypatch.setattr(pages, "load_pages", lambda: every)
    for name in load(Target()).rules:
        assert run("explain", name)[0] == 0


@pytest.mark.parametrize(
    ("label", "says"),
    [("contrib-imprt", "did you mean 'contrib-import'?"), ("TF1", "TF1 covers several rules")],
)
def test_explain_what_is_no_rule(run, label: str, says: str) -> None:
    status, out, err = run("explain", label)
    assert (status, out) == (2, "")
    assert says in err


def test_settings(run, tree: Path) -> None:
    assert run("settings")[1].startswith("# no settings file: the defaults\n")
    text = 'target-version = "2.15"\nignore = ["TF1"]\n[per-file-ignores]\n"a \\"b\\"" = ["TF2"]\n'
    (tree / "tf2lint.toml").write_text(text + "[severity]\nTF101 = 'info'\n[limits]\nTF5 = 3\n")
    status, out, _ = run("settings", "a.py")
    assert status == 0
    assert out.splitlines()[0] == f"# from {tree / 'tf2lint.toml'}"
    (tree / "tf2lint.toml").write_text(out)
    assert run("settings") == (0, out, ""), "what is shown can be read back"
    (tree / "tf2lint.toml").write_text("nope = 1\n")
    status, _, err = run("settings")
    assert status == 2
    assert "unknown key 'nope'" in err
    assert run("settings", "missing")[0] == 2


def test_without_a_command(run) -> None:
    status, out, _ = run()
    assert status == 0
    assert out.startswith("usage: tf2lint")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("a.py", "the command is missing: to lint, write tf2lint check a.py"),
        ("--select TF2 a.py", "to lint, write tf2lint check --select TF2 a.py"),
        ("-", "write tf2lint check -"),
        ("chek a.py", "unknown command 'chek'; did you mean 'check'? (choose from check, fix, "),
        ("nothing.py", "unknown command 'nothing.py' (choose from "),
        ("check --selct TF2", "unrecognized arguments: --selct; did you mean '--select'?"),
        ("check --targt-version=2.1", "did you mean '--target-version'?"),
        ("rules all", "unrecognized arguments: all\n"),
    ],
)
def test_a_command_line_that_is_wrong(
    tree: Path, capsys: pytest.CaptureFixture[str], words: str, says: str
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(words.split())
    assert stopped.value.code == 2
    assert says in capsys.readouterr().err


@pytest.mark.parametrize("words", " check baseline budgets trend rules explain settings".split(" "))
def test_help(capsys: pytest.CaptureFixture[str], words: str) -> None:
    command = words.split()
    with pytest.raises(SystemExit) as stopped:
        main([*command, "-h"])
    assert stopped.value.code == 0
    assert capsys.readouterr().out.startswith(f"usage: {' '.join(['tf2lint', *command])}")


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--version"])
    assert stopped.value.code == 0
    assert capsys.readouterr().out == f"tf2lint {tf2lint.__version__}\n"


def start(*arguments: str, **options: object) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tf2lint", *arguments]
    return subprocess.Popen(command, stderr=subprocess.PIPE, **options)  # type: ignore[call-overload]


def test_as_a_module() -> None:
    process = start("check", stdout=subprocess.PIPE)
    out, err = process.communicate()
    assert process.returncode == 1
    assert out.startswith(b"a.py:2:5: TF504 ")
    assert b"\x1b" not in out + err


@pytest.mark.skipif(sys.platform == "win32", reason="pipes break otherwise there")
def test_a_reader_that_leaves(tree: Path) -> None:
    (tree / "long.py").write_text("import tensorflow as tf\n" + "tf.to_float(1)\n" * 5000)
    # Unbuffered, Python drops the rest of a write that breaks off instead of raising.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONUNBUFFERED"}
    process = start("check", stdout=subprocess.PIPE, env=environment)
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr is not None
    err = process.stderr.read()
    assert process.wait() == 2
    assert err == b""


def until_busy(pid: int) -> None:
    """Wait until the process has used more CPU than its start does."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        time.sleep(1)
        return
    used = 0.0
    while used < 0.5:
        time.sleep(0.02)
        fields = stat.read_text().rpartition(")")[2].split()
        used = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c(tree: Path, jobs: str) -> None:
    for number in range(300):
        text = "import tensorflow as tf\n" + "tf.to_float(1) + [1, 2]\n" * 1000
        (tree / f"f{number}.py").write_text(text)
    process = start("check", "--jobs", jobs, stdout=subprocess.DEVNULL, preexec_fn=heed_interrupts)
    until_busy(process.pid)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate()
    assert err == b"tf2lint: interrupted\n"
    assert process.returncode == 130


@pytest.mark.skipif(sys.platform == "win32", reason="there are no terminals of POSIX")
def test_on_a_terminal(tree: Path) -> None:
    import pty

    master, slave = pty.openpty()
    process = start("check", "a.py", stdout=slave, env={**os.environ, "TERM": "xterm"})
    process.communicate()
    os.close(slave)
    out = os.read(master, 100_000).decode()
    os.close(master)
    assert "\x1b[31m" in out
    assert "x = tf.to_float(1)" in out
    assert "^^^^^^^^^^^" in out


def test_progress_is_drawn_on_long_runs_only() -> None:
    from tf2lint.cli.progress import Progress

    stream = io.StringIO()
    with Progress(10, stream) as progress:
        progress.advance(1)
    assert stream.getvalue() == ""
    with Progress(10, stream, patience=0) as progress:
        progress.advance(5)
    drawn = stream.getvalue()
    assert drawn.startswith("\r[" + "=" * 15 + " " * 15 + "] 5/10 files")
    assert drawn.endswith("\r\x1b[K")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")
def test_a_full_disk_behind_the_output_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import tensorflow as tf\ntf.log(1.0)\n")
    command = [sys.executable, "-m", "tf2lint", "check", "--quiet", str(tmp_path)]
    with open("/dev/full", "w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == (
        "tf2lint: the output could not be written: No space left on device"
    )
