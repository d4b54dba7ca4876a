"""Requirement files: what is pinned below TensorFlow 2 or beside its needs."""

from __future__ import annotations

import pytest

from tf2lint.knowledge import Target
from tf2lint.lint import Linter
from tf2lint.project.settings import Settings


def found(name: str, text: str, version: str = "2.21", keras: str = "3") -> list[str]:
    """The requirements reported in a file, as they are written there."""
    linter = Linter(Settings(target=Target.parse(version, keras)))
    lines = text.split("\n")
    out = []
    for finding in linter.lint_requirements(name, text.encode()):
        assert finding.code == "TF125"
        line = lines[finding.line - 1]
        written = line[finding.column - 1 : finding.end_column - 1].strip()
        assert finding.message.startswith(written + ": ")
        out.append(written)
    return out


@pytest.mark.parametrize(
    "line",
    [
        "tensorflow==1.15",
        "tensorflow == 1.15.*",
        "tensorflow>=1.4,<2",
        "tensorflow[and-cuda]<2.0",
        "tensorflow~=1.15",
        "tensorflow~=1.15.0",
        "tensorflow<=1.15.5  # the last one",
        "TensorFlow===1.14.0",
        "tensorflow_gpu",
        "tensorflow-gpu>=2.3",
        "tf-nightly-gpu",
        "tensorflow-estimator==2.1.0",
        "tensorflow_addons",
    ],
)
def test_rejected(line: str) -> None:
    assert len(found("requirements.txt", line + "\n")) == 1


@pytest.mark.parametrize(
    "line",
    [
        "tensorflow",
        "tensorflow>=1.15",
        "tensorflow>=1.15,<3",
        "tensorflow==2.*",
        "tensorflow~=2.0",
        "tensorflow!=1.15",
        "# tensorflow==1.15",
        "tensorflow-datasets==1.0",
        "my-tensorflow==1.0",
        'tensorflow==1.15; python_version < "3.8"',
        "tensorflow==1.15  # tf2lint: ignore[requirements-pin]",
        "-r tensorflow==1.15.txt",
        "https://example.org/tensorflow-1.15-cp37.whl",
    ],
)
def test_accepted(line: str) -> None:
    assert found("requirements.txt", line + "\n") == []


def test_companions_count_beside_tensorflow_only() -> None:
    pins = "numpy<1.20\nkeras==2.3.1\nh5py<3\nprotobuf<3.21\ntensorboard==1.15\n"
    assert found("requirements.txt", pins) == []
    assert found("requirements.txt", pins + "tensorflow\n") == pins.split()


def test_the_target_decides() -> None:
    pins = "tensorflow\ntensorflow-addons\nkeras<3\nnumpy<1.26\nprotobuf<5\n"
    assert found("requirements.txt", pins, "2.15") == []
    assert found("requirements.txt", pins, "2.16") == ["tensorflow-addons", "keras<3"]
    assert found("requirements.txt", pins, "2.16", "legacy") == ["tensorflow-addons"]
    assert found("requirements.txt", pins, "2.18") == [
        "tensorflow-addons",
        "keras<3",
        "numpy<1.26",
    ]


def test_setup_py() -> None:
    text = """\
from setuptools import setup
# "tensorflow<2"
setup(
    name="x",
    install_requires=["numpy<1.20", 'tensorflow>=1.13,<2.0; sys_platform == "linux"'],
    extras_require={"gpu": ["tensorflow-gpu==1.13"]},
)
"""
    assert found("setup.py", text) == [
        "numpy<1.20",
        "tensorflow>=1.13,<2.0",
        "tensorflow-gpu==1.13",
    ]


def test_pyproject() -> None:
    text = """\
[project]
dependencies = [
  "tensorflow<2",
]
[project.optional-dependencies]
gpu = ["tensorflow_gpu>=1.15"]
[tool.poetry.dependencies]
tensorflow = "^1.15"
tensorflow-cpu = {version = "1.15.0", optional = true}
numpy = "^1.26"
[[tool.mypy.overrides]]
module = ["tensorflow_addons", "tensorflow.*"]
[tool.isort]
known_third_party = "tensorflow_addons"
"""
    assert found("pyproject.toml", text) == [
        "tensorflow<2",
        "tensorflow_gpu>=1.15",
        'tensorflow = "^1.15"',
        'tensorflow-cpu = {version = "1.15.0"',
    ]


def test_setup_cfg() -> None:
    text = """\
[metadata]
keywords =
    tensorflow-gpu
[options]
install_requires =
    tensorflow<2
"""
    assert found("setup.cfg", text) == ["tensorflow<2"]


def test_conda_environments_have_packages_of_their_own() -> None:
    text = """\
name: tensorflow-gpu
dependencies:
  - tensorflow-gpu=2.12
  - conda-forge::tensorflow=1.15
  - tensorflow-gpu=1.15=h123_0
  - pip:
    - tensorflow-gpu
  - numpy=1.19
"""
    assert found("environment.yml", text) == [
        "conda-forge::tensorflow=1.15".partition("::")[2],
        "tensorflow-gpu=1.15",
        "tensorflow-gpu",
        "numpy=1.19",
    ]


def test_pipfile() -> None:
    assert found("Pipfile", '[packages]\ntensorflow = "==1.15"\nkeras = "*"\n') == [
        'tensorflow = "==1.15"'
    ]


def test_bytes_that_are_no_text_do_not_hide_the_rest() -> None:
    linter = Linter(Settings())
    assert len(linter.lint_requirements("requirements.txt", b"# \xff\ntensorflow<2\n")) == 1
    assert linter.lint_requirements("requirements.txt", b"") == []
