"""A ruling on two cases outlives a reading that cuts them otherwise; where their words are gone, it says so."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.reconcile.invented import ASKED, CODEBOOK
from tests.reconcile.invented import make_case as case

from answerable.model.case import Case
from answerable.model.judgement import Judgement, Ruling
from answerable.model.link import Link, Subject
from answerable.model.problem import Problem
from answerable.model.span import make_span
from answerable.reconcile.review import find_ruled_subject, rule_pair, undo_ruling
from answerable.reconcile.run import run
from answerable.store.codec import from_text, to_text
from answerable.store.record import Record

pytestmark = pytest.mark.slow

WORDS = "A constable sent racist messages to a WhatsApp group and was dismissed without notice."
DATA = {"rank": "constable", "platform": ("whatsapp",), "outcome": "dismissed"}
AT = {"by": "desk", "made_at": "2022-02-01T09:00:00+00:00"}


def read_anew(one: Case, text: str, start: int, end: int) -> Case:
    """The same matter as a newer reader cuts it: other places, another id."""
    return replace(one, id=f"{one.id}-anew", span=make_span(one.document, 1, text, start, end))


def load(record: Record, *cases: Case) -> None:
    record.replace("extract", "test", str([one.id for one in cases]), cases)
    run(record, CODEBOOK, ASKED, ["tarnshire"])


@pytest.fixture
def ruled(record: Record) -> Judgement:
    """Two cases of two sources, ruled to be one."""
    load(record, case("a", "letter", text=WORDS, **DATA), case("b", "log", text=f"Notice 3. {WORDS}", **DATA))
    judgement = rule_pair(record, "case-a+case-b", Ruling.SAME, reason="one hearing", **AT)
    record.append_judgements([judgement])
    return judgement


def test_a_ruling_goes_to_the_cases_that_have_its_words(record: Record, ruled: Judgement) -> None:
    assert from_text(Judgement, to_text(ruled)) == ruled
    assert [span.exact for span in ruled.spans] == [WORDS, f"Notice 3. {WORDS}"]
    first, second = record.all(Case)
    text = f"Page 1. {WORDS} End."
    load(record, read_anew(first, text, 8, 8 + len(WORDS)), second)
    (link,) = record.all(Link)
    assert (link.left, link.right, link.ruling) == ("case-a-anew", "case-b", "same")
    assert [one.cases for one in record.all(Subject)] == [("case-a-anew", "case-b")]
    assert record.all(Problem, code="ruling-adrift") == []
    subject = find_ruled_subject(record, "case-a-anew+case-b")
    record.append_judgements([undo_ruling(record.judgements(noun="link"), subject, **AT)])
    run(record, CODEBOOK, ASKED, ["tarnshire"])
    assert all(one.ruling == "" for one in record.all(Link))


def test_a_ruling_whose_words_are_gone_is_told_and_forgotten_when_they_come_back(
    record: Record, ruled: Judgement
) -> None:
    first, second = record.all(Case)
    other = "Another officer lost a pocket book and was given advice by the line manager about it."
    load(record, read_anew(first, other, 0, len(other)), second)
    assert all(one.ruling == "" for one in record.all(Link))
    (problem,) = record.all(Problem, code="ruling-adrift")
    assert problem.found == "same: case-a+case-b (one hearing)"
    report = run(record, CODEBOOK, ASKED, ["tarnshire"])
    assert "1 ruling on pairs whose words are gone: rule again" in report.needs_person
    load(record, first, second)
    assert record.all(Problem, code="ruling-adrift") == []
    assert [one.ruling for one in record.all(Link)] == ["same"]


def test_two_cases_that_are_read_as_one_need_no_ruling(record: Record, ruled: Judgement) -> None:
    first, _ = record.all(Case)
    twin = replace(ruled, spans=(first.span, first.span), id="jdg-twin")
    record.append_judgements([undo_ruling(record.judgements(noun="link"), ruled.subject, **AT), twin])
    load(record, read_anew(first, WORDS, 0, len(WORDS)))
    assert record.all(Problem, code="ruling-adrift") == []
