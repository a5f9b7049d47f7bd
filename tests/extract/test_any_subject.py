"""Any subject: a codebook that knows no police is read from tables, lists and sentences by its own words."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from extract_sheets import make_page, make_sheet

from answerable.errors import UngroundedValue, ValueNotAllowed
from answerable.extract.answers import extract_answer, extract_log_item
from answerable.extract.narrative.cases import Origin
from answerable.extract.questions import make_asked
from answerable.extract.rulings import amend, check_value
from answerable.model.case import Case, Tally
from answerable.model.codebook import Codebook
from answerable.model.dates import Period
from answerable.model.document import Page, Table
from answerable.model.judgement import Judgement
from answerable.model.log import LogItem
from answerable.model.request import Batch, Question
from answerable.model.span import make_span
from answerable.project.codebook import parse_codebook

LIBRARIES = """
format = 1
name = "libraries"
version = "1"

[counting]
unit = "libraries"

[[variable]]
name = "library"
kind = "text"
unit = "case"
label = { en = "Library" }

[[variable]]
name = "year"
kind = "number"
unit = "case"
label = { en = "Year" }

[[variable]]
name = "fate"
kind = "category"
unit = "case"
label = { en = "What became of it" }
cues = ["outcome"]

[[variable.category]]
name = "closed"
label = { en = "Closed" }
cues = ["closed", "closure"]
not_cues = ["temporarily closed"]

[[variable.category]]
name = "volunteers"
label = { en = "Run by volunteers" }
cues = ["volunteers", "community run"]

[[variable]]
name = "saving"
kind = "money"
unit = "case"
label = { en = "Saving" }
cues = ["saving", "saved"]

[[measure]]
name = "closed"
label = { en = "Closed" }
variable = "fate"
any_of = ["closed"]
"""
QUESTIONS = (
    Question(1, "How many public libraries did you shut between 2022 and 2025, by calendar year?"),
    Question(2, "For each: its name, the date, and what became of it."),
)
BATCH = Batch("b", "s", "t", QUESTIONS, "foia-2000", Period(dt.date(2022, 1, 1), dt.date(2025, 12, 31), "other"))
ORIGIN = Origin("d" * 64, "ashmoor", "foi_response", "req-1")


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Codebook:
    path = tmp_path_factory.mktemp("book") / "codebook.toml"
    path.write_text(LIBRARIES, encoding="utf-8")
    return parse_codebook(path)


def extract(book: Codebook, page: Page, tables: tuple[Table, ...] = ()) -> tuple[list[Case], list[Tally]]:
    """Every case and count of a letter, each value's words checked against the page."""
    documents = {page.document: [page]}
    asked = make_asked(BATCH, book)
    rows, _ = extract_answer([page.document], documents, {page.document: list(tables)}, book, ORIGIN, asked)
    for row in rows:
        spans = [value.proposed.span for value in row.values if value.proposed] if isinstance(row, Case) else [row.span]
        for span in spans:
            assert span is not None
            assert page.text[span.start : span.end] == span.exact
    return [one for one in rows if isinstance(one, Case)], [one for one in rows if isinstance(one, Tally)]


def brief(cases: list[Case]) -> list[tuple[object, object, object]]:
    return [(one.get("library"), one.get("year"), one.get("fate")) for one in cases]


def test_a_measure_without_cues_is_known_by_its_categories(book: Codebook) -> None:
    measure = book.find_measure("closed")
    assert measure is not None
    assert measure.cues == ("closed", "closure", "Closed")
    assert measure.not_cues == ("temporarily closed",)
    assert book.counted == "libraries"


def test_how_many_asks_for_the_only_measure_there_is(book: Codebook) -> None:
    first, second = make_asked(BATCH, book)
    assert first.measures == ("closed",)
    assert first.unit == "libraries"
    assert second.case_by_case
    assert not second.measures


def test_counts_by_year_and_in_a_sentence(book: Codebook) -> None:
    _, tallies = extract(book, make_page("Question 1\n\n2022: 2\n2023: 0\n2024: fewer than 5\n2025: None\n"))
    assert [(one.period.start.year if one.period else 0, str(one.proposed)) for one in tallies] == [
        (2022, "2"),
        (2023, "0"),
        (2024, "1 to 4"),
        (2025, "0"),
    ]
    assert {one.unit for one in tallies} == {"libraries"}
    _, told = extract(book, make_page("I can confirm that three branch libraries were closed in 2024."))
    assert [(one.measure, str(one.proposed)) for one in told] == [("closed", "3")]
    assert extract(book, make_page("The three officers who dealt with your request closed it in 2024."))[1] == []


