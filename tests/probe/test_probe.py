"""The whole probe on small projects, with a real TensorFlow."""

from __future__ import annotations

import json
import sys
import textwrap
from pathlib import Path

import pytest

from tf2lint.cli import main
from tf2lint.lint import Linter
from tf2lint.probe.controller import Controller
from tf2lint.probe.model import Probed, ProbeError
from tf2lint.probe.process import Agent
from tf2lint.probe.rounds import Limits
from tf2lint.probe.targets import module_of
from tf2lint.probe.trials import load_trials
from tf2lint.project.settings import Settings

MIXED = """\
import tensorflow as tf
try:
    import tensorflow.contrib.slim as slim
except ImportError:
    slim = None
x = tf.constant([1.0])
y = tf.argmax(x, dimension=0)
def f():
    with tf.Session() as s:
        return s.run(x)
g = tf.placeholder(tf.float32)
h = tf.log(g)
z = lambda: tf.to_float(x)
n = None and tf.log(x)
"""


@pytest.fixture
def project(tmp_path: Path):
    def write(**files: str) -> Path:
        for name, source in files.items():
            path = tmp_path / (name.replace("__in__", "/") + ".py")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(textwrap.dedent(source))
        return tmp_path

    return write


@pytest.fixture
def probe(controller: Controller):
    def run(path: Path) -> Probed:
        found = Linter(Settings()).lint(str(path), path.read_bytes())
        (probed,) = controller.probe([module_of(str(path), found)])
        return probed

    return run


def by_line(probed: Probed) -> dict[int, tuple[str, str]]:
    return {
        finding.line: (verdict.verdict, verdict.stage)
        for finding, verdict in zip(probed.module.findings, probed.verdicts)
    }


def test_evidence(project, probe) -> None:
    probed = probe(project(m=MIXED) / "m.py")
    assert probed.verdict == "raises"
    assert probed.reason.endswith("(line 7)")
    assert by_line(probed) == {
        7: ("confirmed", "import"),
        9: ("confirmed", "resolve"),
        10: ("confirmed", "trial"),
        11: ("confirmed", "tolerant"),
        12: ("confirmed", "tolerant"),
        13: ("confirmed", "resolve"),
        14: ("confirmed", "resolve"),
    }


def test_handled(project, probe) -> None:
    source = """
        import tensorflow as tf
        try:
            log = tf.log(1.0)
        except AttributeError:
            log = tf.math.log(1.0)
    """
    probed = probe(project(m=source) / "m.py")
    assert probed.verdict == "imports"
    assert [verdict.verdict for verdict in probed.verdicts] in ([], ["handled"])


def test_own_session_refutes_nothing(project, probe) -> None:
    source = """
        import tensorflow as tf
        class Session:
            def run(self, x):
                return x
        tf.Session = Session
        s = tf.Session()
    """
    probed = probe(project(m=source) / "m.py")
    assert probed.verdict == "imports"
    assert "refuted" not in {verdict.verdict for verdict in probed.verdicts}


def test_autograph_blames_the_line_that_failed(project, probe) -> None:
    source = """
        import tensorflow as tf
        broken = tf.log(1.0)
        later = tf.log(2.0)

        @tf.function
        def whole(x):
            return x + 1.0

        @tf.function
        def touching(x):
            return x + later

        y = whole(tf.constant([1.0]))
        v = tf.compat.v1.placeholder_with_default(touching(y), [1])
        w = tf.nn.dropout(y, 0.5)
    """
    probed = probe(project(m=source) / "m.py")
    by_place = {f.line: v for f, v in zip(probed.module.findings, probed.verdicts)}
    # AutoGraph looks at every global; only the one that is used is to blame.
    blocked = by_place[15]
    assert (blocked.verdict, blocked.line) == ("blocked", 4)
    assert blocked.reason == "later was not bound: line 4 failed"
    assert blocked.file == probed.module.path
    assert by_place[16].verdict == "inconclusive"
    assert by_place[16].reason.startswith("it runs")


def test_what_autograph_converted_fails_in_its_own_line(project, probe) -> None:
    source = """
        import tensorflow as tf

        @tf.function
        def net(x):
            y = x * 2.0
            return tf.log(y)

        u = net(tf.constant([1.0]))
    """
    probed = probe(project(m=source) / "m.py")
    assert probed.verdict == "raises"
    assert probed.reason.endswith("(line 7)")


