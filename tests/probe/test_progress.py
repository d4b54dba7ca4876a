"""The line that tells on a terminal how far a probe is."""

from __future__ import annotations

import io
import os
import shutil

from tf2lint.cli.probe_progress import Progress
from tf2lint.probe.model import Module, Probed, Verdict

CONFIRMED = Verdict("confirmed", "resolve", "gone")
ODD = Verdict("inconclusive", "", "unknown")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def probed(*verdicts: Verdict) -> Probed:
    return Probed(Module("/r/m.py", "/r", "m", ()), "raises", "", verdicts)


def lines(columns: int, monkeypatch) -> list[str]:
    size = os.terminal_size((columns, 24))
    monkeypatch.setattr(shutil, "get_terminal_size", lambda: size)
    stream = Terminal()
    with Progress(3, stream, quiet=False) as progress:
        progress.tell(probed())
        progress.tell(probed(CONFIRMED, ODD, CONFIRMED))
        progress.tell(probed(ODD))
    assert stream.getvalue().endswith("\r\x1b[K")
    return [line.removesuffix("\x1b[K") for line in stream.getvalue().split("\r")[1:-1]]


def test_modules_verdicts_and_time(monkeypatch) -> None:
    drawn = lines(80, monkeypatch)
    assert drawn[0] == "0/3 modules"
    assert drawn[1].startswith("1/3 modules, ") and drawn[1].endswith(" s left")
    assert drawn[1].count(",") == 1
    assert drawn[2].endswith(" s left, 2 confirmed, 1 inconclusive")
    assert drawn[3] == "3/3 modules, 0 s left, 2 confirmed, 2 inconclusive"


def test_no_line_is_longer_than_the_terminal(monkeypatch) -> None:
    assert [len(line) for line in lines(20, monkeypatch)] == [11, 19, 19, 19]


def test_nothing_where_nobody_looks() -> None:
    for stream, quiet in ((io.StringIO(), False), (Terminal(), True)):
        with Progress(1, stream, quiet) as progress:
            progress.tell(probed(CONFIRMED))
        assert stream.getvalue() == ""
