"""From what was seen to what it means: one verdict a finding, one a module.

The order of the questions is the order of their weight. What raised, raised; what the live
TensorFlow does not have cannot work, whatever the module puts in its place; and only what ran
eagerly, on TensorFlow's own object and without a stub, refutes.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from tf2lint.model import Finding
from tf2lint.probe.agent.api import LIBRARIES, is_library
from tf2lint.probe.model import Module, Probed, Round, Verdict


def judge_module(
    module: Module, runs: Sequence[Round], answers: Sequence[dict[str, Any] | None]
) -> Probed:
    """Return the verdicts on a module and its findings.

    ``answers`` has, for each finding, what the live API answered, ``None`` if not asked.
    """
    verdict, reason = _of_module(module, runs)
    seen = [_Seen(run) for run in runs]
    last = _of_run(module, runs[-1])
    verdicts = tuple(
        _of_finding(number, finding, answer, seen, last)
        for number, (finding, answer) in enumerate(zip(module.findings, answers))
    )
    seconds = sum(float(run.answer.get("seconds", 0)) for run in runs)
    stubs = tuple(sorted({event[0] for run in runs for event in run.events("stubbed")}))
    return Probed(module, verdict, reason, verdicts, stubs, round(seconds, 3))


def is_settled(module: Module, plain: Round, answers: Sequence[dict[str, Any] | None]) -> bool:
    """Whether a run with stubs could not say more than the plain run and the live API.

    So it is if every finding is confirmed: by the plain run, or, in the body of a function,
    by the API. At the top of the module a run with stubs may come to a handler yet.
    """
    probed = judge_module(module, [plain], answers)
    deferred = {number for number, _, _, later, _ in plain.events("flag") if later}
    return bool(probed.verdicts) and all(
        verdict.verdict == "confirmed"
        and (number in deferred or verdict.stage not in ("resolve", "trial"))
        for number, verdict in enumerate(probed.verdicts)
    )


def _of_module(module: Module, runs: Sequence[Round]) -> tuple[str, str]:
    """Return the verdict of the plain run, and why, with what came of the other runs."""
    verdict, reason = _of_run(module, runs[0])
    reasons = [reason] if reason else []
    for run in runs[1:]:
        ending, why = _of_run(module, run)
        told = f"{ending}: {why}" if why else "runs"
        if why and why == reason:
            told = "the same"
        if run.kind == "main":
            reasons.append(f"as a program: {told}")
        elif run.outcome != "finished":
            reasons.append(f"with stubs: {told}")
    return verdict, "; ".join(reasons)


def _of_run(module: Module, run: Round) -> tuple[str, str]:
    """Return what came of one run in the word of a verdict, and why."""
    if run.outcome != "finished":
        status = int(run.answer.get("status", 0))
        detail = {
            "crashed": f"ended by signal {status}",
            "early-exit": f"left with exit code {status}",
            "timeout": "ran longer than allowed",
            "memory": "took more memory than allowed",
            "processes": "started more processes than allowed",
            "killed": "something outside of it ended it",
        }.get(run.outcome, str(run.answer.get("output", ""))[-200:])
        return run.outcome, detail
    for line, message in run.events("syntax"):
        return "unreadable", f"line {line}: {message}"
    for event in run.answer["events"]:
        if event[0] == "package":
            file, line, name, message = event[1:]
        elif event[0] == "blocked":
            _, _, name, message, file, line, _, _ = event[1:]
        else:
            continue
        if run.kind == "main" and name == "SystemExit" and message in ("", "0", "None"):
            # This is how a program ends well.
            continue
        return "raises", f"{name}: {message} ({_place(module, file, line)})"
    return "imports", ""


def _place(module: Module, file: str, line: int) -> str:
    if os.path.realpath(module.path) == file or not file:
        return f"line {line}"
    return f"{os.path.relpath(file, module.root) if os.path.isabs(file) else file}:{line}"


class _Seen:
    """The events of one run, sorted by flag; each with its stage before it."""

    def __init__(self, run: Round) -> None:
        self.stubs = run.kind == "stubs"
        self.places: dict[int, list[Any]] = {}
        self.ran: dict[int, list[list[Any]]] = {}
        self.raised: dict[int, list[list[Any]]] = {}
        self.escaped: set[int] = set()
        self.blocked: list[list[Any]] = []
        stage = "import" if run.kind == "run" else run.kind
        self.stage = stage if run.kind != "run" else "tolerant"
        for kind, *values in run.answer["events"]:
            if kind == "flag":
                self.places[values[0]] = values[1:]
            elif kind in ("ran", "raised"):
                by_flag = self.ran if kind == "ran" else self.raised
                by_flag.setdefault(values[0], []).append([stage, *values[1:]])
            elif kind == "escaped":
                self.escaped.add(values[0])
            elif kind in ("blocked", "package"):
                stage = self.stage
                if kind == "blocked":
                    self.blocked.append(values)


def _of_finding(
    number: int,
    finding: Finding,
    answer: dict[str, Any] | None,
    seen: Sequence[_Seen],
    last: tuple[str, str],
) -> Verdict:
    raised = _raised(number, seen)
    if raised is not None and raised.verdict in ("confirmed", "handled"):
        return raised
    state = answer["state"] if answer else ""
    said = answer["said"] if answer else ""
    if state == "gone" and not _was_imported(number, seen):
        reason = f"the live TensorFlow has no {finding.symbol}"
        return Verdict("confirmed", "resolve", reason, said)
    if state == "unbound":
        reason = f"the call does not fit the live {finding.symbol}"
        return Verdict("confirmed", "resolve", reason, said)
    ran = _ran(number, finding, state, seen)
    if ran is not None:
        return ran
    if state == "raises":
        reason = f"{finding.symbol} was tried in the live TensorFlow, eagerly"
        return Verdict("confirmed", "trial", reason, said)
    if raised is not None:
        return raised
    if state == "absent":
        return Verdict("inconclusive", "resolve", said)
    return _unseen(number, seen[-1], last)


def _was_imported(number: int, seen: Sequence[_Seen]) -> bool:
    """Whether the flagged code is an import that succeeded, without stubs."""
    return any(
        not here and not callee
        for run in seen
        if not run.stubs
        for _, _, here, callee, _ in run.ran.get(number, ())
    )


def _raised(number: int, seen: Sequence[_Seen]) -> Verdict | None:
    """Return what the exceptions of a flagged expression say."""
    weaker = None
    for run in seen:
        for stage, serial, name, message, line, kind, file, at in run.raised.get(number, ()):
            said = f"{name}: {message}"
            if kind == "tensorflow":
                if run.stubs and not _names_library(said):
                    reason = "it raised, on values that rest on stubs"
                    weaker = weaker or Verdict("inconclusive", stage, reason, said, file, line)
                elif serial in run.escaped:
                    return Verdict("confirmed", stage, "it raised", said, file, line)
                else:
                    reason = "it raised, and the code catches that"
                    weaker = Verdict("handled", stage, reason, said, file, line)
            elif kind == "poison":
                weaker = weaker or Verdict("blocked", stage, message, "", file, at)
            else:
                reason = {
                    "deeper": "other code of the project raised",
                    "missing": "a package is not installed",
                }.get(kind, "it raised something that says nothing about TensorFlow")
                weaker = weaker or Verdict("inconclusive", stage, reason, said, file, at)
    return weaker


def _names_library(said: str) -> bool:
    return any(f"'{name}" in said for name in LIBRARIES)


def _ran(number: int, finding: Finding, state: str, seen: Sequence[_Seen]) -> Verdict | None:
    """Return what it means that a flagged expression gave a value, if it did."""
    for run in seen:
        for stage, eager, here, callee, same in run.ran.get(number, ()):
            if not here and state == "raises":
                # An import ran; what fails is the use of what it brought.
                continue
            line = finding.line
            if not eager:
                reason = "it ran, but while a graph was built"
            elif run.stubs:
                reason = "it ran, in a run with stubs"
            elif finding.severity != "error":
                reason = "it runs; whether it means the same, only numbers can tell"
            elif same == 0 or not (is_library(here) or is_library(callee)):
                imported = "it was imported, which says nothing about its use"
                other = "it ran, on something that is not TensorFlow's own"
                reason = other if here else imported
            else:
                return Verdict("refuted", stage, "it ran eagerly", "", "", line)
            return Verdict("inconclusive", stage, reason, "", "", line)
    return None


def _unseen(number: int, last: _Seen, ending: tuple[str, str]) -> Verdict:
    """Return why a flagged expression was not evaluated, in the last run too, which ended so."""
    if ending[0] not in ("imports", "raises"):
        return Verdict("inconclusive", "", f"the module: {ending[0]}, {ending[1]}")
    place = last.places.get(number)
    if place is None or not place[3]:
        return Verdict("inconclusive", "", "it is not an expression that can be watched")
    first, end, deferred, _ = place
    for block in last.blocked:
        start, stop, name, message, file, line, _, poison = block
        if start <= first <= stop or first <= start <= end or start == 0:
            said = f"{name}: {message}"
            where = poison or line
            return Verdict("blocked", last.stage, f"line {where} failed", said, file, where)
    if deferred:
        return Verdict("not-reached", "", "it is in the body of a function that nothing called")
    return Verdict("not-reached", "", "no run came to it")
