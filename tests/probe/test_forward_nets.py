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
    ("cells", "4x16x16x3:float32", "--train", {"graph": "", "eager": "TF902 TF906", "shim": ""}),
    ("batch_norm_net", "4x16x16x3:float32", "--train", {"graph": "", "eager": "TF902", "shim": ""}),
    ("bert", "2x16:int32:100", "--train", {"graph": "", "eager": "TF902", "shim": ""}),
    ("bert", "2x16:int32:100", "--train --arg scope=None", {"shim": "TF902"}),
    ("resnet_v1_50", "2x64x64x3:float32", "", {"graph": "", "shim": ""}),
    ("resnet_v2_50", "2x64x64x3:float32", "", {"graph": "", "shim": ""}),
    ("vgg_16", "1x224x224x3:float32", "", {"graph": "", "shim": "TF901"}),
    ("overfeat_net", "1x231x231x3:float32", "", {"graph": "", "shim": "TF901"}),
    ("inception_v3", "1x299x299x3:float32", "", {"graph": "", "shim": "TF901"}),
]


def _named(name: str) -> str:
    path = os.environ.get(name, "")
    if not path:
        pytest.skip(f"{name} is not set")
    return path


@pytest.mark.parametrize(
    ("net", "shape", "options", "codes"), CASES, ids=[" ".join(c[:3]).strip() for c in CASES]
)
def test_networks_agree_with_tensorflow_1_or_are_told_apart(
    net: str, shape: str, options: str, codes: dict[str, str], monkeypatch, capsys
) -> None:
    monkeypatch.chdir(NETS)
    if net == "bert":
        # The folder that holds bert-tensorflow 1.0.4, unpacked.
        monkeypatch.setenv("PYTHONPATH", _named("TF2LINT_BERT"))
    python = _named("TF2LINT_SLIM_PYTHON")
    reference = _named("TF2LINT_TF1_PYTHON")
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
