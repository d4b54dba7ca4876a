"""Speed and memory of tf2lint as ratios against its peers, measured in one sitting.

``python benchmarks/speed.py --write`` measures with the running interpreter, in whose
environment the peers (flake8, pylint, ruff, torchfix) are looked for; ``tf_upgrade_v2``
comes from the interpreter named by ``TF2LINT_TF2_PYTHON``. What is not installed is said
and left out. ``--write`` puts the tables into ``docs/benchmarks.md``, those of the groups
measured; with all of them it takes about half an hour, most of it TorchFix.

CPU is user + system time of the whole process with its children. The runs of a group are
interleaved, so that a noisy moment hits all of them; a table shows medians. tf2lint is
built and installed into a scratch folder first: measured is what a user gets, with
compiled modules, and "flake8 alone" really is without our plugin.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import corpus

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "docs" / "benchmarks.md"
#: Exit statuses that mean "has run": findings are no failure, and pylint adds up its kinds.
RAN = range(32)

READ = """
import os, sys
for _ in range(int(sys.argv[2])):
    for folder, _folders, names in os.walk(sys.argv[1]):
        for name in names:
            if name.endswith(".py"):
                with open(os.path.join(folder, name), "rb") as stream:
                    data = stream.read()
                {work}
"""
PARSE = """try:
                    ast.parse(data)
                except SyntaxError:
                    pass"""
READ_ONLY = READ.format(work="")
READ_AND_PARSE = "import ast" + READ.format(work=PARSE)
OURS = "import sys; from tf2lint.cli import main; sys.exit(main())"
SMALL = """import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 10])
with tf.Session() as sess:
    print(sess.run(tf.nn.dropout(x, 0.5)))
"""
#: A module of a project without TensorFlow; numbers make the files differ, and repeats of
#: it make them as long as modules are (those of Python's own library: 15 KB in the mean).
PLAIN = '''"""Orders of branch {number}."""

import json
from collections import defaultdict

import numpy as np


class Order{number}:
    """What a customer asked for, and when."""

    def __init__(self, customer, lines):
        self.customer = customer
        self.lines = list(lines)

    def total(self):
        return sum(line["price"] * line["count"] for line in self.lines)

    def as_json(self):
        return json.dumps({{"customer": self.customer, "lines": self.lines}})


def totals_by_customer(orders):
    totals = defaultdict(float)
    for order in orders:
        totals[order.customer] += order.total()
    return dict(totals)


def histogram(orders, bins={number}):
    values = np.array([order.total() for order in orders])
    counts, edges = np.histogram(values, bins=bins)
    return [(float(edge), int(count)) for edge, count in zip(edges, counts)]
'''


class Command(NamedTuple):
    """One contestant, with its ``PYTHONPATH``.

    ``slow`` ones are not run once more to warm up; ``writes`` is a folder that has to be
    gone before a run.
    """

    name: str
    argv: Sequence[str]
    path: str = ""
    slow: bool = False
    writes: Path | None = None


class Cost(NamedTuple):
    """Medians over the runs: CPU seconds, and the highest resident memory in MB."""

    cpu: float
    memory: float


class Claim(NamedTuple):
    """``cost / base`` (CPU) is to stay at or below ``limit``, or above it if ``floor``."""

    what: str
    cost: str
    base: str
    limit: float
    floor: bool = False


class Group(NamedTuple):
    """Commands that are measured together, and what their ratios have to be."""

    title: str
    commands: list[Command]
    claims: list[Claim]


def run(command: Command, scratch: Path) -> Cost:
    """Run ``command`` once, its output thrown away; what it cost with its children."""
    environment = {**os.environ, "PYTHONPATH": command.path, "PYTHONHASHSEED": "0"}
    # Without byte code, every start would compile every module anew.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment.update(PYLINTHOME=str(scratch / "pylint"), TF_CPP_MIN_LOG_LEVEL="3")
    if command.writes is not None:
        shutil.rmtree(command.writes, ignore_errors=True)
    with open(os.devnull, "r+b") as nothing:
        process = subprocess.Popen(
            command.argv,
            stdin=nothing,
            stdout=nothing,
            stderr=nothing,
            env=environment,
            cwd=scratch,
        )
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in RAN:
        raise SystemExit(f"{command.name}: exit status {process.returncode}: {command.argv}")
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def measure(commands: Sequence[Command], runs: int, scratch: Path) -> dict[str, Cost]:
    """Run all commands in turn, ``runs`` times; the medians by name."""
    for command in commands:
        if not command.slow:
            run(command, scratch)
    costs: dict[str, list[Cost]] = {command.name: [] for command in commands}
    for number in range(runs):
        for command in commands:
            cost = run(command, scratch)
            print(f"run {number + 1}: {command.name} {cost.cpu:.3f} s", file=sys.stderr)
            costs[command.name].append(cost)
    return {
        name: Cost(
            statistics.median(cost.cpu for cost in all_costs),
            max(cost.memory for cost in all_costs),
        )
        for name, all_costs in costs.items()
    }


def install_product(scratch: Path) -> str:
    """Install this checkout into a folder of its own, to be named in ``PYTHONPATH``."""
    target = scratch / "product"
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
    subprocess.run([*command, "--target", str(target), str(HERE.parent)], check=True)
    return str(target)


def beside_python(name: str, python: str = sys.executable) -> str | None:
    """The program ``name`` of the interpreter's environment, or None, said aloud."""
    found = shutil.which(name, path=str(Path(python).parent))
    if found is None:
        print(f"{name}: not installed beside {python}, left out", file=sys.stderr)
    return found


