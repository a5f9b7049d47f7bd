"""Who is one matter: certain where evidence says so, an interval where it does not, and what a person rules."""

from __future__ import annotations

import itertools

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings
from tests.reconcile.invented import make_case as case

from answerable.model.interval import Interval
from answerable.reconcile.facts import make_facts
from answerable.reconcile.links import Linkage, Ruled, link_cases
from answerable.reconcile.matching import match_lists
from answerable.reconcile.people import cluster_cases, count_people
from answerable.reconcile.score import score_pairs
from answerable.reconcile.subjects import make_subjects

RANKS = ("constable", "constable", "constable", "sergeant", "inspector")
PLATFORMS = ("whatsapp", "facebook", "twitter", "instagram")
OUTCOMES = ("final_written_warning", "written_warning", "dismissed", "would_have_been_dismissed")
BEHAVIOURS = ("racist", "sexist", "confidential_information", "offensive_joke", "harassment")


def link(cases, rulings=None, reworded=None) -> Linkage:
    facts = [make_facts(one, {}) for one in cases]
    return link_cases(facts, score_pairs(facts), reworded or {}, rulings or {})


def describe(number: int) -> dict[str, object]:
    return {
        "rank": RANKS[number % 5],
        "platform": (PLATFORMS[number % 4],),
        "outcome": OUTCOMES[(number // 2) % 4],
        "behaviours": (BEHAVIOURS[number % 5],),
        "decided_on": f"{2018 + number % 4}-{1 + number % 12:02d}-{1 + (7 * number) % 28:02d}",
    }


def test_the_same_list_twice_is_the_same_people() -> None:
    cases = [case(f"{side}{n}", side, **describe(n)) for side in ("body", "sheet") for n in range(6)]
    linkage = link(cases)
    assert linkage.certain == {(f"case-body{n}", f"case-sheet{n}") for n in range(6)}
    assert count_people([one.id for one in cases], linkage) == Interval(6, 6)


def test_evidence_is_in_words_and_its_bits_add_up_to_the_probability() -> None:
    cases = [case(f"{side}{n}", side, **describe(n)) for side in ("body", "sheet") for n in range(3)]
    found = next(one for one in link(cases).links if (one.left, one.right) == ("case-body1", "case-sheet1"))
    words = [words for words, _ in found.evidence]
    assert "decided on the same day" in words
    assert words[0].startswith("before looking: lists of 3 and 3 cases")
    odds = 2 ** sum(bits for _, bits in found.evidence)
    assert odds / (1 + odds) == pytest.approx(found.share_same, abs=1e-3)


def test_a_rare_rank_says_more_than_a_common_one() -> None:
    cases = [case(f"{side}{n}", side, rank="constable", year=2018 + n % 4) for side in "ab" for n in range(12)]
    cases += [case(f"{side}x", side, rank="chief_superintendent", year=2019) for side in "ab"]
    facts = [make_facts(one, {}) for one in cases]
    bits = {
        (one.left, one.right): dict(one.parts)["same rank"]
        for one in score_pairs(facts)
        if "same rank" in dict(one.parts)
    }
    assert bits["case-ax", "case-bx"] > bits["case-a1", "case-b1"] + 2


def test_two_who_fit_equally_well_are_two_people_whoever_is_who() -> None:
    alike = {"rank": "constable", "platform": ("whatsapp",), "outcome": "dismissed", "decided_on": "2020-03-03"}
    cases = [case(f"{side}{n}", side, **alike) for side in ("body", "sheet") for n in range(2)]
    linkage = link(cases)
    assert linkage.certain == frozenset()
    assert len(linkage.undecided) == 4
    assert count_people([one.id for one in cases], linkage) == Interval(2, 2)


def test_what_evidence_cannot_decide_becomes_an_interval() -> None:
    cases = [case(f"a{n}", "answer", rank="constable", year=2018 + n % 4, outcome=OUTCOMES[n % 3]) for n in range(9)]
    cases.append(case("b", "log", rank="constable", year=2019, outcome="written_warning"))
    linkage = link(cases)
    assert linkage.certain == frozenset()
    assert count_people([one.id for one in cases], linkage) == Interval(9, 10)


@pytest.mark.slow
def test_a_person_rules() -> None:
    cases = [case("a", "answer", rank="constable", year=2019), case("b", "log", rank="constable", year=2019)]
    pair = ("case-a", "case-b")
    both = [one.id for one in cases]
    assert count_people(both, link(cases)) == Interval(1, 2)
    assert count_people(both, link(cases, {pair: Ruled("same", "jdg-1")})) == Interval(1, 1)
    assert count_people(both, link(cases, {pair: Ruled("different", "jdg-1")})) == Interval(2, 2)
    unsure = link(cases, {pair: Ruled("unsure", "jdg-1")})
    assert count_people(both, unsure) == Interval(1, 2)
    assert unsure.links[0].judgement_id == "jdg-1"


def test_a_ruling_frees_the_others_of_both_lists() -> None:
    alike = {"rank": "constable", "platform": ("whatsapp",), "outcome": "dismissed", "decided_on": "2020-03-03"}
    cases = [case(f"{side}{n}", side, **alike) for side in ("body", "sheet") for n in range(2)]
    linkage = link(cases, {("case-body0", "case-sheet1"): Ruled("same", "jdg-1")})
    assert linkage.certain == {("case-body0", "case-sheet1"), ("case-body1", "case-sheet0")}


def test_one_list_never_names_one_person_twice() -> None:
    alike = {"rank": "sergeant", "platform": ("whatsapp",), "outcome": "dismissed", "decided_on": "2020-03-03"}
    cases = [case("a", "answer", **alike), case("b", "answer", **alike), case("c", "sheet", **alike)]
    linkage = link(cases)
    assert not any({"case-a", "case-b"} <= set(cluster) for cluster in cluster_cases([c.id for c in cases], linkage))
    assert count_people([one.id for one in cases], linkage) == Interval(2, 2)


def test_conflicts_are_kept_and_named() -> None:
    shared = {"rank": "sergeant", "platform": ("whatsapp",), "decided_on": "2020-03-03", "behaviours": ("racist",)}
    cases = [case("a", "answer", outcome="final_written_warning", **shared)]
    cases.append(case("b", "sheet", outcome="written_warning", **shared))
    (subject,) = make_subjects("tarnshire", cases, link(cases))
    assert subject.conflicts == ("outcome",)
    assert [text for name, text in subject.values if name == "outcome"] == ["final_written_warning", "written_warning"]


@pytest.mark.slow
def test_the_order_of_cases_changes_nothing() -> None:
    cases = [case(f"{side}{n}", side, **describe(n % 4)) for side in ("body", "sheet", "log") for n in range(5)]
    assert link(cases).links == link(cases[::-1]).links


def _all_ways(odds: dict[tuple[str, str], float]) -> tuple[dict[tuple[str, str], float], dict[int, float]]:
    """Every way of pairing two lists, one by one."""
    total, shares, sizes = 0.0, dict.fromkeys(odds, 0.0), dict[int, float]()
    for size in range(min(len({a for a, _ in odds}), len({b for _, b in odds})) + 1):
        for way in itertools.combinations(sorted(odds), size):
            if len({a for a, _ in way}) < size or len({b for _, b in way}) < size:
                continue
            weight = 1.0
            for pair in way:
                weight *= odds[pair]
            total += weight
            sizes[size] = sizes.get(size, 0.0) + weight
            for pair in way:
                shares[pair] += weight
    return {pair: value / total for pair, value in shares.items()}, {n: value / total for n, value in sizes.items()}


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        st.tuples(st.sampled_from("abcd"), st.sampled_from("wxyz")),
        st.sampled_from([0.01, 0.5, 3.0, 200.0]),
        min_size=1,
    )
)
def test_sums_over_all_ways_of_pairing_are_exact(odds: dict[tuple[str, str], float]) -> None:
    shares, _ = _all_ways(odds)
    found = {pair: share for group in match_lists(odds) for pair, share in group.pairs.items()}
    assert found == pytest.approx(shares)


