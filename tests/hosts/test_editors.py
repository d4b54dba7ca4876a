"""What the pages about hosts and editors promise."""

from __future__ import annotations

import re
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
