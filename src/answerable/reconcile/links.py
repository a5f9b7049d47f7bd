"""Turn evidence into links: prior odds per pair of lists, one-to-one, and what people ruled.

What comes in: the facts of one authority's cases, the evidence of their pairs, rulings. What goes out: a `Linkage`:
`Link` rows, which of them are certain and which undecided. Never here: SQL, counts, the record.
"""

from __future__ import annotations

import math
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from answerable.model.ids import make_id
from answerable.model.link import Link
from answerable.reconcile.facts import Facts
from answerable.reconcile.matching import Pair, match_lists
from answerable.reconcile.relations import count_lists, expect_pair, may_be_one, place_pair
from answerable.reconcile.score import Evidence

SHARE_CERTAIN = 0.99
"""From this probability on the machine may say by itself that two cases are one matter."""
SHARE_POSSIBLE = 0.05
"""From here to `SHARE_CERTAIN` a pair is undecided: it widens the interval of people and waits for a person."""
SHARE_KEPT = 0.01
"""Pairs below are not kept as rows."""
_ODDS_RULED = 1e9
_IMPLIED = "follows from other pairs, which somebody ruled to be one matter"


@dataclass(frozen=True, slots=True)
class Linkage:
    """What linkage found for one authority.

    Args:
        links: rows, ordered by id.
        certain: pairs that are one matter, by machine or ruling.
        undecided: pairs that may be, likely enough to be asked about.
        odds: per pair of lists, the odds of each pair of cases, rulings included.
        listing: the list of each case.
    """

    links: tuple[Link, ...]
    certain: frozenset[Pair]
    undecided: frozenset[Pair]
    odds: Mapping[tuple[str, str], Mapping[Pair, float]]
    listing: Mapping[str, str]

    @property
    def possible(self) -> set[Pair]:
        """Pairs that may be one matter or are, those too unlikely to ask about included."""
        return {(link.left, link.right) for link in self.links if link.ruling != "different"}


@dataclass(frozen=True, slots=True)
class Ruled:
    """A person's ruling on a pair: `same`, `different`, `unsure`, and its judgement."""

    ruling: str
    judgement_id: str


def link_cases(
    facts: Sequence[Facts],
    evidence: Sequence[Evidence],
    reworded: Mapping[Pair, str],
    rulings: Mapping[Pair, Ruled],
) -> Linkage:
    """Link the cases of one authority.

    Args:
        facts: of all its cases.
        evidence: of every pair of them.
        reworded: pairs known to be one log item in old and new words, in this order, with the words that say so; the
            old wording is compared with nothing else.
        rulings: by people, per sorted pair.
    """
    by_id = {one.id: one for one in facts}
    old_words = {old for old, _ in reworded}
    sizes = count_lists(facts, old_words)
    odds: dict[tuple[str, str], dict[Pair, float]] = {}
    priors: dict[Pair, tuple[str, float]] = {}
    scored = {(one.left, one.right): one for one in evidence}
    for pair, found in scored.items():
        left, right = by_id[pair[0]], by_id[pair[1]]
        if old_words & set(pair) or not may_be_one(left, right):
            continue
        words, share = expect_pair(left, right, sizes)
        bits = math.log2(share / (1.0 - share))
        priors[pair] = (words, round(bits, 3))
        lists, sides = place_pair(left, right)
        odds.setdefault(lists, {})[sides] = 2.0 ** min(found.bits + bits, 40.0)
    implied = find_implied(rulings, by_id)
    _apply_rulings(odds, {**rulings, **dict.fromkeys(implied, Ruled("same", ""))}, by_id)
    shares = _shares(odds)
    in_other_words = {(min(pair), max(pair)): words for pair, words in reworded.items()}
    shares.update(dict.fromkeys(in_other_words, 1.0))
    shares.update({pair: 1.0 for pair, ruled in rulings.items() if ruled.ruling == "same" and set(pair) <= set(by_id)})
    shares.update(dict.fromkeys(implied, 1.0))
    links = []
    certain: set[Pair] = set()
    undecided: set[Pair] = set()
    for pair in sorted(set(shares) | {pair for pair in rulings if set(pair) <= set(by_id)}):
        ruled = rulings.get(pair, Ruled("", ""))
        share = 0.0 if ruled.ruling == "different" else shares.get(pair, 0.0)
        if share < SHARE_KEPT and not ruled.ruling:
            continue
        known = in_other_words.get(pair) or (_IMPLIED if pair in implied else None)
        parts = _explain(pair, share, scored.get(pair), priors.get(pair), known)
        links.append(
            Link(make_id("link", *pair), *pair, round(share, 6), ruled.ruling, parts, judgement_id=ruled.judgement_id)
        )
        if ruled.ruling != "unsure" and share >= SHARE_CERTAIN:
            certain.add(pair)
        elif ruled.ruling == "unsure" or share >= SHARE_POSSIBLE:
            undecided.add(pair)
    listing = {one.id: one.listing for one in facts}
    return Linkage(tuple(links), frozenset(certain), frozenset(undecided), odds, listing)


