"""Numbers and their years in running text: each with its own period and words, or a problem; never another's period."""

from __future__ import annotations

import datetime as dt

import pytest
from extract_sheets import make_page, make_sheet
from thefts import BATCH, WHOLE, read

from answerable.extract.questions import find_asked_measures, make_asked
from answerable.model.case import Tally
from answerable.model.codebook import Codebook
from answerable.model.dates import Period

YEARS = [(2022, 19, 15), (2023, 23, 20)]
EACH = [("2022", "95"), ("2023", "101"), ("2024", "1 to 4")]


def brief(tallies: list[Tally]) -> list[tuple[str, str]]:
    """Period and value; a calendar year, a financial year, the whole of what was asked, or the days."""

    def name(period: Period | None) -> str:
        if period is None or period == WHOLE:
            return "whole" if period else "none"
        if period.kind == "calendar_year":
            return str(period.start.year)
        if period.kind == "financial_year":
            return f"{period.start.year}/{period.end.year % 100}"
        return f"{period.start}..{period.end}"

    return [(name(one.period), str(one.proposed)) for one in tallies]


@pytest.mark.parametrize(
    "text",
    [
        "95 were reported to the police in 2022, 101 in 2023 and fewer than 5 in 2024.",
        "In 2022 there were 95, in 2023 101 and in 2024 <5.",
        "95 (2022), 101 (2023), <5 (2024)",
        "2022: 95; 2023: 101; 2024: <5",
        "95, 101 and <5 in 2022, 2023 and 2024 respectively.",
        "95, 101 and fewer than five for 2022, 2023 and 2024.",
        "In 2022, 2023 and 2024 there were 95, 101 and <5 respectively.",
        "For the years 2022, 2023 and 2024 the figures are 95, 101 and fewer than five.",
        "During 2022 we reported 95 thefts to the police, during 2023 101 and during 2024 fewer than five.",
        "95 of these were reported in 2022, with a further 101 in 2023 and just <5 in 2024.",
        "2022 - 95, 2023 - 101, 2024 - <5",
        "2022 -95, 2023 -101, 2024 <5",
        "95 - 2022\n101 - 2023\n<5 - 2024",
        "2022 95\n2023 101\n2024 <5",
        "Year Number\n2022 95\n2023 101\n2024 <5",
        "Of the 262 thefts, 95 were reported to the police in 2022, 101 in 2023 and <5 in 2024.",
        "95 (ninety-five) in 2022, 101 (one hundred and one) in 2023 and <5 in 2024.",
        "In 2022, 95 were reported. In 2023 this rose to 101 and in 2024 it fell to <5.",
        "95 between January and December 2022, 101 in the following year and <5 in 2024.",
    ],
)
def test_each_number_has_its_own_year(thefts: Codebook, text: str) -> None:
    for numbered in (f"2. {text}", f"Question 2: {text}"):
        tallies, problems = read(thefts, make_page(numbered))
        assert (brief(tallies), problems) == (EACH, [])
        assert {(one.measure, one.question) for one in tallies} == {("reported", 2)}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("95 in 2021/22, 101 in 2022/23 and 4 in 2023-24.", [("2021/22", "95"), ("2022/23", "101"), ("2023/24", "4")]),
        ("We reported 95 in 22/23 and 101 in 23/24.", [("2022/23", "95"), ("2023/24", "101")]),
        ("2022-23: 95, 2023-24: 101", [("2022/23", "95"), ("2023/24", "101")]),
        (
            "95 in the year to 31 March 2023 and 101 in the year to 31 March 2024.",
            [("2022/23", "95"), ("2023/24", "101")],
        ),
        ("2022-12, 2023-24, 2024-9", [("2022", "12"), ("2023", "24"), ("2024", "9")]),
        ("2022 - 12\n2023 - 24\n2024 - 19", [("2022", "12"), ("2023", "24"), ("2024", "19")]),
        ("95 in 2022 and 2023 combined, and 4 in 2024.", [("2022-01-01..2023-12-31", "95"), ("2024", "4")]),
        (
            "We reported none in 2022, three in 2023, and in 2024 the number was four.",
            [("2022", "0"), ("2023", "3"), ("2024", "4")],
        ),
        ("14 were reported, including 3 in 2023.", [("whole", "14"), ("2023", "3")]),
        (
            "12 in January to June 2022 and 14 in July to December 2022.",
            [("2022-01-01..2022-06-30", "12"), ("2022-07-01..2022-12-31", "14")],
        ),
        ("Since 1 April 2023, 34 have been reported.", [("2023-04-01..2024-12-31", "34")]),
        ("34 were reported in March 2023.", [("2023-03-01..2023-03-31", "34")]),
        ("5 (2022)", [("2022", "5")]),
        ("Q1 2022 4, Q2 2022 3", [("2022-01-01..2022-03-31", "4"), ("2022-04-01..2022-06-30", "3")]),
        (
            "12 for 2022, 15 for 2023 and 20 for 2024, a total of 47.",
            [("2022", "12"), ("2023", "15"), ("2024", "20"), ("whole", "47")],
        ),
        ("2022: 5. 2023: 10. 2024: 9.", [("2022", "5"), ("2023", "10"), ("2024", "9")]),
        ("5 (2022), * (2023)\n\n* is a number between 1 and 4.", [("2022", "5"), ("2023", "1 to 4")]),
        ("None in all years.", [("whole", "0")]),
    ],
)
def test_other_periods(thefts: Codebook, text: str, wanted: list[tuple[str, str]]) -> None:
    assert brief(read(thefts, make_page(f"2. {text}"))[0]) == wanted


