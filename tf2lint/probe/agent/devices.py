"""What devices TensorFlow sees, and where operations really run.

Events: ``device`` (its type and its number among those of the type), ``built`` (1 where this
TensorFlow is made for GPUs), ``operations`` (a device and how many operations have left their
results on it so far: the last one of a device counts).
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .log import Log

_SIZE = 64


def list_devices(_: dict[str, Any], log: Log) -> None:
    """Note every physical device, and what TensorFlow is built for.

    That it is built for GPUs says nothing about whether there is one.
    """
    import tensorflow as tf

    append = log.writer()
    numbers: dict[str, int] = {}
    for device in _listed(tf):
        kind = str(device.device_type)
        append("device", kind, numbers.get(kind, 0))
        numbers[kind] = numbers.get(kind, 0) + 1
    append("built", int(_is_built_for_gpus(tf)))
    append("finished")


def _listed(tf: Any) -> Any:
    # Until TensorFlow 2.0 the function was experimental.
    place = tf.config if hasattr(tf.config, "list_physical_devices") else tf.config.experimental
    return place.list_physical_devices()


def _is_built_for_gpus(tf: Any) -> bool:
    try:
        return bool(tf.test.is_built_with_cuda() or tf.test.is_built_with_rocm())
    except AttributeError:
        return bool(tf.test.is_built_with_cuda())


def prove(job: dict[str, Any], log: Log) -> None:
    """Run operations on a device, at once and in a function, without a way out to another one.

    The job has ``device`` (as ``GPU:0``), ``environment``, and ``logical``: into how many
    devices the processor is to be divided, 0 for none. What does not run there raises; events
    ``proved`` have the device that each result lies on. TensorFlow's own log of placements is
    in the output, if the environment lets it write one.
    """
    append = log.writer()
    os.environ.update(job["environment"])
    tell = count_operations(append)
    import tensorflow as tf

    try:
        _run_there(tf, job, append)
    except Exception as error:
        append("refused", type(error).__name__, " ".join(str(error).split())[:400])
    tell()
    append("finished")


def _run_there(tf: Any, job: dict[str, Any], append: Callable[..., None]) -> None:
    if job["logical"]:
        parts = [tf.config.LogicalDeviceConfiguration()] * job["logical"]
        tf.config.set_logical_device_configuration(tf.config.list_physical_devices("CPU")[0], parts)
    tf.config.set_soft_device_placement(False)
    tf.debugging.set_log_device_placement(True)
    with tf.device(f"/device:{job['device']}"):
        ones = tf.ones([_SIZE, _SIZE])
        product = tf.linalg.matmul(ones, ones)
        squared = tf.function(lambda x: tf.linalg.matmul(x, x))(ones)
    for name, value in (("at once", product), ("in a function", squared)):
        append("proved", name, short(value.backing_device))
    tf.debugging.set_log_device_placement(False)
    if product.numpy().sum() != _SIZE**3:
        append("refused", "ArithmeticError", "the product of two matrices is wrong")


def short(device: str) -> str:
    """Return ``GPU:0`` for ``/job:localhost/replica:0/task:0/device:GPU:0``."""
    return device.rpartition("device:")[2]


def count_operations(append: Callable[..., None]) -> Callable[[], None]:
    """Count from now on what runs eagerly, by the device that the result lies on.

    Returns the function that writes the counts down as they are. Operations in a function
    count as one, the function. Counts nothing where this TensorFlow has no such hooks. The
    eager context is not made here: code may configure it first.
    """
    callback, tell = _counter(append)
    try:
        from tensorflow.python.eager import context, execute

        made = context.Context.ensure_initialized
        replacement = execute.execute_with_callbacks
    except (ImportError, AttributeError):
        return tell

    def ensure_initialized(self: Any) -> None:
        made(self)
        if callback not in self.op_callbacks:
            self.add_op_callback(callback)
            execute.execute = replacement

    context.Context.ensure_initialized = ensure_initialized
    return tell


def _counter(append: Callable[..., None]) -> tuple[Callable[..., None], Callable[[], None]]:
    counts: dict[str, int] = {}
    hidden, cut, lookup = getattr, short, counts.get
    failure, size = Exception, len

    def count(
        _: Any, __: Any, ___: Any, outputs: Any, op_name: Any = None, graph: Any = None
    ) -> None:
        if graph is not None:
            return
        try:
            if not size(outputs):
                return
            device = cut(hidden(outputs[0], "backing_device", "") or "")
        except failure:
            return
        if device:
            total = counts[device] = lookup(device, 0) + 1
            # At powers of two, so that a run that is ended has told most of it.
            if not total & (total - 1):
                append("operations", device, total)

    def tell() -> None:
        for device, total in list(counts.items()):
            append("operations", device, total)

    return count, tell
