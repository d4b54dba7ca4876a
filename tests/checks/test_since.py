"""Rules that hold from the release on in which TensorFlow changed, by its own sources."""

from __future__ import annotations

import pytest

from tf2lint.knowledge import Target
from tf2lint.lint import Linter
from tf2lint.project.settings import Settings

RUN = "import tensorflow as tf\ntf.distribute.MirroredStrategy().experimental_run_v2(len)\n"


@pytest.mark.parametrize(
    ("code", "text", "last", "first"),
    [
        ("TF719", RUN, "2.3", "2.4"),
        ("TF709", "tf.data.experimental.unique()", "2.5", "2.6"),
        ("TF709", "tf.data.experimental.choose_from_datasets([], [])", "2.6", "2.7"),
        ("TF709", "tf.data.experimental.ignore_errors()", "2.10", "2.11"),
        ("TF721", "tf.distribute.experimental.TPUStrategy()", "2.2", "2.3"),
        ("TF721", "tf.distribute.experimental.MultiWorkerMirroredStrategy()", "2.3", "2.4"),
    ],
)
def test_first_release(code: str, text: str, last: str, first: str) -> None:
    source = text if text == RUN else f"import tensorflow as tf\n{text}\n"
    found = {}
    for version in (last, first):
        settings = Settings(target=Target.parse(version, "legacy"), select=(code,))
        findings = Linter(settings).lint("module.py", source.encode())
        found[version] = code in {finding.code for finding in findings}
    assert found == {last: False, first: True}
