"""Bad input: a clear message, the other files still linted, the right exit status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from tf2lint.cli import main

TF1 = b"import tensorflow as tf\nx = tf.to_float(1)\n"
#: The finding of the file that is linted beside each bad one.
OTHER = ("zz_other.py", "TF504")


class Result(NamedTuple):
    status: int
    findings: list[tuple[str, str]]
    lines: list[int]
    errors: list[str]
    messages: list[str]
    stderr: str


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one file that has one finding; it is the current folder."""
    (tmp_path / OTHER[0]).write_bytes(TF1)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str]):
    """Run ``tf2lint check`` and read its JSON."""

    def run(*arguments: str) -> Result:
        status = main(["check", "--format", "json", *arguments])
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        document = json.loads(out)
        found = document["findings"]
        return Result(
            status,
            [(f["path"], f["code"]) for f in found],
            [f["line"] for f in found],
            document["errors"],
            [f["message"] for f in found],
            err,
        )

    return run


@pytest.mark.parametrize(
    ("data", "code", "line", "says"),
    [
        (TF1 + b"y = '\x00'\n", "TF003", 3, "null byte"),
        (TF1 + b"y = '\xff'\n", "TF003", 3, "0xff is not UTF-8"),
        (b"# coding: martian\n" + TF1, "TF003", 1, "'martian', no encoding"),
        (b"# coding: ascii\n" + TF1 + b"'\xe9'\n", "TF003", 4, "not ascii"),
        (TF1 + b"y = (\n", "TF001", 3, "never closed"),
        (b"import tensorflow as tf\nprint 'x'\n", "TF002", 2, "print statement"),
        (TF1 + b"y = " + b"(" * 1000 + b")" * 1000 + b"\n", "TF001", 3, "nested"),
        (TF1 + b"<<<<<<< HEAD\n", "TF001", 3, "invalid syntax"),
    ],
)
def test_a_file_that_is_no_python(check, tree: Path, data, code, line, says) -> None:
    (tree / "bad.py").write_bytes(data)
    result = check()
    assert result.findings == [("bad.py", code), OTHER]
    assert result.lines[0] == line
    assert says in result.messages[0]
    assert (result.status, result.errors) == (1, [])


@pytest.mark.parametrize(
    "line",
    ["# tf2lint: skip-file\nprint 'x'\n", "print 'x'  # noqa: TF002\n", "print 'x'  # noqa\n"],
)
def test_a_file_that_is_no_python_can_be_let_off(check, tree: Path, line: str) -> None:
    (tree / "bad.py").write_bytes(b"import tensorflow as tf\n" + line.encode())
    assert check().findings == [OTHER]


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"\xef\xbb\xbf" + TF1, 2),
        (TF1.replace(b"\n", b"\r\n"), 2),
        (TF1.replace(b"\n", b"\r"), 2),
        (b"\x0c\n" + TF1.replace(b"\n", b"\n\x0c\n"), 4),
        (b"\x0cimport tensorflow as tf\n\x0cx = tf.to_float(1)\n", 2),
        (b"# coding: latin-1\ny = '\xe9'\n" + TF1, 4),
        (b"y = '\xe2\x80\xa8'\n" + TF1, 3),
        (TF1.rstrip(b"\n"), 2),
    ],
)
def test_odd_text_that_is_python(check, tree: Path, data: bytes, line: int) -> None:
    (tree / "odd.py").write_bytes(data)
    result = check()
    assert result.findings == [("odd.py", "TF504"), OTHER]
    assert result.lines[0] == line


def test_an_empty_file_and_an_empty_folder(check, tree: Path) -> None:
    (tree / "empty.py").write_bytes(b"")
    (tree / "folder").mkdir()
    assert check().findings == [OTHER]
    result = check("folder", "empty.py")
    assert (result.status, result.findings, result.errors) == (0, [], [])


def test_a_file_of_10_mb(check, tree: Path) -> None:
    filler = b"def f(a, b):\n    return [a, b, 'key', '%s']\n\n" % (b"x" * 500)
    count = 10_000_000 // len(filler)
    (tree / "big.py").write_bytes(filler * count + TF1)
    assert (tree / "big.py").stat().st_size > 9_990_000
    result = check()
    assert result.findings == [("big.py", "TF504"), OTHER]
    assert result.lines[0] == 3 * count + 2


def test_a_line_of_2_mb(check, tree: Path) -> None:
    (tree / "long.py").write_bytes(b"y = '" + b"x" * 2_000_000 + b"'; " + TF1)
    assert check().findings == [("long.py", "TF504"), OTHER]