def test_two_counts_by_year_in_one_sentence(thefts: Codebook) -> None:
    text = "1. We recorded 120 thefts in 2022 (95 reported to the police), 130 in 2023 (101 reported) and 12 in 2024."
    tallies, _ = read(thefts, make_page(text))
    assert [(one.measure, *two) for one, two in zip(tallies, brief(tallies), strict=True)] == [
        ("thefts", "2022", "120"),
        ("reported", "2022", "95"),
        ("thefts", "2023", "130"),
        ("reported", "2023", "101"),
        ("thefts", "2024", "12"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Fewer than 12 in each year.",
        "On average 12 a year.",
        "12 in each of 2022 and 2023.",
        "12, 14 and 9 in 2022 and 2023 respectively.",
        "12, 14, 9 (2022-2024).",
    ],
)
def test_a_number_whose_year_is_open_is_told_and_not_counted(thefts: Codebook, text: str) -> None:
    tallies, problems = read(thefts, make_page(f"2. {text}"))
    assert tallies == []
    assert {one.code for one in problems} <= {"period-not-clear", "number-not-read"}
    assert problems
    assert "12" in problems[0].found


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("2022/23: 120; 2023/24: 130; 2024/25 (to date): 34", "2025-03-30"),
        ("2022/23: 120; 2023/24: 130; 2024/25: 34 (to 31 January)", "2025-01-31"),
        ("2022/23 120, 2023/24 130, 2024/25 Q1-Q3 only 34", "2024-12-31"),
        ("2022/23: 120; 2023/24: 130; 2024/25*: 34\n\n* up to 31 January 2025", "2025-01-31"),
        ("120 in 2022/23, 130 in 2023/24 and 34 so far in 2024/25.", "2025-03-30"),
        ("2022/23: 120; 2023/24: 130; 2024/25: 34. The data for 2024/25 is up to 31 January 2025.", "2025-01-31"),
        ("120 in 2022/23, 130 in 2023/24 and 34 in the first nine months of 2024/25.", "2024-12-31"),
    ],
)
def test_a_part_of_a_year_is_no_year(thefts: Codebook, text: str, until: str) -> None:
    tallies, problems = read(thefts, make_page(f"1. {text}"))
    assert brief(tallies)[:2] == [("2022/23", "120"), ("2023/24", "130")]
    last = tallies[-1]
    assert last.period == Period(dt.date(2024, 4, 1), dt.date.fromisoformat(until), "other")
    assert last.note.startswith("only a part of the year is counted")
    assert [one.code for one in problems] == ["year-in-part"]
    assert all("part" not in one.note for one in tallies[:-1])


