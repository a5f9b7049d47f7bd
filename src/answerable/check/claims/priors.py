"""What the rest of a text adds to a reading: its sentences share columns, ways of counting and tables.

What comes in: tried statements, with the reading each rests on now. What goes out: a small weight for each candidate of
each. Never here: verdicts.

The weights are found as AggChecker finds them (Jo et al., "AggChecker", VLDB 2019): readings make priors, priors choose
readings, until nothing changes. A statement is weighed by the others, never by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from answerable.check.claims.readings.candidates import Candidate
from answerable.check.claims.values import Answered
from answerable.check.claims.verdicts import Tried

MOST_ROUNDS = 4
_COLUMN, _WAY, _NARROWED = 0.09, 0.03, 0.04
"""What a column, a way of counting and a narrowed column add at the most, where every other statement shares them."""
_FEW = 3.0
"""So much is added to every count: three statements do not make a habit."""


def weigh_again(tried: Sequence[Tried], chosen: Sequence[tuple[Answered | None, bool]]) -> list[Tried]:
    """The statements with what the others' readings add.

    Args:
        tried: in order.
        chosen: the reading that each rests on, and whether it gives its number.
    """
    counts: Counter[tuple[str, object]] = Counter()
    features = [_find_features(one.candidate) if one is not None and holds else () for one, holds in chosen]
    for several in features:
        counts.update(several)
    n_all = sum(bool(several) for several in features)
    return [
        replace(one, priors=tuple(_weigh(each.candidate, counts, own, n_all) for each in one.answered))
        for one, own in zip(tried, features, strict=True)
    ]


def _find_features(candidate: Candidate) -> tuple[tuple[str, object], ...]:
    found: list[tuple[str, object]] = [("way", candidate.way)]
    if candidate.base:
        found.append(("column", (candidate.frame, candidate.base)))
    found += [("narrowed", (candidate.frame, column)) for column, _ in candidate.conditions]
    return tuple(found)


def _weigh(
    candidate: Candidate, counts: Counter[tuple[str, object]], own: Sequence[tuple[str, object]], n_all: int
) -> float:
    n_others = n_all - bool(own)
    total = 0.0
    for feature in _find_features(candidate):
        most = {"column": _COLUMN, "way": _WAY, "narrowed": _NARROWED}[feature[0]]
        total += most * (counts[feature] - (feature in own)) / (n_others + _FEW)
    return total
