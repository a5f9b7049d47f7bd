"""How the lists of two cases relate: whether two cases can be one matter at all, and what is expected of them.

What comes in: `Facts`. What goes out: the kind of source pair, as `SHARE_EXPECTED` names it; the prior of a pair. Never
here: evidence, rulings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping

from answerable.model.log import PRESS
from answerable.reconcile.facts import Facts
from answerable.reconcile.matching import Pair
from answerable.reconcile.priors import SHARE_EXPECTED


def count_lists(facts: Iterable[Facts], left_out: Container[str]) -> Counter[tuple[str, bool]]:
    """How many cases each list has, by whether they are of the kind asked about; old wordings are left out.

    A press report is no list of its own: it tells of one of all the matters of its authority, as many as the press and
    the longest list have.
    """
    kept = [one for one in facts if one.id not in left_out]
    sizes = Counter((_pool(one), one.is_asked_for) for one in kept)
    longest: dict[str, int] = {}
    for one in kept:
        longest[one.authority_id] = max(longest.get(one.authority_id, 0), sizes[_pool(one), one.is_asked_for])
    for one in kept:
        if one.method == PRESS:
            sizes[_pool(one), one.is_asked_for] = longest[one.authority_id]
    return sizes


def _pool(facts: Facts) -> str:
    return f"{PRESS} {facts.authority_id}" if facts.method == PRESS else facts.listing


def may_be_one(left: Facts, right: Facts) -> bool:
    """Whether two cases can be one matter at all.

    One list names each matter once. A published log may name one twice, but only one after the other, as a notice
    that was taken down and later as an outcome; never two that it showed at one time, or gave two letters or days.
    """
    if left.authority_id != right.authority_id:
        return False
    if left.listing != right.listing:
        return True
    if not left.seen[0] or not right.seen[0]:
        return False
    apart = left.seen[1] < right.seen[0] or right.seen[1] < left.seen[0]
    other_days = left.decided is not None and right.decided is not None and left.decided != right.decided
    other_letters = bool(left.pseudonym) and bool(right.pseudonym) and left.pseudonym != right.pseudonym
    return apart and not other_letters and not (other_days and left.outcome is not None and right.outcome is not None)


def expect_pair(left: Facts, right: Facts, sizes: Mapping[tuple[str, bool], int]) -> tuple[str, float]:
    """What is expected of a pair before it is looked at, in words and as a probability.

    Args:
        left: the one case.
        right: the other.
        sizes: how many cases each list has, by whether they are of the kind asked about.
    """
    relation = relate(left, right)
    n_left, n_right = sizes[_pool(left), left.is_asked_for], sizes[_pool(right), right.is_asked_for]
    if relation == "one log":
        n_left = n_right = max(sizes[left.listing, True] + sizes[left.listing, False] - 1, 1)
    share = min(SHARE_EXPECTED[relation] / max(n_left, n_right), 0.95)
    return f"before looking: lists of {n_left} and {n_right} cases ({relation})", share


def relate(left: Facts, right: Facts) -> str:
    """How the lists of two cases relate, as `SHARE_EXPECTED` names it."""
    if left.listing == right.listing:
        return "one log"
    if PRESS in (left.method, right.method):
        return "press and another source"
    n_published = bool(left.seen[0]) + bool(right.seen[0])
    if n_published == 2:
        return "notice and outcome"
    if n_published == 1:
        asked_for = left.is_asked_for and right.is_asked_for
        return "answer and log" if asked_for else "answer and other matters of a log"
    return "one answer" if left.request_id and left.request_id == right.request_id else "other"


def place_pair(left: Facts, right: Facts) -> tuple[tuple[str, str], Pair]:
    """The pair of lists, in order, and the pair of cases in that order; within one log the earlier comes first."""
    if (left.listing, left.seen, left.id) <= (right.listing, right.seen, right.id):
        return (left.listing, right.listing), (left.id, right.id)
    return (right.listing, left.listing), (right.id, left.id)
