"""The corpus: real TensorFlow 1 packages, pinned in ``corpus.toml``.

``python benchmarks/corpus.py fetch`` downloads and unpacks them into a cache folder
outside git (``$TF2LINT_CORPUS``, else ``benchmarks/.cache``); ``… counts`` lints all of
them and rewrites ``counts.txt``, so that a change shows what it does to the findings.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import traceback
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

HERE = Path(__file__).resolve().parent
# The linter of this checkout counts, whatever is installed.
sys.path.insert(0, str(HERE.parent))
PINS = HERE / "corpus.toml"
COUNTS = HERE / "counts.txt"
#: What is counted of the packages of each table.
COUNTED = {"package": (".py", ".ipynb"), "notebooks": (".ipynb",)}


class Package(NamedTuple):
    """One pinned archive: its file name as published, and the SHA-256 of its bytes.

    ``target`` and ``keras``: what the package itself runs on; empty: the linter's defaults.
    """

    name: str
    version: str
    archive: str
    sha256: str
    target: str = ""
    keras: str = ""

    @property
    def folder(self) -> str:
        return f"{self.name}-{self.version}"


class CorpusError(Exception):
    """The corpus cannot be had as pinned; the text says which part and why."""


def packages(pins: Path = PINS, table: str = "package") -> list[Package]:
    """The pins of a table, in the order of the file; those of ``notebooks`` are for these alone."""
    with pins.open("rb") as stream:
        rows = tomllib.load(stream)[table]
    return [Package(**row) for row in rows]


def cache_folder() -> Path:
    """Where archives and unpacked packages are kept."""
    return Path(os.environ.get("TF2LINT_CORPUS") or HERE / ".cache").resolve()


def fetch(into: Path, pins: Path = PINS, table: str = "package") -> list[Path]:
    """Make every pinned package of a table present under ``into``; their folders, in order."""
    return [_fetch_one(package, into) for package in packages(pins, table)]


def _fetch_one(package: Package, into: Path) -> Path:
    folder = into / package.folder
    stamp = into / f"{package.folder}.sha256"
    if folder.is_dir() and stamp.is_file() and stamp.read_text() == package.sha256:
        return folder
    archive = into / "archives" / package.archive
    if not archive.is_file() or _sha256(archive) != package.sha256:
        archive.unlink(missing_ok=True)
        _download(package, archive.parent)
    if _sha256(archive) != package.sha256:
        raise CorpusError(f"{archive} is not the pinned archive")
    print(f"unpacking {package.folder}", file=sys.stderr)
    shutil.rmtree(folder, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=into) as scratch:
        _unpack(archive, Path(scratch) / "tree")
        (Path(scratch) / "tree").rename(folder)
    stamp.write_text(package.sha256)
    return folder


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _download(package: Package, into: Path) -> None:
    """Let pip fetch the archive: it knows the index, and checks the hash before use."""
    into.mkdir(parents=True, exist_ok=True)
    wheel = package.archive.endswith(".whl")
    source = "--only-binary" if wheel else "--no-binary"
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as pins:
        pins.write(f"{package.name}=={package.version} --hash=sha256:{package.sha256}\n")
        pins.flush()
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command += ["--ignore-requires-python", source, ":all:", "--require-hashes"]
        command += ["--dest", str(into), "--requirement", pins.name]
        command += _built_for(package.archive) if wheel else []
        done = subprocess.run(command, check=False)
    if done.returncode != 0 or not (into / package.archive).is_file():
        raise CorpusError(f"pip could not download {package.archive}")


def _built_for(wheel: str) -> list[str]:
    """Options that let pip take a wheel that was built for another Python or system."""
    python, abi, platform = wheel.removesuffix(".whl").split("-")[-3:]
    if platform == "any":
        return []
    version = python.removeprefix("cp").removeprefix("py")
    options = ["--platform", platform.split(".")[0], "--implementation", python[:2]]
    return [*options, "--abi", abi, "--python-version", version]


def _unpack(archive: Path, into: Path) -> None:
    """Write the regular files of ``archive`` below ``into``; nothing else of it."""
    for name, data in _members(archive):
        target = into / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def _members(archive: Path) -> Iterator[tuple[PurePosixPath, bytes]]:
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            for info in wheel.infolist():
                if not info.is_dir():
                    yield _inside(info.filename), wheel.read(info)
        return
    with tarfile.open(archive) as sdist:
        for member in sdist:
            content = sdist.extractfile(member) if member.isfile() else None
            if content is not None:
                # An sdist keeps everything below one folder, which says nothing.
                yield PurePosixPath(*_inside(member.name).parts[1:]), content.read()


def _inside(name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name:
        raise CorpusError(f"the archive wants to write outside its folder: {name}")
    return path


def count(folder: Path, suffixes: tuple[str, ...]) -> Counter[tuple[str, str]]:
    """Findings below ``folder`` by (code, severity).

    :raises CorpusError: where the linter crashed, naming the file and the traceback.
    """
    from tf2lint.lint import Linter
    from tf2lint.project.settings import Settings

    linter = Linter(Settings(root=str(folder)))
    counts: Counter[tuple[str, str]] = Counter()
    for path in sorted(path for path in folder.rglob("*") if path.suffix in suffixes):
        try:
            findings = linter.lint(str(path), path.read_bytes())
        except Exception:
            raise CorpusError(f"crash on {path}\n{traceback.format_exc()}") from None
        counts.update((finding.code, finding.severity) for finding in findings)
    return counts


def counts_text(into: Path) -> str:
    """The counts as kept in ``counts.txt``: one line a package and rule, sorted."""
    lines = ["# Findings by package, rule and severity; written by corpus.py counts."]
    for table, suffixes in COUNTED.items():
        for folder in fetch(into, table=table):
            for (code, severity), number in sorted(count(folder, suffixes).items()):
                lines.append(f"{folder.name} {code} {severity} {number}")
    return "\n".join(lines) + "\n"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Fetch or lint the corpus.")
    parser.add_argument("action", choices=["fetch", "counts"])
    chosen = parser.parse_args(arguments)
    try:
        if chosen.action == "fetch":
            for table in COUNTED:
                for folder in fetch(cache_folder(), table=table):
                    print(folder)
        else:
            COUNTS.write_text(counts_text(cache_folder()), encoding="utf-8")
    except CorpusError as error:
        print(f"corpus: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
