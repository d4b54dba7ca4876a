"""What ``tf_upgrade_v2`` changes, beside what tf2lint's fixes make of the same code.

    python benchmarks/fix_compare.py --tool TF_UPGRADE_V2 --tf1 PYTHON --tf2 PYTHON
        [--corpus DIR] [--cache DIR] [--write]

Two tables. **Real code**: each statement of the corpus that the tool rewrites, compared as
syntax with ours; what is left of findings on either side decides where they differ. **Calls**:
each call of ``tests/proof/calls.txt``, spelled by name and by position, run before on the one
TensorFlow and after on the other, so that results decide. ``--write`` puts both into
``docs/benchmarks.md``; ``--show CLASS`` prints the changes of a class. What stays as it is on
purpose, and why, is in ``fix-reasons.toml``; what is in neither is where the tool does better.
"""

from __future__ import annotations

import argparse
import ast
import json
import subprocess
import sys
import tempfile
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tools"), str(HERE)]

from find_calls import program  # noqa: E402
from fix_oracle import Oracle, difference  # noqa: E402
from fix_statements import aligned, head, lines_of  # noqa: E402
from prove_fixes import CALLS, Case, by_position, is_random, read_cases  # noqa: E402
from upgrade_report import upgrade  # noqa: E402

from tf2lint.fixing import fix_source  # noqa: E402
from tf2lint.knowledge import Target, load  # noqa: E402
from tf2lint.lint import Linter  # noqa: E402
from tf2lint.model import Finding  # noqa: E402
from tf2lint.project.settings import Settings  # noqa: E402

PAGE = ROOT / "docs" / "benchmarks.md"
BEGIN, END = "<!-- fix compare: begin -->", "<!-- fix compare: end -->"
#: Why a finding of a rule, or a call of a function, is left: ``rules`` and ``calls``.
REASONS: dict[str, dict[str, str]] = tomllib.loads((HERE / "fix-reasons.toml").read_text())


class Change(NamedTuple):
    """One thing that the tool rewrote, and what came of it."""

    where: str
    verdict: str
    reason: str
    before: str
    theirs: str
    ours: str


# -- real code -------------------------------------------------------------------------------


class Version(NamedTuple):
    """A module in one of its versions: its statements' syntax and its findings by line."""

    tree: ast.Module
    findings: list[Finding]

    def errors(self, node: ast.AST) -> list[Finding]:
        """Findings on the lines of a statement, infos aside."""
        first, last = lines_of(node)
        return [f for f in self.findings if first <= f.line <= last and f.severity != "info"]


def version(linter: Linter, path: str, data: bytes) -> Version | None:
    """A module read and linted; None where it does not parse."""
    try:
        return Version(ast.parse(data), linter.lint(path, data))
    except (SyntaxError, ValueError):
        return None


def compare_file(linter: Linter, path: Path, their_file: Path, name: str) -> Iterator[Change]:
    """What became of each statement that the tool rewrote in one file."""
    data = path.read_bytes()
    theirs = their_file.read_bytes() if their_file.exists() else b""
    before = version(linter, str(path), data) if theirs != data else None
    if before is None:
        return
    if not theirs.strip():
        if data.strip():
            yield Change(name, "better", "it leaves an empty or no file", "", "", "")
        return
    texts = [
        theirs,
        *(fix_source(linter, str(path), data, unsafe).data for unsafe in (False, True)),
    ]
    read = [version(linter, str(path), text) for text in texts]
    if None in read:
        yield Change(name, "better", "its file does not parse", "", "", "")
        return
    became = [{id(a): b for a, b in aligned(before.tree, v.tree)} for v in read if v is not None]
    for node, _ in aligned(before.tree, before.tree):
        there, safe, unsafe = (table.get(id(node)) for table in became)
        if there is None or head(there) == head(node):
            continue
        ours = [(safe, read[1]), (unsafe, read[2])]
        verdict, reason = judge(node, before, (there, read[0]), ours)  # type: ignore[arg-type]
        yield Change(
            f"{name}:{node.lineno}", verdict, reason, *map(_first_line, (node, there, unsafe))
        )


def _first_line(node: ast.stmt | None) -> str:
    return "" if node is None else ast.unparse(node).partition("\n")[0]


_Side = tuple[ast.stmt | None, Version]


