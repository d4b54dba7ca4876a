"""python-lsp-server, the real one, hands our findings to an editor."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from lsp_client import Client, python_module

TEXT = """\
import tensorflow as tf

größe = 3; y = tf.log(größe)
z = tf.nn.dropout(y, keep_prob=0.5)
"""


def diagnostics(project: Path, plugins: dict[str, Any], source: str) -> list[dict[str, Any]]:
    """Open ``model.py`` of the project in the server; return what ``source`` says about it."""
    path = project / "model.py"
    path.write_text(TEXT, encoding="utf-8")
    off = {name: {"enabled": False} for name in ("pycodestyle", "pyflakes", "mccabe")}
    with Client(python_module("pylsp"), project) as client:
        client.request(
            "initialize",
            {"processId": None, "rootUri": project.as_uri(), "capabilities": {}},
        )
        client.notify("initialized", {})
        client.notify(
            "workspace/didChangeConfiguration",
            {"settings": {"pylsp": {"plugins": {**off, **plugins}}}},
        )
        document = {
            "uri": path.as_uri(),
            "languageId": "python",
            "version": 1,
            "text": TEXT,
        }
        client.notify("textDocument/didOpen", {"textDocument": document})
        published = client.wait_for(
            lambda message: message.get("method") == "textDocument/publishDiagnostics"
        )
    assert published["params"]["uri"] == path.as_uri()
    return [each for each in published["params"]["diagnostics"] if each["source"] == source]


def starts(found: list[dict[str, Any]], code: str) -> list[tuple[int, int]]:
    """Return where (0-based line and character) the diagnostics of a code begin."""
    return [
        (each["range"]["start"]["line"], each["range"]["start"]["character"])
        for each in found
        if each["code"] == code
    ]


def test_flake8_in_the_server(tmp_path: Path) -> None:
    executable = str(Path(sys.executable).with_name("flake8"))
    found = diagnostics(tmp_path, {"flake8": {"enabled": True, "executable": executable}}, "flake8")
    assert starts(found, "TF501") == [(2, TEXT.splitlines()[2].index("tf.log"))]
    assert len(starts(found, "TF401")) == 1
    [log] = [each for each in found if each["code"] == "TF501"]
    assert log["message"].startswith("TF501 ")
    assert "tf.math.log" in log["message"]


def test_pylint_in_the_server(tmp_path: Path) -> None:
    arguments = ["--load-plugins=tf2lint.hosts.pylint", "--disable=all", "--enable=tf2lint"]
    found = diagnostics(tmp_path, {"pylint": {"enabled": True, "args": arguments}}, "pylint")
    line = TEXT.splitlines()[2]
    assert starts(found, "E7501") == [(2, line.index("tf.log"))]
    [log] = [each for each in found if each["code"] == "E7501"]
    assert log["severity"] == 1
    assert "tf-symbol-renamed" in log["message"]
