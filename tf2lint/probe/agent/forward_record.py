"""One run of a target: what it starts from, what happens in it, and what it leaves."""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import random

from . import forward_compare
from .forward_random import Draws
from .forward_target import Target
from .forward_variables import Variables

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

SEED = 20


class Record:
    """One run of a target in one mode, and everything it leaves."""

    def __init__(self, job: dict[str, Any]) -> None:
        self.job = job
        self.error: dict[str, Any] | None = None
        #: 0 while the module is imported, then the number of the call.
        self.call = 0
        self.missing_gradients: list[str] = []
        self.layer = ""
        #: How many more penalties there are after the second call.
        self.grown = 0
        #: How much rounding changes the gradients, relative to the largest value of each.
        self.sensitivity = 0.0
        self._groups: dict[str, dict[str, str]] = {}
        self._arrays: dict[str, dict[str, Any]] = {}
        self._unsteady: list[str] = []
        if job["mode"] in ("shim", "traced") and importlib.util.find_spec("tf_keras") is not None:
            # The official shim is made of Keras 2.
            os.environ["TF_USE_LEGACY_KERAS"] = "1"
        self.tf: Any = importlib.import_module("tensorflow")
        self.draws = Draws(self.tf)
        self.values = self._values()
        self.variables = Variables(self.tf, self.draws, self.values, job["reference"])
        self.target = Target(job)

    def _values(self) -> dict[str, Any]:
        import numpy

        if not self.job["values"]:
            return {}
        with numpy.load(self.job["values"]["path"], allow_pickle=False) as arrays:
            return {name: arrays[key] for name, key in self.job["values"]["keys"].items()}

    def load(self) -> None:
        """Import the target's module; its own variables are noted too."""
        import numpy

        self.draws.install()
        self.tf.compat.v1.set_random_seed(SEED)
        numpy.random.seed(SEED)
        random.seed(SEED)
        with self.variables.watched():
            self.target.load()

    def begin(self, call: int) -> None:
        """A call of the target begins."""
        import numpy

        self.call = call
        self.variables.begin(str(call))
        self.draws.begin()
        numpy.random.seed(SEED)
        random.seed(SEED)

    def keep(self, group: str, arrays: dict[str, Any]) -> None:
        """Keep arrays of a group by their names."""
        import numpy

        keys = self._groups.setdefault(group, {})
        kept = self._arrays.setdefault(group, {})
        for name, array in arrays.items():
            array = numpy.asarray(array)
            if array.dtype.kind not in "fiubSU":
                # Such as bfloat16 and objects: numpy cannot write the one, nor should the other.
                array = array.astype("float32" if array.dtype.kind == "V" else "S")
            keys[name] = f"a{len(kept)}"
            kept[keys[name]] = array

    def steady(self, first: dict[str, Any], second: dict[str, Any]) -> None:
        """Note which outputs differ between the two calls."""
        for name, old in first.items():
            new = second.get(name)
            if new is None or old.shape != new.shape:
                self._unsteady.append(name)
            elif old.dtype.kind in "fiub":
                scale = float(abs(old).max()) if old.size else 0.0
                if forward_compare.difference(old, new) > 1e-4 * scale:
                    self._unsteady.append(name)

    def write(self, folder: str, result: str) -> None:
        """Write everything: the arrays of each group, and a file that tells the rest."""
        import numpy

        for group, arrays in self._arrays.items():
            numpy.savez(os.path.join(folder, group + ".npz"), **arrays)
        described = [one.described() for one in self.variables.made]
        with open(os.path.join(folder, result), "w") as file:
            json.dump(
                {
                    "tensorflow": self.tf.__version__,
                    "error": self.error,
                    "call": self.call,
                    "layer": self.layer,
                    "grown": self.grown,
                    "sensitivity": self.sensitivity,
                    "groups": self._groups,
                    "variables": described,
                    "again": self.variables.again,
                    "missing_gradients": self.missing_gradients,
                    "unsteady": self._unsteady,
                    "draws": self.draws.made,
                    "left": sorted(self.draws.left),
                    "place": self.target.place(),
                },
                file,
            )
