"""Whole networks against the real TensorFlow 1.15, as docs/probe.md has them in its table."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from tf2lint.cli import main

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

NETS = Path(__file__).resolve().parent / "forward"
NETWORKS = tomllib.loads((NETS / "networks.toml").read_text(encoding="utf-8"))["network"]
PAGE = Path(__file__).resolve().parents[2] / "docs" / "probe.md"
MODES = ("graph", "eager", "function", "shim")


def _named(name: str) -> str:
    path = os.environ.get(name, "")
    if not path:
        pytest.skip(f"{name} is not set")
    return path


@pytest.mark.tensorflow
@pytest.mark.slow
@pytest.mark.timeout(3000)
@pytest.mark.parametrize("network", NETWORKS, ids=[network["name"] for network in NETWORKS])
def test_networks_agree_with_tensorflow_1_or_are_told_apart(network, monkeypatch, capsys) -> None:
    monkeypatch.chdir(NETS)
    if network["function"] == "bert":
        # The folder that holds bert-tensorflow 1.0.4, unpacked.
        monkeypatch.setenv("PYTHONPATH", _named("TF2LINT_BERT"))
    python = _named("TF2LINT_SLIM_PYTHON")
    reference = _named("TF2LINT_TF1_PYTHON")
    arguments = ["probe", f"nets:{network['function']}", "--input", network["input"]]
    arguments += [*network.get("options", ()), "--format", "json"]
    arguments += ["--python", python, "--reference-python", reference]
    assert main(arguments) in (0, 1), capsys.readouterr().err
    (outcome,) = json.loads(capsys.readouterr().out)["forward"]
    assert outcome["tensorflow"].startswith("1.15")
    found: dict[str, set[str]] = {mode["mode"]: set() for mode in outcome["modes"]}
    for finding in outcome["findings"]:
        found[finding["mode"]].add(finding["code"])
    assert {mode: " ".join(sorted(named)) for mode, named in found.items()} == network["codes"]
    within = {mode["mode"]: mode["apart"] for mode in outcome["modes"]}
    tolerance = 1e-3 if outcome["train"] else 1e-4
    assert all(within[mode] <= tolerance for mode, code in network["codes"].items() if not code)


def test_the_page_has_the_outcome_of_every_network() -> None:
    """The table is made by benchmarks/probe_networks.py from what runs gave."""
    table = PAGE.read_text(encoding="utf-8").partition("<!-- networks: begin -->")[2]
    rows = {}
    for line in table.partition("<!-- networks: end -->")[0].splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 1 + len(MODES) + 1:
            rows[cells[0]] = dict(zip((*MODES, "traced"), cells[1:]))
    assert rows.keys() - {"network", "---"} == {network["name"] for network in NETWORKS}
    for network in NETWORKS:
        for mode, code in network["codes"].items():
            said = rows[network["name"]][mode]
            if code:
                assert said == code.replace(" ", ", ")
            else:
                assert float(said) <= (1e-3 if "--train" in network.get("options", ()) else 1e-4)
        traced = rows[network["name"]]["traced"]
        assert bool(traced) == ("traced" in network["codes"])
