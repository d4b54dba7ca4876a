"""Runs on a Ray cluster of several nodes, all on this machine: the same verdicts as here."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

import pytest

from tf2lint.lint import Linter
from tf2lint.probe.cluster import probe_on_cluster
from tf2lint.probe.controller import Controller
from tf2lint.probe.model import Module, Probed, ProbeError
from tf2lint.probe.rounds import Limits
from tf2lint.probe.targets import module_of
from tf2lint.project.settings import Settings

pytestmark = [pytest.mark.ray, pytest.mark.timeout(600)]

SOURCES = {
    "breaks": "import tensorflow as tf\nx = tf.log(tf.constant(1.0))\n",
    "handles": """\
        import tensorflow as tf
        try:
            y = tf.placeholder(tf.float32)
        except AttributeError:
            y = None
        """,
    "body": "import tensorflow as tf\ndef f():\n    return tf.to_float(1)\n",
    "fine": "import tensorflow as tf\nz = tf.zeros([2]) + 1.0\n",
    "leaves": "import os\nimport tensorflow as tf\nos._exit(3)\ntf.to_float(1)\n",
}
LIMITS = Limits(timeout=60.0, memory=2000)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Three nodes: one that may not run anything, two of a processor each."""
    ray = pytest.importorskip("ray", reason="Ray is not installed here")
    from ray.cluster_utils import Cluster

    one = Cluster(initialize_head=True, head_node_args={"num_cpus": 0})
    for _ in range(2):
        one.add_node(num_cpus=1)
    ray.init(address=one.address, log_to_driver=False)
    one.wait_for_nodes()
    yield ray
    ray.shutdown()
    one.shutdown()


@pytest.fixture(scope="module")
def modules(tmp_path_factory: pytest.TempPathFactory) -> list[Module]:
    folder = tmp_path_factory.mktemp("project")
    linter = Linter(Settings())
    found = []
    for name, source in SOURCES.items():
        path = folder / f"{name}.py"
        path.write_text(textwrap.dedent(source))
        found.append(module_of(str(path), linter.lint(str(path), path.read_bytes())))
    return found


def without_times(probed: list[Probed]) -> list[Probed]:
    return [one._replace(seconds=0.0) for one in probed]


def test_the_same_verdicts_as_here(
    cluster: Any, modules: list[Module], tensorflow_python: str
) -> None:
    told: list[Probed] = []
    there, environments = probe_on_cluster(
        modules, tensorflow_python, LIMITS, False, 0, "auto", told.append
    )
    with Controller(tensorflow_python, LIMITS, workers=1) as controller:
        here = controller.probe(modules)
        assert [one.executable for one in environments] == [controller.environment.executable]
    assert without_times(there) == without_times(here)
    assert sorted(one.module.path for one in told) == sorted(one.path for one in modules)
    assert {one.verdict for one in here} == {"raises", "imports", "early-exit"}


def test_every_node_takes_part(cluster: Any, modules: list[Module], tensorflow_python: str) -> None:
    from tf2lint.probe import cluster as room

    members = room._members(cluster, (tensorflow_python, LIMITS, False), 0, "cpu")
    try:
        assert len(members) == 2
    finally:
        for member in members:
            room._close(cluster, member)


def test_a_gpu_that_no_node_has(
    cluster: Any, modules: list[Module], tensorflow_python: str
) -> None:
    with pytest.raises(ProbeError, match="no node of the cluster has a GPU"):
        probe_on_cluster(modules, tensorflow_python, LIMITS, False, 0, "gpu", lambda _: None)


def test_a_gpu_that_ray_has_and_tensorflow_does_not(
    cluster: Any, modules: list[Module], tensorflow_python: str
) -> None:
    """What Ray was told of a node is no GPU: an error, not a run on the processor."""
    from ray.cluster_utils import Cluster

    cluster.shutdown()
    one = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "num_gpus": 1})
    cluster.init(address=one.address, log_to_driver=False)
    try:
        with pytest.raises(ProbeError, match="there is no such device"):
            probe_on_cluster(modules, tensorflow_python, LIMITS, False, 0, "auto", lambda _: None)
    finally:
        cluster.shutdown()
        one.shutdown()
