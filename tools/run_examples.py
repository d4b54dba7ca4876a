"""Run the programs of every rule on real TensorFlows; write ``docs/examples-run.md``.

``python tools/run_examples.py make FOLDER`` sets up the virtual environments that
``rules/examples/programs.toml`` names, from the package index; their Pythons must be on PATH.
``… write FOLDER`` runs the programs and writes the page; ``… check FOLDER`` says whether it
would change, and fails if so. ``--only TF401,TF402`` runs those, ``--changed`` those that are not
on the page as they stand; the other lines stay as they are. Both actions fail on a program that
does not do what its severity says.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import json
import os
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tf2lint.knowledge import NEWEST, Target  # noqa: E402
from tf2lint.knowledge.pages import Page, load_pages  # noqa: E402
from tf2lint.knowledge.values import Rule  # noqa: E402
from tf2lint.lint import Linter  # noqa: E402
from tf2lint.project.settings import Settings  # noqa: E402

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PAGE = ROOT / "docs" / "examples-run.md"
CONTRACT = ROOT / "rules" / "examples" / "programs.toml"
AGENT = ROOT / "tools" / "example_agent.py"
KINDS = ("bad", "good")
#: Characters of a message that the page keeps.
WIDTH = 150
LINE = re.compile(r"\| \[(TF\d{3})\]")
DIGEST = re.compile(r"(TF\d{3}) ([0-9a-f]{12})")
HEAD = """\
# The examples, run

Written by `tools/run_examples.py`.

The two programs on the page of each rule, executed on a real TensorFlow, each in a process and
a folder of its own. A bad program of severity error raises, in the statement that the linter
reports; one of severity warning or info runs, as it is what it computes that is wrong or out of
date. Every good program runs. The notes below the table give the reason for each exception.
The environments, package by package, are in `rules/examples/programs.toml`.

