"""Weights of cues: how likely something is by the words and signs about it, each with a weight that was learned.

What comes in: a file of the package, cues. What goes out: a share. What must never be here: which cues there are
(``sections`` and ``references``), training.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

_ROUND = 4


@dataclass(frozen=True, slots=True)
class CueWeights:
    """What was learned.

    Args:
        cues: the weight of each.
        base: what everything begins with.
        n: how many letters or sections it is from.
    """

    cues: dict[str, float]
    base: float
    n: int

    def weigh(self, cues: Iterable[str]) -> float:
        """How likely what these cues stand about is, in [0, 1]; a cue that was never learned weighs nothing."""
        score = self.base + sum(self.cues.get(cue, 0.0) for cue in cues)
        return round(float(1.0 / (1.0 + np.exp(-score))), _ROUND)


@cache
def load_cue_weights(file: str) -> CueWeights:
    """The weights that ship with the package under a name: ``sections.npz`` or ``references.npz``."""
    with resources.files(__package__).joinpath(file).open("rb") as opened, np.load(opened, allow_pickle=False) as data:
        names = bytes(data["names"]).decode().split("\n")
        weights = [float(value) for value in data["weights"]]
        return CueWeights(dict(zip(names, weights, strict=True)), float(data["base"]), int(data["n"]))
