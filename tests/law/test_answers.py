"""One answer for each request: its decision, its day, how late it is."""

from __future__ import annotations

import datetime as dt

import pytest

from answerable.law.answers import make_answers
from answerable.model.message import DatedFact, Message, MessageKind
from answerable.model.request import Request
from answerable.model.response import Classification, Decision
from answerable.model.span import make_span

TEXT = "28 March 2025. We refuse."
REQUEST = Request("req-1", "ANS-1AAAAA", "b", "tarn", "foia-2000", "Subject", "Text", "m1", sent_on=dt.date(2025, 3, 3))


def answered_on(value: str, *, sent_at: str = "", problem: str = "") -> dt.date | None:
    message = Message("msg-1", "d1", "in", sent_at, "", "", (), "scan.pdf", "", "", (), "", request_id="req-1")
    fact = DatedFact(value, make_span("d1", 1, TEXT, 0, 13), problem)
    row = Classification(
        "cls-1", "msg-1", "req-1", "tarn", MessageKind.RESPONSE, None, Decision.REFUSED, answered_on=fact
    )
    (answer,) = make_answers([REQUEST], [message], [row])
    assert answer.decision is Decision.REFUSED
    return answer.answered_on


def test_a_letter_without_an_envelope_was_answered_on_the_day_that_stands_in_it() -> None:
    assert answered_on("2025-03-28") == dt.date(2025, 3, 28)


def test_the_day_of_the_envelope_stands_above_the_day_in_the_letter() -> None:
    assert answered_on("2025-03-28", sent_at="2025-04-02T09:00:00+00:00") == dt.date(2025, 4, 2)


@pytest.mark.parametrize(
    ("value", "problem"),
    [("2025-03", ""), ("2025-02-28", ""), ("end of March", ""), ("2025-03-28", "before the request")],
)
def test_a_day_that_cannot_be_used_leaves_the_day_of_the_answer_unknown(value: str, problem: str) -> None:
    assert answered_on(value, problem=problem) is None
