"""Names and titles of authorities against the register, and typed words against a finding."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable.check.bearing import find_fault
from answerable.check.figures import render_range
from answerable.check.names import Names
from answerable.model.authority import Authority
from answerable.model.interval import Interval
from answerable.project.folder import load_project

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def names() -> Names:
    return Names(load_project(REPOSITORY / "examples" / "police-social-media").authorities)


@pytest.mark.parametrize(
    ("text", "words", "sure"),
    [
        ("A constable of Merebrok Constabulary was dismissed.", "Merebrok", True),
        ("Merebrook Police dismissed a constable.", "Merebrook Police", True),
        ("The Caldervale Police and Crime Commissioner dismissed him.", "Police and Crime Commissioner", False),
    ],
)
def test_a_wrong_name_or_title_is_found(names: Names, text: str, words: str, sure: bool) -> None:
    [fault] = names.find_faults(text)
    assert (fault.words, fault.is_sure) == (words, sure)
    assert text[fault.start : fault.end] == words


@pytest.mark.parametrize(
    "text",
    [
        "A constable of Merebrook Constabulary was dismissed.",
        "Merebrook’s chief constable did not answer; Merebrook police officers did.",
        "Coldharbour and Fens Police and the force of Eastmarch answered.",
        "The Lantern Post asked Watchline, which campaigns for open policing.",
    ],
)
def test_a_right_name_is_left_alone(names: Names, text: str) -> None:
    assert names.find_faults(text) == []


def test_a_name_written_together_is_that_authority(names: Names) -> None:
    assert list(names.find_named("A constable of Eastmarch was warned.")) == ["eastmarch"]


TRUSTS = Names(
    Authority(name.lower().replace(" ", "-"), name, "foia-2000", aliases=aliases)
    for name, aliases in (
        ("Norwick and Vale University Hospitals NHS Foundation Trust", ("NVUH",)),
        ("Castlemoor Ambulance Service; NHS Trust", ()),
        ("Penmoor Hospital NHS Trust", ()),
        ("Tarn Mental Health NHS Trust", ()),
        ("Tarn Borough Council", ()),
    )
)


@pytest.mark.parametrize(
    "text", ["Trusts recorded 12.", "Hospitals and Universities answered.", "Foundations of it.", "NVUH said no."]
)
def test_words_for_what_authorities_are_misspell_none_of_them(text: str) -> None:
    assert TRUSTS.find_faults(text) == []


def test_a_misspelt_name_among_trusts_is_found() -> None:
    [fault] = TRUSTS.find_faults("Castelmoor refused.")
    assert fault.words == "Castelmoor"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Norwick and Vale recorded 12.", ["norwick-and-vale-university-hospitals-nhs-foundation-trust"]),
        ("NVUH recorded 12.", ["norwick-and-vale-university-hospitals-nhs-foundation-trust"]),
        ("Castlemoor recorded 12.", ["castlemoor-ambulance-service;-nhs-trust"]),
        ("Tarn recorded 12.", []),  # two are called so
        ("Tarn Mental Health recorded 12.", ["tarn-mental-health-nhs-trust"]),
    ],
)
def test_an_authority_is_known_by_the_words_that_are_its_own(text: str, named: list[str]) -> None:
    assert list(TRUSTS.find_named(text)) == named


@pytest.mark.parametrize(
    ("words", "value", "unit", "fits"),
    [
        ("33 officers", Interval(33, 33), "officers", True),
        ("34 officers", Interval(33, 33), "officers", False),
        ("33%", Interval(33, 33), "officers", False),
        ("251", Interval(251, 262), "officers", False),
        ("at least 251", Interval(251, 262), "officers", True),
        ("more than 251", Interval(251, 262), "officers", False),
        ("between 251 and 262", Interval(251, 262), "officers", True),
        ("between 251 and 260", Interval(251, 262), "officers", False),
        ("about 30", Interval(33, 33), "officers", False),
        ("nearly 34", Interval(33, 33), "officers", True),
        ("nearly 32", Interval(33, 33), "officers", False),
        ("36%", Interval(0.364, 0.364), "share", True),
        ("36 percentage points", Interval(0.364, 0.364), "share", False),
        ("one in eight", Interval(0.126, 0.131), "share", True),
        ("one in five", Interval(0.126, 0.131), "share", False),
        ("the vast majority", Interval(0.83, 0.84), "share", True),
        ("all of them", Interval(0.83, 0.84), "share", False),
        ("hundreds", Interval(209, 220), "officers", True),
        ("dozens", Interval(209, 220), "officers", False),
    ],
)
def test_typed_words_are_held_against_the_finding(words: str, value: Interval, unit: str, fits: bool) -> None:
    assert (find_fault(words, value, unit) == "") is fits


@given(st.integers(1, 5000), st.integers(0, 40))
def test_what_house_style_prints_is_borne_and_the_next_number_is_not(low: int, more: int) -> None:
    value = Interval(low, low + more)
    printed = render_range(value, "officers")
    assert find_fault(printed, value, "officers") == ""
    assert find_fault(printed.replace(f"{low:,}", f"{low + 1:,}", 1), value, "officers") or (
        more and low + 1 > low + more
    )
