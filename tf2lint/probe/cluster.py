"""Runs modules on a Ray cluster: a controller on each node, or one a GPU.

Every node must have tf2lint and see the modules and the interpreter under the same paths.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

from tf2lint.probe.controller import Controller
from tf2lint.probe.devices import check_device
from tf2lint.probe.model import Environment, Module, Probed, ProbeError
from tf2lint.probe.rounds import Limits

#: Modules that are sent at a time: what is lost if a node is, and what others wait for.
_AT_ONCE = 8


class _Member:
    """The part of the work that one node does, in a process that Ray starts there."""

    def __init__(
        self, python: str, limits: Limits, legacy: bool, workers: int, device: str
    ) -> None:
        self._controller = Controller(python, limits, legacy, workers, device=device)

    def probe(self, modules: list[Module]) -> list[Probed]:
        """Probe some modules."""
        return self._controller.probe(modules)

    def environment(self) -> Environment:
        """What they ran under."""
        return self._controller.environment

    def close(self) -> None:
        """End what was started on this node."""
        self._controller.__exit__()


def probe_on_cluster(
    modules: Sequence[Module],
    python: str,
    limits: Limits,
    legacy: bool,
    workers: int,
    device: str,
    told: Callable[[Probed], None],
) -> tuple[list[Probed], list[Environment]]:
    """Probe modules on the cluster that is running, or on one that is this machine alone.

    ``workers`` limits the runs at a time on a node. Raises ``ProbeError`` where Ray is not
    installed, has no such device to give, or lost what it was to do.
    """
    try:
        import ray
    except ImportError:
        raise ProbeError('--executor ray needs Ray: pip install "tf2lint[ray]"') from None
    started = not ray.is_initialized()
    if started:
        ray.init(log_to_driver=False, logging_level="ERROR")
    members: list[Any] = []
    try:
        members += _members(ray, (python, limits, legacy), workers, check_device(device))
        return _share_out(ray, members, modules, told)
    except ray.exceptions.RayError as error:
        cause = getattr(error, "cause", None)
        raise ProbeError(f"Ray: {cause or error}") from None
    finally:
        for member in members:
            _close(ray, member)
        if started:
            ray.shutdown()


def _members(ray: Any, common: tuple[str, Limits, bool], workers: int, device: str) -> list[Any]:
    """Start a member on each node, or for each GPU where such are wanted or there are any."""
    from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

    kind, _, number = device.partition(":")
    if number:
        raise ProbeError(f"--device {device}: on a cluster Ray chooses which: say {kind}")
    alive = [node for node in ray.nodes() if node["Alive"]]
    gpus = kind in ("auto", "gpu") and any(node["Resources"].get("GPU") for node in alive)
    if kind == "gpu" and not gpus:
        raise ProbeError("--device gpu: no node of the cluster has a GPU to give")
    actor = ray.remote(_Member)
    members = []
    for node in alive:
        resources = node["Resources"]
        processors = int(resources.get("CPU", 0))
        count = int(resources.get("GPU", 0)) if gpus else int(processors > 0)
        strategy = NodeAffinitySchedulingStrategy(node["NodeID"], soft=False)
        for _ in range(count):
            options = {"num_gpus": 1, "num_cpus": 1} if gpus else {"num_cpus": processors}
            at_a_time = 1 if gpus else min(workers or processors, processors)
            wanted = "gpu" if gpus else device
            remote = actor.options(scheduling_strategy=strategy, **options)
            members.append(remote.remote(*common, at_a_time, wanted))
    if not members:
        raise ProbeError("no node of the cluster has a processor to give")
    return members


def _share_out(
    ray: Any,
    members: Sequence[Any],
    modules: Sequence[Module],
    told: Callable[[Probed], None],
) -> tuple[list[Probed], list[Environment]]:
    """Give each member modules whenever it has none; the order is kept."""
    environments = ray.get([member.environment.remote() for member in members])
    size = max(1, min(_AT_ONCE, len(modules) // (2 * len(members))))
    waiting = deque(range(0, len(modules), size))
    free = deque(members)
    going: dict[Any, tuple[int, Any]] = {}
    done: dict[int, Probed] = {}
    while waiting or going:
        while waiting and free:
            start, member = waiting.popleft(), free.popleft()
            task = member.probe.remote(list(modules[start : start + size]))
            going[task] = (start, member)
        ready, _ = ray.wait(list(going))
        for task in ready:
            start, member = going.pop(task)
            for place, probed in enumerate(ray.get(task), start):
                done[place] = probed
                told(probed)
            free.append(member)
    environments = ray.get([member.environment.remote() for member in members])
    distinct = list(dict.fromkeys(environments))
    return [done[place] for place in range(len(modules))], distinct


def _close(ray: Any, member: Any) -> None:
    """End a member's processes; one that is gone already has none."""
    try:
        ray.get(member.close.remote(), timeout=10)
    except ray.exceptions.RayError as error:
        print(f"tf2lint: a node did not end its work: {error}", file=sys.stderr)
    ray.kill(member)
