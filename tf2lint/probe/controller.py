"""Drives the agent: asks the live API, runs the modules, gathers the verdicts."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from tf2lint.probe.devices import Seen, Slot, check_device, demand, operations_of, prove, slots_of
from tf2lint.probe.interpreter import agent_environment, pack_agent
from tf2lint.probe.model import Environment, Module, Probed, ProbeError, Round
from tf2lint.probe.process import Agent
from tf2lint.probe.rounds import Limits, Rounds, limits_of, rounds_of
from tf2lint.probe.targets import call_shapes, query_of
from tf2lint.probe.trials import load_trials
from tf2lint.probe.verdicts import is_settled, judge_module
from tf2lint.probe.workers import most_workers

_QUERIES_A_JOB = 400
Told = Callable[[Probed], None]
#: Questions for the live API, and for each module the number of each finding's question.
Questions = tuple[list[dict[str, Any]], list[list["int | None"]]]


class Controller:
    """Probes modules with one interpreter; a context manager that cleans up after itself.

    ``spawn`` starts the interpreter anew for every run instead of forking one that has
    imported TensorFlow already: slow, and needed only to compare. ``device`` is what
    ``--device`` takes; an accelerator runs one module at a time. Raises ``ProbeError``
    where the interpreter or its TensorFlow do not work, or the device is not there.
    """

    def __init__(
        self,
        python: str,
        limits: Limits,
        legacy_keras: bool = False,
        workers: int = 0,
        spawn: bool = False,
        device: str = "auto",
    ) -> None:
        device = check_device(device)
        self._folder = tempfile.mkdtemp(prefix="tf2lint-probe-")
        self._limits = limits
        # What is done for the probe itself gets what it needs, however tight a module is held.
        usual = Limits()
        self._own = limits_of(
            Limits(max(usual.timeout, limits.timeout), max(usual.memory, limits.memory))
        )
        self._python = python
        self._archive = pack_agent(self._folder)
        self._environment = agent_environment(legacy_keras, device)
        # A new interpreter takes the place of the one before: no two at a time.
        self._workers = 1 if spawn else workers or most_workers(limits.memory)
        self._compiled: set[str] = set()
        self._proof = ""
        self._spawn = spawn
        self._cache = os.path.join(self._folder, "compiled")
        self._off: set[str] = set()
        self._jobs = 0
        try:
            self._agent = self._start()
            try:
                self._take_devices(device)
            except BaseException:
                self._agent.close()
                raise
        except BaseException:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise

    def __enter__(self) -> Controller:
        return self

    def __exit__(self, *_: object) -> None:
        self._agent.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def environment(self) -> Environment:
        """What the modules ran under; protections that were off, as far as known by now."""
        hello = self._agent.hello
        return Environment(
            hello["python"],
            hello["executable"],
            hello["tensorflow"],
            hello["keras"],
            ", ".join(dict.fromkeys(slot.device for slot in self._slots)),
            tuple(sorted(self._off)),
            self._seen.text,
            self._proof,
        )

    @property
    def process_id(self) -> int:
        """The agent's process, above all that it runs."""
        return self._agent.process_id

    def probe(self, modules: Sequence[Module], told: Told | None = None) -> list[Probed]:
        """Probe the modules; ``told`` is called as each is done. The order is kept."""
        # While the agent compiles, the findings are read.
        compiling = self._compile(modules)
        questions = self._questions(modules)
        for _ in range(compiling):
            self._receive()
        answers = self._resolve(questions)
        runs = self._run_all(modules, answers, told)
        return [runs[index] for index in range(len(modules))]

    def _run_all(
        self,
        modules: Sequence[Module],
        answers: Sequence[list[dict[str, Any] | None]],
        told: Told | None,
    ) -> dict[int, Probed]:
        """Keep as many runs going as there are workers, until every module is done."""
        waiting = deque(range(len(modules)))
        going: dict[str, tuple[int, Rounds, Slot]] = {}
        done: dict[int, Probed] = {}
        free = deque(self._slots)

        def advance(index: int, rounds: Rounds, slot: Slot, answer: dict[str, Any] | None) -> None:
            try:
                job = next(rounds) if answer is None else rounds.send(answer)
            except StopIteration as end:
                result: list[Round] = end.value
                judged = judge_module(modules[index], result, answers[index])
                done[index] = self._complete(judged, result, slot)
                free.append(slot)
                if told is not None:
                    told(done[index])
                return
            going[self._submit({**job, **slot.job})] = (index, rounds, slot)

        while waiting or going:
            while waiting and free:
                index = waiting.popleft()
                settled = partial(is_settled, modules[index], answers=answers[index])
                rounds = rounds_of(modules[index], self._limits, self._cache, settled)
                advance(index, rounds, free.popleft(), None)
            if going:
                answer = self._receive()
                advance(*going.pop(answer["id"]), answer)
        return done

    def _complete(self, judged: Probed, runs: Sequence[Round], slot: Slot) -> Probed:
        """Return the verdicts on a module with what it ran under."""
        hello = self._agent.hello
        return judged._replace(
            tensorflow=hello["tensorflow"],
            keras=hello["keras"],
            device=slot.device,
            operations=operations_of(runs, slot),
        )

    def _take_devices(self, wanted: str) -> None:
        """Find out what there is to run on, and that operations do run there."""
        self._submit({"task": "devices", **self._own})
        answer = self._receive()
        if answer["outcome"] != "finished":
            said = f"{answer['outcome']} {answer['output'].strip()[-200:]}".strip()
            raise ProbeError(f"TensorFlow does not tell its devices: {said}")
        self._seen = Seen.of(answer)
        self._slots = slots_of(wanted, self._seen, self._workers, os.environ)
        proofs = []
        for slot in self._slots:
            if slot.device != "CPU":
                scratch = tempfile.mkdtemp(dir=self._folder)
                proof = prove(self._python, self._archive, self._own, scratch, slot)
                proofs.append(demand(proof, slot))
        self._proof = "; ".join(proofs)

    def _compile(self, modules: Sequence[Module]) -> int:
        """Have the packages compiled that the modules are in, once for all runs.

        Returns how many answers will come.
        """
        packages = {
            os.path.join(module.root, module.name.split(".")[0])
            for module in modules
            if "." in module.name
        } - self._compiled
        self._compiled |= packages
        files = sorted(file for package in packages for file in _python_files(package))
        shares = [files[start :: self._workers] for start in range(self._workers)]
        os.makedirs(self._cache, exist_ok=True)
        started = 0
        for share in shares:
            if share:
                job = {"task": "compile", "files": share, "cache": self._cache}
                self._submit({**self._own, **job, "allow_write": [self._cache]})
                started += 1
        return started

    def _questions(self, modules: Sequence[Module]) -> Questions:
        """Return what to ask the live API, each question once, and which finding asks which."""
        trials = load_trials()
        numbers: dict[str, int] = {}
        queries: list[dict[str, Any]] = []
        asked: list[list[int | None]] = []
        for module in modules:
            calls = call_shapes(module.path)
            asked.append([])
            for finding in module.findings:
                query = query_of(finding, calls, trials)
                if query is None:
                    asked[-1].append(None)
                    continue
                number = numbers.setdefault(repr(query), len(queries))
                if number == len(queries):
                    queries.append(query)
                asked[-1].append(number)
        return queries, asked

    def _resolve(self, questions: Questions) -> list[list[dict[str, Any] | None]]:
        """Ask the live API; returns the answers for each module's findings."""
        queries, asked = questions
        found = self.ask(queries)
        return [[None if n is None else found.get(n) for n in ones] for ones in asked]

    def ask(self, queries: Sequence[dict[str, Any]]) -> dict[int, dict[str, Any]]:
        """Return the live API's answers by the numbers of the queries; see ``agent/api.py``."""
        found: dict[int, dict[str, Any]] = {}
        numbers = range(len(queries))
        waiting = deque(numbers[at : at + _QUERIES_A_JOB] for at in numbers[::_QUERIES_A_JOB])
        going: dict[str, range] = {}
        while waiting or going:
            while waiting and len(going) < self._workers:
                asked = waiting.popleft()
                job = {"task": "resolve", "queries": queries[asked.start : asked.stop]}
                going[self._submit({**self._own, **job})] = asked
            answer = self._receive()
            asked = going.pop(answer["id"])
            answers = [event[1:] for event in answer["events"] if event[0] == "answer"]
            for number, state, said in answers:
                found[asked[number]] = {"state": state, "said": said}
            left = asked[len(answers) :]
            if left and answer["outcome"] != "finished":
                # The first of them took its process down, and is left out for the others.
                said = f"looking it up ended its process: {answer['outcome']}"
                found[left[0]] = {"state": "absent", "said": said}
                if left[1:]:
                    waiting.append(left[1:])
        return found

    def _start(self) -> Agent:
        return Agent(self._python, self._archive, self._environment)

    def _submit(self, job: dict[str, Any]) -> str:
        """Send a job with a folder of its own; returns its id."""
        self._jobs += 1
        name = str(self._jobs)
        scratch = os.path.join(self._folder, name)
        os.mkdir(scratch)
        if self._spawn and self._jobs > 1:
            self._agent.close()
            self._agent = self._start()
        self._agent.submit({**job, "id": name, "scratch": scratch})
        return name

    def _receive(self) -> dict[str, Any]:
        answer = self._agent.receive()
        self._off.update(answer.get("off", ()))
        shutil.rmtree(os.path.join(self._folder, answer["id"]), ignore_errors=True)
        return answer


def _python_files(folder: str) -> list[str]:
    return [
        os.path.join(path, name)
        for path, _, names in os.walk(folder)
        for name in names
        if name.endswith(".py")
    ]
