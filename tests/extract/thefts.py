"""An invented investigation of thefts, and what an answer to its three questions gives."""

from __future__ import annotations

import datetime as dt

from answerable.extract.answers import extract_answer
from answerable.extract.narrative.cases import Origin
from answerable.extract.questions import make_asked
from answerable.model.case import Tally
from answerable.model.codebook import Codebook
from answerable.model.dates import Period
from answerable.model.document import Page, Table
from answerable.model.problem import Problem
from answerable.model.request import Batch, Question

THEFTS = """
format = 1
name = "thefts"
version = "1"

[counting]
unit = "thefts"

[[variable]]
name = "outcome"
kind = "category"
unit = "case"
label = { en = "Outcome" }

[[variable.category]]
name = "recovered"
label = { en = "Recovered" }
cues = ["recovered"]

[[measure]]
name = "thefts"
label = { en = "Thefts" }
from_cases = false
cues = ["theft*", "stolen"]

[[measure]]
name = "reported"
label = { en = "Reported to the police" }
from_cases = false
cues = ["reported"]

[[measure]]
name = "recovered"
label = { en = "Recovered" }
variable = "outcome"
any_of = ["recovered"]
cues = ["recovered"]
"""
QUESTIONS = (
    Question(1, "How many thefts of equipment were recorded between 1 January 2022 and 31 December 2024, by year?"),
    Question(2, "Of these, how many were reported to the police, by year?"),
    Question(3, "How many of the stolen items were recovered?"),
)
WHOLE = Period(dt.date(2022, 1, 1), dt.date(2024, 12, 31), "other")
BATCH = Batch("b", "s", "t", QUESTIONS, "foia-2000", WHOLE)
ORIGIN = Origin("d" * 64, "eastmere", "foi_response", "req-1")


def read(book: Codebook, page: Page, tables: tuple[Table, ...] = ()) -> tuple[list[Tally], list[Problem]]:
    """What an answer gives, each value's words checked against the page."""
    rows, problems = extract_answer(
        [page.document], {page.document: [page]}, {page.document: list(tables)}, book, ORIGIN, make_asked(BATCH, book)
    )
    tallies = [row for row in rows if isinstance(row, Tally)]
    for tally in tallies:
        assert page.text[tally.span.start : tally.span.end] == tally.span.exact
    return tallies, problems
