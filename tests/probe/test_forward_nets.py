"""Whole networks against the real TensorFlow 1.15, as docs/probe.md has them in its table."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tf2lint.cli import main

pytestmark = [pytest.mark.tensorflow, pytest.mark.slow, pytest.mark.timeout(1500)]
NETS = Path(__file__).resolve().parent / "forward"
#: Network, input, options, and the codes by mode; modes that are left out are not run.
CASES = [
    (
        "mlp",
        "8x10:float32",
        "",
        {"graph": "", "eager": "TF902 TF906", "function": "TF901", "shim": ""},
    ),
    ("dropout_trap", "64x64:float32", "", {"graph": "TF905", "eager": "TF905", "shim": "TF905"}),
    ("resnet_v1_50", "2x96x96x3:float32", "", {"graph": "", "shim": ""}),
    ("resnet_v2_50", "2x96x96x3:float32", "", {"graph": "", "shim": ""}),
    ("vgg_16", "1x224x224x3:float32", "", {"graph": "", "shim": ""}),
    ("overfeat_net", "1x231x231x3:float32", "", {"graph": "", "shim": ""}),
    ("inception_v3", "1x299x299x3:float32", "", {"graph": "", "shim": ""}),
]


def _python(name: str) -> str:
    path = os.environ.get(name, "")
    if not path:
        pytest.skip(f"{name} names no interpreter")
    return path


@pytest.mark.parametrize(("net", "shape", "options", "codes"), CASES, ids=[c[0] for c in CASES])
def test_networks_agree_with_tensorflow_1_or_are_told_apart(
    net: str, shape: str, options: str, codes: dict[str, str], monkeypatch, capsys
) -> None:
    monkeypatch.chdir(NETS)
    python = _python("TF2LINT_SLIM_PYTHON")
    reference = _python("TF2LINT_TF1_PYTHON")
    arguments = ["probe", f"nets:{net}", "--input", shape, *options.split(), "--format", "json"]
    arguments += ["--modes", ",".join(codes), "--python", python, "--reference-python", reference]
    assert main(arguments) in (0, 1), capsys.readouterr().err
    (outcome,) = json.loads(capsys.readouterr().out)["forward"]
    assert outcome["tensorflow"].startswith("1.15")
    found: dict[str, set[str]] = {mode: set() for mode in codes}
    for finding in outcome["findings"]:
        found[finding["mode"]].add(finding["code"])
    assert {mode: " ".join(sorted(named)) for mode, named in found.items()} == codes
    within = {mode["mode"]: mode["apart"] for mode in outcome["modes"]}
    assert all(within[mode] <= 1e-4 for mode, code in codes.items() if not code)