@pytest.mark.slow
def test_what_follows_from_two_rulings_is_ruled_too_and_goes_with_them() -> None:
    """An answer and a log that differ are one matter where both are ruled to be the one that the press tells."""
    cases = [
        case("answer", "answer", outcome="dismissed", platform=("whatsapp",), rank="constable", year=2019),
        case("press", "press", method="press", outcome="dismissed", rank="constable"),
        case("log", "log", method="published_log", outcome="written_warning", platform=("facebook",), rank="sergeant"),
    ]
    told_by_both = ["case-answer", "case-log"]
    assert count_people(told_by_both, link(cases)) == Interval(2, 2)
    same = Ruled("same", "j")
    rulings = {("case-answer", "case-press"): same, ("case-log", "case-press"): same}
    linkage = link(cases, rulings)
    assert ("case-answer", "case-log") in linkage.certain
    implied = next(one for one in linkage.links if (one.left, one.right) == ("case-answer", "case-log"))
    assert (implied.ruling, implied.share_same) == ("", 1.0)
    assert implied.evidence[0][0].startswith("follows from other pairs")
    assert count_people(told_by_both, linkage) == Interval(1, 1)
    rulings["case-answer", "case-log"] = Ruled("different", "k")
    assert ("case-answer", "case-log") not in link(cases, rulings).certain, "a ruling of its own comes before"
    assert link(cases, {("case-answer", "case-press"): same}).certain == {("case-answer", "case-press")}
