"""Write what follows from the rules: ``docs/rules/`` and the sample in ``README.md``.

``python tools/generate_docs.py`` writes; with ``--check`` it only says what is out of date,
and fails if anything is.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tf2lint.knowledge.pages import Page  # noqa: E402
from tf2lint.knowledge.schema import Tables, read_tables  # noqa: E402
from tf2lint.knowledge.values import Rule, SymbolRow, Version  # noqa: E402

PAGES = Path("docs/rules")
RUNS = Path("docs/examples-run.md")
#: What the README shows: a few rules, for the whole list is long.
SAMPLE = ["check", "--select", "TF101,TF202,TF4,TF6", "examples/mnist_tf1.py"]
SAMPLE_BEGIN, SAMPLE_END = "<!-- sample: begin -->", "<!-- sample: end -->"
FAMILIES = {
    "TF0": "The file and the tool",
    "TF1": "Imports and `tf.contrib`",
    "TF2": "Sessions, graphs, placeholders, collections",
    "TF3": "Variables, scopes, the modelling shims",
    "TF4": "Arguments and dropout",
    "TF5": "Renamed and removed symbols",
    "TF6": "Layers, losses, optimizers, training",
    "TF7": "Input pipelines, summaries, saving, distribution",
    "TF8": "Tensors, shapes, Keras 3",
    "TF9": "Found only at run time",
}
PYLINT_LETTERS = {"error": "E", "warning": "W", "info": "R"}


def generated() -> dict[Path, str]:
    """The text of every generated file, by its path from the root of the repository."""
    tables = read_tables(str(ROOT / "rules"))
    rows = _rows_by_rule(tables)
    texts = {
        PAGES / f"{page.rule.code}.md": _page(page, rows[page.rule.name]) for page in tables.pages
    }
    texts[PAGES / "README.md"] = _index(tables.pages)
    texts[Path("README.md")] = _readme((ROOT / "README.md").read_text(encoding="utf-8"))
    return texts


def outdated(texts: dict[Path, str]) -> list[Path]:
    """Generated files that differ on disk, are missing, or should no longer be there."""
    stale = [
        path
        for path, text in texts.items()
        if not (ROOT / path).is_file() or (ROOT / path).read_text(encoding="utf-8") != text
    ]
    kept = {path.relative_to(ROOT) for path in (ROOT / PAGES).glob("*.md")}
    return sorted({*stale, *(kept - texts.keys())})


def _rows_by_rule(tables: Tables) -> dict[str, list[SymbolRow]]:
    rows: dict[str, list[SymbolRow]] = defaultdict(list)
    for row in tables.rows:
        rows[row.rule].append(row)
    return rows


def _page(page: Page, rows: list[SymbolRow]) -> str:
    rule = page.rule
    parts = [
        f"# {rule.code} {rule.name}",
        rule.summary,
        _properties(rule),
        "## Why",
        page.explanation.strip("\n"),
        "## Bad",
        _code(page.bad),
        *_outcome(rule),
        "## Good",
        _code(page.good),
    ]
    if rows:
        parts += ["## Symbols", _symbols(rows)]
    if page.references:
        parts += ["## References", "\n".join(f"- {text}" for text in page.references)]
    return "\n\n".join(parts) + "\n"


def _outcome(rule: Rule) -> list[str]:
    """What the bad program did on a real TensorFlow; nothing for one that was not run."""
    cells = _runs().get(rule.code)
    if cells is None or cells[2] == "not run":
        return []
    did = cells[2].replace("\\|", "|")
    return [f"[Run](../examples-run.md) on TensorFlow {cells[1]}: {did}."]


@cache
def _runs() -> dict[str, list[str]]:
    """What ``tools/run_examples.py`` wrote of each rule: the cells after its code."""
    lines = (ROOT / RUNS).read_text(encoding="utf-8").splitlines()
    rows = [line.strip("| ").split(" | ") for line in lines if line.startswith("| [TF")]
    return {row[0][1:6]: row[1:] for row in rows}


def _properties(rule: Rule) -> str:
    letter = PYLINT_LETTERS[rule.severity]
    lines = [
        "| | |",
        "|---|---|",
        f"| severity | {rule.severity} |",
        f"| confidence | {rule.confidence} |",
        f"| holds for | {_extent(rule)} |",
        f"| fix | {rule.fix} |",
        f"| on by default | {'yes' if rule.default else 'no'} |",
        f"| in pylint | {letter}7{rule.code[2:]}, `tf-{rule.name}` |",
    ]
    return "\n".join(lines)


def _extent(held: Rule | SymbolRow) -> str:
    """The targets for which a rule or row holds, in words."""
    words = []
    if held.since is not None:
        words.append(f"from TensorFlow {_version(held.since)}")
    if held.until is not None:
        words.append(f"up to TensorFlow {_version(held.until)}")
    if held.keras:
        words.append("Keras 3" if held.keras == "3" else "legacy Keras")
    return ", ".join(words) or "every TensorFlow 2"


def _version(version: Version) -> str:
    return f"{version[0]}.{version[1]}"


def _code(program: str) -> str:
    return f"```python\n{program.strip()}\n```"


def _symbols(rows: list[SymbolRow]) -> str:
    lines = ["| symbol | instead | holds for |", "|---|---|---|"]
    for row in sorted(rows, key=lambda row: row.path):
        lines.append(f"| `{row.path}` | {_instead(row)} | {_extent(row)} |")
    return "\n".join(lines)


def _instead(row: SymbolRow) -> str:
    """What the row says to write, as the cell of a table."""
    words = [f"`{row.to}`"] if row.to else []
    if row.package:
        words.append(f"from the package `{row.package}`")
    if row.hint:
        words.append(row.hint.replace("|", "\\|"))
    return "; ".join(words) or ("no successor" if row.kind == "none" else "see above")


def _index(pages: Iterable[Page]) -> str:
    lines = ["# Rules", "", "Written by `tools/generate_docs.py` from `rules/`."]
    family = ""
    for page in pages:
        rule = page.rule
        if rule.code[:3] != family:
            family = rule.code[:3]
            lines += ["", f"## {family}: {FAMILIES[family]}", ""]
            lines += ["| code | name | severity | finds |", "|---|---|---|---|"]
        summary = rule.summary.replace("|", "\\|")
        code = f"[{rule.code}]({rule.code}.md)"
        lines.append(f"| {code} | {rule.name} | {rule.severity} | {summary} |")
    return "\n".join(lines) + "\n"


def _readme(text: str) -> str:
    before, begin, rest = text.partition(SAMPLE_BEGIN)
    _, end, after = rest.partition(SAMPLE_END)
    if not (begin and end):
        raise SystemExit(f"README.md has no {SAMPLE_BEGIN} … {SAMPLE_END}")
    return f"{before}{begin}\n{_sample()}\n{end}{after}"


def _sample() -> str:
    """What a person sees who lints the example, as a block of Markdown."""
    command = "import sys; from tf2lint.cli import main; sys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-c", command, *SAMPLE],
        cwd=ROOT,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    if done.returncode != 1:
        raise SystemExit(f"the example cannot be linted:\n{done.stdout}")
    return f"```console\n$ tf2lint {' '.join(SAMPLE)}\n{done.stdout.rstrip()}\n```"


def main() -> int:
    parser = argparse.ArgumentParser(description="Write the generated documentation.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail if outdated")
    check = parser.parse_args().check
    texts = generated()
    stale = outdated(texts)
    for path in stale:
        print(f"out of date: {path}" if check else path)
        if check:
            continue
        if path in texts:
            (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
            (ROOT / path).write_text(texts[path], encoding="utf-8")
        else:
            (ROOT / path).unlink()
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
