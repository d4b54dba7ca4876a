"""The tables of ``rules/``: complete, consistent, and true for a real TensorFlow."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from real_tensorflow import ask_tensorflow

from tf2lint.checks.verdicts import verdicts_for
from tf2lint.knowledge import Target, load
from tf2lint.knowledge.schema import read_tables

RULES = Path(__file__).resolve().parents[2] / "rules"
TABLES = read_tables(str(RULES))
KNOWLEDGE = load(Target())

#: The families whose rules a file may define.
FAMILIES = {
    "arguments.toml": "TF4",
    "dropout.toml": "TF4",
    "symbols.toml": "TF5",
    "training.toml": "TF6",
    "serving.toml": "TF7",
}

#: What each rule covers is called by these names where the rules were planned. NumPy's and
#: SciPy's removed names are missing on purpose: Ruff reports them.
CATALOGUE = """
py2-syntax contrib-import contrib-attribute contrib-layers contrib-slim-import contrib-rnn
contrib-seq2seq contrib-hparams contrib-learn contrib-data contrib-eager contrib-to-addons
addons-import contrib-distributions contrib-lookup contrib-framework contrib-quantize
contrib-cudnn-rnn contrib-predictor contrib-lite contrib-no-successor mnist-tutorial-import
removed-name-from-import star-import compat-v1-without-disable disable-v2-behavior
disable-v2-too-late private-tensorflow-import tensorflow-python-keras standalone-keras-mix
keras-stale-module-path estimator-package-import requirements-pin tf-version-compare
version-gated-dead-branch dynamic-tf-attribute
session-constructor session-run-eager tensor-eval default-graph reset-default-graph
graph-as-default keras-graph-threading graph-lookup-by-name tensor-graph-attribute
variables-initializer initialize-all-variables variable-initializer-op session-config
default-session keras-backend-session device-function colocate-with run-metadata-timeline
monitored-session session-partial-run graph-def-surgery control-dependencies-noop
selective-graph-run enable-eager test-session list-devices
placeholder placeholder-compat-eager placeholder-with-default sparse-placeholder feed-dict
feed-dict-tensor-key training-flag-placeholder keras-input-tensor-session
get-collection get-collection-eager-empty custom-collection-grows graphkeys
trainable-variables-global update-ops-collection regularization-losses-collection
losses-not-collected variable-collections-arg global-step variables-by-name
dropout-keep-prob-kwarg dropout-positional-keep-prob dropout-keep-named-rate
dropout-double-inverted dropout-noise-shape-positional dropout-fed-constant-one
dropout-always-on keras-dropout-keep-prob rnn-dropout-wrapper layers-dropout-default-training
reordered-positional reordered-uncovered renamed-kwarg kwarg-keep-dims
kwarg-reduction-indices kwarg-axis-aliases kwarg-conv-filter kwarg-colocate-gradients
kwarg-constant-verify-shape kwarg-convert-to-tensor cond-arguments while-loop-arguments
resize-align-corners-kwarg resize-align-corners-positional embedding-partition-strategy
gather-validate-indices batch-to-space-args weighted-xent-targets random-poisson-order
confusion-matrix-order in-top-k-order ctc-functions string-split-args gfile-args
initializer-dtype-arg layer-positional-drift fractional-pool-args sentinel-cross-entropy
symbol-renamed symbol-compat-only symbol-removed-everywhere cast-helpers random-ops
set-random-seed div-semantics mod-floormod where-broadcast image-resize-semantics
image-misc-renames sparse-to-dense gfile python-io version-symbols softmax-xent-v2-alias
pre-1-0-api misc-graph-registry
""".split()

#: Names that a hint mentions without advising them.
_OLD = ("tf.contrib", "tf.python")
_NAME = re.compile(r"(?<![\w.])tf\.[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")
_PAGES = pytest.mark.parametrize("page", TABLES.pages, ids=lambda page: page.rule.code)


def _names_in(text: str) -> set[str]:
    """The names of TensorFlow 2 that a text spells out."""
    return {name for name in _NAME.findall(text) if not name.startswith(_OLD)}


def _holds_by_default(row) -> bool:
    """Whether the row is about the default target: the newest TensorFlow, with Keras 3."""
    newest = Target().version
    if (row.since and row.since > newest) or (row.until and row.until < newest):
        return False
    return row.keras != "legacy"


ROWS = [row for row in TABLES.rows if _holds_by_default(row)]


@_PAGES
def test_a_rule_says_everything(page) -> None:
    rule = page.rule
    for field in (rule.summary, rule.message, rule.hint, page.explanation, page.bad, page.good):
        assert field.strip()
    assert not rule.summary.endswith(".") and not rule.hint.endswith(".")
    assert len(page.explanation.strip().splitlines()) >= 3


@pytest.mark.parametrize(
    "page",
    [page for page in TABLES.pages if page.rule.code[2] in "4567"],
    ids=lambda page: page.rule.code,
)
def test_a_rule_about_symbols_and_arguments_gives_its_sources(page) -> None:
    assert page.references and all(page.references)


@_PAGES
def test_the_programs_of_a_rule_parse(page) -> None:
    compile(page.good, "good", "exec")
    assert page.bad.strip() != page.good.strip()


def test_each_file_defines_rules_of_its_family() -> None:
    for name, family in FAMILIES.items():
        codes = re.findall(r'^code = "(TF\d{3})"$', (RULES / name).read_text("utf-8"), re.M)
        assert codes and all(code.startswith(family) for code in codes), name


def test_the_planned_rules_are_all_covered() -> None:
    covered = {slug for page in TABLES.pages for slug in page.rule.catalogue}
    assert sorted(set(CATALOGUE) - covered) == []


def test_every_row_gives_advice() -> None:
    silent = [
        row.path
        for row in TABLES.rows
        if not row.hint and not row.to and not KNOWLEDGE.rules[row.rule].hint
    ]
    assert silent == []


def test_every_replacement_exists_for_the_default_target() -> None:
    missing = [
        (row.path, row.to)
        for row in ROWS
        if row.to.startswith("tf.") and KNOWLEDGE.exists(row.to) is False
    ]
    assert missing == []


def test_no_row_replaces_a_symbol_by_itself() -> None:
    assert [row.path for row in TABLES.rows if row.to == row.path] == []


def test_every_row_of_a_symbol_is_heard() -> None:
    """Also one of a member, which the rules of its class could hide."""
    verdicts = verdicts_for(KNOWLEDGE)
    unheard = []
    for row in ROWS:
        named = row.path.startswith("tf.") and not row.path.endswith("*") and "(" not in row.path
        if named and KNOWLEDGE.active(KNOWLEDGE.rules[row.rule]):
            verdict = verdicts.of_path(row.path)
            if verdict is None or verdict.symbol != row.path:
                unheard.append(row.path)
    assert unheard == []


def test_no_row_hides_behind_another() -> None:
    seen: set[tuple] = set()
    hidden = []
    for row in TABLES.rows:
        always = (row.path, None, None, "")
        this = (row.path, row.since, row.until, row.keras)
        if always in seen or this in seen:
            hidden.append((row.path, row.rule))
        seen.add(this)
    assert hidden == []


def test_renamed_parameters_exist_under_the_new_name() -> None:
    wrong = []
    for row in TABLES.parameters:
        for function in row.functions:
            new = KNOWLEDGE.parameters(function)
            if new is None or not row.new:
                continue
            if row.new not in new.positional + new.keyword_only and not new.var_keyword:
                wrong.append((function, row.old, row.new))
    assert wrong == []


_RESOLVE = """
import json, os, sys
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import tensorflow as tf

