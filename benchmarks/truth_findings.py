"""What tf2lint finds in the corpus, as the objects of its JSON output."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

Finding = dict[str, Any]


def add_option(parser: argparse.ArgumentParser, flag: str, variable: str, text: str) -> None:
    """An option that an environment variable may give instead."""
    default = os.environ.get(variable)
    parser.add_argument(flag, default=default, required=default is None, help=text)


def add_corpus(parser: argparse.ArgumentParser) -> None:
    text = "folder with one folder a package (corpus.py makes it); or $TF2LINT_CORPUS"
    add_option(parser, "--corpus", "TF2LINT_CORPUS", text)


def packages(corpus: Path) -> list[Path]:
    """The unpacked packages of a corpus folder."""
    return sorted(p for p in corpus.iterdir() if p.is_dir() and any(p.glob("**/*.py")))


def lint(root: Path) -> list[Finding]:
    """Findings of one package; ``package`` added, ``path`` made relative to the package."""
    command = [sys.executable, "-m", "tf2lint", "check", "--format", "json", str(root)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1) or not done.stdout:
        raise RuntimeError(f"tf2lint failed on {root.name}: {done.stderr}")
    found: list[Finding] = json.loads(done.stdout)["findings"]
    for finding in found:
        path = Path(finding["path"]).resolve()
        finding.update(package=root.name, path=path.relative_to(root.resolve()).as_posix())
    return found


def lint_corpus(corpus: Path) -> list[Finding]:
    """Findings of every package of the corpus, in the order of packages and files."""
    return [finding for root in packages(corpus) for finding in lint(root)]
