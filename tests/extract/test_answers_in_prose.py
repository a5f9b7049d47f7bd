"""Whole answers in prose: every number is read with its own period, or a problem tells of it; none is made up."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import pytest
from extract_sheets import make_page

from answerable.extract.answers import extract_answer
from answerable.extract.narrative.cases import Origin
from answerable.extract.questions import make_asked
from answerable.model.case import Tally
from answerable.model.codebook import Codebook, Measure
from answerable.model.dates import Period
from answerable.model.problem import Problem
from answerable.model.request import Batch, Question

SETS = tomllib.loads((Path(__file__).parent / "answers_in_prose.toml").read_text(encoding="utf-8"))
TELLING = ("number-not-read", "period-not-clear", "tally-disagrees")
FEWEST_RIGHT = {"hearing_aids": 96, "dental_contracts": 87, "pothole_claims": 71}
"""Of 100, 93 and 72 numbers; when they were first read, one set after the other, it was 75, 66 and 59."""
KNOWN_WRONG = {
    "hearing_aids": {("lost whole", "1,204")},
    "pothole_claims": {("a whole", "at least 401")},
}
"""1,204 lost things of which 66 were hearing aids (a problem says that the two differ); just over 400 claims, the exact
figure being 412."""


def read(told: dict[str, Any], text: str) -> tuple[dict[str, str], list[Problem]]:
    start, end = (dt.date.fromisoformat(day) for day in told["period"])
    whole = Period(start, end, "other")
    measures = tuple(Measure(name, (), cues=tuple(cues), from_cases=False) for name, cues in told["cues"].items())
    book = Codebook("book", "1", (), measures, counted=told["counts"])
    questions = tuple(Question(number, words) for number, words in enumerate(told["questions"], 1))
    asked = make_asked(Batch("b", "s", "t", questions, "foia-2000", whole), book)
    page = make_page(text)
    origin = Origin(page.document, "eastmere", "foi_response", "req-1")
    rows, problems = extract_answer([page.document], {page.document: [page]}, {}, book, origin, asked)
    tallies = [row for row in rows if isinstance(row, Tally) and "repeats" not in row.note]
    return {f"{one.measure} {name(one.period, whole)}": str(one.proposed) for one in tallies}, problems


def name(period: Period | None, whole: Period) -> str:
    if period is None or period == whole:
        return "whole"
    if period.kind == "calendar_year":
        return str(period.start.year)
    return f"{period.start.year}/{period.end.year % 100}" if period.kind == "financial_year" else "part"


@pytest.mark.parametrize("which", SETS)
def test_what_answers_give_is_read_or_told(which: str) -> None:
    n_right, lost, wrong = 0, [], []
    for number, letter in enumerate(SETS[which]["letter"], 1):
        found, problems = read(SETS[which], letter["text"])
        is_told = any(problem.code in TELLING for problem in problems)
        n_right += sum(found.get(key) == value for key, value in letter["gives"].items())
        lost += [(number, key) for key in letter["gives"] if key not in found and not is_told]
        wrong += [(key, value) for key, value in found.items() if letter["gives"].get(key) != value]
    assert lost == []
    assert set(wrong) <= KNOWN_WRONG.get(which, set())
    assert n_right >= FEWEST_RIGHT[which]
