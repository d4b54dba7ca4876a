"""Find calls that TensorFlow 1.15 accepts, of every function that fixes rewrite.

    python tools/find_calls.py --tf1 PYTHON [--only PREFIX] > tests/proof/calls.txt

For each function: a call with what it requires, and one more for each optional parameter
for which a value is known (``fix_values.py``). A line is a call with every argument named.
"""

from __future__ import annotations

import argparse
import itertools
import random
import tempfile
from collections.abc import Iterator, Sequence

from fix_oracle import Oracle
from fix_values import PREAMBLE, TENSORS, VALUES

from tf2lint.checks.signatures import Changes
from tf2lint.checks.verdicts import Verdicts
from tf2lint.knowledge import Knowledge, Target, load

#: How many sets of required arguments to try, and how many that work to keep.
_TRIES = 150
_KINDS = 5
#: Modules whose functions need a program around them, or do nothing that could be compared.
_OUTSIDE = (
    "tf.compat.",
    "tf.python.",
    "tf.keras.",
    "tf.estimator.",
    "tf.train.",
    "tf.summary.",
    "tf.layers.",
    "tf.gfile.",
    "tf.app.",
    "tf.flags.",
    "tf.logging.",
    "tf.saved_model.",
    "tf.distribute.",
    "tf.test.",
    "tf.profiler.",
    "tf.lite.",
    "tf.data.",
    "tf.feature_column.",
    "tf.graph_util.",
    "tf.config.",
    # They switch something of the whole process.
    "tf.disable_",
    "tf.enable_",
    "tf.add_check_numerics_ops",
    "tf.NoGradient",
    "tf.NotDifferentiable",
    "tf.contrib.eager.executing_eagerly",
)


def candidates(knowledge: Knowledge) -> Iterator[str]:
    """Functions of 1.15 whose calls change: gone, moved, or with other parameters now."""
    verdicts, changes = Verdicts(knowledge), Changes(knowledge)
    for path in public_functions(knowledge):
        if path.startswith("tf.contrib."):
            row = knowledge.row(path)
            if row is not None and row.kind == "renamed":
                yield path
        elif not path.startswith(_OUTSIDE):
            verdict = verdicts.of_path(path)
            gone = verdict is not None and bool(verdict.replacement)
            if gone or changes.of_path(path) is not None or knowledge.fix(path) is not None:
                yield path


def public_functions(knowledge: Knowledge) -> Iterator[str]:
    """Every function of 1.15 with a known parameter list, below ``tf``."""
    for path, kind in public_symbols(knowledge):
        if kind == "F" and knowledge.parameters_tf1(path) is not None:
            yield path


def public_symbols(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    """Every path below ``tf`` that is no module, with its kind."""
    stack = ["tf"]
    while stack:
        owner = stack.pop()
        for name in knowledge.facts.names(owner):
            path = f"{owner}.{name}"
            kind = knowledge.facts.kind(path)
            if kind == "M" and path not in ("tf.compat", "tf.python", "tf.keras"):
                stack.append(path)
            elif kind != "M":
                yield path, kind


def calls_of(knowledge: Knowledge, path: str, oracle: Oracle, more: Sequence[str]) -> Iterator[str]:
    """Calls that give a result under TensorFlow 1.15; ``more`` are optional parameters to pass."""
    parameters = knowledge.parameters_tf1(path)
    assert parameters is not None
    needed = list(parameters.positional[: parameters.required])
    needed += [n for n in more if n not in needed]
    working = (given for given in _settings(needed, path) if works(oracle, path, given))
    plain = list(itertools.islice(working, _KINDS))
    for given in plain:
        yield spelled(path, given)
    if not plain:
        return
    given = plain[0]
    others = [*parameters.positional, *parameters.keyword_only]
    for name in others:
        if name in given or name == "_sentinel":
            continue
        found = 0
        for value in VALUES.get(name, ()):
            if works(oracle, path, {**given, name: value}):
                yield spelled(path, {**given, name: value})
                found += 1
                if found == 2:
                    break


#: Parameters with a default that stands for "not given".
_NEEDED_ALL_THE_SAME = {
    "tf.argmax": ("axis",),
    "tf.argmin": ("axis",),
    "tf.cond": ("true_fn", "false_fn"),
    "tf.expand_dims": ("axis",),
    "tf.nn.dropout": ("keep_prob",),
    "tf.nn.max_pool_with_argmax": ("padding",),
    "tf.nn.sigmoid_cross_entropy_with_logits": ("labels", "logits"),
    "tf.nn.softmax_cross_entropy_with_logits": ("labels", "logits"),
    "tf.nn.sparse_softmax_cross_entropy_with_logits": ("labels", "logits"),
    "tf.nn.weighted_cross_entropy_with_logits": ("labels", "logits", "pos_weight"),
}


#: Parameters that had an older name in 1.15 besides, and the older names.
_OLD_NAMES = {
    "tf.cond": ("fn1", "fn2"),
    "tf.expand_dims": ("dim",),
    "tf.argmax": ("dimension",),
    "tf.argmin": ("dimension",),
}


def _ways(knowledge: Knowledge, path: str) -> Iterator[tuple[str, ...]]:
    """Optional parameters to pass so that a call works: few in the first place."""
    yield _NEEDED_ALL_THE_SAME.get(path, ())
    if path in _OLD_NAMES:
        yield _OLD_NAMES[path]
        return
    parameters = knowledge.parameters_tf1(path)
    if parameters is not None:
        for name in parameters.positional[parameters.required :][:3]:
            yield (name,)


def _settings(names: list[str], path: str) -> list[dict[str, str]]:
    """What to try for the required parameters: the likeliest first, the others mixed."""
    choices = [VALUES.get(name, TENSORS) for name in names]
    products = itertools.islice(itertools.product(*choices), 4000)
    first, *others = [dict(zip(names, values)) for values in products]
    random.Random(path).shuffle(others)
    return [first, *others[:_TRIES]]


def works(oracle: Oracle, path: str, given: dict[str, str]) -> bool:
    """Whether a call gives something that can be compared."""
    return "value" in oracle.ask(program(spelled(path, given)))


def spelled(path: str, given: dict[str, str]) -> str:
    """A call with all arguments named."""
    return f"{path}({', '.join(f'{name}={value}' for name, value in given.items())})"


def program(call: str) -> str:
    """The program whose result a call is."""
    return f"{PREAMBLE}result = {call}\n"


def main() -> None:
    """Print the calls, sorted."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tf1", required=True, help="Python with TensorFlow 1.15")
    parser.add_argument("--only", default="tf.", help="functions whose path starts so")
    options = parser.parse_args()
    knowledge = load(Target())
    paths = sorted({p for p in candidates(knowledge) if p.startswith(options.only)})
    with tempfile.TemporaryDirectory() as folder, Oracle(options.tf1, folder) as oracle:
        for path in paths:
            found = False
            for more in _ways(knowledge, path):
                for call in calls_of(knowledge, path, oracle, more):
                    found = True
                    print(call, flush=True)
                if found and path not in _OLD_NAMES:
                    break


if __name__ == "__main__":
    main()
