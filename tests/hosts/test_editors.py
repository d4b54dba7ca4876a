"""What the pages about hosts and editors promise."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from host_inputs import LOG_COLUMN, LOG_LINE, MODEL, Run

DOCS = Path(__file__).resolve().parents[2] / "docs"
OPTION = re.compile(r"--tf2lint-[a-z]+(?:-[a-z]+)*")


@pytest.mark.parametrize(
    ("page", "command"),
    [
        ("flake8.md", ("flake8", "--help")),
        ("pylint.md", ("pylint", "--load-plugins=tf2lint.hosts.pylint", "--help")),
    ],
)
def test_page_names_every_option(run: Run, page: str, command: tuple[str, ...]) -> None:
    documented = set(OPTION.findall((DOCS / page).read_text(encoding="utf-8")))
    assert documented == set(OPTION.findall(run(*command).stdout))


def test_unsaved_text_as_editors_hand_it_over(run: Run) -> None:
    result = run("tf2lint", "check", "--stdin-filename", "model.py", "-", stdin=MODEL)
    assert result.returncode == 1
    found = [
        re.fullmatch(r".+?:(\d+):(\d+): (\S+) (.+)", line) for line in result.stdout.splitlines()
    ]
    assert all(found), result.stdout
    places = [(int(match[1]), int(match[2]), match[3]) for match in found if match]
    assert (LOG_LINE, LOG_COLUMN, "TF501") in places


def ask_editor(project: Path, *command: str) -> None:
    """Run an editor in the project, with the programs of this Python first on the path."""
    path = os.pathsep.join((os.path.dirname(sys.executable), os.environ.get("PATH", "")))
    subprocess.run(
        command,
        cwd=project,
        env={**os.environ, "PATH": path, "HOME": str(project), "PYTHONUTF8": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=120,
        check=True,
    )


def from_page(pattern: str) -> str:
    """What stands on the page of the editors, to the letter."""
    found = re.search(pattern, (DOCS / "editors.md").read_text(encoding="utf-8"))
    assert found is not None
    return found[1]


def test_quickfix_list_of_vim(project: Path) -> None:
    vim = shutil.which("vim") or ""
    features = vim and subprocess.run([vim, "--version"], capture_output=True, text=True).stdout
    if "+quickfix" not in features or "+eval" not in features:
        pytest.skip("no vim with a quickfix list")
    settings = from_page(r"`:(set makeprg=.+? errorformat=.+?)`")
    entries = 'map(getqflist(), \'bufname(v:val.bufnr) . " " . v:val.lnum . " " . v:val.text\')'
    ask_editor(
        project,
        *(vim, "-es", "-u", "NONE", "-c", settings, "-c", "silent make model.py"),
        *("-c", f"call writefile({entries}, 'list.txt')", "-c", "qall!"),
    )
    lines = (project / "list.txt").read_text(encoding="utf-8").splitlines()
    assert any(line.startswith(f"model.py {LOG_LINE} TF501 ") for line in lines), lines


def test_flymake_of_emacs(project: Path) -> None:
    emacs = shutil.which("emacs")
    if emacs is None:
        pytest.skip("no emacs")
    settings = from_page(r"(\(setq python-flymake-command .+?\)\)\n.*\(add-hook .+?\))\n")
    (project / "ask.el").write_text(
        f"""(require 'python)
{settings}
(find-file "model.py")
; Without a window nothing starts it.
(flymake-start)
(let ((left 600))
  (while (and (> left 0) (null (flymake-diagnostics)))
    (accept-process-output nil 0.1)
    (setq left (1- left))))
(let ((found (mapcar (lambda (one) (format "%d %s"
                       (line-number-at-pos (flymake-diagnostic-beg one))
                       (flymake-diagnostic-text one)))
                     (flymake-diagnostics))))
  (with-temp-file "list.txt" (insert (mapconcat #'identity found "\n"))))
""",
        encoding="utf-8",
    )
    ask_editor(project, emacs, "-Q", "--batch", "-l", "ask.el")
    lines = (project / "list.txt").read_text(encoding="utf-8").splitlines()
    assert any(line.startswith(f"{LOG_LINE} TF501 ") for line in lines), lines