def tree_group(product: str, tree: Path, scratch: Path) -> Group:
    python = sys.executable
    commands = [
        Command("read + ast.parse", [python, "-c", READ_AND_PARSE, str(tree), "1"]),
        Command("tf2lint", [python, "-c", OURS, "check", "--jobs", "1", str(tree)], product),
    ]
    claims = [Claim("tf2lint / parse", "tf2lint", "read + ast.parse", 2.0)]
    if ruff := beside_python("ruff"):
        select = ["--isolated", "--no-cache", "--select", "NPY201,UP,AIR"]
        commands.append(Command("ruff", [ruff, "check", *select, str(tree)]))
        claims.append(Claim("tf2lint / ruff NPY201,UP,AIR", "tf2lint", "ruff", 8.0))
    if upgrade := _tf_upgrade_v2():
        out = scratch / "upgraded"
        argv = [upgrade, "--intree", str(tree), "--outtree", str(out)]
        argv += ["--reportfile", str(scratch / "report.txt")]
        commands.append(Command("tf_upgrade_v2", argv, slow=True, writes=out))
        claims.append(Claim("tf_upgrade_v2 / tf2lint", "tf_upgrade_v2", "tf2lint", 15, True))
    return Group(f"One tree: {tree.name}", commands, claims)


def torchfix_group(product: str, tree: Path, scratch: Path) -> Group:
    python = sys.executable
    commands = [
        Command("tf2lint", [python, "-c", OURS, "check", "--jobs", "1", str(tree)], product)
    ]
    claims: list[Claim] = []
    if fixer := beside_python("torchfix"):
        marked = _mention_torch(tree, scratch / "torch")
        commands.append(Command("torchfix", [fixer, "--jobs", "1", str(marked)], slow=True))
        claims.append(Claim("torchfix / tf2lint", "torchfix", "tf2lint", 100, True))
    return Group("TorchFix, on the same tree", commands, claims)


def _tf_upgrade_v2() -> str | None:
    python = os.environ.get("TF2LINT_TF2_PYTHON")
    if not python:
        print("TF2LINT_TF2_PYTHON is not set: tf_upgrade_v2 left out", file=sys.stderr)
        return None
    return beside_python("tf_upgrade_v2", python)


def _mention_torch(tree: Path, into: Path) -> Path:
    """A copy of the tree that TorchFix reads: it skips files without the word."""
    shutil.copytree(tree, into)
    for path in into.rglob("*.py"):
        with path.open("ab") as stream:
            stream.write(b"\n# torch\n")
    return into


def hosts_group(product: str, tree: Path) -> Group:
    commands: list[Command] = []
    claims: list[Claim] = []
    if flake8 := beside_python("flake8"):
        argv = [flake8, "--isolated", "--jobs", "1", str(tree)]
        commands += [Command("flake8", argv), Command("flake8 + tf2lint", argv, product)]
        claims.append(Claim("flake8 + tf2lint / flake8", "flake8 + tf2lint", "flake8", 1.05))
    if pylint := beside_python("pylint"):
        # pylint refuses to start with nothing enabled; this message needs the tree alone.
        package = str(tree / "tensor2tensor")
        options = ["--rcfile=", "--jobs=1", "--disable=all", "--enable=syntax-error"]
        ours = ["--load-plugins=tf2lint.hosts.pylint", *options, "--enable=tf2lint"]
        commands.append(Command("pylint", [pylint, *options, package]))
        commands.append(Command("pylint + tf2lint", [pylint, *ours, package], product))
        claims.append(Claim("pylint + tf2lint / pylint", "pylint + tf2lint", "pylint", 1.15))
    return Group("Hosts, on the same tree", commands, claims)


