"""Events in shared memory."""

from __future__ import annotations

import os

from tf2lint.probe.agent.log import Log


def test_events_come_back() -> None:
    log = Log()
    log.own()
    append = log.writer()
    append("ran", 1, None, "ä\n'")
    log.writer()("finished")
    assert log.read() == [("ran", 1, None, "ä\n'"), ("finished",)]


def test_only_the_owner_writes() -> None:
    log = Log()
    log.own()
    append = log.writer()
    child = os.fork()
    if child == 0:
        append("forged")
        os._exit(0)
    os.waitpid(child, 0)
    assert log.read() == []


def test_they_outlive_the_process() -> None:
    log = Log()
    child = os.fork()
    if child == 0:
        log.own()
        log.writer()("ran", 0)
        os.closerange(0, 1000)
        os.abort()
    os.waitpid(child, 0)
    assert log.read() == [("ran", 0)]


def test_what_does_not_fit_is_left_out() -> None:
    log = Log(4096)
    log.own()
    append = log.writer()
    append("ran", "x" * 3000)
    for number in range(1000):
        append("ran", number)
    events = log.read()
    assert events[0] == ("ran", 0)
    assert 100 < len(events) < 1000


def test_what_is_no_event_is_left_out() -> None:
    log = Log()
    log.own()
    log.writer()("ran", 1)
    log._memory[0:8] = (2**40).to_bytes(8, "little")
    forged = b"\n__import__('os').abort()\n(1, 2)\n{}\n\xff\n("
    log._memory[20 : 20 + len(forged)] = forged
    assert all(isinstance(event[0], str) for event in log.read())