| rule | severity | TensorFlow | bad | good |
|---|---|---|---|---|
"""


class Environment(NamedTuple):
    """Where programs run: a folder of ``make`` and the variables that are set there."""

    name: str
    folder: str
    until: str
    keras: str
    variables: dict[str, str]


class Contract(NamedTuple):
    """``rules/examples/programs.toml``; reasons by rule, program and kind of exception."""

    folders: dict[str, dict[str, Any]]
    environments: tuple[Environment, ...]
    reasons: dict[tuple[str, str, str], str]


#: What the agent says of a program; ``None`` for one that is not run.
Outcome = dict[str, Any] | None
Outcomes = dict[str, dict[str, Outcome]]


def read_contract() -> Contract:
    """How programs are run, and which are exceptions."""
    document = tomllib.loads(CONTRACT.read_text(encoding="utf-8"))
    defaults: dict[str, Any] = {"until": "", "keras": "", "variables": {}}
    return Contract(
        document["folder"],
        tuple(Environment(**{**defaults, **entry}) for entry in document["environment"]),
        {
            (entry["rule"], entry["program"], entry["kind"]): entry["reason"]
            for entry in document["exception"]
        },
    )


def pages() -> list[Page]:
    """The rules with programs to run; those of the probe are run by its own tests."""
    static = [page for page in load_pages().values() if page.rule.when != "runtime"]
    return sorted(static, key=lambda page: page.rule.code)


def environment(contract: Contract, rule: Rule) -> Environment:
    """Where the programs of ``rule`` run; ``LookupError`` if no environment fits."""
    until = "{}.{}".format(*rule.until) if rule.until else ""
    for candidate in contract.environments:
        if candidate.until == until and candidate.keras in ("", rule.keras):
            return candidate
    raise LookupError(f"{CONTRACT.name}: no environment for {rule.code}, until {until}")


# -- setting up and running --------------------------------------------------


def make(folder: Path) -> None:
    """Set up the virtual environments under ``folder``; those that exist are completed."""
    for name, entry in read_contract().folders.items():
        home = folder / name
        if not home.exists():
            subprocess.run([f"python{entry['python']}", "-m", "venv", str(home)], check=True)
        command = [home / "bin" / "python", "-m", "pip", "install", "--quiet", *entry["packages"]]
        subprocess.run(command, check=True)


def run(folder: Path, chosen: list[Page]) -> Outcomes:
    """What became of the programs of ``chosen``, by code and kind of program."""
    contract = read_contract()
    work: dict[str, list[dict[str, str]]] = defaultdict(list)
    for page in chosen:
        code = page.rule.code
        for kind in KINDS:
            if (code, kind, "not_run") not in contract.reasons:
                name = environment(contract, page.rule).name
                work[name].append({"name": f"{code} {kind}", "program": program(page, kind)})
    outcomes: Outcomes = {page.rule.code: dict.fromkeys(KINDS) for page in chosen}
    for home in contract.environments:
        if work[home.name]:
            for name, outcome in _run_in(folder, home, work[home.name]):
                code, kind = name.split()
                outcomes[code][kind] = outcome
    return outcomes


def _run_in(
    folder: Path, home: Environment, work: list[dict[str, str]]
) -> list[tuple[str, Outcome]]:
    # TensorFlow's own log is left out, and a set in a message has one order.
    settings = {"CUDA_VISIBLE_DEVICES": "-1", "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONHASHSEED": "0"}
    done = subprocess.run(
        [folder / home.folder / "bin" / "python", AGENT],
        input=json.dumps(work),
        env={**os.environ, **settings, **home.variables},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{folder / home.folder}: {done.stderr}")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    return [(answer["name"], answer["outcome"]) for answer in answers]


def program(page: Page, kind: str) -> str:
    return page.bad if kind == "bad" else page.good


# -- judging -----------------------------------------------------------------


def faults(chosen: list[Page], outcomes: Outcomes) -> list[str]:
    """The programs that do not do what their severity says, one line each."""
    reasons = read_contract().reasons
    found = []
    for page in chosen:
        for kind in KINDS:
            outcome = outcomes[page.rule.code][kind]
            if outcome is not None and (fault := _fault(page, kind, outcome, reasons)):
                found.append(f"{page.rule.code} {kind}: {fault}: {in_words(outcome)}")
    return found


def _fault(
    page: Page, kind: str, outcome: dict[str, Any], reasons: dict[tuple[str, str, str], str]
) -> str:
    code = page.rule.code
    should_raise = kind == "bad" and page.rule.severity == "error"
    if (code, kind, "raises") in reasons:
        should_raise = True
    elif should_raise and not outcome["ran"] and (code, kind, "elsewhere") not in reasons:
        if not set(outcome["lines"]) & reported_lines(page):
            return "raises, but not where the finding is"
    if outcome["ran"] == should_raise:
        return "should raise" if should_raise else "should run"
    return ""


def reported_lines(page: Page) -> set[int]:
    """The lines of the statements of the bad program that the linter reports."""
    rule = page.rule
    target = Target(rule.until or NEWEST, rule.keras or "3")
    settings = Settings(target=target, extend_select=(rule.code,))
    findings = Linter(settings).lint(f"/example/{rule.name}.py", page.bad.encode())
    lines = {finding.line for finding in findings}
    for start, end in _simple_statements(page.bad):
        if lines & set(range(start, end + 1)):
            lines.update(range(start, end + 1))
    return lines


def _simple_statements(text: str) -> list[tuple[int, int]]:
    """First and last lines of the statements that contain no other."""
    try:
        nodes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.stmt)]
    except (SyntaxError, ValueError):
        return []
    simple = [node for node in nodes if not hasattr(node, "body")]
    return [(node.lineno, node.end_lineno or node.lineno) for node in simple]


def unreached(text: str) -> list[str]:
    """The functions and classes at the top of a program that the rest of it never names."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return []
    missing = []
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            rest = [other for other in tree.body if other is not node]
            names = {
                inner.id
                for other in rest
                for inner in ast.walk(other)
                if isinstance(inner, ast.Name)
            }
            if node.name not in names and "tf.test.main()" not in text:
                missing.append(node.name)
    return missing


