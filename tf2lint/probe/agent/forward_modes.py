"""The modes a target runs in: a v1 graph with a session, eagerly, in a function, in a shim."""

from __future__ import annotations

from . import forward_compare
from .forward_record import SEED, Record
from .forward_target import flatten
from .forward_variables import Made, Store, moved

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

#: How far rounding may move a value, relative to it, at the end of a sum of many.
_ROUNDING = 1e-6


def graph(record: Record) -> None:
    """Build once in a v1 graph, run it twice in a session, as TensorFlow 1 did."""
    tf1 = record.tf.compat.v1
    if hasattr(tf1, "disable_v2_behavior"):
        tf1.disable_v2_behavior()
    with tf1.Graph().as_default() as built:
        record.load()
        inputs = record.target.inputs()
        record.begin(1)
        with record.variables.watched():
            fed = {name: tf1.placeholder(value.dtype, value.shape) for name, value in inputs}
            outputs = flatten(record.tf, record.target.call(list(fed.values())))
        penalties = built.get_collection(tf1.GraphKeys.REGULARIZATION_LOSSES)
        gradients = _graph_gradients(record, outputs)
        fetches = {
            "outputs": outputs,
            "penalties": penalties,
            "gradients": gradients,
            "updates": built.get_collection(tf1.GraphKeys.UPDATE_OPS),
        }
        feeds = {fed[name]: value for name, value in inputs}
        with tf1.Session(graph=built) as session:
            _initialize(record, session)
            got = session.run(fetches, feeds)
            record.keep("outputs", got["outputs"])
            record.keep("gradients", got["gradients"])
            record.keep("penalties", _totals(got["penalties"]))
            made = list(record.variables.known())
            values = session.run([one.variable for one in made])
            _keep_changes(record, dict(zip([one.key for one in made], values)))
            record.call = 2
            record.steady(got["outputs"], session.run(outputs, feeds))
            if record.job["reference"] and gradients:
                _shake(record, session)
                shaken = session.run(gradients, feeds)
                record.sensitivity = forward_compare.spread(got["gradients"], shaken)


def _graph_gradients(record: Record, outputs: dict[str, Any]) -> dict[str, Any]:
    wanted = record.variables.trainable()
    loss = _loss(record.tf, outputs)
    if loss is None or not wanted:
        return {}
    found = record.tf.compat.v1.gradients(loss, [one.variable for one in wanted])
    return _named_gradients(record, [one.key for one in wanted], found)


def _initialize(record: Record, session: Any) -> None:
    """Give each variable the reference's value, or let it keep its own, moved."""
    tf1 = record.tf.compat.v1
    session.run([tf1.global_variables_initializer(), tf1.local_variables_initializer()])
    session.run(tf1.tables_initializer())
    made = list(record.variables.known())
    own = session.run([one.variable for one in made])
    for one, value in zip(made, own):
        given = record.values.get(one.key)
        if given is not None and given.shape == value.shape:
            value = given
        elif record.job["reference"]:
            value = moved(one.key, value)
        one.initial = value
    _assign(session, made, [one.initial for one in made])
    if record.job["reference"]:
        record.keep("values", {one.key: one.initial for one in made})


def _assign(session: Any, made: list[Made], values: list[Any]) -> None:
    """Assign values to variables of the graph, in as few runs as their initializers allow."""
    waiting = list(zip([one.variable for one in made], values))
    while waiting:
        # Variables that share an initial value cannot be fed in one run.
        feeds: dict[str, Any] = {}
        now, later = [], []
        for variable, value in waiting:
            fed = variable.initializer.inputs[1]
            if fed.name in feeds:
                later.append((variable, value))
            else:
                feeds[fed.name] = value
                now.append(variable.initializer)
        session.run(now, feeds)
        waiting = later


def _shake(record: Record, session: Any) -> None:
    """Change each float variable by as little as rounding may."""
    import numpy

    state = numpy.random.RandomState(SEED)
    made = [one for one in record.variables.known() if one.initial.dtype.kind == "f"]
    values = []
    for one in made:
        noise = 1 + _ROUNDING * state.uniform(-1, 1, one.initial.shape)
        values.append((one.initial * noise).astype(one.initial.dtype))
    _assign(session, made, values)


def eager(record: Record) -> None:
    """Call the target twice, eagerly."""
    record.load()
    _call_twice(record, record.target.call, lambda: _collected(record.tf))


def shim(record: Record) -> None:
    """Call the target twice in a layer that keeps variables and penalties by name."""
    record.load()
    _call_twice(record, *_kept(record))


def traced(record: Record) -> None:
    """Call what ``shim`` calls twice in one ``tf.function``, tensors compared by identity.

    There names are given and operations compared as in a graph: code that asks for the name of a
    scope, or whether a variable is in a list, runs where it fails eagerly.
    """
    record.tf.compat.v1.disable_tensor_equality()
    record.load()
    _trace_twice(record, *_kept(record))


def _kept(record: Record) -> tuple[Callable[[list[Any]], Any], Callable[[], list[Any]]]:
    """Return how to call the target so that variables are kept, and what gives its penalties."""
    official = _official(record.tf)
    if official is None:
        record.layer = "own"
        store = Store(record.tf)

        def call(inputs: list[Any]) -> Any:
            with store.scope():
                return record.target.call(inputs)

        return call, store.losses
    record.layer = "official"

    class Layer(record.tf.keras.layers.Layer):  # type: ignore[misc, name-defined]
        @official  # type: ignore[untyped-decorator]
        def call(self, inputs: list[Any]) -> Any:
            # A layer takes plain structures only: what it returns is flattened inside.
            return flatten(record.tf, record.target.call(inputs))

    layer = Layer(name="")
    layer._name = ""
    return layer, lambda: layer.losses


