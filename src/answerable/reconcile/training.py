"""A model for each kind of source pair, trained on the investigation's own pairs from the stated priors.

What comes in: facts and evidence of all authorities, weighed by the stated priors. What goes out: the same evidence,
weighed by what was learnt. Never here: rulings (they decide pairs, and teach nothing), SQL.

A notice and its outcome word a matter alike; an answer and a log do not. So m and u are estimated for each kind of
source pair by itself, by expectation maximisation (Dempster, Laird and Rubin 1977): which pairs are one matter is
guessed from the weights, one-to-one between two lists, and the weights are counted anew from the guesses. The stated
priors take part in each count as `N_SAME` and `N_OTHER` imagined pairs, so that few pairs move little and nothing ever
becomes impossible. What a frequency says of a value (its u) stays as it is.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from answerable.reconcile.facts import Facts
from answerable.reconcile.matching import Pair, match_lists
from answerable.reconcile.priors import COMPARISONS, N_OTHER, N_SAME
from answerable.reconcile.relations import count_lists, expect_pair, may_be_one, place_pair, relate
from answerable.reconcile.score import Evidence

N_ROUNDS = 5
Change = Mapping[tuple[str, int], float]
"""Bits by which the weight of each level of a comparison differs from the stated one."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A pair with what training needs of it."""

    found: Evidence
    relation: str
    prior_bits: float
    lists: tuple[str, str]
    sides: Pair


def train_weights(
    facts: Sequence[Facts], evidence: Sequence[Evidence], left_out: Collection[str] = ()
) -> dict[str, Change]:
    """Learn, for each kind of source pair, how much each level weighs.

    Args:
        facts: of all cases of the investigation.
        evidence: of every pair of one authority, by the stated priors.
        left_out: ids of cases that teach nothing: old wordings of a log.

    Returns:
        For each kind of source pair that has candidates, the change of each level.
    """
    by_id = {one.id: one for one in facts if one.id not in left_out}
    sizes = count_lists(by_id.values(), ())
    candidates: dict[str, list[_Candidate]] = defaultdict(list)
    for found in evidence:
        if found.left not in by_id or found.right not in by_id:
            continue
        left, right = by_id[found.left], by_id[found.right]
        if may_be_one(left, right):
            share = expect_pair(left, right, sizes)[1]
            relation = relate(left, right)
            prior_bits = math.log2(share / (1.0 - share))
            candidates[relation].append(_Candidate(found, relation, prior_bits, *place_pair(left, right)))
    return {relation: _train(candidates[relation]) for relation in sorted(candidates)}


def reweigh(evidence: Sequence[Evidence], facts: Sequence[Facts], changes: Mapping[str, Change]) -> list[Evidence]:
    """Weigh evidence by what was learnt for its kind of source pair."""
    by_id = {one.id: one for one in facts}
    weighed = []
    for found in evidence:
        change = changes.get(relate(by_id[found.left], by_id[found.right]), {})
        bits = [
            round(old + change.get(level, 0.0), 3) for (_, old), level in zip(found.parts, found.levels, strict=True)
        ]
        parts = tuple((words, new) for (words, _), new in zip(found.parts, bits, strict=True))
        weighed.append(replace(found, bits=round(sum(bits), 3), parts=parts))
    return weighed


def _train(candidates: Sequence[_Candidate]) -> Change:
    change: Change = {}
    for _ in range(N_ROUNDS):
        change = _count_anew(candidates, _guess(candidates, change))
    return change


def _guess(candidates: Sequence[_Candidate], change: Change) -> dict[Pair, float]:
    """How likely each pair is one matter, by the weights so far; between two lists nobody is paired twice."""
    odds: dict[tuple[str, str], dict[Pair, float]] = defaultdict(dict)
    for one in candidates:
        bits = one.found.bits + one.prior_bits + sum(change.get(level, 0.0) for level in one.found.levels)
        odds[one.lists][one.sides] = 2.0 ** min(bits, 40.0)
    return {
        pair: share
        for lists in sorted(odds)
        for group in match_lists(odds[lists])
        for pair, share in group.pairs.items()
    }


def _count_anew(candidates: Sequence[_Candidate], guessed: Mapping[Pair, float]) -> dict[tuple[str, int], float]:
    """The change of each level's weight, from how often pairs on one matter and on two stand at it."""
    same: dict[tuple[str, int], float] = defaultdict(float)
    other: dict[tuple[str, int], float] = defaultdict(float)
    for one in candidates:
        share = guessed.get(one.sides, 0.0)
        for level in one.found.levels:
            same[level] += share
            other[level] += 1.0 - share
    change = {}
    for comparison in COMPARISONS:
        places = [(comparison.name, number) for number in range(len(comparison.levels))]
        n_same, n_other = (sum(counted[place] for place in places) for counted in (same, other))
        for place, stated in zip(places, comparison.levels, strict=True):
            m = (same[place] + N_SAME * stated.m) / (n_same + N_SAME)
            u = (other[place] + N_OTHER * stated.u) / (n_other + N_OTHER)
            learnt = math.log2(m / stated.m) - (0.0 if stated.frequency_of else math.log2(u / stated.u))
            change[place] = round(learnt, 3)
    return change
