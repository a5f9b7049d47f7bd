"""The evidence on a pair as a waterfall: what each comparison says, and how sure one is after it.

What comes in: words and bits, what was expected before looking first. What goes out: `Step`s. Never here: how evidence
is weighed, printing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """One piece of evidence.

    Args:
        words: what it says.
        bits: for the pair being one matter; below 0 against.
        share_then: probability with this and all before it.
    """

    words: str
    bits: float
    share_then: float


def make_waterfall(evidence: Iterable[tuple[str, float]]) -> tuple[Step, ...]:
    """Add up evidence step by step.

    >>> [round(step.share_then, 2) for step in make_waterfall([("before looking", -1.0), ("same rank", 2.0)])]
    [0.33, 0.67]
    """
    steps, bits = [], 0.0
    for words, more in evidence:
        bits += more
        odds = 2.0 ** min(max(bits, -60.0), 60.0)
        steps.append(Step(words, more, odds / (1.0 + odds)))
    return tuple(steps)
