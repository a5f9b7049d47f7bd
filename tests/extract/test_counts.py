"""Counts in prose: numbered answers, lists by year, counting sentences, and what is no count."""

from __future__ import annotations

import pytest
from extract_sheets import make_page

from answerable.extract.combine import combine_tallies
from answerable.extract.counting.counts import make_context, make_prose_tallies
from answerable.extract.counting.notes import read_notes
from answerable.extract.counting.periods import find_periods
from answerable.extract.narrative.cases import Origin
from answerable.extract.narrative.passages import make_passages
from answerable.extract.questions import make_asked, number_passages
from answerable.model.case import Tally
from answerable.model.codebook import Codebook
from answerable.model.request import Batch

ORIGIN = Origin("d" * 64, "avonmoor", "foi_response", "req-1")


def count(text: str, codebook: Codebook, batch: Batch) -> list[Tally]:
    """Every tally of a letter."""
    asked = make_asked(batch, codebook)
    numbered = number_passages(make_passages([make_page(text)]), asked)
    tallies = make_prose_tallies(numbered, make_context(numbered, codebook, ORIGIN, read_notes([text]), asked))
    for tally in tallies:
        assert text[tally.span.start : tally.span.end] == tally.span.exact
    return tallies


def brief(tallies: list[Tally]) -> list[tuple[str, str, str, str]]:
    """Measure, unit, years and value."""

    def years(one: Tally) -> str:
        if one.period is None:
            return ""
        first, last = one.period.start.year, one.period.end.year
        return str(first) if first == last else f"{first}-{last}"

    return [(one.measure, one.unit, years(one), str(one.proposed)) for one in tallies]


WHOLE = "2018-2021"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1. 3.\n\n2. 1.", [("disciplined", "officers", WHOLE, "3"), ("dismissed", "officers", WHOLE, "1")]),
        ("Q1 - 52", [("disciplined", "officers", WHOLE, "52")]),
        ("Q1: 2 x Officers", [("disciplined", "officers", WHOLE, "2")]),
        ("Question 1: nil", [("disciplined", "officers", WHOLE, "0")]),
        ("Question one. Fewer than five.", [("disciplined", "officers", WHOLE, "1 to 4")]),
        ("Q1. 5 or fewer (but not nil)", [("disciplined", "officers", WHOLE, "1 to 5")]),
        (
            "Q2. Nil and nil.",
            [("dismissed", "officers", WHOLE, "0"), ("would_have_been_dismissed", "officers", WHOLE, "0")],
        ),
        (
            "Q2. 2 dismissed, 0 would have been dismissed",
            [("dismissed", "officers", WHOLE, "2"), ("would_have_been_dismissed", "officers", WHOLE, "0")],
        ),
        (
            "Question 2: dismissed 0; would have been dismissed 1",
            [("dismissed", "officers", WHOLE, "0"), ("would_have_been_dismissed", "officers", WHOLE, "1")],
        ),
        ("Q4 - 27", [("allegations", "allegations", WHOLE, "27")]),
        (
            "1. 3. (2018 - 1; 2019 - 2)",
            [
                ("disciplined", "officers", WHOLE, "3"),
                ("disciplined", "officers", "2018", "1"),
                ("disciplined", "officers", "2019", "2"),
            ],
        ),
        (
            "1. Five officers: one in 2018 and four in 2020.",
            [
                ("disciplined", "officers", WHOLE, "5"),
                ("disciplined", "officers", "2018", "1"),
                ("disciplined", "officers", "2020", "4"),
            ],
        ),
        (
            "A total of 14 officers were disciplined, of whom two were dismissed.",
            [("disciplined", "officers", WHOLE, "14"), ("dismissed", "officers", WHOLE, "2")],
        ),
        ("1. Twelve officers and staff were disciplined.", [("disciplined", "officers_and_staff", WHOLE, "12")]),
        ("In 2019 no officers were dismissed.", [("dismissed", "officers", "2019", "0")]),
    ],
)
def test_answers(codebook: Codebook, batch: Batch, text: str, wanted: list[tuple[str, str, str, str]]) -> None:
    assert brief(count(text, codebook, batch)) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "That no information is held does not mean that no officer was disciplined.",
        "Each of some 900 allegations would have to be read, at ten minutes a record, or 150 hours.",
        "A constable was dismissed for posting racist messages on WhatsApp in 2019.",
        "You may ask for a review within 40 working days.",
        "3. In 2019 two constables were dismissed.",
    ],
)
def test_what_is_no_count(codebook: Codebook, batch: Batch, text: str) -> None:
    assert count(text, codebook, batch) == []


def test_a_count_needs_neither_question_nor_period(codebook: Codebook) -> None:
    text = "4. 17 allegations were recorded."
    numbered = number_passages(make_passages([make_page(text)]), ())
    tallies = make_prose_tallies(numbered, make_context(numbered, codebook, ORIGIN, read_notes([text])))
    assert [(one.measure, one.period, str(one.proposed)) for one in tallies] == [("allegations", None, "17")]


