"""What the generated facts say of TensorFlow, and how they are asked."""

from __future__ import annotations

import pytest

from tf2lint.knowledge import Knowledge, Parameters, Target, load

NEW = load(Target())
LEGACY = load(Target((2, 21), "legacy"))
OLD = load(Target((2, 15)))
OLDEST = load(Target((2, 0)))


@pytest.mark.parametrize(
    ("path", "newest", "legacy", "at_2_15", "at_2_0"),
    [
        ("tf", True, True, True, True),
        ("tf.nn.dropout", True, True, True, True),
        ("tf.Session", False, False, False, False),
        ("tf.compat.v1.Session", True, True, True, True),
        ("tf.contrib", False, False, False, False),
        ("tf.contrib.slim.conv2d", False, False, False, False),
        ("tf.contrib.nobody.knows", False, False, False, False),
        ("tf.nosuchname", False, False, False, False),
        ("tf.estimator.Estimator", False, False, True, True),
        ("tf.compat.v1.estimator", False, False, True, True),
        ("tf.compat.v1.layers", False, True, True, True),
        ("tf.compat.v1.layers.dense", False, True, True, True),
        ("tf.compat.v1.nn.rnn_cell.LSTMCell", False, True, True, True),
        ("tf.compat.v1.keras.utils.track_tf1_style_variables", False, True, True, False),
        ("tf.keras.layers.Dense", True, True, True, True),
        ("tf.keras.ops.relu", True, False, False, False),
        ("tf.keras.experimental", False, True, True, True),
        ("tf.keras.optimizers.schedules.CosineDecay", True, True, True, False),
        ("tf.optimizers.Adam", True, True, True, True),
        ("tf.losses.MeanSquaredError", True, True, True, True),
        ("tf.summary.scalar", True, True, True, True),
        ("tf.compat.v1.flags.DEFINE_string", True, True, True, True),
        ("tf.compat.v1.app.flags.FLAGS", True, True, True, True),
        ("tf.compat.v2.nn.relu", True, True, True, True),
        ("tf.compat.v1.compat.v1.Session", True, True, True, True),
        ("tf.Session.run", False, False, False, False),
    ],
)
def test_exists(path: str, newest: bool, legacy: bool, at_2_15: bool, at_2_0: bool) -> None:
    found = [knowledge.exists(path) for knowledge in (NEW, LEGACY, OLD, OLDEST)]
    assert found == [newest, legacy, at_2_15, at_2_0]


@pytest.mark.parametrize(
    "path",
    [
        "numpy.float",
        "keras.layers.Dense",
        "tfp.distributions.Normal",
        "tf.python.ops.array_ops",
        "tf.core.framework.summary_pb2",
        "tf.Graph.as_default.later",
        "tf.float32.name",
        "tf.nn.relu.something",
    ],
)
def test_exists_stays_silent(path: str) -> None:
    assert NEW.exists(path) is None


def test_existed_means_any_tensorflow_1() -> None:
    assert NEW.existed("tf.Session")
    assert NEW.existed("tf.contrib.slim.conv2d")
    assert NEW.existed("tf.contrib.ndlstm"), "gone before 1.13"
    assert NEW.existed("tf.contrib.slim.layers.conv2d_transpose")
    assert NEW.existed("tf.contrib.framework.nest")
    assert NEW.existed("tf.pywrap_tensorflow")
    assert not NEW.existed("tf.keras.ops.relu")
    assert not NEW.existed("tf.nosuchname")


def test_last_release_follows_the_keras_of_the_target() -> None:
    assert NEW.last_release("tf.Session") == "1.15"
    assert NEW.last_release("tf.estimator") == "2.15"
    assert NEW.last_release("tf.compat.v1.layers.dense") == "2.15"
    assert LEGACY.last_release("tf.compat.v1.layers.dense") == "2.21"
    assert LEGACY.last_release("tf.estimator") == "2.15"
    assert NEW.last_release("tf.nosuchname") == ""


def test_kinds_of_symbols() -> None:
    assert NEW.is_module("tf")
    assert NEW.is_module("tf.contrib.slim")
    assert NEW.is_module("tf.compat.v1.train")
    assert NEW.is_class("tf.Session")
    assert NEW.is_class("tf.ConfigProto")
    assert NEW.is_class("tf.keras.layers.Dense")
    assert not NEW.is_module("tf.nn.relu")
    assert not NEW.is_class("tf.nn.relu")


def spelled(parameters: Parameters | None) -> str:
    """The list as Python would show it, defaults but for ``None`` left out."""
    assert parameters is not None
    items = list(parameters.positional[: parameters.required])
    optional = parameters.positional[parameters.required :]
    for name, default in zip(optional, parameters.defaults, strict=True):
        items.append(f"{name}=" if default == "None" else f"{name}={default}")
    if parameters.var_positional or parameters.keyword_only:
        items.append("*")
    items += parameters.keyword_only
    return " ".join([*items, *["**"] * parameters.var_keyword])


