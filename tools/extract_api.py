"""Regenerate ``rules/api/``: what TensorFlow's public interface was, release by release.

    python tools/extract_api.py --cache FOLDER

Needs Python 3.10+, pip and a package index; downloads about 8 GB, a wheel at a time, and
keeps 1.3 GB of sources in FOLDER, so that a second run downloads nothing. Nothing of
TensorFlow is imported: ``api_source`` and ``api_runner`` find the names of a module,
``api_signatures`` the parameters, ``api_walk`` the public modules with the hooks that no
source shows; ``api_write`` makes the files. ``tools/check_api.py`` compares the outcome
with a running TensorFlow.
"""

from __future__ import annotations

import argparse
import gc
import multiprocessing
from pathlib import Path

from api_source import Sources
from api_walk import Walk
from api_wheels import RELEASES, Release, fetch
from api_write import Fact, Tables, Walked

_OUTPUT = Path(__file__).resolve().parent.parent / "rules" / "api"
_HEADER = """\
Made by tools/extract_api.py from TensorFlow's own wheels; not to be edited by hand.
Fields and spellings: tf2lint/knowledge/api_text.py. Builds read, oldest first:
"""


def main() -> None:
    """Download, read, write."""
    parser = argparse.ArgumentParser(description="Regenerate rules/api/ from TensorFlow's wheels.")
    parser.add_argument("--cache", type=Path, required=True, help="folder for the sources")
    parser.add_argument("--jobs", type=int, default=2, help="processes that read (default: 2)")
    options = parser.parse_args()
    options.cache.mkdir(parents=True, exist_ok=True)
    folders = {release.version: fetch(release, options.cache) for release in RELEASES}
    work = [(release.version, "3", folders[release.version]) for release in RELEASES]
    work += [(r.version, "legacy", folders[r.version]) for r in RELEASES if _has_choice(r)]
    with multiprocessing.Pool(options.jobs, maxtasksperchild=1) as pool:
        walks = pool.starmap(read_release, work, chunksize=1)
    _OUTPUT.mkdir(parents=True, exist_ok=True)
    Tables(walks, _HEADER + _builds()).write(_OUTPUT)


def read_release(version: str, keras: str, folder: Path) -> Walked:
    """Everything public in one release."""
    gc.disable()
    major, minor = map(int, version.split("."))
    walk = Walk(Sources(folder, major), (major, minor), keras)
    symbols = walk.run()
    methods = {
        symbol.implementation: walk.signatures.methods(symbol.binding)
        for path, symbol in symbols.items()
        if symbol.kind == "C" and not path.startswith("tf.contrib")
    }
    facts = {path: Fact(*symbol[:3]) for path, symbol in symbols.items()}
    return Walked(version + "L" * (keras == "legacy"), facts, methods)


def _has_choice(release: Release) -> bool:
    return any(extra.startswith("tf-keras") for extra in release.extras)


def _builds() -> str:
    return "".join(f"  {' '.join((r.build, *r.extras))}\n" for r in RELEASES)


if __name__ == "__main__":
    main()
