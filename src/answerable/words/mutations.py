"""Welsh initial mutations: the shapes that one word takes after others.

What comes in: a word, folded. What goes out: its other shapes. A searcher who writes *heddlu* wants none (h does not
mutate), who writes *cwyn* wants *gwyn*, *nghwyn* and *chwyn*, and who writes *gwynion* wants *cwynion*. Never here:
which of them stands in a text.
"""

from __future__ import annotations

import re

_SHAPES: dict[str, tuple[str, ...]] = {
    # radical: soft, nasal, aspirate, as the radical has them
    "p": ("b", "mh", "ph"),
    "t": ("d", "nh", "th"),
    "c": ("g", "ngh", "ch"),
    "b": ("f", "m"),
    "d": ("dd", "n"),
    "g": ("", "ng"),
    "m": ("f",),
    "ll": ("l",),
    "rh": ("r",),
}
_VOWELS = "aeiouwy"
_SHORTEST = 3
"""Shorter words change into too many others."""

_WORD = re.compile(r"[^\W\d_]+")
_WELSH_WORDS = frozenset(
    ("y", "yr", "yn", "mae", "wedi", "gan", "chi", "eich", "oedd", "hefyd", "gwybodaeth", "rhyddid", "heddlu", "deddf")
)


def find_shapes(word: str) -> tuple[str, ...]:
    """Every other shape of a folded Welsh word, sorted; the word may itself be mutated."""
    if len(word) < _SHORTEST or not word.isalpha():
        return ()
    shapes = {shape for radical in {word, *_find_radicals(word)} for shape in (radical, *_mutate(radical))}
    return tuple(sorted(shape for shape in shapes if shape != word and len(shape) >= _SHORTEST - 1))


def looks_welsh(text: str) -> bool:
    """Whether a text is Welsh, in whole or in part, by its small words; a Welsh name in English is not enough."""
    small = [word for word in _WORD.findall(text.lower()) if word in _WELSH_WORDS]
    return len(small) >= 3 and len(set(small)) >= 2


def _mutate(radical: str) -> list[str]:
    shapes = []
    for start in sorted(_SHAPES, key=len, reverse=True):
        if radical.startswith(start):
            # "ch", "ph", "th", "dd" do not mutate: they are letters of their own.
            if start in "ptcd" and radical[1:2] in ("h", "d"):
                break
            shapes += [shape + radical[len(start) :] for shape in _SHAPES[start]]
            break
    if radical[:1] in _VOWELS:
        shapes.append(f"h{radical}")
    return shapes


def _find_radicals(word: str) -> list[str]:
    radicals = [
        start + word[len(shape) :]
        for start, shapes in _SHAPES.items()
        for shape in shapes
        if shape and word.startswith(shape) and not (len(shape) == 1 and word.startswith(f"{shape}{shape}"))
    ]
    if word[:1] in (*_VOWELS, "l", "r"):
        radicals.append(f"g{word}")  # soft mutation drops the g
    if word.startswith("h") and word[1:2] in _VOWELS:
        radicals.append(word[1:])
    return radicals
