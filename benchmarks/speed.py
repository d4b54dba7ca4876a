"""Speed and memory of tf2lint as ratios against its peers, measured in one sitting.

``python benchmarks/speed.py --write`` measures with the running interpreter, in whose
environment the peers (flake8, pylint, ruff, ast-grep, torchfix) are looked for; ``tf_upgrade_v2``
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
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import corpus
from speed_memory import peak_of_all
from speed_trees import SMALL, corpus_tree, layers_tree, plain_tree, python_files, torch_tree

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


class Command(NamedTuple):
    """One contestant, with its ``PYTHONPATH``.

    ``slow`` ones are run once in all, the others ``runs`` times and once more to warm up;
    ``writes`` is a folder that has to be gone before a run; ``whole``: the memory is that of all
    its processes together.
    """

    name: str
    argv: Sequence[str]
    path: str = ""
    slow: bool = False
    writes: Path | None = None
    whole: bool = False


class Cost(NamedTuple):
    """Medians over the runs: CPU and wall seconds, and the highest resident memory in MB."""

    cpu: float
    wall: float
    memory: float


class Claim(NamedTuple):
    """``cost / base`` is to stay at or below ``limit``, or above it if ``floor``.

    ``of`` is what is compared: CPU or wall time, or memory. A limit of 0 is none: the ratio is
    only told. Without a base, ``cost`` itself is held against the limit.
    """

    what: str
    cost: str
    base: str
    limit: float = 0.0
    floor: bool = False
    of: str = "cpu"

    def row(self, costs: dict[str, Cost]) -> str:
        """Return the claim as a row of a table."""
        measured: float = getattr(costs[self.cost], self.of)
        if self.base:
            measured /= getattr(costs[self.base], self.of)
        if not self.limit:
            return f"| {self.what} | {measured:.2f} | | |"
        met = measured >= self.limit if self.floor else measured <= self.limit
        wanted = f"{'≥' if self.floor else '≤'} {self.limit:g}"
        return f"| {self.what} | {measured:.3g} | {wanted} | {'met' if met else 'missed'} |"


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
    started = time.monotonic()
    with open(os.devnull, "r+b") as nothing:
        process = subprocess.Popen(
            command.argv,
            stdin=nothing,
            stdout=nothing,
            stderr=nothing,
            env=environment,
            cwd=scratch,
        )
        memory = peak_of_all(process.pid) if command.whole else 0.0
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in RAN:
        raise SystemExit(f"{command.name}: exit status {process.returncode}: {command.argv}")
    wall = time.monotonic() - started
    return Cost(usage.ru_utime + usage.ru_stime, wall, memory or usage.ru_maxrss / 1024)


def measure(commands: Sequence[Command], runs: int, scratch: Path) -> dict[str, Cost]:
    """Run all commands in turn, ``runs`` times; the medians by name."""
    for command in commands:
        if not command.slow:
            run(command, scratch)
    costs: dict[str, list[Cost]] = {command.name: [] for command in commands}
    for number in range(runs):
        for command in commands:
            if command.slow and number:
                continue
            cost = run(command, scratch)
            print(f"run {number + 1}: {command.name} {cost.cpu:.3f} s", file=sys.stderr)
            costs[command.name].append(cost)
    return {
        name: Cost(
            statistics.median(cost.cpu for cost in all_costs),
            statistics.median(cost.wall for cost in all_costs),
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


def ours(name: str, product: str, *arguments: str, **options: object) -> Command:
    """tf2lint, with a cache only where the arguments name one."""
    cache = () if "--cache-dir" in arguments else ("--no-cache",)
    argv = [sys.executable, "-c", OURS, "check", *cache, *arguments]
    return Command(name, argv, product, **options)  # type: ignore[arg-type]


def tree_group(product: str, tree: Path, scratch: Path) -> Group:
    commands = [
        Command("read + ast.parse", [sys.executable, "-c", READ_AND_PARSE, str(tree), "1"]),
        ours("tf2lint", product, str(tree)),
    ]
    claims = [Claim("tf2lint / parse", "tf2lint", "read + ast.parse", 2.0)]
    if ruff := beside_python("ruff"):
        select = ["--isolated", "--no-cache", "--select", "NPY201,UP,AIR"]
        commands.append(Command("ruff", [ruff, "check", *select, str(tree)]))
        claims.append(Claim("tf2lint / ruff NPY201,UP,AIR", "tf2lint", "ruff", 8.0))
    if grep := beside_python("ast-grep"):
        words = ["run", "--lang", "python", "--threads", "1", "--pattern", "tf.$NAME($$$ARGUMENTS)"]
        commands.append(Command("ast-grep", [grep, *words, str(tree)]))
        claims.append(Claim("tf2lint / ast-grep, one pattern", "tf2lint", "ast-grep"))
    for name in ("flake8", "pylint"):
        if program := beside_python(name):
            plain = ["--isolated"] if name == "flake8" else ["--rcfile=", *_PYLINT_OPTIONS]
            what = str(tree if name == "flake8" else tree / "tensor2tensor")
            commands.append(Command(name, [program, *plain, "--jobs=1", what]))
            claims.append(Claim(f"{name} / tf2lint", name, "tf2lint"))
    if upgrade := _tf_upgrade_v2():
        out = scratch / "upgraded"
        argv = [upgrade, "--intree", str(tree), "--outtree", str(out)]
        argv += ["--reportfile", str(scratch / "report.txt")]
        commands.append(Command("tf_upgrade_v2", argv, slow=True, writes=out))
        claims.append(Claim("tf_upgrade_v2 / tf2lint", "tf_upgrade_v2", "tf2lint", 15, True))
    if fixer := beside_python("torchfix"):
        marked = torch_tree(tree, scratch / "torch")
        commands.append(Command("torchfix", [fixer, "--jobs", "1", str(marked)], slow=True))
        claims.append(Claim("torchfix / tf2lint", "torchfix", "tf2lint", 100, True))
    return Group(f"One tree: {tree.name}", commands, claims)


#: pylint refuses to start with nothing enabled; this message needs the tree alone.
_PYLINT_OPTIONS = ("--disable=all", "--enable=syntax-error")


def _tf_upgrade_v2() -> str | None:
    python = os.environ.get("TF2LINT_TF2_PYTHON")
    if not python:
        print("TF2LINT_TF2_PYTHON is not set: tf_upgrade_v2 left out", file=sys.stderr)
        return None
    return beside_python("tf_upgrade_v2", python)


def hosts_group(product: str, tree: Path) -> Group:
    commands: list[Command] = []
    claims: list[Claim] = []
    if flake8 := beside_python("flake8"):
        argv = [flake8, "--isolated", "--jobs", "1", str(tree)]
        commands += [Command("flake8", argv), Command("flake8 + tf2lint", argv, product)]
        claims.append(Claim("flake8 + tf2lint / flake8", "flake8 + tf2lint", "flake8", 1.05))
    if pylint := beside_python("pylint"):
        package = str(tree / "tensor2tensor")
        options = ["--rcfile=", "--jobs=1", *_PYLINT_OPTIONS]
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
    tree = plain_tree(scratch.joinpath(*"abcdefgh", "plain"), files, repeats)
    commands = [
        Command("read once", [python, "-c", READ_ONLY, str(tree), "1"]),
        ours("tf2lint", product, str(tree)),
    ]
    claims = [Claim("tf2lint / reading", "tf2lint", "read once", 1.3)]
    return Group(f"{files:,} files without TensorFlow", commands, claims)


def cache_group(product: str, packages: Sequence[Path], scratch: Path) -> Group:
    tree = corpus_tree(scratch / "copies", packages, 2)
    fresh, kept = scratch / "cache-fresh", scratch / "cache-kept"
    commands = [
        ours("no cache", product, str(tree)),
        ours("empty cache", product, "--cache-dir", str(fresh), str(tree), writes=fresh),
        ours("warm cache", product, "--cache-dir", str(kept), str(tree)),
    ]
    claims = [
        Claim("warm / no cache", "warm cache", "no cache", 0.05),
        Claim("empty / no cache", "empty cache", "no cache", 1.1),
    ]
    return Group(f"Cache: {python_files(tree):,} files of the corpus", commands, claims)


def jobs_group(product: str, packages: Sequence[Path]) -> Group:
    trees = [str(package) for package in packages]
    commands = [
        ours("1 job", product, "--jobs", "1", *trees),
        ours("2 jobs", product, "--jobs", "2", *trees),
    ]
    claims = [Claim("wall time, 1 job / 2 jobs", "1 job", "2 jobs", 1.8, True, "wall")]
    return Group("Processes, on the whole corpus", commands, claims)


def growth_group(product: str, scratch: Path) -> Group:
    sizes = (1_000, 10_000, 100_000)
    commands = []
    for size in sizes:
        tree = layers_tree(scratch / "growth" / str(size), size)
        for jobs in ("", ", 2 jobs"):
            argv = ["--jobs", "2" if jobs else "1", str(tree)]
            slow = size == sizes[-1]
            commands.append(ours(f"{size:,} files{jobs}", product, *argv, slow=slow, whole=True))
    few, few_2, more, more_2, many, many_2 = (command.name for command in commands)
    claims = [
        Claim("CPU, 10,000 / 1,000 files", more, few, 11.0),
        Claim("CPU, 100,000 / 10,000 files", many, more, 11.0),
        Claim("CPU, 100,000 / 10,000 files, 2 jobs", many_2, more_2, 11.0),
        Claim("memory with 100,000 files, MB", many, "", 200.0, of="memory"),
        Claim("memory with 100,000 files, 2 jobs, MB", many_2, "", 200.0, of="memory"),
        Claim("memory, 100,000 / 1,000 files, 2 jobs", many_2, few_2, of="memory"),
    ]
    return Group("Growth: generated files with three findings each", commands, claims)


def table(group: Group, costs: dict[str, Cost]) -> str:
    """Markdown: what was measured, then which ratio was to be reached and was."""
    lines = [f"### {group.title}", "", "| command | CPU, s | wall, s | peak memory, MB |"]
    lines.append("|---|--:|--:|--:|")
    for name, (cpu, wall, memory) in costs.items():
        lines.append(f"| {name} | {cpu:.3f} | {wall:.3f} | {memory:.0f} |")
    lines += ["", "| ratio | measured | wanted | |", "|---|--:|--:|---|"]
    lines += [claim.row(costs) for claim in group.claims]
    return "\n".join(lines)


def conditions(runs: int) -> str:
    """One paragraph that says where the numbers come from."""
    return (
        f"{platform.python_implementation()} {platform.python_version()}, "
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores; medians of "
        f"{runs} interleaved runs (of the slow ones: one run); load {os.getloadavg()[0]:.1f}."
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
    groups = ["tree", "hosts", "start", "plain", "cache", "jobs", "growth"]
    parser.add_argument("--only", nargs="+", choices=groups, default=groups, help="groups")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md")
    chosen = parser.parse_args()
    packages = corpus.fetch(corpus.cache_folder())
    first = packages[0]
    with tempfile.TemporaryDirectory(prefix="tf2lint-speed-") as name:
        scratch = Path(name)
        product = install_product(scratch)
        makers: dict[str, Callable[[], Group]] = {
            "tree": lambda: tree_group(product, first, scratch),
            "hosts": lambda: hosts_group(product, first),
            "start": lambda: start_group(product, scratch),
            "plain": lambda: plain_group(product, scratch),
            "cache": lambda: cache_group(product, packages, scratch),
            "jobs": lambda: jobs_group(product, packages),
            "growth": lambda: growth_group(product, scratch),
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
