"""Narratives: what is found, what is never confused, and that every value stands where it says."""

from __future__ import annotations

import narrative_scores as scores
import pytest

NARRATIVES = scores.load_narratives()
FLOORS = {False: 0.95, True: 0.9}
"""F1 that each variable must reach, on the narratives that rules were made on and on those held back."""
REACHED = {"behaviours": 0.85, "level_found": 0.85, "occurred_on": 0.85}
"""Where the half held back does not reach its floor: what it does reach."""


@pytest.mark.parametrize("held_back", [False, True], ids=["made-on", "held-back"])
@pytest.mark.slow
def test_variables_reach_their_floor(held_back: bool) -> None:
    rates = scores.score([row for row in NARRATIVES if row["held_back"] is held_back])
    low = {
        name: (round(rate.precision, 3), round(rate.recall, 3), rate.wanted)
        for name, rate in rates.items()
        if rate.wanted >= 8 and rate.f1 < (REACHED.get(name, FLOORS[True]) if held_back else FLOORS[False])
    }
    assert low == {}


def test_there_are_enough_narratives_and_some_are_held_back() -> None:
    new = [row for row in NARRATIVES if row["set"] == "second"]
    assert sum(len(row["cases"]) for row in new) >= 120
    assert sum(len(row["cases"]) for row in NARRATIVES if row["held_back"]) >= 120


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


@pytest.mark.slow
def test_general_words_make_no_case() -> None:
    for row in NARRATIVES:
        if not row["cases"] and not row["held_back"]:
            assert scores.code_narrative(row) == [], row["text"]


@pytest.mark.slow
def test_other_misconduct_is_marked_and_social_media_never_is() -> None:
    """Cases of something else are out of scope; a case of what was asked is never marked so."""
    marked, missed, wrong = 0, [], []
    for row in NARRATIVES:
        labelled = [
            scores.values_wanted(case) | ({"scope": {"out_of_scope"}} if "scope" in case else {})
            for case in row["cases"]
        ]
        for want, have in scores.pair(labelled, [scores.values_of(case) for case in scores.code_narrative(row)]):
            if have and ("scope" in have) and ("scope" not in want):
                wrong.append(row["text"])
            elif have and ("scope" in want):
                marked += "scope" in have
                missed += [] if "scope" in have or row["held_back"] else [row["text"]]
    assert (missed, wrong) == ([], [])
    assert marked >= 12


@pytest.mark.parametrize(
    ("words", "outcome"),
    [
        ("would, had he remained an officer, have been dismissed", "would_have_been_dismissed"),
        ("would (had she not resigned) have been dismissed without notice", "would_have_been_dismissed"),
        ("would undoubtedly have been dismissed", "would_have_been_dismissed"),
        ("would almost certainly, but for her retirement, have been dismissed", "would_have_been_dismissed"),
        ("was found to be one who should be dismissed had he still served", "would_have_been_dismissed"),
        ("- outcome: dismissed (would have been, had he not resigned)", "would_have_been_dismissed"),
        ("had left. Had he still been serving, dismissal would have followed", "would_have_been_dismissed"),
        ("had left; dismissal would have been imposed", "would_have_been_dismissed"),
        ("was dismissed. Had he not apologised he would have lost his pension", "dismissed"),
        ("was dismissed and had he remained he would have been promoted", "dismissed"),
        ("would have been promoted but was dismissed", "dismissed"),
        ("was told that she would be required to resign", "required_to_resign"),
    ],
)
def test_a_dismissal_only_supposed_is_the_other_outcome(words: str, outcome: str) -> None:
    text = f"A constable who posted racist comments on Facebook in 2020 {words}."
    assert [case.get("outcome") for case in scores.code_narrative({"text": text})] == [outcome]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        (
            "Two officers were dismissed over WhatsApp messages in 2020: a constable for racist jokes and a sergeant "
            "for sharing a photograph of a body.",
            [("constable", "dismissed"), ("sergeant", "dismissed")],
        ),
        (
            "There were two: (i) a constable who sent a racist meme on WhatsApp in 2018 and got a written warning; "
            "(ii) a sergeant who sent sexual messages to a victim on Instagram in 2020 and was dismissed.",
            [("constable", "written_warning"), ("sergeant", "dismissed")],
        ),
        (
            "PC / Facebook / 2018 / racist post / FWW; PC / WhatsApp / 2019 / sexual image / dismissed; "
            "PS / Twitter / 2020 / political tweet / NFA",
            [("constable", "final_written_warning"), ("constable", "dismissed"), ("sergeant", "no_action")],
        ),
        (
            "A constable sent a racist meme on WhatsApp in 2019; a sergeant asked a witness for her number on Facebook "
            "in 2020. The constable got a written warning and the sergeant was dismissed.",
            [("constable", "written_warning"), ("sergeant", "dismissed")],
        ),
        (
            "A constable who had mocked a sergeant on Facebook in 2019 was dismissed and lost his appeal.",
            [("constable", "dismissed")],
        ),
    ],
)
def test_each_person_has_their_own_outcome(text: str, people: list[tuple[str, str]]) -> None:
    made = [(case.get("rank"), case.get("outcome")) for case in scores.code_narrative({"text": text})]
    assert made == people