@pytest.mark.parametrize(
    ("path", "in_tf1", "in_tf2"),
    [
        (
            "tf.argmax",
            "input axis= name= dimension= output_type=tf.int64",
            "input axis= output_type=tf.int64 name=",
        ),
        (
            "tf.nn.dropout",
            "x keep_prob= noise_shape= seed= name= rate=",
            "x rate noise_shape= seed= name=",
        ),
        (
            "tf.nn.softmax_cross_entropy_with_logits",
            "_sentinel= labels= logits= dim=-1 name= axis=",
            "labels logits axis=-1 name=",
        ),
        (
            "tf.reduce_sum",
            "input_tensor axis= keepdims= name= reduction_indices= keep_dims=",
            "input_tensor axis= keepdims=False name=",
        ),
        ("tf.expand_dims", "input axis= name= dim=", "input axis name="),
        (
            "tf.batch_to_space",
            "input crops block_size name= block_shape=",
            "input block_shape crops name=",
        ),
        (
            "tf.gather",
            "params indices validate_indices= name= axis= batch_dims=0",
            "params indices validate_indices= axis= batch_dims=0 name=",
        ),
        ("tf.raw_ops.Abs", "* x name", "* x name"),
        (
            "tf.data.Dataset.map",
            "map_func num_parallel_calls=",
            "map_func num_parallel_calls= deterministic= synchronous= "
            "use_unbounded_threadpool=False name=",
        ),
    ],
)
def test_parameters_on_both_sides(path: str, in_tf1: str, in_tf2: str) -> None:
    assert spelled(NEW.parameters_tf1(path)) == in_tf1
    assert spelled(NEW.parameters(path)) == in_tf2


def test_parameters_of_one_side_only() -> None:
    assert NEW.parameters("tf.image.resize_images") is None
    assert spelled(NEW.parameters_tf1("tf.image.resize_images")).startswith("images size method=")
    assert spelled(NEW.parameters("tf.compat.v1.image.resize_images")) == spelled(
        NEW.parameters_tf1("tf.image.resize_images")
    )
    assert NEW.parameters_tf1("tf.keras.ops.relu") is None


def test_parameters_of_classes_are_their_constructors() -> None:
    assert spelled(NEW.parameters_tf1("tf.Session")) == "target='' graph= config="
    assert spelled(NEW.parameters("tf.io.FixedLenFeature")) == "shape dtype default_value="
    inherited = spelled(NEW.parameters("tf.compat.v1.train.ProximalAdagradOptimizer"))
    assert inherited.startswith("learning_rate initial_accumulator_value=0.1")


def test_parameters_depend_on_release_and_keras() -> None:
    assert "lora_rank" in spelled(NEW.parameters("tf.keras.layers.Dense"))
    assert "lora_rank" not in spelled(LEGACY.parameters("tf.keras.layers.Dense"))
    assert "lora_rank" not in spelled(OLD.parameters("tf.keras.layers.Dense"))
    assert spelled(OLDEST.parameters("tf.zeros")) == "shape dtype=tf.float32 name="
    assert spelled(NEW.parameters("tf.zeros")) == "shape dtype=tf.float32 name= layout="


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("tf.log", "tf.math.log"),
        ("tf.random_normal", "tf.random.normal"),
        ("tf.FixedLenFeature", "tf.io.FixedLenFeature"),
        ("tf.Session", "tf.compat.v1.Session"),
        ("tf.nn.dropout", "tf.compat.v1.nn.dropout"),
        ("tf.cast", None),
        ("tf.layers.dense", None),
        ("tf.nosuchname", None),
    ],
)
def test_same_function(path: str, expected: str | None) -> None:
    assert NEW.same_function(path) == expected


def test_same_function_depends_on_the_target() -> None:
    assert LEGACY.same_function("tf.layers.dense") == "tf.compat.v1.layers.dense"
    assert OLD.same_function("tf.estimator.inputs.numpy_input_fn") is not None
    assert NEW.same_function("tf.estimator.inputs.numpy_input_fn") is None


@pytest.mark.parametrize("knowledge", [NEW, LEGACY, OLD, OLDEST], ids=lambda k: str(k.target))
def test_every_twin_exists(knowledge: Knowledge) -> None:
    roots = ("tf", "tf.nn", "tf.train", "tf.image", "tf.layers", "tf.keras.layers", "tf.metrics")
    names = {path for root in roots for path in tf1_members(root)}
    twins = {path: twin for path in names if (twin := knowledge.same_function(path))}
    assert len(twins) > 100
    assert [path for path, twin in twins.items() if not knowledge.exists(twin)] == []
    assert [path for path, twin in twins.items() if path == twin] == []


def tf1_members(owner: str) -> list[str]:
    """The paths under a module that some TensorFlow 1 had."""
    paths = [f"{owner}.{name}" for name in NEW.facts.names(owner)]
    found = [path for path in paths if NEW.existed(path)]
    assert found
    return found