@pytest.mark.parametrize(
    "text",
    [
        "y = " + "tf." * 1000 + "z",
        "y = " + "[" * 150 + "tf.to_float(1)" + "]" * 150,
        "y = " + " + ".join(["tf.to_float(1)"] * 1000),
        "y = " + "not " * 1000 + "tf.to_float(1)",
        "y = " + "lambda: " * 1000 + "tf.to_float(1)",
        "y = tf.to_float(1)" + ".a()" * 1000,
        "y = " + "a if b else " * 1000 + "tf.to_float(1)",
        "if a: pass\n" + "elif b: pass\n" * 1000 + "else: tf.to_float(1)",
        "".join(" " * n + "if a:\n" for n in range(99)) + " " * 99 + "tf.to_float(1)",
        "".join(" " * n + "def f():\n" for n in range(99)) + " " * 99 + "tf.to_float(1)",
    ],
)
def test_deep_nesting(check, tree: Path, text: str) -> None:
    (tree / "deep.py").write_bytes(TF1 + text.encode() + b"\n")
    result = check()
    assert result.status == 1
    assert result.errors == []
    assert ("deep.py", "TF504") in result.findings or ("deep.py", "TF003") in result.findings
    assert OTHER in result.findings


def test_links_that_lead_nowhere_or_back(check, tree: Path) -> None:
    (tree / "broken.py").symlink_to("missing.py")
    (tree / "loop.py").symlink_to("loop.py")
    (tree / "folder").mkdir()
    (tree / "folder" / "up").symlink_to(tree, target_is_directory=True)
    (tree / "folder" / "self").symlink_to("self")
    result = check()
    assert result.findings == [("broken.py", "TF003"), ("loop.py", "TF003"), OTHER]
    assert "a symbolic link to missing.py, which does not exist" in result.messages[0]
    assert "leads back to itself" in result.messages[1]
    assert check("broken.py").findings == [("broken.py", "TF003")]


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_what_may_not_be_read(tree: Path) -> None:
    (tree / "secret.py").write_bytes(TF1)
    (tree / "secret.py").chmod(0)
    (tree / "closed").mkdir()
    (tree / "closed" / "inside.py").write_bytes(TF1)
    (tree / "closed").chmod(0)
    for folder in (tree, *tree.parents):
        if folder.stat().st_uid == os.getuid() and folder != Path(folder.anchor):
            folder.chmod(folder.stat().st_mode | 0o055)
    # The superuser may read anything: become nobody, once every module is imported.
    become = "import os; os.getuid() or os.setuid(65534)"
    program = f"""
import sys, tf2lint.cli
tf2lint.cli.main(['check', '-q', {OTHER[0]!r}])
{become}
sys.exit(tf2lint.cli.main(['check', '.']))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tree, capture_output=True, text=True, check=False
    )
    (tree / "closed").chmod(0o755)
    first, *found = [line.split(" ", 2) for line in done.stdout.splitlines()]
    assert first == found[-1]
    assert [(place.split(":")[0], code) for place, code, _ in found] == [
        ("closed", "TF003"),
        ("secret.py", "TF003"),
        OTHER,
    ]
    assert "Permission denied" in done.stdout
    assert "Traceback" not in done.stderr
    assert done.returncode == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with a name here")
def test_what_is_no_file(check, tree: Path) -> None:
    os.mkfifo(tree / "pipe.py")
    assert check().findings == [OTHER], "a walk passes by"
    result = check("pipe.py", OTHER[0])
    assert (result.status, result.findings) == (2, [OTHER])
    assert "pipe.py: neither a file nor a folder" in result.errors[0]
    assert "pipe.py: neither a file nor a folder" in result.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="file names are bytes on Linux only")
def test_a_name_that_is_no_utf_8(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = os.path.join(os.fsencode(tree), b"caf\xe9.py")
    with open(path, "wb") as file:
        file.write(TF1)
    assert main(["check"]) == 1
    assert capsys.readouterr().out.startswith("caf\\udce9.py:2:5: TF504 ")
    assert main(["check", "--format", "full"]) == 1
    assert "x = tf.to_float" in capsys.readouterr().out
    assert main(["check", "--format", "json"]) == 1
    assert json.loads(capsys.readouterr().out)["findings"][0]["path"] == "caf\\udce9.py"


def test_a_name_with_control_characters(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "a\n\x1b[31m.py").write_bytes(TF1)
    assert main(["check"]) == 1
    assert capsys.readouterr().out.startswith("a\\n\\x1b[31m.py:2:5: TF504 ")


def test_a_missing_path(check, tree: Path) -> None:
    result = check("nowhere", OTHER[0], "a\0b")
    assert (result.status, result.findings) == (2, [OTHER])
    assert result.errors[0] == "nowhere: No such file or directory"
    assert "null" in result.errors[1]
    assert "tf2lint: nowhere: No such file or directory" in result.stderr


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("pyproject.toml", "[tool.tf2lint\n", "pyproject.toml: not valid TOML: "),
        ("pyproject.toml", "[tool]\ntf2lint = 3\n", "[tool.tf2lint] is not a table"),
        ("tf2lint.toml", "ignore = [\n", "tf2lint.toml: not valid TOML: "),
        ("tf2lint.toml", f"ignore = {'[' * 100_000}{']' * 100_000}\n", "nested too deeply"),
        ("tf2lint.toml", "# \udcff\n", "tf2lint.toml: not valid TOML: "),
        (
            "pyproject.toml",
            "[tool.tf2lint]\nignroe = []\n",
            "pyproject.toml: [tool.tf2lint] unknown key 'ignroe'; did you mean 'ignore'?",
        ),
        (
            "tf2lint.toml",
            'ignore = ["contrib-imports"]\n',
            "tf2lint.toml: ignore: unknown rule 'contrib-imports'; did you mean 'contrib-import'?",
        ),
        ("tf2lint.toml", "max-error = -1\n", "max-error: -1 is not a whole number from 0"),
        ("tf2lint.toml", "target-version = 2.10\n", "2.1 is not a string"),
        ("tf2lint.toml", 'target-version = "3.0"\n', "TensorFlow 3.0 is not known"),
        ("tf2lint.toml", 'keras = "2"\n', "keras: '2' is not a Keras"),
        ("tf2lint.toml", 'dialect = "tf3"\n', "did you mean 'tf"),
        ("tf2lint.toml", 'exclude = "x"\n', "exclude: 'x' is not a list"),
        ("tf2lint.toml", "exclude = [1]\n", "exclude: 1 is not a pattern"),
        ("tf2lint.toml", '[severity]\nTF101 = "fatal"\n', "severity: 'fatal' is none of"),
        ("tf2lint.toml", "[limits]\nTF101 = true\n", "limits: True is not a whole number"),
        ("tf2lint.toml", "[per-file-ignores]\na = 1\n", "per-file-ignores: 1 is not a list"),
    ],
)
def test_wrong_settings(check, tree: Path, name: str, text: str, says: str) -> None:
    (tree / name).write_text(text, errors="surrogateescape")
    result = check()
    assert (result.status, result.findings) == (2, [OTHER])
    assert len(result.errors) == 1
    assert says in result.errors[0]
    assert str(tree / name) in result.errors[0]
    assert says in result.stderr


def test_wrong_settings_further_down(check, tree: Path) -> None:
    (tree / "sub").mkdir()
    (tree / "sub" / "tf2lint.toml").write_text("ignoer = []\nignore = ['TF5']\n")
    (tree / "sub" / "a.py").write_bytes(TF1)
    result = check()
    assert (result.status, result.findings) == (2, [OTHER]), "the valid entries count"
    assert "unknown key 'ignoer'" in result.errors[0]


def test_a_broken_pyproject_of_somebody_else(check, tree: Path) -> None:
    (tree / "pyproject.toml").write_text("[tool.black\n")
    result = check()
    assert (result.status, result.findings, result.errors) == (1, [OTHER], [])


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--select", "TF9999"], "--select: unknown rule 'TF9999'"),
        (["--ignore", "contrib-imprt"], "did you mean 'contrib-import'?"),
        (["--extend-select", "E501"], "--extend-select: unknown rule 'E501'"),
        (["--severity", "TF101"], "--severity: 'TF101' has not the form RULE=LEVEL"),
        (["--severity", "TF101=eror"], "did you mean 'error'?"),
        (["--per-file-ignores", "TF101"], "has not the form GLOB:RULES"),
        (["--target-version", "1.15"], "--target-version: TensorFlow 1.15 is not known"),
        (["--target-version", "new"], "'new' is not a TensorFlow version"),
        (["--max-error", "few"], "--max-error: 'few' is not a whole number"),
        (["--jobs", "0"], "--jobs: '0' is neither"),
    ],
)
def test_wrong_options(tree: Path, capsys: pytest.CaptureFixture[str], arguments, says) -> None:
    assert main(["check", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert says in err
    assert err.startswith("tf2lint: ")


@pytest.mark.parametrize("arguments", [["chekc"], ["check", "--keras", "4"], ["check", "--nope"]])
def test_wrong_usage(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert "usage: tf2lint" in capsys.readouterr().err


def test_a_failure_of_the_linter_is_told_and_the_rest_linted(
    check, tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tf2lint.lint import Linter

    real = Linter.lint

    def lint(self: Linter, path: str, data: bytes) -> object:
        if path == "crash.py":
            raise AssertionError("out of luck")
        return real(self, path, data)

    monkeypatch.setattr(Linter, "lint", lint)
    (tree / "crash.py").write_bytes(TF1)
    result = check()
    assert (result.status, result.findings) == (2, [OTHER])
    assert result.errors[0].startswith("crash.py: internal error at test_bad_input.py:")
    assert "AssertionError: out of luck" in result.errors[0]