def start_group(product: str, scratch: Path) -> Group:
    python = sys.executable
    small = scratch / "small" / "small.py"
    small.parent.mkdir()
    small.write_text(SMALL, encoding="utf-8")
    commands = [
        Command("python -c pass", [python, "-c", "pass"]),
        Command("tf2lint", [python, "-c", OURS, "check", str(small)], product),
    ]
    for name in ("flake8", "pylint"):
        if program := beside_python(name):
            commands.append(Command(name, [program, str(small)]))
    return Group(
        "One small file, from a cold start",
        commands,
        [Claim("tf2lint / python -c pass", "tf2lint", "python -c pass", 4.0)],
    )


def plain_group(product: str, scratch: Path, files: int = 20_000, repeats: int = 14) -> Group:
    python = sys.executable
    # So deep that what others left in the folder of temporary files is not near.
    tree = scratch.joinpath(*"abcdefgh", "plain")
    for number in range(files):
        path = tree / f"branch{number // 100}" / f"orders{number % 100}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PLAIN.format(number=number) * repeats, encoding="utf-8")
    commands = [
        Command("read once", [python, "-c", READ_ONLY, str(tree), "1"]),
        Command("read twice", [python, "-c", READ_ONLY, str(tree), "2"]),
        Command("tf2lint", [python, "-c", OURS, "check", "--jobs", "1", str(tree)], product),
    ]
    claims = [Claim("tf2lint / reading twice", "tf2lint", "read twice", 1.0)]
    size = len(PLAIN) * repeats // 1000
    return Group(f"{files:,} files of {size} KB without TensorFlow", commands, claims)


def table(group: Group, costs: dict[str, Cost]) -> str:
    """Markdown: what was measured, then which ratio was to be reached and was."""
    lines = [f"### {group.title}", "", "| command | CPU, s | peak memory, MB |", "|---|--:|--:|"]
    lines += [f"| {name} | {cost.cpu:.3f} | {cost.memory:.0f} |" for name, cost in costs.items()]
    lines += ["", "| ratio | measured | wanted | |", "|---|--:|--:|---|"]
    for claim in group.claims:
        ratio = costs[claim.cost].cpu / costs[claim.base].cpu
        met = ratio >= claim.limit if claim.floor else ratio <= claim.limit
        wanted = f"{'≥' if claim.floor else '≤'} {claim.limit:g}"
        lines.append(f"| {claim.what} | {ratio:.2f} | {wanted} | {'met' if met else 'missed'} |")
    return "\n".join(lines)


def conditions(runs: int) -> str:
    """One paragraph that says where the numbers come from."""
    return (
        f"{platform.python_implementation()} {platform.python_version()}, "
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores; medians of "
        f"{runs} interleaved runs; one process, no cache."
    )


def write_section(key: str, text: str) -> None:
    """Replace what stands between the markers of one group in the page."""
    page = PAGE.read_text(encoding="utf-8")
    begin, end = f"<!-- speed {key}: begin -->", f"<!-- speed {key}: end -->"
    before, _, rest = page.partition(begin)
    _, found, after = rest.partition(end)
    if not found:
        raise SystemExit(f"{PAGE}: no {begin} … {end}")
    PAGE.write_text(f"{before}{begin}\n{text}\n{end}{after}", encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=5, help="runs of each command")
    groups = ["tree", "hosts", "start", "plain", "torchfix"]
    parser.add_argument("--only", nargs="+", choices=groups, default=groups, help="groups")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md")
    chosen = parser.parse_args()
    first, *_ = corpus.fetch(corpus.cache_folder())
    with tempfile.TemporaryDirectory(prefix="tf2lint-speed-") as name:
        scratch = Path(name)
        product = install_product(scratch)
        makers: dict[str, Callable[[], Group]] = {
            "tree": lambda: tree_group(product, first, scratch),
            "hosts": lambda: hosts_group(product, first),
            "start": lambda: start_group(product, scratch),
            "plain": lambda: plain_group(product, scratch),
            "torchfix": lambda: torchfix_group(product, first, scratch),
        }
        for key in chosen.only:
            group = makers[key]()
            # Starts are short, and noise weighs more on them.
            runs = chosen.runs * (4 if key == "start" else 1)
            measured = table(group, measure(group.commands, runs, scratch))
            section = f"{measured}\n\n{conditions(runs)}"
            print(section, end="\n\n", flush=True)
            if chosen.write:
                write_section(key, section)
    return 0


if __name__ == "__main__":
    sys.exit(main())
