"""The places that a number is written with, and whether a value rounds to it.

What comes in: figures and values. What goes out: steps, yes or no. Never here: tables, sentences.
"""

from __future__ import annotations

import re

from answerable.words.figures import Figure

_SCALED = re.compile(r"(?i)\d\s?(thousand|million|billion|k|mn?|bn)\b")
_SCALES = {"t": 1e3, "k": 1e3, "m": 1e6, "b": 1e9}


def find_step(figure: Figure) -> float:
    """The step that a number is written in: 0.1 million for "£11.1 million".

    >>> from answerable.words.figures import find_figures
    >>> [find_step(one) for one in find_figures("£11.1 million, 870 and 2.5%")]
    [100000.0, 1.0, 0.1]
    """
    scaled = _SCALED.search(figure.text)
    scale = _SCALES[scaled.group(1)[0].lower()] if scaled else 1.0
    return float(scale * 10.0**-figure.decimals) if figure.decimals else scale


def find_slack(figure: Figure) -> float:
    """How far the true number may be from one that was rounded when it was written; nothing for a plain count."""
    step = find_step(figure)
    return 0.5 * step if figure.decimals or step > 1 else 0.0


def is_rounded(value: float, written: float, decimals: int) -> bool:
    """Whether a number as written is a value, rounded to the places that it is written with.

    >>> is_rounded(73.75, 75, 0), is_rounded(76.47, 76, 0), is_rounded(79934.363, 79934, 0)
    (False, True, True)
    """
    half: float = 0.5 * 10.0**-decimals
    return abs(value - written) <= half + 1e-9 * max(1.0, abs(value))
