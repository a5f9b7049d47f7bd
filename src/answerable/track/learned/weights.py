"""The weights of the comparison, read from the file that comes with the package.

What comes in: ``letters.npz``, made by ``tests/track/letters/train.py``. What goes out: frozen arrays, read once. What
must never be here: training, letters.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
FILE = "letters.npz"
TASKS = ("kind", "decision")


@dataclass(frozen=True, slots=True)
class Task:
    """What is told from the words and signs: the kind, or the decision.

    Args:
        names: of the classes.
        grams: weight of each gram for each class.
        base: what each class begins with.
        combine: weight of each class's score, then of each sign, for each class.
        combine_base: what each class begins with there.
    """

    names: tuple[str, ...]
    grams: Floats
    base: Floats
    combine: Floats
    combine_base: Floats


@dataclass(frozen=True, slots=True)
class Weights:
    """All that was learned.

    Args:
        places: of each gram among the weights.
        rarity: of each gram; the rare ones say more.
        n_words: grams that are words; those after them are pieces of words.
        signs: place of each sign of the rules.
        kind: weights for the kind.
        decision: weights for the decision.
        shares: of least certainty, and the share of letters with so much of it that were right, in falling order.
        n_letters: learned from.
    """

    places: dict[str, int]
    rarity: Floats
    n_words: int
    signs: dict[str, int]
    kind: Task
    decision: Task
    shares: tuple[tuple[float, float], ...]
    n_letters: int


@cache
def load_weights() -> Weights:
    """The weights that ship with the package."""
    with resources.files(__package__).joinpath(FILE).open("rb") as file, np.load(file, allow_pickle=False) as data:
        return unpack({name: data[name] for name in data.files})


def unpack(data: dict[str, NDArray[np.generic]]) -> Weights:
    """The arrays of the file as weights."""
    grams = _read_names(data["grams"])
    signs = _read_names(data["signs"])
    shares = np.asarray(data["shares"], dtype=np.float64)
    return Weights(
        {name: place for place, name in enumerate(grams)},
        np.asarray(data["rarity"], dtype=np.float64),
        int(np.asarray(data["n_words"], dtype=np.int64)),
        {name: place for place, name in enumerate(signs)},
        _read_task(data, "kind"),
        _read_task(data, "decision"),
        tuple((float(least), float(share)) for least, share in shares),
        int(np.asarray(data["n_letters"], dtype=np.int64)),
    )


def _read_names(data: NDArray[np.generic]) -> list[str]:
    return bytes(np.asarray(data, dtype=np.uint8)).decode().split("\n")


def _read_task(data: dict[str, NDArray[np.generic]], task: str) -> Task:
    def read(name: str) -> Floats:
        return np.asarray(data[f"{task}_{name}"], dtype=np.float64)

    return Task(
        tuple(_read_names(data[f"{task}_names"])),
        read("grams") * read("scale"),
        read("base"),
        read("combine"),
        read("combine_base"),
    )
