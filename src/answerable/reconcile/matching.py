"""Who pairs with whom between two lists that name each matter once.

What comes in: odds for pairs, each taken by itself. What goes out: the probability of each pair and of each number of
pairs when nobody may be paired twice. Never here: cases, words, thresholds.

Every way of pairing the two lists has a weight: the product of the odds of its pairs (Fellegi and Sunter's model under
a one-to-one constraint). Sums over all ways are exact, by dynamic programming over the subsets of the shorter side of
each group of entangled pairs. Two officers who fit two log entries equally well thus leave open who is who, while
that there are two people, not four, is certain.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

MAX_SIDE = 12
"""Longest shorter side of a group that is summed exactly; weaker odds are cut first in larger ones."""
_CUTS = (1e-4, 1e-3, 1e-2, 1e-1, 1.0, 10.0)

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Group:
    """A group of entangled pairs.

    Args:
        lefts: members of the one list, sorted.
        rights: of the other.
        pairs: the probability of each pair.
        sizes: probability that 0, 1, 2 ... pairs are matches.
    """

    lefts: tuple[str, ...]
    rights: tuple[str, ...]
    pairs: Mapping[Pair, float]
    sizes: tuple[float, ...]


def match_lists(odds: Mapping[Pair, float]) -> list[Group]:
    """Return the groups of two lists with their probabilities.

    Args:
        odds: per pair (left, right), above 0; pairs that are not there are impossible.

    >>> even = {("a", "x"): 1000.0, ("a", "y"): 1000.0, ("b", "x"): 1000.0, ("b", "y"): 1000.0}
    >>> [group] = match_lists(even)
    >>> round(group.pairs["a", "x"], 2), round(group.sizes[2], 3)
    (0.5, 0.998)
    """
    groups: list[Group] = []
    _add_groups(odds, 0, groups)
    return sorted(groups, key=lambda group: (group.lefts, group.rights))


def _add_groups(odds: Mapping[Pair, float], n_cuts: int, groups: list[Group]) -> None:
    kept = {pair: value for pair, value in odds.items() if value >= _CUTS[min(n_cuts, len(_CUTS) - 1)]}
    for part in _entangled(kept):
        lefts = tuple(sorted({left for left, _ in part}))
        rights = tuple(sorted({right for _, right in part}))
        if min(len(lefts), len(rights)) <= MAX_SIDE:
            groups.append(_solve(lefts, rights, part))
        elif n_cuts < len(_CUTS) - 1:
            _add_groups(part, n_cuts + 1, groups)
        else:
            groups.extend(_solve_greedily(part))


def _entangled(odds: Mapping[Pair, float]) -> list[dict[Pair, float]]:
    """Split pairs into groups that share nobody."""
    leader: dict[tuple[int, str], tuple[int, str]] = {}

    def find(node: tuple[int, str]) -> tuple[int, str]:
        while leader.setdefault(node, node) != node:
            node = leader[node]
        return node

    for left, right in odds:
        one, other = find((0, left)), find((1, right))
        if one != other:
            leader[max(one, other)] = min(one, other)
    parts: dict[tuple[int, str], dict[Pair, float]] = {}
    for pair in sorted(odds):
        parts.setdefault(find((0, pair[0])), {})[pair] = odds[pair]
    return list(parts.values())


def _solve(lefts: Sequence[str], rights: Sequence[str], odds: Mapping[Pair, float]) -> Group:
    """Sum over all ways of pairing, exactly."""
    turned = len(rights) > len(lefts)
    rows, columns = (rights, lefts) if turned else (lefts, rights)
    bit = {name: 1 << index for index, name in enumerate(columns)}
    choices: list[list[tuple[int, float]]] = []
    for row in rows:
        pairs = [((column, row) if turned else (row, column), column) for column in columns]
        choices.append([(bit[column], odds[pair]) for pair, column in pairs if pair in odds])
    forward: list[dict[int, float]] = [{0: 1.0}]
    for options in choices:
        after: dict[int, float] = {}
        for mask, weight in forward[-1].items():
            after[mask] = after.get(mask, 0.0) + weight
            for one, value in options:
                if not mask & one:
                    after[mask | one] = after.get(mask | one, 0.0) + weight * value
        forward.append(after)
    total = sum(forward[-1].values())
    backward = dict.fromkeys(forward[-1], 1.0)
    shares: dict[Pair, float] = {}
    for index in range(len(rows) - 1, -1, -1):
        before: dict[int, float] = {}
        for mask, weight in forward[index].items():
            value_here = backward.get(mask, 0.0)
            for one, value in choices[index]:
                if not mask & one:
                    rest = value * backward.get(mask | one, 0.0)
                    value_here += rest
                    name = columns[one.bit_length() - 1]
                    pair = (name, rows[index]) if turned else (rows[index], name)
                    shares[pair] = shares.get(pair, 0.0) + weight * rest / total
            before[mask] = value_here
        backward = before
    sizes = [0.0] * (min(len(lefts), len(rights)) + 1)
    for mask, weight in forward[-1].items():
        sizes[mask.bit_count()] += weight / total
    return Group(tuple(lefts), tuple(rights), shares, tuple(sizes))


def _solve_greedily(odds: Mapping[Pair, float]) -> list[Group]:
    """For groups too large to sum: the best pair first, each by itself."""
    used: set[tuple[int, str]] = set()
    groups: list[Group] = []
    for pair in sorted(odds, key=lambda one: (-odds[one], one)):
        left, right = pair
        if (0, left) in used or (1, right) in used:
            continue
        used |= {(0, left), (1, right)}
        rivals = sum(
            value for other, value in odds.items() if other != pair and (other[0] == left or other[1] == right)
        )
        share = odds[pair] / (1.0 + odds[pair] + rivals)
        groups.append(Group((left,), (right,), {pair: share}, (1.0 - share, share)))
    return groups