def test_sentences_tell_of_one_each(book: Codebook) -> None:
    text = (
        "2. For each: its name, the date, and what became of it.\n\n"
        "Hillfoot Library was closed on 3 March 2022. It had been open two days a week. The Marsh Lane Library was not "
        "closed: since September 2023 it is run by volunteers, which saved £40,000. Northgate Library was temporarily "
        "closed in 2024.\n"
    )
    cases, _ = extract(book, make_page(text))
    assert brief(cases) == [("Hillfoot Library", 2022, "closed"), ("Marsh Lane Library", 2023, "volunteers")]
    assert cases[1].get("saving") == 40000


def test_a_list_beneath_a_year(book: Codebook) -> None:
    cases, _ = extract(book, make_page("Question 2\n\n2022\n\n- Hillfoot Library: closed\n- Quay Library: closed\n"))
    assert brief(cases) == [("Hillfoot Library", 2022, "closed"), ("Quay Library", 2022, "closed")]


def test_what_is_said_of_the_law_is_no_case(book: Codebook) -> None:
    text = (
        "Some information is exempt under section 43, as closure decisions in 2026 are not yet made. If you are "
        "unhappy you may ask for an internal review before your file is closed in 2027."
    )
    assert extract(book, make_page(text)) == ([], [])


def test_a_table_of_rows_and_its_dates(book: Codebook) -> None:
    page, table = make_sheet(
        [
            ["Library", "Date", "Outcome", "Annual saving"],
            ["Brook Street", "2022-05-01", "Closed", "12000"],
            ["Old Mill", "2023-10-14", "Handed to volunteers", "8500"],
            ["Total", "", "", "20500"],
        ]
    )
    cases, tallies = extract(book, page, (table,))
    assert brief(cases) == [("Brook Street", 2022, "closed"), ("Old Mill", 2023, "volunteers")]
    assert [one.get("saving") for one in cases] == [12000, 8500]
    assert tallies == []


def test_a_table_that_counts_is_no_table_of_cases(book: Codebook) -> None:
    page, table = make_sheet([["", "2022", "2023"], ["Closed", "2", "1"], ["Run by volunteers", "0", "<5"]])
    cases, tallies = extract(book, page, (table,))
    assert cases == []
    assert [(one.measure, str(one.proposed)) for one in tallies] == [("closed", "2"), ("closed", "1")]


def test_an_item_of_a_log_is_one_case(book: Codebook) -> None:
    page = make_page("Quay Library. Decision of 4 May 2023: closure, so as to save money.", kind="web")
    span = make_span(page.document, 1, page.text, 0, len(page.text))
    item = LogItem("item-1", "log-1", "ashmoor", page.document, span, "key", "2023-05-05", "2023-05-05")
    rows = extract_log_item(item, [page], book)
    assert brief([one for one in rows if isinstance(one, Case)]) == [("Quay Library", 2023, "closed")]


WARDS = """
format = 1
name = "bins"
version = "1"

[counting]
unit = "fines"

[[variable]]
name = "outcome"
kind = "category"
unit = "case"
label = { en = "Outcome" }

[[variable.category]]
name = "fined"
label = { en = "Fined" }
cues = ["fined"]

[[measure]]
name = "complaints"
label = { en = "Complaints" }
from_cases = false
cues = ["complaint", "complaints", "received", "gwynion"]

[[measure]]
name = "upheld"
label = { en = "Upheld" }
from_cases = false
cues = ["upheld", "cadarnhawyd"]
"""


def read_of_wards(tmp_path: Path, page: Page, tables: tuple[Table, ...] = ()) -> list[Tally]:
    (tmp_path / "wards.toml").write_text(WARDS, encoding="utf-8")
    codebook = parse_codebook(tmp_path / "wards.toml")
    questions = (Question(1, "How many complaints about fly-tipping did you receive, by year?"),)
    asked = make_asked(
        replace(BATCH, questions=questions, period=Period(dt.date(2019, 1, 1), dt.date(2021, 12, 31))), codebook
    )
    documents = {page.document: [page]}
    rows, _ = extract_answer([page.document], documents, {page.document: list(tables)}, codebook, ORIGIN, asked)
    return [one for one in rows if isinstance(one, Tally)]


