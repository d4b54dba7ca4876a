"""Variables by name in classes whose base wraps their methods in ``make_template``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2lint.lint import Linter
from tf2lint.project.settings import Settings

BASE = """
import abc
import tensorflow.compat.v1 as tf


class Wrapped(
    abc.ABC,
):
    def __init__(self, name):
        self._template = tf.make_template(name, self._build, create_scope_now_=True)

    def __call__(self, *args):
        return self._template(*args)


class Core(Wrapped, abc.ABC):
    pass


class Plain(abc.ABC):
    def __call__(self, *args):
        return self._build(*args)


class Loop(Loop):
    pass
"""
MODULE = """
import abc
import tensorflow.compat.v1 as tf
{imports}


class Layer({base}):
    def _build(self, x):
        with tf.variable_scope("inner", reuse=tf.AUTO_REUSE):
            return x * tf.get_variable("w", [3]) * self._scaled(x)

    def _scaled(self, x):
        def make(name):
            return tf.get_variable(name, [3])

        return make("a") * make("b")
"""


def reported(tmp_path: Path, imports: str, base: str) -> list[str]:
    package = tmp_path / "package"
    package.mkdir()
    (package / "__init__.py").write_text("from package.base import Core\n", encoding="utf-8")
    (package / "base.py").write_text(BASE, encoding="utf-8")
    module = package / "module.py"
    text = MODULE.format(imports=imports, base=base)
    module.write_text(text, encoding="utf-8")
    findings = Linter(Settings(root=str(tmp_path))).lint(str(module), text.encode())
    return sorted(finding.code for finding in findings)


@pytest.mark.parametrize(
    ("imports", "base"),
    [
        ("from package import base", "base.Wrapped"),
        ("from package import base", "abc.ABC, base.Core"),
        ("from package.base import Core", "Core"),
        ("from . import base", "base.Core"),
        ("from .base import Wrapped", "Wrapped"),
        ("from package import Core", "Core"),
        ("import package.base", "package.base.Core"),
    ],
)
def test_the_template_keeps_them(tmp_path: Path, imports: str, base: str) -> None:
    assert not reported(tmp_path, imports, base)


@pytest.mark.parametrize(
    ("imports", "base"),
    [
        ("", "object"),
        ("from package.base import Plain", "Plain"),
        ("from package.base import Loop", "Loop"),
        ("from package.base import Missing", "Missing"),
        ("from elsewhere import Wrapped", "Wrapped"),
        ("", "print().Wrapped"),
    ],
)
def test_other_bases_keep_nothing(tmp_path: Path, imports: str, base: str) -> None:
    assert reported(tmp_path, imports, base) == ["TF302", "TF302", "TF307"]


def test_a_base_in_the_same_file(tmp_path: Path) -> None:
    text = BASE + MODULE.format(imports="", base="Core").replace("import abc", "")
    module = tmp_path / "module.py"
    module.write_text(text, encoding="utf-8")
    findings = Linter(Settings(root=str(tmp_path))).lint(str(module), text.encode())
    assert not [finding for finding in findings if finding.code in ("TF302", "TF307")]