def resolves(path):
    value = tf
    try:
        for name in path.split(".")[1:]:
            value = getattr(value, name)
    except Exception:
        return False
    return True

print(json.dumps([path for path in json.load(sys.stdin) if not resolves(path)]))
"""


def _unresolved(paths: set[str]) -> list[str]:
    """Those of ``paths`` that the real TensorFlow 2 does not have."""
    missing: list[str] = ask_tensorflow(_RESOLVE, sorted(paths))
    return missing


@pytest.mark.tensorflow
def test_every_replacement_resolves_in_the_real_tensorflow() -> None:
    assert _unresolved({row.to for row in ROWS if row.to.startswith("tf.")}) == []


@pytest.mark.tensorflow
def test_every_name_in_a_hint_resolves_in_the_real_tensorflow() -> None:
    named = {name: row.path for row in ROWS for name in _names_in(row.hint)}
    named.update({name: row.old for row in TABLES.parameters for name in _names_in(row.note)})
    for page in TABLES.pages:
        if page.rule.until is None and page.rule.keras != "legacy":
            named.update(dict.fromkeys(_names_in(page.rule.hint), page.rule.code))
    missing = _unresolved(set(named))
    assert {name: named[name] for name in missing} == {}


@pytest.mark.tensorflow
def test_what_a_row_calls_gone_is_gone_in_the_real_tensorflow() -> None:
    gone = {
        row.path
        for row in ROWS
        if row.path.startswith("tf.")
        and not row.path.endswith(".*")
        and KNOWLEDGE.exists(row.path) is False
        # tf.compat.v1.layers is there with Keras 3, and each of its members raises.
        and not KNOWLEDGE.is_module(row.path)
    }
    assert sorted(gone - set(_unresolved(gone))) == []
