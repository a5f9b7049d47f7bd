"""The labelled letters: every one of the tuned half right in kind and decision, the kept half above its floor."""

from __future__ import annotations

import importlib.util
import sys
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


@pytest.mark.parametrize(
    ("name", "floors"),
    [
        (
            "dev",
            {"kind": 0.98, "decision": 0.98, "reference": 0.97, "law": 0.97, "received_on": 0.97, "answered_on": 0.97},
        ),
        (
            "fresh1",
            {"kind": 0.97, "decision": 0.97, "reference": 0.97, "law": 0.97, "received_on": 0.97, "answered_on": 0.97},
        ),
        (
            "fresh2",
            {"kind": 0.97, "decision": 0.97, "reference": 0.97, "law": 0.97, "received_on": 0.97, "answered_on": 0.97},
        ),
        (
            "held",
            {"kind": 0.95, "decision": 0.95, "reference": 0.93, "law": 0.95, "received_on": 0.95, "answered_on": 0.95},
        ),
        (
            "unseen",
            {"kind": 0.95, "decision": 0.93, "reference": 0.95, "law": 0.97, "received_on": 0.97, "answered_on": 0.97},
        ),
    ],
)
def test_the_labelled_letters(measuring: ModuleType, name: str, floors: dict[str, float]) -> None:
    found = measuring.measure(measuring.load_letters(name))
    shares = {fact: round(found.share(fact), 3) for fact in floors}
    assert all(shares[fact] >= floor for fact, floor in floors.items()), (shares, found.wrong)
    assert found.f1() >= 0.95


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