def _official(tf: Any) -> Any:
    """Return TensorFlow's own shim, ``None`` where there is none."""
    try:
        return tf.compat.v1.keras.utils.track_tf1_style_variables
    except (AttributeError, ImportError):
        return None


def function(record: Record) -> None:
    """Call the target twice in one ``tf.function``."""
    record.load()
    _trace_twice(record, record.target.call, lambda: _collected(record.tf))


def _trace_twice(
    record: Record, call: Callable[[list[Any]], Any], penalties: Callable[[], list[Any]]
) -> None:
    tf = record.tf
    kept: dict[str, list[str]] = {}

    @tf.function(autograph=False)  # type: ignore[untyped-decorator]
    def step(inputs: list[Any]) -> Any:
        record.begin(record.call)
        with tf.GradientTape() as tape:
            outputs = flatten(tf, call(inputs))
            loss = _loss(tf, outputs)
        wanted = record.variables.trainable()
        found = [] if loss is None else tape.gradient(loss, [one.variable for one in wanted])
        names = [one.key for one in wanted[: len(found)]]
        kept["keys"] = list(outputs)
        lost = [one() if callable(one) else one for one in penalties()]
        return list(outputs.values()), _named_gradients(record, names, found), lost

    inputs = [tf.constant(value) for _, value in record.target.inputs()]
    record.call = 1
    # The graph of a function inherits this, and what is lifted out of it is made here.
    with record.variables.watched():
        outputs, gradients, losses = step(inputs)
    first = dict(zip(kept["keys"], [one.numpy() for one in outputs]))
    record.keep("outputs", first)
    record.keep("gradients", {name: one.numpy() for name, one in gradients.items()})
    record.keep("penalties", _totals(_evaluated(losses)))
    values = {one.key: one.variable.numpy() for one in record.variables.known()}
    _keep_changes(record, values)
    record.call = 2
    missing = record.missing_gradients[:]
    with record.variables.watched():
        second = dict(zip(kept["keys"], [one.numpy() for one in step(inputs)[0]]))
    record.missing_gradients[:] = missing
    record.steady(first, second)


def _call_twice(
    record: Record, call: Callable[[list[Any]], Any], penalties: Callable[[], list[Any]]
) -> None:
    tf = record.tf
    inputs = [tf.constant(value) for _, value in record.target.inputs()]
    record.begin(1)
    with record.variables.watched(), tf.GradientTape() as tape:
        outputs = flatten(tf, call(inputs))
        loss = _loss(tf, outputs)
    first = {name: value.numpy() for name, value in outputs.items()}
    record.keep("outputs", first)
    wanted = record.variables.trainable()
    if loss is not None and wanted:
        found = tape.gradient(loss, [one.variable for one in wanted])
        gradients = _named_gradients(record, [one.key for one in wanted], found)
        record.keep("gradients", {name: value.numpy() for name, value in gradients.items()})
    kept = _evaluated(penalties())
    before = len(kept)
    record.keep("penalties", _totals(kept))
    _keep_changes(record, {one.key: one.variable.numpy() for one in record.variables.known()})
    if record.job["reference"]:
        record.keep("values", {one.key: one.initial for one in record.variables.known()})
    record.begin(2)
    with record.variables.watched():
        again = flatten(tf, call(inputs))
    record.steady(first, {name: value.numpy() for name, value in again.items()})
    record.grown = len(penalties()) - before


def _loss(tf: Any, outputs: dict[str, Any]) -> Any:
    """Return a number made of all float outputs, each element with a weight of its own.

    A plain sum would not do: that of a softmax is constant.
    """
    import numpy

    terms = []
    for name, value in sorted(outputs.items()):
        if value.dtype.is_floating and value.shape.is_fully_defined():
            state = numpy.random.RandomState(len(name))
            weights = state.uniform(-1.0, 1.0, value.shape.as_list()).astype("float32")
            terms.append(tf.reduce_mean(tf.cast(value, tf.float32) * weights))
    return tf.add_n(terms) if terms else None


def _named_gradients(record: Record, names: list[str], found: list[Any]) -> dict[str, Any]:
    """Return the gradients that there are by name; the other names are noted."""
    record.missing_gradients[:] = [n for n, value in zip(names, found) if value is None]
    return {
        name: record.tf.convert_to_tensor(value)
        for name, value in zip(names, found)
        if value is not None
    }


def _collected(tf: Any) -> list[Any]:
    """Return the penalties that ``get_regularization_losses`` gives the program."""
    return list(tf.compat.v1.losses.get_regularization_losses())


def _evaluated(penalties: list[Any]) -> list[Any]:
    values = [one() if callable(one) else one for one in penalties]
    return [one.numpy() if hasattr(one, "numpy") else one for one in values]


def _totals(penalties: list[Any]) -> dict[str, Any]:
    """Return the number and the sum of the penalties: their order may be another."""
    return {"number": len(penalties), "sum": sum(float(one) for one in penalties)}


def _keep_changes(record: Record, values: dict[str, Any]) -> None:
    """Keep what a call changed: moving statistics, counters."""
    changed = {}
    for one in record.variables.known():
        value = values[one.key]
        if one.initial is not None and not bool((value == one.initial).all()):
            changed[one.key] = value
    record.keep("statistics", changed)


MODES: dict[str, Callable[[Record], None]] = {
    "graph": graph,
    "eager": eager,
    "function": function,
    "shim": shim,
    "traced": traced,
}
