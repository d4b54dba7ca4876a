"""Where TensorFlow cannot be forked once it is imported, every run imports it for itself."""

from __future__ import annotations

from pathlib import Path

from tf2lint.lint import Linter
from tf2lint.probe.controller import Controller
from tf2lint.probe.rounds import Limits
from tf2lint.probe.targets import module_of
from tf2lint.project.settings import Settings

#: An installation that computes something as soon as TensorFlow is imported: a plugin, say.
EAGER = """\
import importlib.abc
import importlib.machinery
import sys


class Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name != "tensorflow":
            return None
        sys.meta_path.remove(self)
        spec = importlib.machinery.PathFinder.find_spec(name, path)
        run = spec.loader.exec_module

        def exec_module(module):
            run(module)
            module.constant(1.0)

        spec.loader.exec_module = exec_module
        return spec


sys.meta_path.insert(0, Finder())
"""
SOURCE = """\
import tensorflow as tf
x = tf.constant([1.0]) + 1.0
def f():
    return tf.to_float(1)
y = tf.log(x)
z = tf.function(lambda v: v * 2.0)(x)
"""


def test_each_run_imports_tensorflow(
    controller: Controller, tensorflow_python: str, tmp_path: Path, monkeypatch
) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(EAGER)
    path = tmp_path / "m.py"
    path.write_text(SOURCE)
    module = module_of(str(path), Linter(Settings()).lint(str(path), path.read_bytes()))
    (forked,) = controller.probe([module])
    assert [verdict.verdict for verdict in forked.verdicts] == ["confirmed"] * 2
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "site"))
    with Controller(tensorflow_python, Limits(timeout=120.0), workers=1) as late:
        (probed,) = late.probe([module])
        command = Path(f"/proc/{late.process_id}/cmdline").read_bytes()
    assert command.endswith(b"late\0")
    # What the installation computes is counted, too.
    assert probed._replace(seconds=forked.seconds, operations=forked.operations) == forked
