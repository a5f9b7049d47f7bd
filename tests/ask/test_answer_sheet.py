"""The answer sheet: written from the codebook, read back exactly, unknown words said and never guessed."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answerable.ask.answer_sheet_make import make_answer_sheet
from answerable.ask.answer_sheet_read import is_answer_sheet, parse_answer_sheet
from answerable.model.answer_sheet import ANSWERS, CASES, COUNTS, LISTS, README
from answerable.model.codebook import Category, Codebook, Measure, Variable, VariableKind
from answerable.model.dates import Period
from answerable.model.request import Question, Request


def _category(name: str) -> Category:
    return Category(name, (("en", name.replace("_", " ").capitalize()), ("cy", f"Cy {name}")))


RANKS = (_category("sergeant"), _category("constable"))
PLATFORMS = (_category("whatsapp"), _category("dating_app"))
BOOK = Codebook(
    "dogs",
    "1",
    (
        Variable("rank", VariableKind.CATEGORY, "case", (("en", "Rank"), ("cy", "Rheng")), categories=RANKS),
        Variable("platform", VariableKind.MULTI_CATEGORY, "case", (("en", "Platform"),), categories=PLATFORMS),
        Variable("year", VariableKind.NUMBER, "case", (("en", "Year"),)),
        Variable("decided_on", VariableKind.DATE, "case", (("en", "Decided on"),)),
        Variable("former", VariableKind.YES_NO, "case", (("en", "Former officer"),)),
        Variable("story", VariableKind.TEXT, "case", (("en", "What happened"),)),
        Variable("period", VariableKind.TEXT, "tally", (("en", "Period"),)),
    ),
    (Measure("disciplined", (("en", "Disciplined"),)), Measure("dismissed", (("en", "Dismissed"),))),
)  # fmt: skip
REQUEST = Request("req-1", "dogs", "a", "ANS-ABC123", "foia-2000", "Dogs [ANS-ABC123]", "1. How many?", "x@y.example")
QUESTIONS = (Question(1, "How many?"), Question(2, "For each: what?"))
PERIOD = Period(dt.date(2018, 1, 1), dt.date(2021, 12, 31))


def fill(data: bytes, cells: dict[tuple[str, str], Any]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    for (sheet, cell), value in cells.items():
        book[sheet][cell] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_same_request_gives_the_same_bytes_and_nothing_is_hidden() -> None:
    one = make_answer_sheet(BOOK, REQUEST, QUESTIONS, PERIOD)
    assert one == make_answer_sheet(BOOK, REQUEST, QUESTIONS, PERIOD)
    book = openpyxl.load_workbook(io.BytesIO(one))
    assert book.sheetnames == [README, ANSWERS, CASES, COUNTS, LISTS]
    assert {sheet.sheet_state for sheet in book} == {"visible"}
    assert [cell.value for cell in book[CASES][1]] == [
        "Rank",
        "Platform",
        "Year",
        "Decided on",
        "Former officer",
        "What happened",
    ]
    assert [cell.value for cell in book[COUNTS][1]][2:] == ["2018", "2019", "2020", "2021", "Whole period"]


def test_lists_are_validated_by_the_codebooks_categories() -> None:
    book = openpyxl.load_workbook(io.BytesIO(make_answer_sheet(BOOK, REQUEST, QUESTIONS, PERIOD)))
    rules = {str(rule.sqref).split(":")[0]: rule for rule in book[CASES].data_validations.dataValidation}
    assert rules["A2"].formula1 == "=Lists!$A$3:$A$4"
    assert [book[LISTS][cell].value for cell in ("A3", "A4")] == ["Sergeant", "Constable"]
    assert rules["C2"].type == "whole"
    assert rules["D2"].type == "date"


def test_an_empty_sheet_reads_as_empty() -> None:
    sheet = parse_answer_sheet(make_answer_sheet(BOOK, REQUEST, QUESTIONS, PERIOD), BOOK)
    assert sheet is not None
    assert (sheet.token, sheet.codebook, sheet.version) == ("ANS-ABC123", "dogs", "1")
    assert (sheet.answers, sheet.cases, sheet.counts, sheet.problems) == ((), (), (), ())


def test_what_was_filled_in_comes_back_with_its_cells() -> None:
    data = fill(
        make_answer_sheet(BOOK, REQUEST, QUESTIONS, PERIOD),
        {
            (ANSWERS, "C2"): "Seven",
            (ANSWERS, "D2"): "Answered in full",
            (ANSWERS, "D3"): "Refused",
            (ANSWERS, "E3"): "40(2)",
            (CASES, "A2"): "Sergeant",
            (CASES, "B2"): "WhatsApp; Dating app",
            (CASES, "C2"): 2019,
            (CASES, "D2"): dt.datetime(2019, 5, 4),
            (CASES, "E2"): "No",
            (CASES, "F2"): "Posted a picture.",
            (CASES, "A4"): "Rheng Superintendent",
            (COUNTS, "C2"): 7,
            (COUNTS, "D2"): "<5",
            (COUNTS, "G3"): 0,
        },
    )
    sheet = parse_answer_sheet(data, BOOK)
    assert sheet is not None
    assert [(a.question, a.text, a.decision, a.sections) for a in sheet.answers] == [
        (1, "Seven", "disclosed", ""),
        (2, "", "refused", "40(2)"),
    ]
    assert {value.variable: value.value for value in sheet.cases[0].values} == {
        "rank": "sergeant",
        "platform": ("whatsapp", "dating_app"),
        "year": 2019,
        "decided_on": dt.date(2019, 5, 4),
        "former": "no",
        "story": "Posted a picture.",
    }
    assert sheet.cases[0].values[0].cell == "Cases!A2"
    assert sheet.cases[1].row == 4
    assert sheet.cases[1].values[0].value is None
    assert [(c.measure, c.year, c.text, c.cell) for c in sheet.counts] == [
        ("disciplined", 2018, "7", "Counts!C2"),
        ("disciplined", 2019, "<5", "Counts!D2"),
        ("dismissed", None, "0", "Counts!G3"),
    ]
    assert [(p.code, p.where, p.found) for p in sheet.problems] == [
        ("sheet-word-unknown", "Cases!A4", "Rheng Superintendent")
    ]


def test_moved_and_foreign_columns_are_noticed() -> None:
    book = openpyxl.load_workbook(io.BytesIO(make_answer_sheet(BOOK, REQUEST, QUESTIONS, PERIOD)))
    book[CASES].insert_cols(1)
    book[CASES]["A1"] = "Our ref"
    book[CASES]["A2"] = "77/21"
    book[CASES]["B2"] = "Constable"
    out = io.BytesIO()
    book.save(out)
    sheet = parse_answer_sheet(out.getvalue(), BOOK)
    assert sheet is not None
    assert [(v.variable, v.value, v.cell) for v in sheet.cases[0].values] == [("rank", "constable", "Cases!B2")]
    assert [problem.code for problem in sheet.problems] == ["sheet-column-unknown"]


def test_a_welsh_sheet_is_read_back_by_the_same_codebook() -> None:
    data = fill(make_answer_sheet(BOOK, REQUEST, QUESTIONS, PERIOD, language="cy"), {(CASES, "A2"): "Cy sergeant"})
    sheet = parse_answer_sheet(data, BOOK)
    assert sheet is not None
    assert sheet.cases[0].values[0].value == "sergeant"


def test_a_sheet_of_another_codebook_says_so() -> None:
    data = make_answer_sheet(Codebook("dogs", "0", BOOK.variables, BOOK.measures), REQUEST, QUESTIONS, PERIOD)
    sheet = parse_answer_sheet(data, BOOK)
    assert sheet is not None
    assert [problem.code for problem in sheet.problems] == ["sheet-of-another-codebook"]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"not a workbook", b"PK\x05\x06" + b"\0" * 18])
def test_other_files_are_none_of_ours(data: bytes) -> None:
    assert not is_answer_sheet(data)
    assert parse_answer_sheet(data, BOOK) is None


_VALUES = {
    "A": st.sampled_from(["Sergeant", "Constable"]),
    "B": st.lists(st.sampled_from(["Whatsapp", "Dating app"]), min_size=1, max_size=2, unique=True),
    "C": st.integers(1990, 2030),
    "D": st.dates(dt.date(1990, 1, 1), dt.date(2030, 1, 1)),
    "E": st.sampled_from(["Yes", "No"]),
    "F": st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=30),
}
_ROW = st.fixed_dictionaries({}, optional=_VALUES)


@settings(max_examples=12, deadline=None)
@given(st.lists(_ROW, max_size=5))
@pytest.mark.slow
def test_reading_is_the_exact_inverse_of_filling_in(rows: list[dict[str, Any]]) -> None:
    cells: dict[tuple[str, str], Any] = {}
    for number, row in enumerate(rows, start=2):
        for column, value in row.items():
            written: Any = "; ".join(value) if isinstance(value, list) else value
            written = dt.datetime(value.year, value.month, value.day) if isinstance(value, dt.date) else written
            cells[CASES, f"{column}{number}"] = written
    sheet = parse_answer_sheet(fill(make_answer_sheet(BOOK, REQUEST, QUESTIONS, PERIOD), cells), BOOK)
    assert sheet is not None
    assert sheet.problems == ()
    names = dict(zip("ABCDEF", ["rank", "platform", "year", "decided_on", "former", "story"], strict=True))
    expected: list[dict[str, Any]] = []
    for row in rows:
        if row:
            plain: dict[str, Any] = {}
            for column, value in row.items():
                if column in "AE":
                    value = value.lower()
                elif column == "B":
                    value = tuple(item.lower().replace(" ", "_") for item in value)
                plain[names[column]] = value
            expected.append(plain)
    assert [{value.variable: value.value for value in case.values} for case in sheet.cases] == expected