def test_rows_of_wards_are_parts_and_sums_of_money_count_nothing(tmp_path: Path) -> None:
    rows = [
        ["Ward", "Received 2020", "Upheld 2020", "Fines (\u00a3)"],
        ["Ashbeck", "41", "12", "1,200"],
        ["Cold Norton", "8", "<5", "\u00a390"],
        ["Dunnimere", "11", "nil", "0"],
        ["Total", "60", "", "1,290"],
    ]
    page, table = make_sheet(rows, title="Complaints by ward")
    found = {
        (one.measure, one.unit, one.categories, str(one.proposed)) for one in read_of_wards(tmp_path, page, (table,))
    }
    assert found == {
        ("complaints", "complaints", (("ward", "Ashbeck"),), "41"),
        ("complaints", "complaints", (("ward", "Cold Norton"),), "8"),
        ("complaints", "complaints", (("ward", "Dunnimere"),), "11"),
        ("complaints", "complaints", (), "60"),
        ("upheld", "upheld", (("ward", "Ashbeck"),), "12"),
        ("upheld", "upheld", (("ward", "Cold Norton"),), "1 to 4"),
        ("upheld", "upheld", (("ward", "Dunnimere"),), "0"),
    }


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "Waste enforcement: annual report 2020/21\n\nThe Council received 312 complaints in the year, against 287 "
            "in 2019/20. Of these 140 were upheld.",
            [("complaints", "2020-04-01", "312"), ("complaints", "2019-04-01", "287"), ("upheld", "2020-04-01", "140")],
        ),
        ("We had 312 complaints, against 287 in 2019/20.", [("complaints", "2019-04-01", "287")]),
        (
            "1. Cawsom 84 o gwynion yn 2020 ac 91 yn 2021. Cadarnhawyd llai na phump yn 2021.",
            [
                ("complaints", "2020-01-01", "84"),
                ("complaints", "2021-01-01", "91"),
                ("upheld", "2021-01-01", "1 to 4"),
            ],
        ),
    ],
)
def test_a_number_held_against_another_has_its_own_year(
    tmp_path: Path, text: str, wanted: list[tuple[str, str, str]]
) -> None:
    tallies = read_of_wards(tmp_path, make_page(text))
    found = [(one.measure, str(one.period.start) if one.period else "", str(one.proposed)) for one in tallies]
    assert found == wanted


HIDDEN = """
format = 1
name = "complaints"
version = "1"

[counting]
unit = "matters"

[[variable]]
name = "ward"
kind = "text"
unit = "case"
label = { en = "Ward" }

[[variable]]
name = "outcome"
kind = "category"
unit = "case"
label = { en = "Outcome" }

[[variable.category]]
name = "upheld"
label = { en = "Upheld" }
cues = ["upheld"]

[[variable]]
name = "complaints"
kind = "interval"
unit = "case"
label = { en = "Complaints" }
cues = ["complaints"]

[[variable]]
name = "paid"
kind = "money"
unit = "case"
label = { en = "Paid" }
cues = ["paid"]

[[variable]]
name = "decided_on"
kind = "date"
unit = "case"
label = { en = "Decided on" }
cues = ["decided"]
"""


def test_numbers_that_may_be_hidden_money_and_dates_as_precise_as_they_are_said(tmp_path: Path) -> None:
    (tmp_path / "codebook.toml").write_text(HIDDEN, encoding="utf-8")
    book = parse_codebook(tmp_path / "codebook.toml")
    page, table = make_sheet(
        [
            ["Ward", "Outcome", "Complaints", "Paid", "Decided"],
            ["Ashbeck", "Upheld", "<5", "£1,250.50", "May 2023"],
            ["Brook", "Upheld", "12", "800", "2023-05-04"],
        ]
    )
    cases, _ = extract(book, page, (table,))
    shown = [[case.get(name) for name in ("complaints", "paid", "decided_on")] for case in cases]
    assert shown == [["1-4", 1250.5, "2023-05"], ["12", 800, "2023-05-04"]]


def test_a_number_that_may_be_hidden_is_ruled_as_a_range_that_its_words_say(tmp_path: Path) -> None:
    (tmp_path / "codebook.toml").write_text(HIDDEN, encoding="utf-8")
    book = parse_codebook(tmp_path / "codebook.toml")
    variable = book.find_variable("complaints")
    assert variable is not None
    assert [check_value(variable, text) for text in ("1 to 4", "1-4", "12", "5+")] == ["1-4", "1-4", "12", "5+"]
    with pytest.raises(ValueNotAllowed):
        check_value(variable, "a few")
    page, table = make_sheet([["Ward", "Outcome", "Complaints"], ["Ashbeck", "Upheld", "fewer than 10"]])
    (case,), _ = extract(book, page, (table,))
    start = page.text.index("fewer")
    span = make_span(page.document, 1, page.text, start, start + 13)

    def rule(value: str) -> Judgement:
        made_at = "2026-01-01T00:00:00Z"
        return amend(case, "complaints", value, by="A", made_at=made_at, codebook=book, page=page, span=span)

    with pytest.raises(UngroundedValue):
        rule("1-4")
    assert rule("1-9").variable == "complaints"
