"""Linkage on invented worlds whose truth is known: nobody wrongly joined, the truth inside every interval.

The seeds here were run after the last change of any weight or rule; none was used to choose one.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from tests.reconcile.worlds import World, make_world

from answerable.reconcile.facts import Facts, drop_common_words, make_facts
from answerable.reconcile.links import Linkage, link_cases
from answerable.reconcile.people import count_people
from answerable.reconcile.score import score_pairs
from answerable.reconcile.training import reweigh, train_weights


@dataclass
class Linked:
    """A world, and what linkage made of it."""

    world: World
    parts: list[tuple[set[str], Linkage]]

    def certain(self) -> set[tuple[str, str]]:
        return {pair for _, linkage in self.parts for pair in linkage.certain}


def link_world(seed: int) -> Linked:
    world = make_world(seed)
    facts = drop_common_words([make_facts(case, world.items, ("platform",)) for case in world.cases])
    scored = score_pairs(facts)
    evidence = reweigh(scored, facts, train_weights(facts, scored))
    by_authority: dict[str, list[Facts]] = {}
    for one in facts:
        by_authority.setdefault(one.authority_id, []).append(one)
    parts = []
    for many in by_authority.values():
        ids = {one.id for one in many}
        parts.append((ids, link_cases(many, [one for one in evidence if one.left in ids], {}, {})))
    return Linked(world, parts)


def check_worlds(seeds: range) -> None:
    n_right = n_certain = n_parts = 0
    for seed in seeds:
        linked = link_world(seed)
        certain = linked.certain()
        n_certain += len(certain)
        n_right += len(certain & linked.world.same_pairs())
        for ids, linkage in linked.parts:
            n_parts += 1
            true = len({linked.world.who[one] for one in ids})
            assert count_people(ids, linkage).contains(true), (seed, true, str(count_people(ids, linkage)))
    assert n_parts >= 10 * len(seeds)
    assert n_certain >= 20 * len(seeds)
    assert n_right >= 0.99 * n_certain


@pytest.mark.slow
def test_the_truth_is_inside_every_interval_and_nobody_is_wrongly_joined() -> None:
    check_worlds(range(41, 43))


@pytest.mark.long
def test_the_same_holds_in_many_worlds() -> None:
    check_worlds(range(51, 91))