def test_a_number_for_both_is_no_number_for_either(codebook: Codebook, batch: Batch) -> None:
    found = brief(
        count("Two officers were dismissed or would have been dismissed had they been serving.", codebook, batch)
    )
    assert found == [
        ("dismissed", "officers", WHOLE, "0 to 2"),
        ("would_have_been_dismissed", "officers", WHOLE, "0 to 2"),
    ]


def test_allegations_are_not_officers(codebook: Codebook, batch: Batch) -> None:
    text = "These figures count allegations and not officers.\n\nDismissed: 17."
    (tally,) = count(text, codebook, batch)
    assert tally.unit == "allegations"
    assert tally.share_sure <= 0.6


def test_the_request_repeated_is_no_answer(codebook: Codebook, batch: Batch) -> None:
    text = "\n\n".join(f"{one.number}. {one.text}" for one in batch.questions) + "\n\nOur response\n\n1. 4.\n\n4. 9."
    assert brief(count(text, codebook, batch)) == [
        ("disciplined", "officers", WHOLE, "4"),
        ("allegations", "allegations", WHOLE, "9"),
    ]


def test_periods() -> None:
    kinds = [
        (str(one.period.start), str(one.period.end), one.period.kind)
        for one in find_periods("2018, 2019/20, 2018 to 2021")
    ]
    assert kinds == [
        ("2018-01-01", "2018-12-31", "calendar_year"),
        ("2019-04-01", "2020-03-31", "financial_year"),
        ("2018-01-01", "2021-12-31", "other"),
    ]
    (part,) = find_periods("1 April to 31 December 2021")
    assert (str(part.period.start), str(part.period.end)) == ("2021-04-01", "2021-12-31")


def test_a_total_beside_its_years_is_marked_and_checked(codebook: Codebook, batch: Batch) -> None:
    tallies = count("1. 9 officers (2018 - 2; 2019 - 3; 2020 - 2; 2021 - 1)", codebook, batch)
    combined, problems = combine_tallies(tallies, ["d" * 64], "here")
    assert [one.is_total for one in combined] == [True, False, False, False, False]
    assert [one.code for one in problems] == ["total-differs-from-parts"]


def test_the_same_number_twice_counts_once(codebook: Codebook, batch: Batch) -> None:
    tallies = count("1. 4 officers.\n\n4. 9.\n\nIn total 4 officers were disciplined.", codebook, batch)
    combined, problems = combine_tallies(tallies, ["d" * 64], "here")
    counted = [one for one in combined if one.measure == "disciplined" and not one.is_total]
    assert len(counted) == 1
    assert problems == []


def test_two_numbers_for_one_thing_are_kept_and_reported(codebook: Codebook, batch: Batch) -> None:
    tallies = count("1. 4 officers.\n\nIn total 5 officers were disciplined.", codebook, batch)
    combined, problems = combine_tallies(tallies, ["d" * 64], "here")
    assert len(combined) == 2
    assert all(one.share_sure <= 0.5 for one in combined)
    assert [one.code for one in problems] == ["tally-disagrees"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Cwestiwn 1: Disgyblwyd 12 o swyddogion yn y cyfnod.", [("disciplined", "officers", WHOLE, "12")]),
        ("Q1. Ni ddisgyblwyd unrhyw swyddog.", [("disciplined", "officers", WHOLE, "0")]),
        (
            "Q2. Diswyddwyd dau swyddog a byddai un wedi cael ei ddiswyddo.",
            [("dismissed", "officers", WHOLE, "2"), ("would_have_been_dismissed", "officers", WHOLE, "1")],
        ),
        (
            "Q1. Yn 2018 disgyblwyd 3 swyddog, yn 2019 disgyblwyd 2 swyddog.",
            [("disciplined", "officers", "2018", "3"), ("disciplined", "officers", "2019", "2")],
        ),
        ("Q4. Cofnodwyd 15 honiad.", [("allegations", "allegations", WHOLE, "15")]),
    ],
)
def test_welsh_sentences(codebook: Codebook, batch: Batch, text: str, wanted: list[tuple[str, str, str, str]]) -> None:
    assert brief(count(text, codebook, batch)) == wanted


def test_a_welsh_case_is_no_count(codebook: Codebook, batch: Batch) -> None:
    assert count("Cafodd un cwnstabl rybudd ysgrifenedig yn 2020 am rannu llun ar Instagram.", codebook, batch) == []


def test_a_part_of_the_allegations_is_no_number_of_officers(codebook: Codebook, batch: Batch) -> None:
    text = (
        "Q1 and Q4. Between 01/01/2018 and 31/12/2021 there were 187 social media allegations, of which 24 led to "
        "formal action against 19 officers. By year: 4 officers in 2018, 3 in 2019, 5 in 2020 and 7 in 2021."
    )
    found = [(measure, value) for measure, _, years, value in brief(count(text, codebook, batch)) if years == WHOLE]
    assert found == [("allegations", "187"), ("disciplined", "19")]