# -- the page ----------------------------------------------------------------


def in_words(outcome: Outcome) -> str:
    """An outcome as a cell of the table, without what differs from run to run."""
    if outcome is None:
        return "not run"
    if outcome["ran"]:
        return "runs"
    message = re.sub(r"/\S*/(?=site-packages/|program\.py)", "", outcome["message"])
    # An address, or random weights, which are the last thing that a message tells.
    message = re.sub(r"0x[0-9a-f]{6,}|(?<=value=)\[.*", "…", message).replace("\t", " ")
    if len(message) > WIDTH:
        message = message[:WIDTH].rstrip() + "…"
    text = f"{outcome['error']}: {message}" if message else outcome["error"]
    return "raises `" + text.replace("`", "'").replace("|", "\\|") + "`"


def digest(page: Page) -> str:
    """Changes when a program does, so that the tests notice a page that is out of date."""
    return hashlib.sha256(f"{page.bad}\0{page.good}".encode()).hexdigest()[:12]


def written() -> tuple[dict[str, str], dict[str, str]]:
    """The lines of the table and the digests that the page has, by code."""
    text = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    lines = {match[1]: line for line in text.splitlines() if (match := LINE.match(line))}
    return lines, dict(DIGEST.findall(text))


def render(every: list[Page], outcomes: Outcomes) -> str:
    """The text of the page; rules without an outcome keep the line that they have."""
    contract = read_contract()
    lines, digests = written()
    for page in every:
        code = page.rule.code
        if code in outcomes:
            lines[code] = _line(contract, page, outcomes[code])
            digests[code] = digest(page)
    codes = [page.rule.code for page in every if page.rule.code in lines]
    notes = [
        f"- {rule}, {kind} program: {reason}"
        for (rule, kind, what), reason in sorted(contract.reasons.items())
        if what != "unreached"
    ]
    parts = [
        HEAD + "\n".join(lines[code] for code in codes),
        "## Exceptions",
        "\n".join(notes),
        # For the tests, which notice by it that a program has changed since it was run.
        "<!-- programs\n" + "\n".join(f"{code} {digests[code]}" for code in codes) + "\n-->",
    ]
    return "\n\n".join(parts) + "\n"


def _line(contract: Contract, page: Page, outcome: dict[str, Outcome]) -> str:
    rule = page.rule
    cells = [
        f"[{rule.code}](rules/{rule.code}.md)",
        rule.severity,
        environment(contract, rule).name,
        *(in_words(outcome[kind]) for kind in KINDS),
    ]
    return f"| {' | '.join(cells)} |"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("action", choices=("make", "write", "check"))
    parser.add_argument("folder", type=Path, help="where the virtual environments are")
    parser.add_argument("--only", default="", help="codes of rules, separated by commas")
    parser.add_argument("--changed", action="store_true", help="what the page does not have yet")
    options = parser.parse_args(arguments)
    if options.action == "make":
        make(options.folder)
        return 0
    every = pages()
    chosen = every
    if options.only:
        chosen = [page for page in every if page.rule.code in options.only.split(",")]
    elif options.changed:
        digests = written()[1]
        chosen = [page for page in every if digests.get(page.rule.code) != digest(page)]
    outcomes = run(options.folder, chosen)
    wrong = faults(chosen, outcomes)
    text = render(every, outcomes)
    if options.action == "write":
        PAGE.write_text(text, encoding="utf-8")
    elif text != PAGE.read_text(encoding="utf-8"):
        wrong.append(f"{PAGE.relative_to(ROOT)} would change")
    print("\n".join(wrong), file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
