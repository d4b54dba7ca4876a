"""Forward passes of whole networks against TensorFlow 1.15: the table in ``docs/probe.md``.

    python benchmarks/probe_networks.py run --python PYTHON --reference-python PYTHON
                                            --into FILE [--modes LIST] [NETWORK ...]
    python benchmarks/probe_networks.py tables FILE

``run`` probes the networks of ``tests/probe/forward/networks.toml``, or those that are named by
name or function, in all modes or in those that are named, and keeps what each gave in a JSON
file, beside what is there already. ``PYTHONPATH`` has the folder with the package ``bert``.
``tables`` writes what the file says between two marks of the page.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parent.parent
NETS = ROOT / "tests" / "probe" / "forward"
PAGE = ROOT / "docs" / "probe.md"
BEGIN, END = "<!-- networks: begin -->", "<!-- networks: end -->"
MODES = ("graph", "eager", "function", "shim", "traced")


def networks() -> list[dict[str, Any]]:
    """Return the networks as they are described."""
    with open(NETS / "networks.toml", "rb") as file:
        found: list[dict[str, Any]] = tomllib.load(file)["network"]
    return found


def run(chosen: argparse.Namespace) -> int:
    """Probe the networks one after the other; returns the exit status."""
    into = Path(chosen.into)
    kept: dict[str, Any] = json.loads(into.read_text()) if into.exists() else {}
    failed = 0
    for network in networks():
        named = {network["name"], network["function"]}
        if chosen.networks and named.isdisjoint(chosen.networks):
            continue
        command = [sys.executable, "-m", "tf2lint", "probe", f"nets:{network['function']}"]
        command += ["--input", network["input"], *network.get("options", ()), "--format", "json"]
        command += ["--python", chosen.python, "--reference-python", chosen.reference_python]
        command += ["--timeout", "1200"]
        if chosen.modes:
            command += ["--modes", chosen.modes]
        done = subprocess.run(command, cwd=NETS, capture_output=True, text=True, check=False)
        if done.returncode > 1:
            print(f"{network['name']}: {done.stderr.strip()}", file=sys.stderr)
            failed = 1
            continue
        (outcome,) = json.loads(done.stdout)["forward"]
        kept[network["name"]] = _merged(kept.get(network["name"], {}), outcome)
        into.write_text(json.dumps(kept, indent=1) + "\n")
        print(network["name"], _cells(kept[network["name"]]), flush=True)
    return failed


def _merged(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """Return an outcome with what an older one says of other modes."""
    ran = {mode["mode"] for mode in new["modes"]}
    return {
        **new,
        **{
            key: [one for one in old.get(key, ()) if one["mode"] not in ran] + new[key]
            for key in ("modes", "findings")
        },
    }


def _cells(outcome: dict[str, Any]) -> list[str]:
    """Return what each mode gave: the largest difference, or the codes of its findings."""
    cells = []
    by_mode = {mode["mode"]: mode for mode in outcome["modes"]}
    for name in MODES:
        mode = by_mode.get(name)
        codes = sorted({one["code"] for one in outcome["findings"] if one["mode"] == name})
        if mode is None:
            cells.append("")
        elif codes:
            cells.append(", ".join(codes))
        else:
            cells.append(f"{mode['apart']:.1e}" if mode["apart"] else "0")
    return cells


def tables(kept: dict[str, Any]) -> str:
    """Return the table of the networks, and what was found by what it says."""
    rows = [("network", *MODES), ("---", *(":-:" for _ in MODES))]
    told: dict[tuple[str, str], dict[str, list[str]]] = {}
    for network in networks():
        outcome = kept[network["name"]]
        rows.append((network["name"], *_cells(outcome)))
        for finding in outcome["findings"]:
            key = finding["code"], _short(finding["message"])
            modes = told.setdefault(key, {}).setdefault(network["name"], [])
            modes.append(finding["mode"])
    lines = [f"| {' | '.join(row)} |" for row in rows]
    lines += ["", "What the findings say:", ""]
    for (code, words), by_network in sorted(told.items()):
        where = "; ".join(f"{name}: {', '.join(modes)}" for name, modes in by_network.items())
        lines.append(f"- {code}: {words} *({where})*")
    return "\n".join(lines)


def _short(message: str) -> str:
    """Return a finding's message without its mode, and without advice and long lists of names."""
    text = message.partition(": ")[2]
    head, made_again, names = text.partition("made again in the second call: ")
    if made_again and names:
        return f"{head}made again in the second call"
    head, error, said = text.partition("Error: ")
    if not error:
        return text
    # The first sentence of the exception, and why.
    why = said.rfind(" (") if said.endswith(")") else len(said)
    return f"{head}{error}{said[:why].partition('. ')[0].rstrip('.')}{said[why:]}"


def write_tables(chosen: argparse.Namespace) -> int:
    """Put the tables into the page; returns the exit status."""
    kept = json.loads(Path(chosen.file).read_text())
    text = PAGE.read_text(encoding="utf-8")
    head, _, rest = text.partition(BEGIN)
    tail = rest.partition(END)[2]
    PAGE.write_text(f"{head}{BEGIN}\n\n{tables(kept)}\n\n{END}{tail}", encoding="utf-8")
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that is named; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    commands = parser.add_subparsers(required=True)
    running = commands.add_parser("run")
    running.add_argument("networks", nargs="*", metavar="NETWORK")
    running.add_argument("--python", required=True)
    running.add_argument("--reference-python", required=True)
    running.add_argument("--into", required=True)
    running.add_argument("--modes", default="")
    running.set_defaults(do=run)
    writing = commands.add_parser("tables")
    writing.add_argument("file")
    writing.set_defaults(do=write_tables)
    chosen = parser.parse_args(arguments)
    status: int = chosen.do(chosen)
    return status


if __name__ == "__main__":
    sys.exit(main())
