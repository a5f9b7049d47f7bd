"""Letters that follow: the right law's words, dates and last days; nothing sent."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from dataclasses import replace

import pytest

from answerable.adapters.clock import FixedClock
from answerable.ask.bundle import make_bundle
from answerable.ask.drafting import Course, DraftKind, make_draft
from answerable.ask.outbox import find_registers, list_outbox, make_plan, send
from answerable.ask.requests import Sender, make_request
from answerable.errors import NotInRecord, ValueNotAllowed
from answerable.law import due
from answerable.law.request_clock import CLARIFICATION, FEE, RequestClock
from answerable.model.authority import Authority, EmailAddress
from answerable.model.message import Message
from answerable.model.request import Batch, Question
from answerable.store.record import Record

SENDER = Sender("The Lantern Post", "desk@lantern.example")
BATCH = Batch("dogs", "Dogs", "1. How many?\n", (Question(1, "How many?"),), "foia-2000", None, dt.date(2022, 7, 1))
ENGLISH = Authority("northmarch", "Northmarch Police", "foia-2000")
SCOTTISH = Authority("glencairn", "Glencairn Constabulary", "foisa-2002")


def test_a_chaser_names_the_day_and_the_statute_of_its_own_law() -> None:
    english = make_draft(DraftKind.CHASER, make_request(BATCH, ENGLISH, SENDER), ENGLISH, SENDER)
    scottish = make_draft(DraftKind.CHASER, make_request(BATCH, SCOTTISH, SENDER), SCOTTISH, SENDER)
    assert "due on 2 August 2022 [FOIA s.10(1); FOIA s.10(6)]" in english.body
    assert "complain to the Information Commissioner" in english.body
    assert "due on 29 July 2022 [FOISA s.10(1); FOISA s.73]" in scottish.body
    assert "require a review [FOISA s.20(5)]" in scottish.body
    assert "{{" not in english.body + scottish.body


def test_an_answered_request_is_not_chased() -> None:
    course = Course(answered_on=dt.date(2022, 7, 20))
    with pytest.raises(ValueNotAllowed, match="answered"):
        make_draft(DraftKind.CHASER, make_request(BATCH, ENGLISH, SENDER), ENGLISH, SENDER, course)


def test_nobody_is_chased_before_the_last_day_has_passed() -> None:
    request = make_request(BATCH, ENGLISH, SENDER)
    with pytest.raises(ValueNotAllowed, match="after 2022-08-02"):
        make_draft(DraftKind.CHASER, request, ENGLISH, SENDER, today=dt.date(2022, 8, 2))
    assert make_draft(DraftKind.CHASER, request, ENGLISH, SENDER, today=dt.date(2022, 8, 3)).body


def test_nothing_follows_a_letter_that_has_not_gone() -> None:
    request = make_request(replace(BATCH, sent_on=None), ENGLISH, SENDER)
    with pytest.raises(ValueNotAllowed, match="not been sent"):
        make_draft(DraftKind.REVIEW, request, ENGLISH, SENDER)


def test_a_request_for_review_names_grounds_under_their_own_law_and_the_last_day() -> None:
    course = Course("77/22", dt.date(2022, 8, 10), (("foia-2000", "40(2)"), ("foia-2000", "38")))
    draft = make_draft(DraftKind.REVIEW, make_request(BATCH, ENGLISH, SENDER), ENGLISH, SENDER, course)
    assert "an internal review" in draft.body
    assert "yours 77/22" in draft.body
    assert "8 days late" in draft.body
    grounds = draft.body.splitlines()
    at = grounds.index("- section 40(2), personal data of someone else")
    assert grounds[at + 1].startswith("  [To you, and to be taken out: Absolute where")
    late = Course(answered_on=dt.date(2022, 8, 3))
    body = make_draft(DraftKind.REVIEW, make_request(BATCH, ENGLISH, SENDER), ENGLISH, SENDER, late).body
    assert "1 day late" in body
    assert "- section 38, health and safety" in draft.body
    assert draft.send_by is not None
    assert draft.send_by.due_on == dt.date(2022, 10, 7)
    scottish = make_draft(
        DraftKind.REVIEW,
        make_request(BATCH, SCOTTISH, SENDER),
        SCOTTISH,
        SENDER,
        Course(answered_on=dt.date(2022, 7, 10), grounds=(("foisa-2002", "38(1)(b)"),)),
    )
    assert "I ask for a review" in scottish.body
    assert "within 20 working days [FOISA s.21(1)]" in scottish.body
    assert scottish.send_by is not None
    # An early answer does not shorten the time: it runs from the day the answer was due [FOISA s.20(5)].
    assert scottish.send_by.day_zero == dt.date(2022, 7, 29)


def test_a_complaint_goes_to_the_laws_own_regulator_by_its_last_day() -> None:
    course = Course(review_asked_on=dt.date(2022, 8, 1), review_answered_on=dt.date(2022, 8, 31))
    draft = make_draft(DraftKind.REGULATOR, make_request(BATCH, SCOTTISH, SENDER), SCOTTISH, SENDER, course)
    assert draft.addressee == "Scottish Information Commissioner"
    assert "Review asked for: 1 August 2022" in draft.body
    assert draft.send_by is not None
    assert draft.send_by.due_on == dt.date(2023, 2, 28)


def test_a_complaint_before_a_review_tells_the_writer_and_speaks_of_the_authority_to_the_regulator() -> None:
    irish = Authority("kilbeg", "Kilbeg County Council", "ie-foi-2014")
    course = Course(answered_on=dt.date(2022, 7, 20), grounds=(("ie-foi-2014", "37(1)"),))
    body = make_draft(DraftKind.REGULATOR, make_request(BATCH, irish, SENDER), irish, SENDER, course).body
    assert body.startswith("[To you, and to be taken out: nothing shows that you asked for a review.")
    assert "The authority relies on:" in body
    assert "You rely on" not in body
    assert "\nAnswered: 20 July 2022\n" in body
    asked = replace(course, review_asked_on=dt.date(2022, 7, 21))
    body = make_draft(DraftKind.REGULATOR, make_request(BATCH, irish, SENDER), irish, SENDER, asked).body
    assert body.startswith("I ask you to decide")


def test_an_answer_to_a_clarification_says_when_the_clock_starts() -> None:
    draft = make_draft(DraftKind.CLARIFICATION, make_request(BATCH, ENGLISH, SENDER), ENGLISH, SENDER)
    assert "[FOIA s.1(3) and s.10(6)]" in draft.body
    assert "[Answer each of their questions here" in draft.body


def test_the_bundle_holds_every_letter_as_received_in_order(record: Record) -> None:
    request = make_request(BATCH, ENGLISH, SENDER)
    letters = []
    for day, direction in ((9, "in"), (1, "out"), (5, "in")):
        source = record.archive(
            f"Date: {day} July\r\nReceived: x\r\n\r\nletter {day}".encode(),
            name=f"{day}.eml",
            media_type="message/rfc822",
            origin="test",
        )
        sent_at = f"2022-07-0{day}T09:00:00+00:00"
        letters.append(
            Message(
                f"msg-{day}",
                source.id,
                direction,
                sent_at,
                "a@b.example",
                "",
                (),
                "Dogs",
                "",
                "",
                (),
                "",
                (),
                request.id,
            )
        )
    record.replace("ask", "test", "1", [ENGLISH, request, *letters])
    data = make_bundle(record, request.id)
    assert data == make_bundle(record, request.id)
    with zipfile.ZipFile(io.BytesIO(data)) as bundle:
        assert bundle.namelist() == [
            "00-contents.txt",
            "01-2022-07-01-out.eml",
            "02-2022-07-05-in.eml",
            "03-2022-07-09-in.eml",
        ]
        assert b"Received: x" in bundle.read("03-2022-07-09-in.eml")
        contents = bundle.read("00-contents.txt").decode()
    assert "Tuesday 2 August 2022" in contents
    assert contents.count("sha256") == 3
    dated = make_bundle(record, request.id, made_on=dt.date(2022, 9, 1))
    with zipfile.ZipFile(io.BytesIO(dated)) as bundle:
        assert "Bundle of 1 September 2022" in bundle.read("00-contents.txt").decode()
    with pytest.raises(NotInRecord):
        make_bundle(record, "req-none")


def test_the_bundle_holds_our_request_as_it_went_and_says_what_came_without_a_mail(record: Record) -> None:
    request = make_request(BATCH, ENGLISH, SENDER)
    scan = record.archive(b"%PDF-1.4", name="answer.pdf", media_type="application/pdf", origin="inbox/answer.pdf")
    answer = Message("msg-1", scan.id, "in", "", "", "", (), "answer.pdf", "", "", (), "", (), request.id)
    record.replace("ask", "test", "1", [ENGLISH, BATCH, request, answer])
    with zipfile.ZipFile(io.BytesIO(make_bundle(record, request.id))) as bundle:
        assert bundle.namelist() == ["00-contents.txt", "00-request.txt", "01-undated-in.pdf"]
        assert request.body.strip() in bundle.read("00-request.txt").decode()
        assert "came without a mail" in bundle.read("00-contents.txt").decode()

    class Taken:
        def send(self, sender: str, recipients: tuple[str, ...], message: bytes) -> None: ...

    mailed = replace(ENGLISH, emails=(EmailAddress("foi@northmarch.example", dt.date(2022, 6, 1)),))
    batch = replace(BATCH, sent_on=None, register="uk-police 1")
    unsent = make_request(batch, mailed, SENDER)
    record.replace("ask", "test", "2", [mailed, batch, unsent, answer])
    plan = make_plan(list_outbox(record, BATCH.id))
    send(record, plan, Taken(), SENDER, FixedClock(dt.date(2022, 7, 1)), by="Ann", confirmed_count=1)
    assert find_registers(record.judgements("request")) == {request.id: "uk-police 1"}
    record.replace("ask", "test", "3", [mailed, batch, replace(unsent, sent_on=dt.date(2022, 7, 1)), answer])
    with zipfile.ZipFile(io.BytesIO(make_bundle(record, request.id))) as bundle:
        assert bundle.namelist()[1:] == ["01-2022-07-01-out.eml", "02-undated-in.pdf"]
        assert f"Message-ID: <{request.message_id}>".encode() in bundle.read("01-2022-07-01-out.eml")


@pytest.mark.parametrize(
    ("clock", "words"),
    [
        (RequestClock(None, "a fee was asked on 2022-07-10", FEE), "--fee-paid"),
        (RequestClock(None, "on 2022-07-10 they asked what is meant", CLARIFICATION), "--clarified"),
    ],
)
def test_nobody_is_chased_while_the_clock_waits_for_us(clock: RequestClock, words: str) -> None:
    with pytest.raises(ValueNotAllowed, match="nothing is due") as refused:
        make_draft(
            DraftKind.CHASER,
            make_request(BATCH, ENGLISH, SENDER),
            ENGLISH,
            SENDER,
            Course(clock=clock),
            today=dt.date(2022, 12, 1),
        )
    assert words in refused.value.remedy


def test_a_chaser_names_the_day_that_the_letters_moved() -> None:
    moved = RequestClock(due(dt.date(2022, 7, 1), "foia-2000", clarified_on=dt.date(2022, 8, 1)))
    assert moved.proof is not None
    with pytest.raises(ValueNotAllowed, match="not overdue"):
        make_draft(
            DraftKind.CHASER,
            make_request(BATCH, ENGLISH, SENDER),
            ENGLISH,
            SENDER,
            Course(clock=moved),
            today=dt.date(2022, 8, 20),
        )
    draft = make_draft(
        DraftKind.CHASER,
        make_request(BATCH, ENGLISH, SENDER),
        ENGLISH,
        SENDER,
        Course(clock=moved),
        today=dt.date(2022, 10, 1),
    )
    assert f"due on {moved.proof.due_on.day} {moved.proof.due_on:%B %Y}" in draft.body