def test_an_open_number_beside_one_that_is_not(thefts: Codebook) -> None:
    tallies, problems = read(thefts, make_page("2. 1 in each of 2022 and 2023, none in 2024."))
    assert brief(tallies) == [("2024", "0")]
    assert [(one.code, one.found[:3]) for one in problems] == [("period-not-clear", "'1'")]


def test_two_counts_on_a_line_of_a_year(thefts: Codebook) -> None:
    years = [f"1 January {year} to 31 December {year}: {n} thefts, {m} reported" for year, n, m in YEARS]
    text = "\n".join(years)
    tallies, _ = read(thefts, make_page(text))
    assert [(one.measure, *two) for one, two in zip(tallies, brief(tallies), strict=True)] == [
        ("thefts", "2022", "19"),
        ("reported", "2022", "15"),
        ("thefts", "2023", "23"),
        ("reported", "2023", "20"),
    ]


def test_an_answer_behind_its_repeated_question(thefts: Codebook) -> None:
    text = f"Q1. {BATCH.questions[0].text}\nA1. Calendar year 2022: 37\nCalendar year 2023: 41"
    assert brief(read(thefts, make_page(text))[0]) == [("2022", "37"), ("2023", "41")]


def test_what_a_star_hides_is_asked_where_no_note_says_it(thefts: Codebook) -> None:
    tallies, problems = read(thefts, make_page("1. 2022: 5, 2023: *, 2024: 8"))
    assert brief(tallies) == [("2022", "5"), ("2024", "8")]
    assert [(one.code, one.found[0]) for one in problems] == [("number-not-read", "*")]


@pytest.mark.parametrize(
    ("label", "measure"),
    [
        ("Thefts", "thefts"),
        ("Thefts reported to the police", "reported"),
        ("Thefts that were recovered", "recovered"),
        ("Reported to the police", "reported"),
        ("Stolen items recovered", "recovered"),
    ],
)
def test_a_label_counts_what_it_means_and_not_what_it_means_it_of(thefts: Codebook, label: str, measure: str) -> None:
    page, table = make_sheet([["", "2022", "2023"], [label, "12", "13"]])
    tallies, _ = read(thefts, page, (table,))
    assert [(one.measure, one.categories) for one in tallies] == [(measure, ())] * 2
    page, table = make_sheet([["Year", "Thefts", label + " "], ["2022", "12", "4"], ["2023", "13", "5"]])
    assert [one.measure for one in read(thefts, page, (table,))[0]] == ["thefts", measure] * 2


def test_a_year_with_its_last_day_is_whole(thefts: Codebook) -> None:
    tallies, problems = read(thefts, make_page("1. 2022: 120; 2023 (as at 31 December 2023): 130; 2024 (at 5 May): 9"))
    assert brief(tallies)[:2] == [("2022", "120"), ("2023", "130")]
    assert not [one for one in problems if "130" in one.found]


def test_a_part_of_a_year_at_the_head_of_a_column(thefts: Codebook) -> None:
    rows = [["", "2022/23", "2023/24", "2024/25 (to date)"], ["Thefts", "120", "130", "34"]]
    page, table = make_sheet(rows)
    tallies, problems = read(thefts, page, (table,))
    assert brief(tallies) == [("2022/23", "120"), ("2023/24", "130"), ("2024-04-01..2025-03-30", "34")]
    assert [one.code for one in problems] == ["year-in-part"]


def test_a_question_asks_for_what_its_verb_says(thefts: Codebook) -> None:
    assert [one.measures for one in make_asked(BATCH, thefts)] == [("thefts",), ("reported",), ("recovered",)]
    assert find_asked_measures("How many thefts were reported to the police?", thefts) == ("reported",)
    assert find_asked_measures("How many thefts were there, and how many of them were recovered?", thefts) == (
        "thefts",
        "recovered",
    )
    assert find_asked_measures("How many thefts did you record about which items were recovered?", thefts) == (
        "thefts",
    )


def test_a_repeated_question_is_no_note(thefts: Codebook) -> None:
    text = "1. How many thefts of equipment were recorded, by financial year?\n\n262\n\nFigures are by financial year."
    tallies, _ = read(thefts, make_page(text))
    assert [one.note for one in tallies] == ["Figures are by financial year."]
