"""Answer sheets that came back: written by ask, read by the real readers, every value one cell, blanks nothing."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from answerable.ask.answer_sheet_make import make_answer_sheet
from answerable.extract.answers import extract_answer
from answerable.extract.narrative.cases import Origin
from answerable.extract.questions import make_asked
from answerable.model.answer_sheet import ANSWERS, CASES, COUNTS
from answerable.model.case import Case, Tally
from answerable.model.codebook import Codebook
from answerable.model.dates import Period
from answerable.model.problem import Problem
from answerable.model.request import Batch, Question, Request
from answerable.project.codebook import parse_codebook
from answerable.read.dispatch import read_bytes

PERIOD = Period(dt.date(2018, 1, 1), dt.date(2021, 12, 31))
QUESTIONS = (
    Question(1, "How many officers have been disciplined over their use of social media, by calendar year?"),
    Question(2, "For each case: the rank, the year, the platform and the outcome."),
    Question(3, "How many allegations about social media were recorded?"),
)
BATCH = Batch("media", "Media", "", QUESTIONS, "foia-2000", PERIOD)
REQUEST = Request("req-1", "media", "northmarch", "ANS-ABC123", "foia-2000", "x", "y", "z")


@pytest.fixture(scope="module")
def codebook(example_folder: Path) -> Codebook:
    return parse_codebook(example_folder / "codebook.toml")


def extract(
    codebook: Codebook, filled: dict[tuple[str, str], Any], language: str = "en"
) -> tuple[list[Case], list[Tally], list[Problem]]:
    book = openpyxl.load_workbook(
        io.BytesIO(make_answer_sheet(codebook, REQUEST, QUESTIONS, PERIOD, language=language))
    )
    for (sheet, cell), value in filled.items():
        book[sheet][cell] = value
    out = io.BytesIO()
    book.save(out)
    reading = read_bytes(out.getvalue(), "answers.xlsx")
    key = reading.document.id
    rows, problems = extract_answer(
        [key],
        {key: reading.pages},
        {key: reading.tables},
        codebook,
        Origin(key, "northmarch", "foi_response", "req-1"),
        make_asked(BATCH, codebook),
    )
    cases = [row for row in rows if isinstance(row, Case)]
    tallies = [row for row in rows if isinstance(row, Tally)]
    texts = {page.number: page.text for page in reading.pages}
    for row in rows:
        assert texts[row.span.page][row.span.start : row.span.end] == row.span.exact
    return cases, tallies, problems


def test_a_sheet_that_came_back_empty_gives_nothing(codebook: Codebook) -> None:
    assert extract(codebook, {}) == ([], [], [])


def test_every_value_is_the_cell_that_was_filled_in(codebook: Codebook) -> None:
    cases, tallies, problems = extract(
        codebook,
        {
            (CASES, "A2"): "Constable",
            (CASES, "D2"): 2019,
            (CASES, "F2"): dt.datetime(2019, 5, 4),
            (CASES, "G2"): "WhatsApp; Facebook",
            (CASES, "M2"): "Final written warning",
            # A blank row between two filled ones parts the sheet into two tables.
            (CASES, "A5"): "Sergeant",
            (CASES, "M5"): "Would have been dismissed",
            (COUNTS, "C2"): 0,
            (COUNTS, "D2"): "<5",
            (COUNTS, "G2"): 4,
            (ANSWERS, "C4"): 17,
        },
    )
    assert problems == []
    first, second = cases
    assert {name: first.get(name) for name in ("rank", "year", "decided_on", "platform", "outcome")} == {
        "rank": "constable",
        "year": 2019,
        "decided_on": "2019-05-04",
        "platform": ("whatsapp", "facebook"),
        "outcome": "final_written_warning",
    }
    assert second.get("outcome") == "would_have_been_dismissed"
    assert first.values[0].proposed is not None
    assert first.values[0].proposed.span is not None
    assert first.values[0].proposed.span.cells == ("Cases!A2",)
    told = [(t.measure, t.period.start.year if t.period else 0, str(t.proposed), t.is_total) for t in tallies]
    assert ("disciplined", 2018, "0", False) in told
    assert ("disciplined", 2019, "1 to 4", False) in told
    assert ("disciplined", 2018, "4", True) in told
    assert ("allegations", 2018, "17", False) in told
    assert len(told) == 4
    assert {tally.rule for tally in tallies} == {"answer-sheet"}


def test_a_word_that_is_none_of_the_labels_is_said_and_not_coded(codebook: Codebook) -> None:
    cases, tallies, problems = extract(
        codebook, {(CASES, "A2"): "Grand Vizier", (CASES, "D2"): 2020, (COUNTS, "C2"): "a few"}
    )
    assert [case.get("rank") for case in cases] == [None]
    assert [case.get("year") for case in cases] == [2020]
    assert tallies == []
    assert [(problem.code, problem.where, problem.found) for problem in problems] == [
        ("sheet-word-unknown", "Cases!A2", "Grand Vizier"),
        ("sheet-count-unread", "Counts!C2", "a few"),
    ]


def test_a_welsh_sheet_says_the_same(codebook: Codebook) -> None:
    cases, _, problems = extract(codebook, {(CASES, "A2"): "Cwnstabl"}, language="cy")
    assert problems == []
    assert [case.get("rank") for case in cases] == ["constable"]
