"""A case that contradicts itself is told to a person, and is settled when one rules on it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from answerable.extract.answers import extract_log_item
from answerable.extract.contradictions import find_contradictions
from answerable.extract.queue import make_queue
from answerable.model.case import Basis, Case, Coded, Standing
from answerable.model.codebook import Codebook
from answerable.model.document import Page
from answerable.model.log import LogItem
from answerable.model.problem import Problem
from answerable.model.span import make_span
from answerable.project.codebook import parse_codebook

HEADLINE = """PC 1201 - final written warning

A misconduct hearing on 3 March 2021 found that PC 1201 sent racist messages on WhatsApp. The panel gave the officer a
written warning."""
DOCUMENT = "d" * 64


@pytest.fixture(scope="module")
def codebook(example_folder: Path) -> Codebook:
    return parse_codebook(example_folder / "codebook.toml")


def read(text: str, codebook: Codebook) -> list[Case]:
    page = Page("d:1", DOCUMENT, 1, "html", text)
    item = LogItem("i", "log", "tarnshire", DOCUMENT, make_span(DOCUMENT, 1, text, 0, len(text)), "2021-07-01", "")
    return [row for row in extract_log_item(item, [page], codebook) if isinstance(row, Case)]


def tell(text: str, codebook: Codebook) -> list[Problem]:
    return list(find_contradictions(read(text, codebook), codebook))


@pytest.mark.slow
def test_a_headline_and_a_body_that_differ_are_both_told_until_a_person_rules(codebook: Codebook) -> None:
    (case,) = read(HEADLINE, codebook)
    (problem,) = find_contradictions([case], codebook)
    assert (problem.code, problem.found) == ("words-disagree", "“final written warning” / “written warning”")
    (first, *_) = make_queue([case], [], [problem], codebook)
    assert "its own words disagree: “final written warning” / “written warning”" in first.reasons
    ruled = Coded("written_warning", Basis.STATED, case.span, by="desk")
    values = tuple(replace(one, ruled=ruled) if one.variable == "outcome" else one for one in case.values)
    assert list(find_contradictions([replace(case, values=values)], codebook)) == []
    assert list(find_contradictions([replace(case, standing=Standing.ACCEPTED)], codebook)) == []


def test_a_number_in_the_headline_that_the_body_gives_otherwise_is_told(codebook: Codebook) -> None:
    text = (
        "Former sergeant: {} findings\n\nOn 4 May 2020 the panel made 40 findings about WhatsApp messages. Dismissed."
    )
    assert [one.found for one in tell(text.format(38), codebook)] == ["“38 findings” / “40 findings”"]
    assert tell(text.format(40), codebook) == []


@pytest.mark.parametrize(
    "text",
    [
        "PC 7\n\nOn 3 March 2021 PC 7 was given a written warning for racist messages on WhatsApp.",
        "PC 7\n\nHe was dismissed for racist WhatsApp messages. On appeal this was changed to a final written warning.",
        "PC 7\n\nA hearing may dismiss. PC 7 was given a final written warning for racist messages on WhatsApp.",
        "PS 7\n\nPS 7 received a final written warning and was also reduced in rank for racist messages on WhatsApp.",
        "PC 7\n\nPC 7 resigned. The panel found that he would have been dismissed for racist messages on WhatsApp.",
    ],
)
def test_what_does_not_contradict_itself_is_let_be(text: str, codebook: Codebook) -> None:
    assert read(text, codebook)
    assert tell(text, codebook) == []