def find_implied(rulings: Mapping[Pair, Ruled], known: Container[str]) -> set[Pair]:
    """The pairs that follow from others which people ruled to be one matter, and on which nobody ruled.

    >>> sorted(find_implied({("a", "b"): Ruled("same", "1"), ("b", "c"): Ruled("same", "2")}, "abc"))
    [('a', 'c')]
    """
    groups: dict[str, set[str]] = {}
    for pair, ruled in sorted(rulings.items()):
        if ruled.ruling == "same" and all(one in known for one in pair):
            together = groups.get(pair[0], {pair[0]}) | groups.get(pair[1], {pair[1]})
            groups.update(dict.fromkeys(together, together))
    found = {pair for group in groups.values() for pair in combinations(sorted(group), 2)}
    return found - set(rulings)


def _apply_rulings(
    odds: dict[tuple[str, str], dict[Pair, float]], rulings: Mapping[Pair, Ruled], by_id: Mapping[str, Facts]
) -> None:
    """`different` makes a pair impossible; `same` makes it certain and takes both off all others of the two lists."""
    for pair, ruled in sorted(rulings.items()):
        if not set(pair) <= set(by_id) or ruled.ruling == "unsure":
            continue
        lists, sides = place_pair(by_id[pair[0]], by_id[pair[1]])
        here = odds.setdefault(lists, {})
        here.pop(sides, None)
        if ruled.ruling == "same":
            for other in [one for one in here if one[0] == sides[0] or one[1] == sides[1]]:
                del here[other]
            here[sides] = _ODDS_RULED


def _shares(odds: Mapping[tuple[str, str], Mapping[Pair, float]]) -> dict[Pair, float]:
    shares: dict[Pair, float] = {}
    for lists in sorted(odds):
        for group in match_lists(odds[lists]):
            for pair, share in group.pairs.items():
                key = (min(pair), max(pair))
                shares[key] = max(shares.get(key, 0.0), share)
    return shares


def _explain(
    pair: Pair, share: float, found: Evidence | None, prior: tuple[str, float] | None, reworded: str | None
) -> tuple[tuple[str, float], ...]:
    """The evidence in words and bits; together they give the probability."""
    if reworded:
        return ((reworded, 30.0), *(found.parts if found else ()))
    parts = ((prior,) if prior else ()) + (found.parts if found else ())
    bounded = min(max(share, 1e-12), 1 - 1e-12)
    rest = math.log2(bounded / (1.0 - bounded)) - sum(bits for _, bits in parts)
    if parts and abs(rest) >= 0.1 and 0.0 < share < 1.0:
        words = "other pairs fit worse" if rest > 0 else "other cases of the two lists fit as well"
        parts = (*parts, (words, round(rest, 3)))
    return parts
