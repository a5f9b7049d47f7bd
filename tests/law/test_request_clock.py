"""What letters and a person's own steps do to the clock of one request."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from answerable.law.answers import make_answers
from answerable.law.clocks import due
from answerable.law.request_clock import DatedKind, RequestClock, count_request
from answerable.model.law import ClockName
from answerable.model.message import Message, MessageKind
from answerable.model.request import Request
from answerable.model.response import Classification, Decision

K = MessageKind
SENT = dt.date(2026, 9, 7)
REQUEST = Request("req-1", "b", "tarn", "ANS-1AAAAA", "foia-2000", "s", "", "m1", sent_on=SENT)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def count(
    *letters: tuple[str, MessageKind],
    law: str = "foia-2000",
    out: tuple[str, ...] = (),
    answered: str = "",
    school: bool = False,
    clarified: str = "",
    paid: str = "",
) -> RequestClock:
    request = replace(
        REQUEST,
        law=law,
        is_school=school,
        clarified_on=day(clarified) if clarified else None,
        fee_paid_on=day(paid) if paid else None,
    )
    received = [DatedKind(day(on), kind) for on, kind in letters]
    return count_request(request, received, [day(on) for on in out], day(answered) if answered else None)


def due_on(clock: RequestClock) -> str:
    return clock.proof.due_on.isoformat() if clock.proof else clock.waits_for or "unknown"


def test_a_school_is_not_overdue_after_twenty_working_days_that_are_no_school_days() -> None:
    assert due_on(count(school=True)) == "2026-12-01"
    assert due_on(count(school=False)) == "2026-10-05"
    # No such clock in Scotland.
    assert due_on(count(school=True, law="foisa-2002")) == "2026-10-05"


@pytest.mark.parametrize(("law", "expected"), [("foia-2000", "2026-11-16"), ("foisa-2002", "2026-11-16")])
def test_an_answered_question_starts_the_clock_again_and_an_open_one_stops_it(law: str, expected: str) -> None:
    asked = ("2026-09-14", K.CLARIFICATION)
    assert due_on(count(asked, law=law, out=("2026-10-19",))) == expected
    assert due_on(count(asked, law=law, clarified="2026-10-19")) == expected
    assert due_on(count(asked, law=law)) == "clarification"
    assert "2026-09-14" in count(asked, law=law).why


def test_under_the_federal_law_of_the_united_states_a_question_only_stops_the_clock() -> None:
    clock = count(("2026-09-14", K.CLARIFICATION), law="us-foia", out=("2026-09-18",))
    # 7 September is Labor Day; five working days, 14 to 18 September, are not counted.
    assert due_on(clock) == "2026-10-13"
    assert clock.proof is not None
    assert clock.proof.awaited == ((day("2026-09-14"), day("2026-09-18")),)
    assert "552(a)(6)(A)(ii)(I)" in clock.proof.statute


def test_where_the_law_knows_no_clarification_the_clock_runs_on() -> None:
    assert due_on(count(("2026-09-14", K.CLARIFICATION), law="de-ifg")) == "2026-10-07"


def test_nothing_is_due_from_a_fee_notice_to_its_payment() -> None:
    notice = ("2026-09-21", K.FEE_NOTICE)
    assert due_on(count(notice, law="foisa-2002")) == "fee"
    paid = count(notice, law="foisa-2002", paid="2026-10-12")
    assert due_on(paid) == "2026-10-27"
    assert due_on(count(notice, law="de-ifg")) == "2026-10-07"


def test_an_answer_after_a_fee_that_nobody_noted_as_paid_is_not_called_late() -> None:
    clock = count(("2026-09-21", K.FEE_NOTICE), answered="2026-11-02")
    assert (clock.proof, clock.waits_for) == (None, "")
    assert "fee" in clock.why


@pytest.mark.parametrize("kind", [K.CLARIFICATION, K.FEE_NOTICE, K.EXTENSION])
def test_nothing_mends_a_late_answer_afterwards(kind: MessageKind) -> None:
    assert due_on(count(("2026-10-06", kind))) == "2026-10-05"


def test_a_question_about_the_review_does_not_move_the_clock_of_the_answer() -> None:
    asked = ("2026-09-30", K.CLARIFICATION)
    assert due_on(count(asked, answered="2026-09-25", out=("2026-10-02",))) == "2026-10-05"


def test_an_extension_counts_where_the_law_has_one() -> None:
    extension = ("2026-10-01", K.EXTENSION)
    assert due_on(count(extension)) == "2026-11-02"
    assert due_on(count(extension, law="foisa-2002")) == "2026-10-05"


def test_every_reader_of_answers_counts_the_same_clock() -> None:
    rows = [
        Classification("cls-1", "msg-1", "req-1", "tarn", K.EXTENSION, None, None),
        Classification("cls-2", "msg-2", "req-1", "tarn", K.RESPONSE, None, Decision.DISCLOSED),
    ]
    letters = [
        Message(f"msg-{n}", f"d{n}", "in", f"{on}T09:00:00+00:00", "", "", (), "", "", "", (), "", request_id="req-1")
        for n, on in ((1, "2026-10-01"), (2, "2026-10-28"))
    ]
    (answer,) = make_answers([REQUEST], letters, rows)
    assert (answer.due_on, answer.days_late) == (day("2026-11-02"), 0)
    assert answer.due is not None
    assert answer.due.clock is ClockName.EXTENDED_RESPONSE


def test_a_stop_that_ends_before_it_began_is_refused() -> None:
    with pytest.raises(Exception, match="clarification came before"):
        due(SENT, "us-foia", awaited=[(day("2026-09-18"), day("2026-09-14"))])
