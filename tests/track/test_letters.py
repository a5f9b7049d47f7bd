"""The labelled letters: those that were studied nearly all right in kind and decision, the kept ones above a floor."""

from __future__ import annotations

import importlib.util
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from answerable.track.classify import classify_letter


@pytest.fixture(scope="module")
def measuring() -> ModuleType:
    path = Path(__file__).parent / "letters" / "measure.py"
    spec = importlib.util.spec_from_file_location("measure_letters", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def _load_all(measuring: ModuleType) -> list[dict[str, Any]]:
    return [row for name in measuring.SETS for row in measuring.load_letters(name)]


FLOORS = {
    # Kind, decision, reference, F1 of the exemptions: what holds now, so that no change of a rule loses it unseen.
    "dev": (0.98, 0.98, 0.97, 0.97),
    "fresh1": (0.97, 0.97, 0.97, 0.97),
    "study": (0.97, 0.97, 0.97, 0.97),
    "fresh2": (0.97, 0.97, 0.97, 0.97),
    "held": (0.97, 0.95, 0.96, 0.97),
    "unseen": (0.97, 0.95, 0.97, 0.97),
    # Kept, and studied since; the aims are 0.97, 0.95, 0.97, 0.97.
    "blind": (0.97, 0.97, 0.97, 0.97),
    "late": (0.97, 0.95, 0.97, 0.97),
    # By a hand that had not read the rules; the first was studied afterwards.
    "study2": (0.97, 0.97, 0.97, 0.97),
    "blind2": (0.97, 0.97, 0.97, 0.97),
    "study3": (0.97, 0.97, 0.97, 0.97),
    "study4": (0.97, 0.97, 0.97, 0.97),
    "study5": (0.97, 0.97, 0.97, 0.97),
    "study6": (0.97, 0.97, 0.97, 0.97),
    "study7": (0.97, 0.97, 0.97, 0.97),
    "study8": (0.97, 0.97, 0.97, 0.97),
    "study9": (0.97, 0.97, 0.95, 0.97),
    # Nobody looks at which of these are wrong; the aims are 0.97, 0.95, 0.97, 0.97.
    "blind3": (0.95, 0.95, 0.95, 0.9),
    "blind4": (0.95, 0.93, 0.95, 0.9),
    "blind5": (0.97, 0.93, 0.95, 0.95),
    "blind6": (0.9, 0.9, 0.88, 0.95),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", FLOORS)
def test_the_labelled_letters(measuring: ModuleType, name: str) -> None:
    found = measuring.measure(measuring.load_letters(name))
    kind, decision, reference, f1 = FLOORS[name]
    floors = {"kind": kind, "decision": decision, "reference": reference}
    floors |= {"law": 0.95, "received_on": 0.95, "answered_on": 0.94}
    if name in ("study9", "blind6"):
        # One hand: days in words, in two languages and scanned ("Ninth January", "9 Sept ember"): not read.
        floors |= {"received_on": 0.9, "answered_on": 0.9}
    shares = {fact: round(found.share(fact), 3) for fact in floors}
    wrong = found.wrong if name not in measuring.KEPT else "(not shown)"
    assert all(shares[fact] >= floor for fact, floor in floors.items()), (shares, wrong)
    assert found.f1() >= f1


def test_enough_letters_are_kept_unseen_for_testing(measuring: ModuleType) -> None:
    # Half of all once; most of the kept half was studied since, as docs/reference/classification.md says.
    assert sum(len(measuring.load_letters(name)) for name in measuring.KEPT) >= 160


def test_what_it_is_less_sure_of_is_more_often_wrong(measuring: ModuleType) -> None:
    right: dict[bool, list[bool]] = {True: [], False: []}
    for row in [row for name in measuring.KEPT for row in measuring.load_letters(name)]:
        letter = classify_letter(row["text"].strip(), subject=row.get("subject", ""))
        decision = letter.decision.value if letter.decision else "none"
        is_right = letter.kind.value == row["kind"] and decision == row.get("decision", "none")
        right[letter.share_sure >= 0.8].append(is_right)
    surer, rest = (sum(right[key]) / len(right[key]) for key in (True, False))
    assert surer >= 0.96
    assert rest <= surer - 0.1


def test_a_number_given_as_a_reference_is_found() -> None:
    for words, value in (
        ("Your request has been given the number 88123.", "88123"),
        ("It has been allocated the reference FOI2017/08811.", "FOI2017/08811"),
        ("Your request is logged as 2023-118.", "2023-118"),
        ("Freedom of Information Request 82 - 25", "82 - 25"),
    ):
        found = classify_letter(f"Dear Sir\n\n{words}").reference
        assert found is not None, words
        assert found.value == value
    counted = classify_letter("Dear Sir\n\nYour request: we were given the number 12 of officers.").reference
    assert counted is None


def test_a_month_is_no_condition() -> None:
    letter = classify_letter("FOI request\n\nOn 4 May we decided not to disclose the report under section 43(2).")
    assert letter.decision is not None
    assert letter.decision.value == "refused"


@pytest.mark.parametrize(
    "text",
    [
        "Dear Sir\n" * 17_000,
        "1 January 2020\n" * 10_000,
        "section 40(2), " * 10_000,
        "2019\t4\t5\n" * 15_000,
        "A. " * 50_000,
    ],
    ids=["openings", "dates", "sections", "table", "abbreviations"],
)
@pytest.mark.slow
def test_a_long_page_of_one_thing_takes_no_time(text: str) -> None:
    start = time.process_time()
    classify_letter(text[:150_000])
    # It takes some 0.5 to 1.3 s; a quadratic step would take tens.
    assert time.process_time() - start < 3


def test_there_are_enough_letters_and_ids_are_unique(measuring: ModuleType) -> None:
    rows = _load_all(measuring)
    assert len(rows) >= 300
    assert len({row["id"] for row in rows}) == len(rows)


@pytest.mark.slow
def test_every_place_lies_in_its_text(measuring: ModuleType) -> None:
    for row in _load_all(measuring):
        text = row["text"].strip()
        letter = classify_letter(text)
        places = [item.place for item in letter.grounds] + [item.place for item in letter.decisions]
        places += [item.place for item in (letter.reference, letter.received_on, letter.answered_on) if item]
        places += [letter.kind_place, letter.law_place, letter.authority_place]
        for place in places:
            assert place is None or (place.part == 0 and 0 <= place.start <= place.end <= len(text)), row["id"]
        for stated in (letter.received_on, letter.answered_on):
            assert stated is None or stated.place.end > stated.place.start


@pytest.mark.parametrize(
    ("words", "decision"),
    [
        # Four things that are never one another.
        ("The force does not hold the information.", "not_held"),
        ("The force can neither confirm nor deny that it holds the information.", "neither_confirmed_nor_denied"),
        ("There were no officers dismissed in the period: nil.", "disclosed"),
        (
            "To answer would exceed the appropriate limit of 18 hours; section 12(2) applies, so we "
            "need not confirm or deny.",
            "cost_limit_exceeded",
        ),
    ],
)
def test_not_held_ncnd_nought_and_cost_are_four_things(words: str, decision: str) -> None:
    letter = classify_letter(f"Thank you for your freedom of information request.\n\n{words}")
    assert letter.decision is not None
    assert letter.decision.value == decision


def test_one_section_number_means_two_things_under_two_laws() -> None:
    words = "The information is exempt under section 38(1)"
    uk = classify_letter(f"Freedom of Information Act 2000\n\n{words}(a).")
    scots = classify_letter(f"Freedom of Information (Scotland) Act 2002\n\n{words}(b).")
    assert [(item.law, item.section) for item in uk.grounds] == [("foia-2000", "38(1)(a)")]
    assert [(item.law, item.section) for item in scots.grounds] == [("foisa-2002", "38(1)(b)")]


def test_duties_are_no_exemptions() -> None:
    letter = classify_letter(
        "Your FOI request. In accordance with section 17(1) of the Freedom of Information Act 2000 "
        "this is a refusal notice. "
        "The names are exempt under section 40(2). You may complain under section 50."
    )
    engaged = [item.section for item in letter.grounds if item.mode == "engaged"]
    assert engaged == ["40(2)"]


def test_an_impossible_date_is_reported_not_repaired() -> None:
    letter = classify_letter(
        "Date Responded: 31/02/2023\n\nFreedom of information request. The information is attached."
    )
    assert letter.answered_on is not None
    assert (letter.answered_on.value, letter.answered_on.problem) == ("31/02/2023", "no-such-day")


def test_words_that_decide_nothing_stay_undecided() -> None:
    letter = classify_letter("Please find attached our response to your freedom of information request.")
    assert letter.decision is not None
    assert letter.decision.value == "undecided"
    assert any("undecided" in line for line in letter.why)
