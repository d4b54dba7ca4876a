"""Import statements: names from where they are now, added once, removed when unused."""

from __future__ import annotations

import pytest

SAFE = {
    "import tensorflow.contrib.slim as slim\nslim.flatten(x)\n": (
        "import tf_slim as slim\nslim.flatten(x)\n"
    ),
    "from tensorflow.contrib import slim  # pip install\nslim.flatten(x)\n": (
        "import tf_slim as slim  # pip install\nslim.flatten(x)\n"
    ),
    "from tensorflow import log, constant\nlog(constant(1.0))\n": (
        "from tensorflow.math import log\nfrom tensorflow import constant\nlog(constant(1.0))\n"
    ),
    "from tensorflow import log as ln\nln(1.0)\n": (
        "from tensorflow.math import log as ln\nln(1.0)\n"
    ),
    "from tensorflow import (\n    log,\n    erf,\n)\nprint(log, erf)\n": (
        "from tensorflow.math import (\n    log,\n    erf,\n)\nprint(log, erf)\n"
    ),
    # What nothing uses any more goes, but not what the outside may import.
    "import tensorflow as tf\nimport tensorflow.contrib.eager as tfe\ntf.constant(1)\n": (
        "import tensorflow as tf\ntf.constant(1)\n"
    ),
    "import tensorflow as tf\nfrom tensorflow.contrib import rnn\n__all__ = ['rnn']\n": (
        "import tensorflow as tf\nfrom tensorflow.contrib import rnn\n__all__ = ['rnn']\n"
    ),
    "def f():\n    from tensorflow.contrib import rnn\n": "def f():\n    pass\n",
    "def f():\n    import tensorflow as tf\n    return tf.log(1.0)\n": (
        "def f():\n    import tensorflow as tf\n    return tf.math.log(1.0)\n"
    ),
    # An import that is needed is added once, after the one that it replaces.
    "from tensorflow.contrib import util\nutil.constant_value(x), util.constant_value(y)\n": (
        "import tensorflow as tf\ntf.get_static_value(x), tf.get_static_value(y)\n"
    ),
    # Under another name, and without one.
    "import tensorflow\ntensorflow.log(1.0)\n": "import tensorflow\ntensorflow.math.log(1.0)\n",
    "import tensorflow as t\nf = t.flags\n": "import tensorflow as t\nf = t.compat.v1.flags\n",
}
LEFT = (
    "from tensorflow import placeholder, Session\nplaceholder(Session)\n",
    "try:\n    from tensorflow.contrib import slim\nexcept ImportError:\n    slim = None\n",
    "from tensorflow.contrib import slim  # noqa\nslim.flatten(x)\n",
    "from tensorflow.contrib.slim import *\n",
    "from tensorflow.contrib import (  # why\n    rnn,\n)\nprint(rnn)\n",
    "from tensorflow import to_float\nto_float(x)\n",
)


@pytest.mark.parametrize("before", SAFE)
def test_safe(fix, before: str) -> None:
    assert fix(before) == SAFE[before]


@pytest.mark.parametrize("before", LEFT)
def test_left(fix, before: str) -> None:
    assert fix(before, unsafe=True) == before


def test_the_init_of_a_package_keeps_its_names(fix) -> None:
    from tf2lint.fixing import fix_source
    from tf2lint.knowledge import Target
    from tf2lint.lint import Linter
    from tf2lint.project.settings import Settings

    data = b"from tensorflow.contrib import rnn\n"
    linter = Linter(Settings(Target()), fixes=True)
    assert fix_source(linter, "package/__init__.py", data).data == data
    assert fix_source(linter, "package/other.py", data).data == b""
