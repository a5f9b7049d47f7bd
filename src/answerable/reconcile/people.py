"""How many people a set of cases is about, as an interval.

What comes in: cases and a `Linkage`. What goes out: clusters of cases that are certainly one matter, and the interval
of distinct people that the undecided pairs leave. Never here: measures, tallies, the record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from answerable.model.interval import Interval
from answerable.reconcile.links import SHARE_CERTAIN, Linkage
from answerable.reconcile.matching import Pair, match_lists


def cluster_cases(cases: Iterable[str], linkage: Linkage) -> list[tuple[str, ...]]:
    """Put together what is certainly one matter.

    The surest pairs come first; a pair that would put two cases of one list together is passed over, unless it is one
    log's notice and outcome, or a person ruled it.
    """
    members = {case: {case} for case in sorted(cases)}
    strength = {(link.left, link.right): (not link.ruling, -link.share_same) for link in linkage.links}
    ruled = {(link.left, link.right) for link in linkage.links if link.ruling == "same"}
    for pair in sorted(linkage.certain, key=lambda one: (strength[one], one)):
        left, right = pair
        if left not in members or right not in members or members[left] is members[right]:
            continue
        lists = [{linkage.listing[one] for one in members[side]} for side in pair]
        same_log = linkage.listing[left] == linkage.listing[right]
        if lists[0] & lists[1] and not same_log and pair not in ruled:
            continue
        merged = members[left] | members[right]
        for one in merged:
            members[one] = merged
    return sorted({tuple(sorted(group)) for group in members.values()})


def count_people(cases: Iterable[str], linkage: Linkage) -> Interval:
    """How many distinct people cases are about, when each case is about one.

    Between two lists the interval holds every number of shared people that is not less likely than one in a hundred
    (see `matching`). Across more lists it runs from the longest list of each entangled group, less the notices and
    outcomes in it that may be one matter, to the number of clusters.
    """
    chosen = set(cases)
    clusters = cluster_cases(chosen, linkage)
    low = high = 0
    for group in _entangled(clusters, chosen, linkage):
        names = {case for cluster in group for case in cluster}
        lists = sorted({linkage.listing[one] for one in names})
        bounds = _bounds_of_two(names, (lists[0], lists[1]), linkage) if len(lists) == 2 else None
        if bounds is None:
            bounds = _bounds_of_many(group, names, linkage)
        low += bounds[0]
        high += bounds[1]
    return Interval(low, high)


def _entangled(clusters: Sequence[tuple[str, ...]], chosen: set[str], linkage: Linkage) -> list[list[tuple[str, ...]]]:
    """Groups of clusters between which some pair is not less likely than one in a hundred.

    Several unlikely pairs together are not unlikely: what `count_people` sums must see them all.
    """
    home = {case: number for number, cluster in enumerate(clusters) for case in cluster}
    leader = list(range(len(clusters)))

    def find(number: int) -> int:
        while leader[number] != number:
            number = leader[number]
        return number

    for left, right in sorted(linkage.possible):
        if left in chosen and right in chosen:
            one, other = find(home[left]), find(home[right])
            leader[max(one, other)] = min(one, other)
    groups: dict[int, list[tuple[str, ...]]] = {}
    for number, cluster in enumerate(clusters):
        groups.setdefault(find(number), []).append(cluster)
    return list(groups.values())


def _bounds_of_two(names: set[str], lists: tuple[str, str], linkage: Linkage) -> tuple[int, int] | None:
    """Bounds from the exact probabilities of how many pairs two lists share; None where a log pairs with itself."""
    if any((one, one) in linkage.odds and _within(linkage.odds[one, one], names) for one in lists):
        return None
    odds = _within(linkage.odds.get(lists, {}), names)
    unsure = _unsure(names, linkage)
    without = {pair: value for pair, value in odds.items() if (min(pair), max(pair)) not in unsure}
    n_most = _n_pairs_at_most(odds, names, linkage)
    return max(len(names) - n_most, 1), len(names) - _n_pairs(without, most=False)


def _unsure(names: set[str], linkage: Linkage) -> set[Pair]:
    """The pairs of which a person ruled that nobody can tell."""
    ruled = ((link.left, link.right) for link in linkage.links if link.ruling == "unsure")
    return {pair for pair in ruled if set(pair) <= names}


def _n_pairs_at_most(odds: Mapping[Pair, float], names: set[str], linkage: Linkage) -> int:
    """The most pairs there can be: by their odds, and unlikely ones that a person left open."""
    unsure = _unsure(names, linkage)
    return _n_pairs(odds, most=True) + sum((min(pair), max(pair)) in unsure for pair in odds if odds[pair] < 1)


def _within(odds: Mapping[Pair, float], names: set[str]) -> dict[Pair, float]:
    return {pair: value for pair, value in odds.items() if set(pair) <= names}


def _n_pairs(odds: Mapping[Pair, float], *, most: bool) -> int:
    """The most (or fewest) pairs that are not less likely than one in a hundred, over all groups."""
    total = 0
    for group in match_lists(odds):
        reached = 0.0
        order = range(len(group.sizes)) if most else range(len(group.sizes) - 1, -1, -1)
        for size in order:
            reached += group.sizes[size]
            if reached >= SHARE_CERTAIN:
                total += size
                break
    return total


def _bounds_of_many(group: Sequence[tuple[str, ...]], names: set[str], linkage: Linkage) -> tuple[int, int]:
    counts: dict[str, int] = {}
    for cluster in group:
        for listing in {linkage.listing[case] for case in cluster}:
            counts[listing] = counts.get(listing, 0) + 1
    for (one, other), odds in linkage.odds.items():
        if one == other and one in counts:
            inside = _within(odds, names)
            n_joined = sum((min(pair), max(pair)) in linkage.certain for pair in inside)
            counts[one] -= max(_n_pairs_at_most(inside, names, linkage) - n_joined, 0)
    return max(1, *counts.values()), len(group)
