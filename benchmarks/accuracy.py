"""Write what the other programs of this folder measure into ``docs/accuracy.md``.

    python benchmarks/accuracy.py --corpus DIR --cache DIR --held-out DIR --held-out-cache DIR
        --tool TF_UPGRADE_V2

Run ``truth.py`` on both folders first. Each part of the page stands between two marks.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "docs" / "accuracy.md"
CLASSES = ("class a", "class b", "class c", "all", "symbols never missed")


def run(program: str, *options: str) -> str:
    """What a program of this folder prints."""
    command = [sys.executable, str(HERE / program), *options]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def recall(corpus: str, cache: str) -> tuple[dict[str, str], list[str]]:
    """Shares by class, and the symbols that are missed."""
    truth = str(Path(cache) / "truth.jsonl")
    lines = run("recall.py", "--corpus", corpus, "--truth", truth, "--misses", "0").splitlines()
    pairs = (line.partition(": ")[::2] for line in lines)
    shares = {key: value for key, value in pairs if key in CLASSES}
    return shares, [line.strip() for line in lines if line.startswith("  ")]


def recall_section(options: argparse.Namespace) -> str:
    pinned, missed = recall(options.corpus, options.cache)
    held, held_missed = recall(options.held_out, options.held_out_cache)
    rows = [f"| {key} | {pinned[key]} | {held[key]} |" for key in CLASSES]
    return "\n".join(
        [
            "| uses proven broken | pinned corpus: reported | held-out packages: reported |",
            "|---|---|---|",
            *rows,
            "",
            "Missed in the pinned corpus:",
            "",
            *bullets(missed),
            "",
            "Missed in the held-out packages:",
            "",
            *bullets(held_missed),
        ]
    )


def bullets(lines: list[str]) -> list[str]:
    return [f"- {line}" for line in lines] or ["- nothing"]


def claims_section(options: argparse.Namespace) -> str:
    folders = (
        ("pinned corpus", options.corpus, options.cache),
        ("held-out packages", options.held_out, options.held_out_cache),
    )
    lines = []
    for name, corpus, cache in folders:
        first, *wrong = run("truth_claims.py", "--corpus", corpus, "--cache", cache).splitlines()
        lines += [f"- {name}: {first}", *(f"    - {line.strip()}" for line in wrong)]
    return "\n".join(lines)


def upgrade_section(options: argparse.Namespace) -> str:
    printed = run(
        "upgrade_compare.py",
        *("--corpus", options.corpus, "--cache", options.cache, "--tool", options.tool),
    )
    kinds, _, rest = printed.partition("\nright: ")
    counts, _, rest = rest.partition("\n")
    unseen, _, rules = ("\n" + rest).partition("\n\n")
    return "\n".join(
        [
            f"Right entries: {counts}. Right and not reported:",
            "",
            *bullets(unseen.strip().splitlines()),
            "",
            "Its entries by kind:",
            "",
            kinds.strip(),
            "",
            "What tf2lint reports, and how much of it stands on lines where the tool says nothing:",
            "",
            rules.strip(),
        ]
    )


def put(page: str, name: str, body: str) -> str:
    """The page with a new text between the marks of a part."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    pattern = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    if not pattern.search(page):
        raise ValueError(f"{PAGE.name} has no part {name!r}")
    return pattern.sub(lambda _: f"{begin}\n\n{body}\n\n{end}", page)


def main() -> None:
    parser = argparse.ArgumentParser(description="Write docs/accuracy.md.")
    for name in ("--corpus", "--cache", "--held-out", "--held-out-cache", "--tool"):
        parser.add_argument(name, required=True)
    options = parser.parse_args()
    page = PAGE.read_text(encoding="utf-8")
    sections = {"recall": recall_section, "claims": claims_section, "upgrade": upgrade_section}
    for name, section in sections.items():
        page = put(page, name, section(options))
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