def judge(node: ast.stmt, before: Version, theirs: _Side, ours: list[_Side]) -> tuple[str, str]:
    """The verdict on one rewritten statement, with its reason."""
    there, their_version = theirs
    assert there is not None
    for (mine, _), how in zip(ours, ("safe", "unsafe")):
        if mine is not None and head(mine) == head(there):
            return "same", how
    mine, my_version = ours[1]
    their_errors = their_version.errors(there)
    if mine is None:
        return "ours", "deleted, as it has nothing to do"
    if head(mine) == head(node):
        said = before.errors(node)
        if not said:
            return "none", "works as it is, or is only to be looked at"
        if their_errors:
            return "none", f"a person has to decide, of its code too: {_rules(their_errors)}"
        return _left("rules", _rules(said))
    my_errors = my_version.errors(mine)
    if len(their_errors) > len(my_errors):
        return "ours", f"better, as more is left of its code: {_rules(their_errors)}"
    if len(their_errors) < len(my_errors):
        return _left("rules", _rules(my_errors))
    return "ours", "another spelling"


def _left(kind: str, name: str) -> tuple[str, str]:
    """The verdict on what the tool rewrites and ours leave."""
    known = name in REASONS[kind]
    return ("deliberate", f"none on purpose: {name}") if known else ("theirs", f"better: {name}")


def _rules(findings: Iterable[Finding]) -> str:
    counts = Counter(finding.name for finding in findings)
    return counts.most_common(1)[0][0]


def corpus_changes(tool: str, corpus: Path, cache: Path) -> Iterator[Change]:
    """The changes in every package of the corpus."""
    for root in sorted(p for p in corpus.iterdir() if p.is_dir() and p.name != "archives"):
        upgrade(tool, root, cache)
        linter = Linter(Settings(Target()), fixes=True)
        print(root.name, file=sys.stderr, flush=True)
        for path in sorted(root.rglob("*.py")):
            inside = path.relative_to(root)
            there = cache / f"{root.name}.out" / inside
            yield from compare_file(linter, path, there, f"{root.name}/{inside}")


# -- calls -----------------------------------------------------------------------------------


#: Reads lines as JSON, prints what the tool makes of each alone; "" where it crashes.
_CONVERTER = """
import json, sys
from tensorflow.tools.compatibility import ast_edits, tf_upgrade_v2

made = []
upgrader = ast_edits.ASTCodeUpgrader(tf_upgrade_v2.TFAPIChangeSpec())
for line in json.load(sys.stdin):
    try:
        text = upgrader.update_string_pasta("import tensorflow as tf\\n" + line + "\\n", "a.py")[1]
        made.append(text.rstrip().rpartition("\\n")[2])
    except Exception:
        made.append("")
print(json.dumps(made))
"""


def converted(python: str, lines: list[str]) -> list[str]:
    """What the tool makes of each line; "" where it crashes on it."""
    done = subprocess.run(
        [python, "-c", _CONVERTER],
        input=json.dumps(lines),
        capture_output=True,
        text=True,
        check=True,
    )
    found: list[str] = json.loads(done.stdout.splitlines()[-1])
    return found


def fixed(linter: Linter, line: str, unsafe: bool) -> str:
    """What tf2lint makes of a line."""
    source = f"import tensorflow as tf\n{line}\n".encode()
    done = fix_source(linter, "line.py", source, unsafe)
    return done.data.decode().rstrip("\n").rpartition("\n")[2]


def same_syntax(first: str, second: str) -> bool:
    """Whether two lines are the same program."""
    return ast.dump(ast.parse(first)) == ast.dump(ast.parse(second))


def call_changes(python: str, old: Oracle, new: Oracle) -> Iterator[Change]:
    """What became of each call that the tool rewrites or we do."""
    linter = Linter(Settings(Target(), dialect="tf1"), fixes=True)
    knowledge = load(Target())
    cases = read_cases(CALLS.read_text().splitlines())
    calls = [
        (c, text) for c in cases for text in dict.fromkeys((c.call, by_position(c, knowledge)))
    ]
    lines = [f"result = {text}" for _, text in calls]
    theirs = converted(python, lines)
    answers = {}
    for (case, text), line, there in zip(calls, lines, theirs):
        if there and same_syntax(line, there):
            continue
        if case.call not in answers:
            answers[case.call] = old.ask(program(case.call))
        ours = fixed(linter, line, unsafe=True)
        random = is_random(case.path)
        mine = outcome(new, answers[case.call], ours, random)
        if not there:
            yield Change(case.path, "better", f"it crashes; ours {mine}", text, there, ours)
        elif same_syntax(ours, there):
            how = "safe" if same_syntax(fixed(linter, line, unsafe=False), ours) else "unsafe"
            yield Change(case.path, "same", f"{how}; {mine}{read(case, mine)}", text, there, ours)
        else:
            result = outcome(new, answers[case.call], there, random)
            verdict, reason = "ours", f"ours {mine}, its {result}{read(case, mine)}"
            if same_syntax(ours, line):
                verdict = "none"
                if mine != "right":
                    verdict, reason = _left("calls", owner(case.path))
            yield Change(case.path, verdict, reason, text, there, ours)