def test_missing_packages_are_stubbed_once_they_stop_the_run(project, probe) -> None:
    source = """
        import tensorflow as tf
        try:
            import no_such_optional
        except ImportError:
            no_such_optional = None
        import no_such_package.part as p
        class A(p.Base):
            @p.decorate
            def f(self):
                return 1
        with p.scope():
            x = tf.to_float(p.value)
    """
    probed = probe(project(m=source) / "m.py")
    assert probed.stubs == ("no_such_package",)
    assert by_line(probed)[13] == ("confirmed", "stubs")
    assert "no_such_package" in probed.reason


def test_a_break_in_a_sibling_names_file_and_line(project, probe) -> None:
    folder = project(
        pkg__in____init__="",
        pkg__in__broken="import tensorflow as tf\n\nx = tf.log(1.0)\n",
        pkg__in__m="import tensorflow as tf\nfrom pkg import broken\ny = tf.log(broken.x)\n",
    )
    probed = probe(folder / "pkg" / "m.py")
    assert probed.verdict == "raises"
    assert probed.reason.endswith("(pkg/broken.py:3)")


def test_a_package_that_fails_does_not_hide_its_modules(project, probe) -> None:
    folder = project(
        pkg__in____init__="raise RuntimeError('always')",
        pkg__in__m="import tensorflow as tf\nx = tf.log(1.0)\n",
    )
    probed = probe(folder / "pkg" / "m.py")
    assert probed.reason == "RuntimeError: always (pkg/__init__.py:1)"
    assert by_line(probed) == {2: ("confirmed", "tolerant")}


def test_python_2_is_unreadable(project, probe) -> None:
    probed = probe(project(m="import tensorflow as tf\nprint tf.log(1)\n") / "m.py")
    assert probed.verdict == "unreadable"


def test_main_runs_only_on_demand(project, tensorflow_python: str) -> None:
    source = """
        import sys
        import tensorflow as tf
        if __name__ == "__main__":
            assert sys.argv[1:] == []
            x = tf.log(1.0)
    """
    path = project(m=source) / "m.py"
    found = Linter(Settings()).lint(str(path), path.read_bytes())
    module = module_of(str(path), found)
    with Controller(tensorflow_python, Limits(run_main=True)) as one:
        (probed,) = one.probe([module])
    assert by_line(probed) == {6: ("confirmed", "main")}
    with Controller(tensorflow_python, Limits()) as one:
        (probed,) = one.probe([module])
    assert by_line(probed) == {6: ("confirmed", "resolve")}


def test_forked_and_spawned_agree(project, tensorflow_python: str) -> None:
    folder = project(a=MIXED, b="import tensorflow as tf\nx = tf.zeros([1])\n", c="import no_such")
    outcomes = []
    for spawn in (False, True):
        modules = []
        for path in sorted(folder.glob("*.py")):
            found = Linter(Settings()).lint(str(path), path.read_bytes())
            modules.append(module_of(str(path), found))
        with Controller(tensorflow_python, Limits(), workers=1, spawn=spawn) as one:
            outcomes.append([probed._replace(seconds=0) for probed in one.probe(modules)])
    assert outcomes[0] == outcomes[1]


def test_every_trial_raises(controller: Controller) -> None:
    trials = load_trials()
    answers = controller.ask([{"symbol": "", "trial": code} for code in trials.values()])
    states = {symbol: answers[number]["state"] for number, symbol in enumerate(trials)}
    assert set(states.values()) == {"raises"}, states


def test_looking_up_changes_nothing(controller: Controller) -> None:
    """What a lazy module refuses stays refused, however often it is asked for."""
    names = ("LSTMCell", "RNNCell", "MultiRNNCell", "LSTMCell")
    symbols = [f"tf.compat.v1.nn.rnn_cell.{name}" for name in names]
    symbols += ["tf.contrib.slim", "tf.python.framework.ops", "tf.log"]
    answers = controller.ask([{"symbol": symbol} for symbol in symbols])
    states = [answers[number]["state"] for number in range(len(symbols))]
    assert states == ["gone"] * 5 + ["there", "gone"]


