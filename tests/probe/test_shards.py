"""Parts of a run, JSON lines, and their results together."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tf2lint.cli import main
from tf2lint.probe.model import Module, ProbeError
from tf2lint.probe.shards import parse_shard, part_of

SOURCES = {
    "a": "import tensorflow as tf\nx = tf.log(tf.constant(1.0))\n",
    "b": "import tensorflow as tf\ndef f():\n    return tf.to_float(1)\n",
    "c": "import tensorflow as tf\nwith tf.Session() as s:\n    pass\n",
}


def test_every_module_is_in_one_part() -> None:
    modules = [Module(f"/p/{number}.py", "/p", str(number), ()) for number in range(11)]
    by_keras = {"3": modules[:7], "legacy": modules[7:]}
    parts = [part_of(by_keras, (number, 4)) for number in range(1, 5)]
    found = sorted(m.path for part in parts for some in part.values() for m in some)
    assert found == sorted(module.path for module in modules)
    assert part_of(by_keras, (1, 1)) == by_keras


@pytest.mark.parametrize("written", ["0/2", "3/2", "1", "1/0", "a/b", "-1/2"])
def test_what_is_no_part(written: str) -> None:
    with pytest.raises(ProbeError, match="is not I/N"):
        parse_shard(written)


def test_parts_together_are_the_whole(
    tensorflow_python: str, tmp_path: Path, capsys, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, source in SOURCES.items():
        (tmp_path / f"{name}.py").write_text(source)
    common = ["probe", "--python", tensorflow_python, "--exit-zero", "-q"]

    def run(*arguments: str) -> str:
        assert main([*common, *arguments]) == 0
        return capsys.readouterr().out

    def comparable(text: str) -> list[dict]:
        modules = json.loads(text)["modules"]
        return [{**module, "seconds": 0} for module in modules]

    whole = run("--format", "json", ".")
    for number in (1, 2):
        written = run("--shard", f"{number}/2", "--format", "jsonl", ".")
        Path(f"{number}.jsonl").write_text(written)
    merged = run("--merge", "1.jsonl", "2.jsonl", "--format", "json")
    assert comparable(merged) == comparable(whole)
    assert json.loads(merged)["summary"] == json.loads(whole)["summary"]
    assert run("--merge", "1.jsonl", "2.jsonl") == run(".")
    both = Path("1.jsonl").read_text() + Path("2.jsonl").read_text()
    Path("both.jsonl").write_text(both)
    assert comparable(run("--merge", "both.jsonl", "--format", "json")) == comparable(whole)

    assert main([*common, "--merge", "2.jsonl"]) == 2
    assert "these are missing: 1/2" in capsys.readouterr().err
    assert main([*common, "--merge", "a.py"]) == 2
    assert "not what tf2lint probe" in capsys.readouterr().err

    checked = main(["check", "--probe-results", "both.jsonl", "--format", "json", "."])
    document = json.loads(capsys.readouterr().out)
    assert checked == 1
    assert {f["probe"]["verdict"] for f in document["findings"]} == {"confirmed"}
    assert all(f["probe"]["tensorflow"].startswith("2.") for f in document["findings"])


def test_verdicts_reach_sarif_and_html_and_the_gate(tmp_path: Path, capsys, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.py").write_text(SOURCES["a"])
    main(["check", "--format", "json", "a.py"])
    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    seen = {
        "verdict": "handled",
        "stage": "import",
        "reason": "it raised, and the code catches that",
        "exception": "AttributeError: no log </script>",
        "file": "a.py",
        "line": 2,
    }
    module = {"path": "a.py", "tensorflow": "2.21.0", "keras": "3", "device": "GPU:0"}
    module["findings"] = [{"fingerprint": finding["fingerprint"], "probe": seen}]
    document = {"modules": [module], "environments": []}
    Path("results.json").write_text(json.dumps(document))
    with_results = ["check", "--probe-results", "results.json", "a.py"]

    assert main([*with_results, "--format", "sarif"]) == 1
    (result,) = json.loads(capsys.readouterr().out)["runs"][0]["results"]
    assert result["properties"]["probe"] == {
        **seen,
        "tensorflow": "2.21.0",
        "keras": "3",
        "device": "GPU:0",
    }
    assert "probe: handled, AttributeError: no log </script> [import]" in result["message"]["text"]

    assert main([*with_results, "--format", "html"]) == 1
    page = capsys.readouterr().out
    assert "handled, AttributeError: no log \\u003c/script\\u003e [import]" in page

    assert main([*with_results, "--gate-verdicts", "confirmed"]) == 0
    assert "probe: handled" in capsys.readouterr().out
    assert main([*with_results, "--gate-verdicts", "confirmed,handled"]) == 1
    (tmp_path / "tf2lint.toml").write_text('gate-verdicts = ["confirmed"]\n')
    assert main(with_results) == 0
    assert main(["check", "a.py"]) == 1
    capsys.readouterr()
    assert main([*with_results, "--gate-verdicts", "sure"]) == 2
    assert "--gate-verdicts: 'sure' is none of confirmed" in capsys.readouterr().err
    assert main(["check", "--gate-verdicts", "confirmed", "a.py"]) == 2


def test_a_gate_says_what_it_does_not_count(tmp_path: Path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    old = "import tensorflow as tf\nx = tf.log(1.0)\n"
    Path("a.py").write_text(old)
    main(["check", "--format", "json", "a.py"])
    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    seen = {"verdict": "handled", "stage": "import", "reason": "caught", "exception": ""}
    seen |= {"file": "a.py", "line": 2}
    module = {"path": "a.py", "findings": [{"fingerprint": finding["fingerprint"], "probe": seen}]}
    Path("results.json").write_text(json.dumps({"modules": [module], "environments": []}))
    with_results = ["check", "--probe-results", "results.json", "a.py"]
    gate = [*with_results, "--gate-verdicts", "confirmed"]

    assert main(gate) == 0
    assert "not counted" not in capsys.readouterr().err
    # Code that is newer than the results: not counted, and not in silence.
    Path("a.py").write_text(old + "y = tf.placeholder(tf.float32)\n")
    assert main(gate) == 0
    said = "2 errors in 1 of 1 file for TensorFlow 2.21 (Keras 3) "
    said += "(1 without a verdict of the probe, not counted)"
    assert said in capsys.readouterr().err
    assert main([*gate, "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["summary"]["unjudged"] == 1
    assert main([*with_results, "--gate-verdicts", "confirmed,none"]) == 1
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == 2
    assert "not counted" not in err
    assert "The gate fails: 1 error, 0 allowed" in err
    assert main([*with_results, "--verdicts", "none"]) == 1
    assert [line[:7] for line in capsys.readouterr().out.splitlines()] == ["a.py:3:"]
    # Without such a gate every finding counts, and there is nothing to say.
    assert main(with_results) == 1
    assert "not counted" not in capsys.readouterr().err
    assert main(["check", "--verdicts", "confirmed", "a.py"]) == 2
    assert "--verdicts: there are no verdicts without --probe-results" in capsys.readouterr().err
