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
    # A call that changes brings the import of its new function; the old one goes when unused.
    "from tensorflow import multinomial, constant\nmultinomial(constant(x), 3, output_dtype=y)\n": (
        "from tensorflow import constant\nfrom tensorflow.random import categorical\n"
        "categorical(constant(x), 3, dtype=y)\n"
    ),
    "from tensorflow import multinomial\nmultinomial(x, 3, output_dtype=y), multinomial(*a)\n": (
        "from tensorflow import multinomial\nfrom tensorflow.random import categorical\n"
        "categorical(x, 3, dtype=y), multinomial(*a)\n"
    ),
    "from tensorflow.gfile import Exists, MkDir\nExists(filename=x)\nMkDir(y)\n": (
        "from tensorflow.io.gfile import exists\nfrom tensorflow.io.gfile import mkdir\n"
        "exists(path=x)\nmkdir(y)\n"
    ),
    # What a name leads to already is not imported.
    "from tensorflow import multinomial\nimport tensorflow as tf\n"
    "multinomial(x, 3, output_dtype=y)\n": (
        "import tensorflow as tf\ntf.random.categorical(x, 3, dtype=y)\n"
    ),
    "from tensorflow.random import categorical\nfrom tensorflow import multinomial\n"
    "multinomial(x, 3)\n": ("from tensorflow.random import categorical\ncategorical(x, 3)\n"),
    # More than one symbol is needed, or the name is taken: the package.
    "from tensorflow import to_float\nto_float(x)\n": (
        "import tensorflow as tf\ntf.cast(x, dtype=tf.float32)\n"
    ),
    "from tensorflow import multinomial\nfrom names import categorical\n"
    "multinomial(x, 3, output_dtype=y)\n": (
        "import tensorflow as tf\nfrom names import categorical\n"
        "tf.random.categorical(x, 3, dtype=y)\n"
    ),
    "from tensorflow import to_float\ndef f(tf):\n    return to_float(tf)\n": (
        "from tensorflow import cast\nfrom tensorflow import float32\n"
        "def f(tf):\n    return cast(tf, dtype=float32)\n"
    ),
    # In the block, and below the comment, of the import that it takes the place of.
    "def f():\n    from tensorflow import multinomial  # of 1.15\n"
    "    multinomial(x, 3, output_dtype=y)\n": (
        "def f():\n    # of 1.15\n    from tensorflow.random import categorical\n"
        "    categorical(x, 3, dtype=y)\n"
    ),
    "from tensorflow import multinomial  # pylint: disable=x\n"
    "multinomial(x, 3, output_dtype=y)\n": (
        "from tensorflow.random import categorical\ncategorical(x, 3, dtype=y)\n"
    ),
    # A module that moves keeps its name, and the uses stay.
    "from tensorflow import app, gfile\napp.run(gfile.Exists(filename=x))\n": (
        "from tensorflow.compat.v1 import app, gfile\napp.run(gfile.Exists(filename=x))\n"
    ),
    # One of its functions does something else now: the others go alone.
    "from tensorflow import gfile\ngfile.Glob(x)\ngfile.Exists(y)\n": (
        "from tensorflow import gfile\nimport tensorflow as tf\n"
        "gfile.Glob(x)\ntf.io.gfile.exists(y)\n"
    ),
    "from tensorflow import glorot_uniform_initializer as g\ng(), g(seed=1)\n": (
        "from tensorflow import glorot_uniform_initializer as g\n"
        "from tensorflow.compat.v1 import glorot_uniform_initializer\n"
        "glorot_uniform_initializer(), g(seed=1)\n"
    ),
    # Where the import is less sure than a use, the use is what changes.
    "from tensorflow.contrib.framework import nest\nnest.flatten(x), nest.map_structure(f, x)\n": (
        "import tensorflow as tf\ntf.nest.flatten(x), tf.nest.map_structure(f, x)\n"
    ),
    # Types in quotes, comments on types and doctests are uses.
    "from tensorflow import multinomial\ndef f(x: 'dict[str, multinomial]'):\n    pass\n": (
        "from tensorflow import multinomial\ndef f(x: 'dict[str, multinomial]'):\n    pass\n"
    ),
    "from tensorflow import multinomial\nx = []  # type: list[multinomial]\n": (
        "from tensorflow import multinomial\nx = []  # type: list[multinomial]\n"
    ),
    "'''\n>>> multinomial(1)\n'''\nfrom tensorflow import multinomial\n": (
        "'''\n>>> multinomial(1)\n'''\nfrom tensorflow import multinomial\n"
    ),
    # Where the line before goes on, something has to stand there.
    "x = 1; \\\nfrom tensorflow import Session\ny = x\n": "x = 1; \\\npass\ny = x\n",
    # A comment within stays, and so do the lines of the others.
    "from tensorflow import (  # 1\n    constant,\n    Session,\n    erf)\nconstant(erf(x))\n": (
        "from tensorflow.math import erf\n"
        "from tensorflow import (  # 1\n    constant)\nconstant(erf(x))\n"
    ),
    "from tensorflow import multinomial, \\\n    constant\nconstant(x)\n": (
        "from tensorflow import constant\nconstant(x)\n"
    ),
    # Under another name, and without one.
    "import tensorflow\ntensorflow.log(1.0)\n": "import tensorflow\ntensorflow.math.log(1.0)\n",
    "import tensorflow as t\nf = t.flags\n": "import tensorflow as t\nf = t.compat.v1.flags\n",
}
LEFT = (
    "from tensorflow import (\n    Session,  # 1\n    constant,\n)\nconstant(x)\n",
    "try:\n    from tensorflow import multinomial\nexcept ImportError:\n    pass\nmultinomial(x)\n",
    "from tensorflow import multinomial\nfrom a import *\nmultinomial(tf, 3)\n",
    "from tensorflow import multinomial\ndef f(multinomial):\n    return multinomial(x, 3)\n",
    "if x: from tensorflow import multinomial\nmultinomial(x, 3)\n",
    "from tensorflow import multinomial; x = 1\nmultinomial(x, 3)\n",
    "from tensorflow import placeholder, Session\nplaceholder(Session)\n",
    "try:\n    from tensorflow.contrib import slim\nexcept ImportError:\n    slim = None\n",
    "from tensorflow.contrib import slim  # noqa\nslim.flatten(x)\n",
    "from tensorflow.contrib.slim import *\n",
    "from tensorflow.contrib import (  # why\n    rnn,\n)\nprint(rnn)\n",
)


@pytest.mark.parametrize("before", SAFE)
def test_safe(fix, before: str) -> None:
    assert fix(before) == SAFE[before]


@pytest.mark.parametrize("before", LEFT)
def test_left(fix, before: str) -> None:
    assert fix(before, unsafe=True) == before


def test_what_cannot_be_imported_by_name_comes_with_its_package(fix) -> None:
    """``from tensorflow.lite import Interpreter`` fails; ``tf.lite.Interpreter`` is there."""
    before = "from tensorflow.contrib.lite import Interpreter\nInterpreter(x)\n"
    assert fix(before) == before
    assert fix(before, unsafe=True) == "import tensorflow as tf\ntf.lite.Interpreter(x)\n"


def test_the_init_of_a_package_keeps_its_names(fix) -> None:
    from tf2lint.fixing import fix_source
    from tf2lint.knowledge import Target
    from tf2lint.lint import Linter
    from tf2lint.project.settings import Settings

    data = b"from tensorflow.contrib import rnn\n"
    linter = Linter(Settings(Target()), fixes=True)
    assert fix_source(linter, "package/__init__.py", data).data == data
    assert fix_source(linter, "package/other.py", data).data == b""
