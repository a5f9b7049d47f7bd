"""Narratives: what is found, what is never confused, and that every value stands where it says."""

from __future__ import annotations

import narrative_scores as scores
import pytest

NARRATIVES = scores.load_narratives()
FLOORS = {False: 0.96, True: 0.9}
"""F1 that each variable must reach, on the narratives that rules were made on and on those held back."""


@pytest.mark.parametrize("held_back", [False, True], ids=["made-on", "held-back"])
@pytest.mark.slow
def test_variables_reach_their_floor(held_back: bool) -> None:
    rates = scores.score([row for row in NARRATIVES if row["held_back"] is held_back])
    low = {
        name: (round(rate.precision, 3), round(rate.recall, 3), rate.wanted)
        for name, rate in rates.items()
        if rate.wanted >= 8 and rate.f1 < FLOORS[held_back]
    }
    assert low == {}


def test_there_are_enough_narratives_and_some_are_held_back() -> None:
    new = [row for row in NARRATIVES if row["second"]]
    assert sum(len(row["cases"]) for row in new) >= 120
    assert sum(len(row["cases"]) for row in NARRATIVES if row["held_back"]) >= 60


@pytest.mark.slow
def test_dismissed_is_never_confused_with_would_have_been_dismissed() -> None:
    confused = []
    for row in NARRATIVES:
        wanted = [scores.values_wanted(case) for case in row["cases"]]
        for want, have in scores.pair(wanted, [scores.values_of(case) for case in scores.code_narrative(row)]):
            both = (want.get("outcome", set()) | {""}).pop(), (have.get("outcome", set()) | {""}).pop()
            outcomes = want.get("outcome", set()), have.get("outcome", set())
            if outcomes in (
                ({"dismissed"}, {"would_have_been_dismissed"}),
                ({"would_have_been_dismissed"}, {"dismissed"}),
            ):
                confused.append((both, row["text"]))
    assert confused == []


@pytest.mark.slow
def test_every_value_stands_where_it_says() -> None:
    for row in NARRATIVES:
        for case in scores.code_narrative(row):
            for value in case.values:
                assert value.proposed is not None
                span = value.proposed.span
                assert span is not None, (value, row["text"])
                assert row["text"][span.start : span.end] == span.exact


def test_general_words_make_no_case() -> None:
    for row in NARRATIVES:
        if not row["cases"] and not row["held_back"]:
            assert scores.code_narrative(row) == [], row["text"]