def test_command_line(project, tensorflow_python: str, capsys, monkeypatch) -> None:
    monkeypatch.chdir(project(m=MIXED, good="import tensorflow as tf\nx = tf.zeros([1])\n"))
    assert main(["probe", "--python", tensorflow_python]) == 1
    out, err = capsys.readouterr()
    assert out.startswith("m.py: raises: TypeError")
    assert "9:10 TF201 confirmed: tf.Session" in out
    assert "findings: 7 confirmed" in err
    assert (
        main(["probe", "--python", tensorflow_python, "--format", "json", "good.py", "m.py"]) == 1
    )
    written = capsys.readouterr().out
    document = json.loads(written)
    assert [module["verdict"] for module in document["modules"]] == ["imports", "raises"]
    Path("results.json").write_text(written)
    main(["check", "--probe-results", "results.json", "--verdicts", "confirmed", "m.py"])
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 7
    assert all("; probe: confirmed, " in line for line in lines)
    main(["check", "--probe-results", "results.json", "--verdicts", "refuted", "m.py"])
    assert capsys.readouterr().out == ""


def test_modules_without_findings(project, tensorflow_python: str, capsys, monkeypatch) -> None:
    monkeypatch.chdir(project(good="import os\n", bad="import no_such_package\n"))
    assert main(["probe", "--python", tensorflow_python, "--all-modules"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        "bad.py: raises: ModuleNotFoundError: No module named 'no_such_package' (line 1)",
        "  stubbed, because not installed: no_such_package",
        "good.py: imports",
    ]


def test_no_second_run_where_all_is_confirmed(project, probe) -> None:
    source = """
        import tensorflow as tf
        import no_such_package
        def f():
            return tf.log(1.0)
    """
    probed = probe(project(m=source) / "m.py")
    assert by_line(probed) == {5: ("confirmed", "resolve")}
    assert probed.stubs == ()


def test_results_that_are_none(project, capsys, monkeypatch) -> None:
    monkeypatch.chdir(project(m=MIXED))
    assert main(["check", "--probe-results", "none.json", "m.py"]) == 2
    assert main(["check", "--probe-results", "m.py", "m.py"]) == 2
    assert main(["check", "--probe-results", "m.py", "--verdicts", "sure", "m.py"]) == 2
    assert "is none of confirmed" in capsys.readouterr().err


def test_no_tensorflow_is_one_clear_message(tmp_path: Path) -> None:
    from tf2lint.probe.interpreter import agent_environment, pack_agent

    archive = pack_agent(str(tmp_path))
    environment = agent_environment(False)
    # An isolated interpreter sees no installed packages.
    (tmp_path / "python").write_text(f'#!/bin/sh\nexec {sys.executable} -I -S "$@"\n')
    (tmp_path / "python").chmod(0o755)
    with pytest.raises(ProbeError, match=r"no TensorFlow; .* install it there: .* -m pip install"):
        Agent(str(tmp_path / "python"), archive, environment)


def test_no_interpreter(capsys, monkeypatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "m.py").write_text(MIXED)
    assert main(["probe", "--python", "no-such-python"]) == 2
    assert "no such interpreter" in capsys.readouterr().err


def test_check_does_not_load_the_probe(tmp_path: Path) -> None:
    import subprocess

    (tmp_path / "m.py").write_text(MIXED)
    code = (
        "import sys; from tf2lint.cli import main; main(['check', 'm.py']);"
        "print([n for n in sys.modules if 'probe' in n])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_answers_do_not_depend_on_their_order(
    tmp_path: Path, tensorflow_python: str, monkeypatch
) -> None:
    """The import of ``tensorflow.compat.v1`` puts another module in the place of ``compat``."""
    (tmp_path / "imports_v1.py").write_text("import tensorflow.compat.v1 as tf\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    symbols = ("tf.compat.v1.no_such", "imports_v1.tf", "tf.compat.v1.no_such", "tf.compat.no")
    with Controller(tensorflow_python, Limits(), workers=1) as one:
        answers = one.ask([{"symbol": symbol} for symbol in symbols])
    assert answers[1]["state"] == "there"
    assert answers[0]["state"] == "gone"
    assert answers[2] == answers[0]
    assert answers[3]["state"] == "gone"
