"""The user's interpreter: which one, in what environment, and the agent packed for it."""

from __future__ import annotations

import os
import shutil
import sys
import zipfile

from tf2lint.probe.model import ProbeError

#: Variables that reach the probed code; whatever else there is may be a secret.
_KEPT = frozenset(
    "PATH LANG TZ LD_LIBRARY_PATH PYTHONPATH PYTHONUSERBASE VIRTUAL_ENV CONDA_PREFIX".split()
)
_KEPT_PREFIXES = (
    "LC_",
    "CUDA_",
    "HIP_",
    "ROCR_",
    "NVIDIA_",
    "TPU_",
    "XLA_",
    "TF_",
    "KMP_",
    "OMP_",
    "MKL_",
)
#: What tells which environment is active, with its folder.
_ACTIVE = ("VIRTUAL_ENV", "CONDA_PREFIX")
_PACKAGE = "tf2lint_agent"
#: What an interpreter is started on says this in words, whatever its age.
CHECK_AGE = """\
import sys
if sys.version_info < (3, 7):
    sys.exit("Python %d.%d is too old for it, which needs 3.8 or newer" % sys.version_info[:2])
"""
_ENTRY = f"{CHECK_AGE}from {_PACKAGE}.main import main\n\nmain()\n"


def choose_python(wanted: str) -> str:
    """Return the interpreter to use: the wanted one, the active environment's, or this one.

    Raises ``ProbeError`` where the wanted one cannot be found.
    """
    if wanted:
        found = shutil.which(wanted)
        if found is None:
            raise ProbeError(f"--python: {wanted}: no such interpreter")
        return os.path.abspath(found)
    for active in filter(None, map(os.environ.get, _ACTIVE)):
        for name in ("bin/python", "Scripts/python.exe", "python.exe"):
            path = os.path.join(active, name)
            if os.path.exists(path):
                return path
    return sys.executable


def without_tensorflow(python: str) -> ProbeError:
    """Return the error of an interpreter that has no TensorFlow: what to do about it."""
    choices = f"name one that has with --python, or install it there: {python} -m pip install"
    return ProbeError(f"{python} has no TensorFlow; {choices} tensorflow")


def pack_agent(folder: str) -> str:
    """Write the agent into one file in a folder; returns its path."""
    path = os.path.join(folder, f"{_PACKAGE}.pyz")
    sources = os.path.join(os.path.dirname(__file__), "agent")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("__main__.py", _ENTRY)
        for name in sorted(os.listdir(sources)):
            if name.endswith(".py"):
                archive.write(os.path.join(sources, name), f"{_PACKAGE}/{name}")
    return path


def agent_environment(legacy_keras: bool, device: str = "cpu") -> dict[str, str]:
    """Return the environment variables of the agent; with ``cpu`` no code sees a GPU."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in _KEPT or name.startswith(_KEPT_PREFIXES)
    }
    if "PYTHONPATH" in kept:
        # The agent is started in another folder than the one that these were written for.
        folders = kept["PYTHONPATH"].split(os.pathsep)
        kept["PYTHONPATH"] = os.pathsep.join(map(os.path.abspath, folders))
    kept.update(
        TF_CPP_MIN_LOG_LEVEL="3",
        TF_USE_LEGACY_KERAS="1" if legacy_keras else "0",
        TF_FORCE_GPU_ALLOW_GROWTH="true",
        # Runs share the processors, and the processes of a cell are counted.
        TF_NUM_INTRAOP_THREADS="2",
        TF_NUM_INTEROP_THREADS="2",
        OMP_NUM_THREADS="2",
        OPENBLAS_NUM_THREADS="1",
        PYTHONHASHSEED="0",
        PYTHONDONTWRITEBYTECODE="1",
        PYTHONUNBUFFERED="1",
    )
    if device == "cpu":
        kept.update(CUDA_VISIBLE_DEVICES="-1", HIP_VISIBLE_DEVICES="-1")
    return kept
