"""Fetch the Python sources inside the wheels of TensorFlow and its satellites.

Only ``.py`` files are kept, so that 25 releases take about a gigabyte; a wheel is
deleted as soon as it has been read.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import NamedTuple

PLATFORMS = (
    "manylinux_2_28_x86_64",
    "manylinux_2_27_x86_64",
    "manylinux_2_17_x86_64",
    "manylinux2014_x86_64",
    "manylinux2010_x86_64",
    "manylinux1_x86_64",
)
#: Folders of a wheel that no public name is implemented in, or that are large.
SKIPPED_FOLDERS = ("/include/", "/testdata/")
#: Behind ``tf.flags``; its interface has been the same since TensorFlow 1.13.
ABSL = "absl-py==1.0.0"
#: What the first ``tf.keras`` had outside TensorFlow.
KERAS_PARTS = ("keras-preprocessing==1.1.2", "keras-applications==1.0.8")
#: The newest Keras 3 when the facts were made; TensorFlow pins only a minimum.
KERAS_3 = "keras==3.15.1"


class Release(NamedTuple):
    """One TensorFlow minor release and the wheels that make it up.

    ``extras`` are requirements of separate packages that hold a part of the public
    API: Keras (from 2.6), the Keras 2 that 2.16+ can be told to use, the estimators.
    """

    version: str
    build: str
    python: str
    extras: tuple[str, ...]


def _release(build: str, python: str, *extras: str) -> Release:
    version = build.partition("==")[2].rpartition(".")[0]
    return Release(version, build, python, extras)


def _with_satellites(build: str, python: str, estimator: str, *keras: str) -> Release:
    """A TensorFlow 2 that finds its estimators, and its summaries, in other packages."""
    tensorboard = f"tensorboard=={build.partition('==')[2].rpartition('.')[0]}.0"
    return _release(
        build, python, ABSL, tensorboard, f"tensorflow-estimator=={estimator}", *KERAS_PARTS, *keras
    )


def _with_both_keras(build: str, tf_keras: str) -> Release:
    """A TensorFlow 2 whose users choose between Keras 3 and ``tf_keras``."""
    return _release(build, "3.11", ABSL, KERAS_3, f"tf-keras=={tf_keras}")


RELEASES = (
    _release("tensorflow==1.4.1", "3.6"),
    _release("tensorflow==1.13.2", "3.7", ABSL, "tensorflow-estimator==1.13.0", *KERAS_PARTS),
    _release("tensorflow==1.15.5", "3.7", ABSL, "tensorflow-estimator==1.15.1", *KERAS_PARTS),
    _with_satellites("tensorflow==2.0.4", "3.7", "2.0.1"),
    _with_satellites("tensorflow-cpu==2.1.4", "3.7", "2.1.0"),
    _with_satellites("tensorflow-cpu==2.2.3", "3.8", "2.2.0"),
    _with_satellites("tensorflow-cpu==2.3.4", "3.8", "2.3.0"),
    _with_satellites("tensorflow-cpu==2.4.4", "3.8", "2.4.0"),
    _with_satellites("tensorflow-cpu==2.5.3", "3.9", "2.5.0"),
    _with_satellites("tensorflow-cpu==2.6.5", "3.9", "2.6.0", "keras==2.6.0"),
    _with_satellites("tensorflow-cpu==2.7.4", "3.9", "2.7.0", "keras==2.7.0"),
    _with_satellites("tensorflow-cpu==2.8.4", "3.10", "2.8.0", "keras==2.8.0"),
    _with_satellites("tensorflow-cpu==2.9.3", "3.10", "2.9.0", "keras==2.9.0"),
    _with_satellites("tensorflow-cpu==2.10.1", "3.10", "2.10.0", "keras==2.10.0"),
    _with_satellites("tensorflow-cpu==2.11.1", "3.10", "2.11.0", "keras==2.11.0"),
    _with_satellites("tensorflow-cpu==2.12.1", "3.10", "2.12.0", "keras==2.12.0"),
    _with_satellites("tensorflow-cpu==2.13.1", "3.11", "2.13.0", "keras==2.13.1"),
    _with_satellites("tensorflow-cpu==2.14.1", "3.11", "2.14.0", "keras==2.14.0"),
    _with_satellites("tensorflow-cpu==2.15.1", "3.11", "2.15.0", "keras==2.15.0"),
    _with_both_keras("tensorflow-cpu==2.16.2", "2.16.0"),
    _with_both_keras("tensorflow-cpu==2.17.1", "2.17.0"),
    _with_both_keras("tensorflow-cpu==2.18.1", "2.18.0"),
    _with_both_keras("tensorflow-cpu==2.19.1", "2.19.0"),
    _with_both_keras("tensorflow-cpu==2.20.0", "2.20.1"),
    _with_both_keras("tensorflow-cpu==2.21.0", "2.21.0"),
)


def fetch(release: Release, cache: Path) -> Path:
    """The folder with the release's sources, laid out as in site-packages.

    Raises ``CalledProcessError`` when pip finds no such wheel.
    """
    folder = cache / release.version
    done = folder / ".complete"
    wanted = "\n".join((release.build, *release.extras))
    if done.exists() and done.read_text() == wanted:
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for requirement in (release.build, *release.extras):
        with tempfile.TemporaryDirectory(dir=cache) as scratch:
            _download(requirement, release.python, Path(scratch))
            for wheel in Path(scratch).glob("*.whl"):
                _unpack_sources(wheel, folder)
    done.write_text(wanted)
    return folder


def _download(requirement: str, python: str, folder: Path) -> None:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    command += ["--no-cache-dir", "--only-binary", ":all:", "--python-version", python]
    for platform in PLATFORMS:
        command += ["--platform", platform]
    subprocess.run([*command, "--dest", str(folder), requirement], check=True)


def _unpack_sources(wheel: Path, folder: Path) -> None:
    """Lay out a wheel's sources, those under ``*.data/purelib`` where pip puts them."""
    with zipfile.ZipFile(wheel) as archive:
        for member in archive.namelist():
            if not member.endswith((".py", ".pyi")):
                continue
            if any(part in member for part in SKIPPED_FOLDERS):
                continue
            head, _, rest = member.partition(".data/purelib/")
            target = folder / (rest or head)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(archive.read(member))
