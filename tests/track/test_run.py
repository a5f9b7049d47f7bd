# ruff: noqa: E501 - letters are set as they come
"""Classification in the record: spans point to the right document and page, rulings stand above, later answers replace."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from answerable.model.answer import Answer
from answerable.model.answer_sheet import ANSWERS, FORMAT, README
from answerable.model.authority import Authority
from answerable.model.document import Cell, Document, Page, Table
from answerable.model.judgement import Ruling, make_judgement
from answerable.model.message import Match, Message, MessageKind
from answerable.model.problem import Problem
from answerable.model.request import Batch, Question, Request
from answerable.model.response import Classification, Decision
from answerable.publish.board import say_lateness
from answerable.publish.language import Language
from answerable.store.record import Record
from answerable.track.board import make_board
from answerable.track.run import run_classify

BATCH = Batch(
    "b",
    "s",
    "",
    (Question(1, "How many officers were disciplined in each year?"), Question(2, "How many were dismissed?")),
    "foia-2000",
    None,
)
REQUEST = Request(
    "req", "b", "oakham", "ANS-AAAAA1", "foia-2000", "s", "", "ANS-AAAAA1@o", "f@x", sent_on=dt.date(2021, 11, 1)
)
AUTHORITY = Authority("oakham", "Oakham Vale Police", "foia-2000")


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    with Record.open("sqlite://", archive=tmp_path / "sources") as opened:
        opened.replace("ask", "b", "1", [BATCH, REQUEST, AUTHORITY])
        yield opened


def _letter(
    record: Record,
    name: str,
    body: str,
    sent_at: str,
    files: tuple[tuple[str, list[str]], ...] = (),
    direction: str = "in",
) -> Message:
    """Put a message and its read pages into the record, as intake and read would."""
    rows: list[object] = []
    source = record.archive(
        f"{name}\n{body}".encode(), name=f"{name}.txt", media_type="text/plain", origin=f"inbox/{name}"
    )
    rows += [Document(source.id, name, "text/plain", 1, 1, 0), Page(f"{source.id}:1", source.id, 1, "mail", body)]
    attachments = []
    for file, pages in files:
        part = record.archive(file.encode(), name=file, media_type="application/pdf", origin=file, parent=source.id)
        rows.append(Document(part.id, file, "application/pdf", 1, len(pages), 0))
        rows += [Page(f"{part.id}:{number}", part.id, number, "pdf", text) for number, text in enumerate(pages, 1)]
        attachments.append((part.id, file))
    message = Message(
        f"msg-{name}", source.id, direction, sent_at, "f@x", "", (), name, f"{name}@x", "", (), body, tuple(attachments), "req"
    )  # fmt: skip
    record.replace("test", name, name, [*rows, message])
    return message


def _classify(record: Record) -> dict[str, Classification]:
    run_classify(record, [REQUEST])
    return {row.message_id.removeprefix("msg-"): row for row in record.all(Classification)}


def test_the_decision_stands_in_an_attached_letter_and_its_span_says_so(record: Record) -> None:
    pages = [
        "Dear Sir\nYour request under the Freedom of Information Act.\nRef: 12/21",
        "2. The number of dismissals is withheld under section 40(2).",
    ]
    message = _letter(
        record, "a", "Please find our response attached.", "2021-11-20T10:00:00+00:00", (("letter.pdf", pages),)
    )
    row = _classify(record)["a"]
    assert row.kind is MessageKind.RESPONSE
    (ground,) = [item for item in row.exemptions if item.mode == "engaged"]
    assert (ground.span.document, ground.span.page) == (message.attachments[0][0], 2)
    assert pages[1][ground.span.start : ground.span.end] == ground.span.exact == "section 40(2)"
    assert row.reference is not None
    assert (row.reference.value, row.reference.span.page) == ("12/21", 1)


def test_our_own_questions_repeated_are_not_the_authoritys_words(record: Record) -> None:
    body = "1. How many officers were disciplined in each\nyear?\n2018: 3, 2019: 4\n2. How many were dismissed?\nNone\n"
    _letter(record, "a", body, "2021-11-20T10:00:00+00:00")
    row = _classify(record)["a"]
    assert {item.question: item.decision for item in row.decisions} == {1: Decision.DISCLOSED, 2: Decision.DISCLOSED}


def test_a_decision_on_the_whole_is_one_on_every_question(record: Record) -> None:
    _letter(record, "a", "Oakham Vale Police does not hold the information requested.", "2021-11-20T10:00:00+00:00")
    row = _classify(record)["a"]
    assert {item.question: item.decision for item in row.decisions} == {1: Decision.NOT_HELD, 2: Decision.NOT_HELD}


def test_a_correction_replaces_the_first_answer_and_both_stay(record: Record) -> None:
    _letter(record, "first", "1. 12\n2. 3\n", "2021-11-20T10:00:00+00:00")
    _letter(record, "more", "1. 1\n2. 2\nAs promised, the figures for specials.", "2021-11-21T10:00:00+00:00")
    _letter(
        record,
        "second",
        "There was an error in our earlier response. The corrected figures are:\n1. 11\n2. 3\n",
        "2021-12-02T10:00:00+00:00",
    )
    rows = _classify(record)
    assert rows["first"].superseded_by == rows["more"].superseded_by == rows["second"].id
    assert rows["second"].superseded_by == ""
    assert run_classify(record, [REQUEST]).n_done == 0, "a second run does nothing"
    assert _classify(record)["first"].superseded_by == rows["second"].id


def test_a_second_answer_that_corrects_nothing_replaces_nothing(record: Record) -> None:
    _letter(record, "first", "1. 12\n2. 3\n", "2021-11-20T10:00:00+00:00")
    _letter(record, "second", "1. 1\n2. 2\n", "2021-12-02T10:00:00+00:00")
    assert [row.superseded_by for row in _classify(record).values()] == ["", ""]


def test_a_person_rules_and_can_take_it_back(record: Record) -> None:
    _letter(record, "a", "We do not hold the information.", "2021-11-20T10:00:00+00:00")
    before = _classify(record)["a"]
    ruling = make_judgement(
        made_at="2021-12-01T00:00:00+00:00", by="editor", ruling=Ruling.AMEND, noun="classification", subject=before.id,
        variable="decision", after=json.dumps("refused"),
    )  # fmt: skip
    record.append_judgements([ruling])
    after = _classify(record)["a"]
    assert (after.decision, after.ruled_by) == (Decision.REFUSED, "editor")
    record.append_judgements(
        [
            make_judgement(
                made_at="2021-12-02T00:00:00+00:00",
                by="editor",
                ruling=Ruling.AMEND,
                noun="classification",
                subject=before.id,
                undoes=ruling.id,
            )
        ]
    )
    assert _classify(record)["a"] == before


def test_our_letters_carry_no_decision(record: Record) -> None:
    _letter(
        record, "out", "You refused under section 40(2). Please review.", "2021-12-03T10:00:00+00:00", direction="out"
    )
    row = _classify(record)["out"]
    assert (row.kind, row.decision, row.exemptions) == (MessageKind.OTHER_OUTGOING, None, ())


def test_the_board_says_who_answered_of_how_many(record: Record) -> None:
    _letter(
        record,
        "ack",
        "We acknowledge receipt of your request and will respond within 20 working days.",
        "2021-11-02T10:00:00+00:00",
    )
    _classify(record)
    silent = make_board([REQUEST], [AUTHORITY], record.all(Message), record.all(Classification), dt.date(2021, 12, 10))
    assert silent.sentence == "0 of 1 authority answered; 1 did not, 1 of them overdue."
    assert (silent.rows[0].due_on, silent.rows[0].days_late, silent.rows[0].acknowledged_on) == (
        dt.date(2021, 11, 29),
        11,
        dt.date(2021, 11, 2),
    )
    assert silent.rows[0].due is not None
    assert silent.rows[0].due.statute
    _letter(
        record,
        "answer",
        "Your request is refused. The information is exempt under section 40(2).",
        "2021-12-06T10:00:00+00:00",
    )
    _classify(record)
    answered = make_board(
        [REQUEST], [AUTHORITY], record.all(Message), record.all(Classification), dt.date(2021, 12, 10)
    )
    assert (answered.n_answered, answered.n_in_time, answered.rows[0].decision) == (1, 0, Decision.REFUSED)
    assert answered.rows[0].days_late == 7


def test_an_answer_whose_day_nobody_knows_is_not_late(record: Record) -> None:
    _letter(record, "scan", "Your request is refused. The information is exempt under section 40(2).", "")
    _classify(record)
    rows = record.all(Classification)
    board = make_board([REQUEST], [AUTHORITY], record.all(Message), rows, dt.date(2022, 6, 1)).rows[0]
    assert (board.decision, board.answered_on, board.days_late) == (Decision.REFUSED, None, None)
    due = dt.date(2021, 11, 29)
    answer = Answer("req", "oakham", "foia-2000", dt.date(2021, 11, 1), due, Decision.REFUSED, None)
    assert say_lateness(answer, Language("en"), dt.date(2022, 6, 1)) == ""
    assert "overdue" in say_lateness(replace(answer, decision=None), Language("en"), dt.date(2022, 6, 1))


def test_a_letter_that_is_several_replies_is_said_to_be_several_and_stays_so_when_it_is_replaced(
    record: Record,
) -> None:
    page = (
        "Reference: 9998-18\nWe hold the information. In 2018 four officers were disciplined.\n\n"
        "Reference: 9999-18\nThe information requested is not held.\n"
    )
    _letter(record, "two", page, "2021-11-20T10:00:00+00:00")
    quoted = "In 2018 four officers were disciplined, see attached.\n\nOn 1 Nov 2021, A wrote:\n> Reference: 1-18\n> Reference: 2-18\n"
    _letter(record, "one", quoted, "2021-11-21T10:00:00+00:00")
    later = "Please disregard our previous response. In 2018 five officers were disciplined.\n"
    _letter(record, "later", later, "2021-11-30T10:00:00+00:00")
    rows = _classify(record)
    assert rows["two"].superseded_by == rows["later"].id
    found = [item for item in record.all(Problem) if item.code == "several-replies"]
    assert [(item.where, item.found, item.authority_id) for item in found] == [("two", "9998-18, 9999-18", "oakham")]


def test_a_letter_that_bears_the_tokens_of_two_requests_says_so(record: Record) -> None:
    ties = tuple(Match(name, "token", f"{name}, one of 2 in the letter", 0.5) for name in ("req", "other"))
    letter = _letter(record, "both", "In 2018 four officers were disciplined.\n", "2021-11-20T10:00:00+00:00")
    record.replace("test", "both-tied", "1", [replace(letter, id="msg-tied", matches=ties, request_id="")])
    _classify(record)
    (found,) = [item for item in record.all(Problem) if item.code == "several-replies"]
    assert found.found == "req, one of 2 in the letter; other, one of 2 in the letter"
    assert "holding pen" in found.remedy


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Attached is the response of Oakham Vale and Elmworth to your requests.", "Oakham Vale and Elmworth"),
        ("Elmworth Constabulary / Oakham Vale Police: joint reply", "Elmworth Constabulary / Oakham Vale Police"),
        ("In 2018 four officers of Oakham Vale were disciplined. One was lent to us by Elmworth.", ""),
        ("The Oakham Vale and Elmworth Railway has no officers. In 2018 none was disciplined.", ""),
    ],
)
def test_an_answer_that_names_two_who_were_asked_is_shown_to_a_person(record: Record, words: str, said: str) -> None:
    elm, railway = (
        Authority("elmworth", "Elmworth Constabulary", ""),
        Authority("rail", "Oakham Vale and Elmworth Railway", ""),
    )
    second = replace(REQUEST, id="elm-req", authority_id="elmworth", token="ANS-AAAAA2", message_id="ANS-AAAAA2@o")
    record.replace("ask", "more", "1", [elm, railway, second])
    _letter(
        record,
        "joint",
        f"Ref: 17-21\n{words}\nWe hold the information. In 2018 four officers were disciplined.\n",
        "2021-11-20T10:00:00+00:00",
    )
    run_classify(record, [REQUEST, second])
    found = [item for item in record.all(Problem) if item.code == "joint-answer"]
    assert [item.found for item in found] == ([f"“{said}”: Elmworth Constabulary was asked too"] if said else [])


def test_the_state_that_the_requester_gave_on_a_site_is_held_against_the_letters(record: Record) -> None:
    def put(name: str, state: str, slug: str = "") -> None:
        events = [
            {"created_at": "2021-11-01T09:00:00Z", "event_type": "sent", "described_state": "waiting_response"},
            {"created_at": "2021-11-30T09:00:00Z", "event_type": "status_update", "calculated_state": state},
        ]
        body = {"name": "Oakham Vale Police", "url_name": slug}
        data = {"title": "s", "described_state": state, "public_body": body, "info_request_events": events}
        text = json.dumps({**data, "url_title": name}).encode()
        record.archive(text, name=name, media_type="application/json", origin=f"inbox/{name}")

    put("refused.json", "rejected")
    put("waiting.json", "waiting_response")
    record.archive(b'{"other": []}', name="x.json", media_type="application/json", origin="inbox/x.json")
    _classify(record)
    (found,) = record.all(Problem, code="state-differs")
    assert found.found == "rejected on 2021-11-30, by the requester; no answer in the record, by the letters"
    words = "We hold the information. In 2018 four officers were disciplined and none was dismissed.\n"
    _letter(record, "answer", words, "2021-11-29T10:00:00+00:00")
    _classify(record)
    (found,) = record.all(Problem, code="state-differs")
    assert "disclosed, by the letters" in found.found
    put("open.json", "successful")
    _classify(record)
    assert [item.where for item in record.all(Problem, code="state-differs")] == ["refused.json"]
    # JSON that is no export of a site is not passed over in silence.
    assert [item.where for item in record.all(Problem, code="json-not-known")] == ["inbox/x.json"]


def _fill_sheet(record: Record, document: str, rows: list[list[str]]) -> None:
    """Read an answer sheet that came back, as the reader leaves it: a page and a table for each sheet."""
    text = "\n".join("\t".join(row) for row in rows)
    cells = tuple(
        Cell(number, column, words, 0, 0)
        for number, row in enumerate(rows)
        for column, words in enumerate(row)
        if words
    )
    record.replace(
        "test",
        "filled-in",
        text,
        [
            Document(document, "answers.xlsx", "application/vnd.ms-excel", 1, 2, 1),
            Page(f"{document}:1", document, 1, "sheet", f"{FORMAT}\nReference\tANS-AAAAA1", label=README),
            Page(f"{document}:2", document, 2, "sheet", text, label=ANSWERS),
            Table(f"{document}:2:t1", document, 2, 1, len(rows), 5, cells),
        ],
    )


def test_an_answer_sheet_that_decides_otherwise_than_its_letter_is_shown(record: Record) -> None:
    sheet = record.archive(b"sheet", name="answers.xlsx", media_type="application/vnd.ms-excel", origin="inbox/a.eml")
    letter = _letter(record, "sheet", "In 2018 four officers were disciplined.\n", "2021-11-29T10:00:00+00:00")
    record.replace(
        "test", "sheet-letter", "1", [replace(letter, id="msg-s", attachments=((sheet.id, "answers.xlsx"),))]
    )
    head = ["Question", "Text", "Answer", "Decision", "Sections relied on"]
    _fill_sheet(
        record,
        sheet.id,
        [head, ["1", "a", "4", "Answered in full", ""], ["2", "b", "", "Refused", "s.40(2)"]],
    )
    _classify(record)
    (found,) = record.all(Problem, code="sheet-decision-differs")
    assert "question 2: refused (s.40(2)), by the sheet; disclosed, by the letter" in found.found
    assert found.authority_id == "oakham"
    ruling = make_judgement(
        made_at="2021-12-01T00:00:00+00:00",
        by="Ann",
        ruling=Ruling.AMEND,
        noun="classification",
        subject=next(row.id for row in record.all(Classification) if row.message_id == "msg-s"),
        variable="decision",
        after='"partly_disclosed"',
    )
    record.append_judgements([ruling])
    _classify(record)
    assert record.all(Problem, code="sheet-decision-differs") == []
