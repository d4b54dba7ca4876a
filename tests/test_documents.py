"""Code blocks in documents and docstrings, and Python that is written as a notebook."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2lint.cli import main
from tf2lint.lint import Linter
from tf2lint.project.settings import Settings

MARKDOWN = """\
# TensorFlow

```python
import tensorflow as tf
x = tf.log(1.0)
```

1. In a list:

   ~~~ {.python .numberLines}
   if x:
       y = tf.log(2.0)
   ~~~

```
z = tf.log(3.0)
```

```bash
tf.log(4.0)
```

```py
z = tf.log(...,
```

````pycon
>>> w = tf.log(
...     5.0)
<Tensor>
>>> tf.log(6.0)  # noqa
````

```{code-block} python
v = tf.log(7.0)
"""
RST = """\
TensorFlow
==========

.. code-block:: python
   :linenos:

   import tensorflow as tf
   x = tf.log(1.0)

   y = tf.log(2.0)

Text, tf.log(3.0).

    >>> tf.log(4.0)
    <Tensor>

.. code:: c

   tf.log(5.0)

.. sourcecode:: python3

     z = tf.log(6.0)
"""
MODULE = '''\
"""A module.

>>> tf.log(1.0)
"""
import tensorflow as tf
import numpy as np


def double(x):
    """>>> tf.log(2.0)

    Say é ``>>> tf.log(3.0)``.

    ```python
    y = tf.log(4.0)
    ```
    >>> for i in range(3):
    ...     tf.log(5.0)
    >>> double(tf.log(6.0))"""
    return tf.log(x)


def text():
    not_a_docstring = 1
    """>>> tf.log(7.0)"""
'''


def places(path: str, source: str, code_blocks: bool = True) -> list[str]:
    """Return line, column and what stands at each finding."""
    linter = Linter(Settings(select=("TF5",)), code_blocks=code_blocks)
    lines = source.split("\n")
    found = linter.lint(path, source.encode())
    assert all(f.line == f.end_line for f in found)
    for finding in found:
        at = lines[finding.line - 1][finding.column - 1 : finding.end_column - 1]
        assert at == "tf.log", finding
    return [f"{finding.line}:{finding.column}" for finding in found]


def test_markdown() -> None:
    assert places("a.md", MARKDOWN) == ["5:5", "12:12", "28:9", "35:5"]


def test_restructured_text() -> None:
    assert places("a.rst", RST) == ["8:8", "10:8", "14:9", "23:10"]


def test_docstrings() -> None:
    in_code = ["20:12"]
    assert places("a.py", MODULE, code_blocks=False) == in_code
    assert places("a.py", MODULE) == ["3:5", "10:12", "15:9", "18:13", "19:16", *in_code]


def test_a_skipped_module_is_skipped_with_its_docstrings() -> None:
    assert places("a.py", "# tf2lint: skip-file\n" + MODULE) == []


def test_what_a_docstring_binds_is_not_of_the_module(tmp_path: Path) -> None:
    source = tmp_path / "shown.py"
    source.write_text('"""Uses numpy.\n\n>>> import tensorflow as np\n"""\nimport numpy as np\n')
    user = b"from shown import np\nnp.log(1.0)\n"
    linter = Linter(Settings(root=str(tmp_path)), code_blocks=True)
    linter.lint(str(source), source.read_bytes())
    assert linter.lint(str(tmp_path / "user.py"), user) == []


@pytest.mark.parametrize("name", ["a.md", "a.rst", "a.py"])
@pytest.mark.parametrize(
    "text",
    [
        "```python\n",
        "tensorflow\n```python\nimport tensorflow as tf\ntf.log(",
        ">>> tensorflow",
        ".. code:: python\n\ntensorflow",
        "tensorflow\r\n```python\r\n>>> \r\n```",
        '"""tensorflow',
    ],
)
def test_odd_documents_do_no_harm(name: str, text: str) -> None:
    found = Linter(Settings(), code_blocks=True).lint(name, text.encode())
    assert {finding.code for finding in found} <= {"TF001", "TF002"}


BROKEN = """\
# Heading: # noqa

```python
import tensorflow as tf
```

- In a list:

  ```python
  x = 1
  y = tf.log(x,
  ```

```python
x = tf.log(  # noqa
```

```py
print "tf.log"
```

```python
%matplotlib inline
!pip install tensorflow
tf.log(1.0)
```

>>> x = tf.log((1.0)
>>> tf.log(1.0)
"""


def test_a_block_that_does_not_parse_costs_itself_alone_and_is_told() -> None:
    linter = Linter(Settings(select=("TF0", "TF5")), code_blocks=True, fingerprints=True)
    found = linter.lint("a.md", BROKEN.encode())
    assert [(f.line, f.column, f.code) for f in found] == [
        (11, 13, "TF001"),
        (19, 1, "TF002"),
        (25, 1, "TF501"),
        (28, 15, "TF001"),
        (29, 5, "TF501"),
    ]
    assert found[0].message.startswith("the code block does not parse: ")
    assert found[1].hint.startswith("convert the code block to Python 3 first")
    assert len({finding.fingerprint for finding in found}) == len(found)


def test_a_docstring_with_a_block_that_does_not_parse() -> None:
    text = '"""Doc.\n\n    >>> tf.log((1.0)\n    >>> tf.log(1.0)"""\nimport tensorflow as tf\n'
    linter = Linter(Settings(select=("TF0", "TF5")), code_blocks=True, fingerprints=True)
    found = linter.lint("a.py", (text + "tf.log(1.0)\n").encode())
    assert [(f.line, f.code) for f in found] == [(3, "TF001"), (4, "TF501"), (6, "TF501")]
    assert len({finding.fingerprint for finding in found}) == 3, "told apart in a baseline"
    assert [f.line for f in Linter(linter.settings).lint("a.py", text.encode())] == []


def test_on_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("README.md").write_text(MARKDOWN)
    Path("index.rst").write_text(RST)
    Path("module.py").write_text(MODULE)
    main(["check", "--no-cache"])
    assert capsys.readouterr().out.count("\n") == 1
    main(["check", "--no-cache", "--code-blocks"])
    out = capsys.readouterr().out
    assert [line.partition(":")[0] for line in out.splitlines()] == (
        ["README.md"] * 5 + ["index.rst"] * 4 + ["module.py"] * 6
    )


def test_a_notebook_as_a_script() -> None:
    # As jupytext writes it, in both of its forms for Python.
    percent = "# %% [markdown]\n# # Title: tf.log\n\n# %%\nimport tensorflow as tf\n\n"
    percent += "# %% magic\n# %matplotlib inline\ntf.log(1.0)\n"
    light = "# ---\n# jupyter:\n#   jupytext: {}\n# ---\n\n# # Title\n\n"
    light += "# +\nimport tensorflow as tf\n# !ls\n\n# + {'a': 1}\ntf.log(1.0)\n# -\n"
    assert places("a.py", percent) == ["9:1"]
    assert places("a.py", light) == ["13:1"]
