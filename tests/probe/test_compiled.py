"""Compiled files of the project are found, and those of all else where they were."""

from __future__ import annotations

import os
import py_compile
import subprocess
import sys
from pathlib import Path

CODE = """
import sys
from tf2lint.probe.agent import compiled
root, cache = sys.argv[1:]
sys.path.insert(0, root)
compiled.use(cache, root)
import part, outside
print(part.x, outside.x, sys.pycache_prefix)
"""


def test_of_the_project_alone(tmp_path: Path, monkeypatch) -> None:
    cache = tmp_path / "cache"
    for folder, name in (("project", "part"), ("elsewhere", "outside")):
        path = tmp_path / folder / f"{name}.py"
        path.parent.mkdir()
        path.write_text("x = 2")
        stat = path.stat()
        # The compiled file says 2 and fits a source that by now says 1: so it shows if used.
        with monkeypatch.context() as patch:
            patch.setattr(sys, "pycache_prefix", str(cache))
            py_compile.compile(str(path), doraise=True)
        path.write_text("x = 1")
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    here = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-B", "-c", CODE, str(tmp_path / "project"), str(cache)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(here), str(tmp_path / "elsewhere")])},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["2", "1", "None"]