def owner(path: str) -> str:
    """What a reason stands under: the function, or its module."""
    above = path.rpartition(".")[0] + ".*"
    return above if above in REASONS["calls"] else path


def read(case: Case, outcome: str) -> str:
    """The function behind a colon, where both give what TensorFlow 1.15 did not."""
    known = case.path in REASONS["calls"]
    return "" if outcome == "right" else f": {case.path if known else 'unread'}"


def outcome(new: Oracle, before: dict[str, object], line: str, random: bool) -> str:
    """How a line that sets ``result`` does in the new TensorFlow, in one word or two."""
    answer = new.ask(program(line.removeprefix("result = ")))
    if "value" not in answer:
        return "raises"
    if "value" not in before:
        return "runs"
    return "differs" if difference(before["value"], answer["value"], random) else "right"


# -- what is written ---------------------------------------------------------------------------

_NAMES = {
    "same": "the same",
    "ours": "ours is another",
    "better": "ours alone is a program",
    "none": "none of ours",
    "deliberate": "none of ours",
    "theirs": "its is better",
}


#: How many rules of a class the table names.
_NAMED = 5


def table(changes: Iterable[Change], what: str) -> Iterator[str]:
    """Markdown: verdicts and reasons by number, the commonest rules of each behind a colon."""
    counts: Counter[tuple[str, str]] = Counter()
    rules: dict[tuple[str, str], Counter[str]] = {}
    for change in changes:
        reason, _, rule = change.reason.partition(": ")
        counts[change.verdict, reason] += 1
        rules.setdefault((change.verdict, reason), Counter())[rule] += 1
    yield f"| {what} | how | number |"
    yield "|---|---|--:|"
    order = list(_NAMES)
    for key, count in sorted(counts.items(), key=lambda i: (order.index(i[0][0]), -i[1], i[0][1])):
        named = [rule for rule, _ in rules[key].most_common(_NAMED) if rule]
        more = f" ({', '.join(named)}{', …' if len(rules[key]) > _NAMED else ''})" if named else ""
        yield f"| {_NAMES[key[0]]} | {key[1]}{more} | {count} |"


def reasons(changes: Iterable[Change], kind: str, what: str) -> Iterator[str]:
    """Markdown: each reason that was needed, with how often."""
    left = (change for change in changes if change.verdict != "none")
    counts = Counter(change.reason.partition(": ")[2] for change in left)
    yield f"| {what} | number | why |"
    yield "|---|--:|---|"
    for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        if name in REASONS[kind]:
            yield f"| {name} | {count} | {REASONS[kind][name]} |"


def write(parts: list[str]) -> None:
    """Put the tables between the marks of the page."""
    before, _, rest = PAGE.read_text().partition(BEGIN)
    after = rest.partition(END)[2]
    PAGE.write_text(f"{before}{BEGIN}\n" + "\n".join(parts) + f"\n{END}{after}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tool", required=True, help="tf_upgrade_v2 of the target")
    parser.add_argument("--tf1", help="Python with TensorFlow 1.15, for the calls")
    parser.add_argument("--tf2", help="Python with TensorFlow 2.21, for the calls")
    parser.add_argument("--corpus", help="folder of packages")
    parser.add_argument("--cache", help="where the tool's output is kept")
    parser.add_argument("--write", action="store_true", help="rewrite the tables of the page")
    parser.add_argument("--show", default="", help="print the changes whose reason has this text")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    changes: list[Change] = []
    parts: list[str] = []
    if options.corpus:
        real = list(corpus_changes(options.tool, Path(options.corpus), Path(options.cache)))
        parts += [f"{len(real)} statements that tf_upgrade_v2 rewrites in the corpus:", ""]
        parts += [*table(real, "our change"), ""]
        parts += [*reasons(real, "rules", "left on purpose, by rule"), ""]
        changes += real
    if options.tf1:
        with (
            tempfile.TemporaryDirectory() as folder,
            Oracle(options.tf1, folder) as old,
            Oracle(options.tf2, folder) as new,
        ):
            made = list(call_changes(options.tf2, old, new))
        parts += [f"{len(made)} generated calls that tf_upgrade_v2 rewrites:", ""]
        parts += [*table(made, "our change"), ""]
        parts += [*reasons(made, "calls", "neither, or nothing on purpose")]
        changes += made
    print(*parts, sep="\n")
    for change in changes:
        if options.show and options.show in f"{change.verdict}: {change.reason}":
            what = f"{change.verdict}: {change.reason}: {change.where}"
            print(what, change.before, change.theirs, change.ours, sep="\n    ")
    if options.write:
        write(parts)


if __name__ == "__main__":
    main()
