"""What each kind of source pair teaches: little from few pairs, its own ways from many, never a certainty."""

from __future__ import annotations

import pytest
from tests.reconcile.invented import make_case as case
from tests.reconcile.test_links import describe

from answerable.reconcile.facts import Facts, make_facts
from answerable.reconcile.priors import COMPARISONS
from answerable.reconcile.score import score_pairs
from answerable.reconcile.training import reweigh, train_weights

pytestmark = pytest.mark.slow


def make_pairs(n: int, request: str, *, agree: bool) -> list[Facts]:
    """Two lists of one force per four people; the second list gives another outcome where they do not agree."""
    cases = []
    for number in range(n):
        values = describe(number)
        other = dict(values) if agree else {**values, "outcome": "management_advice"}
        authority = f"force{request}{number // 4}"
        cases.append(
            case(f"{request}a{number}", f"{request}a{number // 4}", authority=authority, request="r", **values)
        )
        cases.append(
            case(f"{request}b{number}", f"{request}b{number // 4}", authority=authority, request=request, **other)
        )
    return [make_facts(one, {}) for one in cases]


def test_each_kind_of_source_pair_learns_its_own_ways() -> None:
    facts = [*make_pairs(100, "r", agree=True), *make_pairs(100, "other", agree=False)]
    learnt = train_weights(facts, score_pairs(facts))
    assert set(learnt) == {"one answer", "other"}
    assert learnt["other"]["outcome", 1] > 2 > 0 > learnt["one answer"]["outcome", 1]


def test_few_pairs_move_little_and_nothing_becomes_certain() -> None:
    facts = make_pairs(8, "r", agree=True)
    learnt = train_weights(facts, score_pairs(facts))["one answer"]
    assert learnt
    assert all(abs(bits) < 0.5 for bits in learnt.values())


def test_learnt_weights_are_those_of_the_evidence_shown() -> None:
    facts = make_pairs(100, "r", agree=True)
    scored = score_pairs(facts)
    changes = train_weights(facts, scored)
    for before, after in zip(scored, reweigh(scored, facts, changes), strict=True):
        if before.left[:7] == before.right[:7]:  # of one list: nothing to learn
            continue
        assert after.bits == pytest.approx(sum(bits for _, bits in after.parts), abs=0.01)
        for (_, old), (_, new), level in zip(before.parts, after.parts, before.levels, strict=True):
            assert new == pytest.approx(old + changes["one answer"][level], abs=0.01)


def test_old_wordings_teach_nothing() -> None:
    facts = make_pairs(8, "r", agree=True)
    assert train_weights(facts, score_pairs(facts), {one.id for one in facts}) == {}


def test_the_stated_priors_are_probabilities() -> None:
    for comparison in COMPARISONS:
        for shares in ([one.m for one in comparison.levels], [one.u for one in comparison.levels]):
            assert sum(shares) == pytest.approx(1.0)
            assert all(0 < share < 1 for share in shares)
