"""The stage over a record: what it takes, what it leaves, what it does again and what it does not."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from extract_sheets import make_page
from hypothesis import given
from hypothesis import strategies as st

from answerable.extract.narrative.cases import Origin
from answerable.extract.pieces import Answer
from answerable.extract.review import accept
from answerable.extract.run import find_answers, group_answers, run
from answerable.extract.waiting import find_waiting
from answerable.model.case import Case, Standing, Tally
from answerable.model.codebook import Codebook
from answerable.model.document import Document
from answerable.model.log import LogItem
from answerable.model.message import Message, MessageKind
from answerable.model.request import Batch, Request
from answerable.model.response import Classification, Decision
from answerable.model.span import make_span
from answerable.store.codec import to_text
from answerable.store.record import Record

LETTER, OLD, LOG = "a" * 64, "b" * 64, "c" * 64
ANSWER = """1. 2.

2. 1 dismissed, 0 would have been dismissed

3. The cases are:

- PC, 2019, WhatsApp, racist messages, dismissed
- PC, 2020, Facebook, rude comment, written warning

4. 7"""
NOTICE = (
    "Outcome: a constable sent racist messages on WhatsApp. Misconduct hearing, 3 May 2019: dismissed without notice."
)


def fill(record: Record, *, answer: str = ANSWER, batch_id: str = "letter") -> None:
    """Two letters (the older one superseded), an acknowledgement and one item of a log."""
    request = Request("req-1", batch_id, "avonmoor", "ANS-1", "foia-2000", "s", "b", "m", sent_on=dt.date(2021, 11, 1))
    record.replace("ask", "req-1", "k", [request])
    rows: list[object] = []
    for name, document, kind, superseded in (
        ("msg-1", LETTER, MessageKind.RESPONSE, ""),
        ("msg-0", OLD, MessageKind.RESPONSE, "cls-1"),
        ("msg-2", "e" * 64, MessageKind.ACKNOWLEDGEMENT, ""),
    ):
        rows.append(Message(name, document, "in", AT, "foi@x.example", "", (), "s", name, "", (), "", (), "req-1"))
        decision = Decision.DISCLOSED if kind is MessageKind.RESPONSE else None
        rows.append(
            Classification("cls-" + name[-1], name, "req-1", "avonmoor", kind, None, decision, superseded_by=superseded)
        )
    record.replace("track", "all", "k", rows)
    for document, text in ((LETTER, answer), (OLD, "1. 9"), ("e" * 64, "1. 33"), (LOG, NOTICE)):
        page = make_page(text, document=document)
        record.replace("read", document, text, [Document(document, "x", "text/plain", 1, 1, 0), page])
    item = LogItem(
        "item-1", "log-1", "avonmoor", LOG, make_span(LOG, 1, NOTICE, 0, len(NOTICE)), "2019-05-04", "2019-06-01"
    )
    record.replace("collect", "log-1", "k", [item])


AT = "2021-11-25T10:00:00+00:00"


def rows_of(record: Record) -> list[str]:
    """Every case and tally as text."""
    return [to_text(one) for one in record.all(Case)] + [to_text(one) for one in record.all(Tally)]


def test_it_reads_answers_and_logs(record: Record, codebook: Codebook, batch: Batch) -> None:
    fill(record)
    report = run(record, codebook, batches=[batch])
    assert report.n_failed == 0
    assert report.n_done == 3
    live = [case for case in record.all(Case) if not case.superseded]
    assert [
        (case.method, case.get("outcome")) for case in sorted(live, key=lambda one: (one.method, one.span.start))
    ] == [
        ("foi_response", "dismissed"),
        ("foi_response", "written_warning"),
        ("published_log", "dismissed"),
    ]
    assert {case.log_item_id for case in live} == {"", "item-1"}
    tallies = record.all(Tally)
    assert {(one.measure, str(one.proposed)) for one in tallies if not one.superseded} == {
        ("disciplined", "2"), ("dismissed", "1"), ("would_have_been_dismissed", "0"), ("allegations", "7"),
    }  # fmt: skip
    assert [str(one.proposed) for one in tallies if one.superseded] == ["9"]
    assert "wait for a person" in report.needs_person[0]


def test_what_was_lost_of_answers_is_told_with_what_waits(record: Record, codebook: Codebook, batch: Batch) -> None:
    fill(record, answer="1. We had 12 of one kind and 7 of another.")
    report = run(record, codebook, batches=[batch])
    assert report.needs_person[0] == (
        "1 answer gives numbers that were not read (avonmoor): answerable problems --code number-not-read"
    )
    assert "wait for a person" in report.needs_person[-1] or "waits for a person" in report.needs_person[-1]
    waiting = find_waiting(record)
    assert waiting.n_rows == 1
    assert waiting.say_of("avonmoor") == "review 1 value read; 1 thing in its answer not read: see its problems"
    assert waiting.say_of("elsewhere") == ""
    fill(record, answer="Thank you. The information is attached.")
    assert "in which nothing was found (avonmoor)" in run(record, codebook, batches=[batch]).needs_person[0]


def test_acknowledgements_are_not_answers(record: Record) -> None:
    fill(record)
    assert sorted(one.message_id for one in find_answers(record)) == ["msg-0", "msg-1"]


def test_a_second_run_does_nothing_and_a_third_from_nothing_gives_the_same(
    record: Record, codebook: Codebook, batch: Batch
) -> None:
    fill(record)
    run(record, codebook, batches=[batch])
    first = rows_of(record)
    again = run(record, codebook, batches=[batch])
    assert (again.n_done, again.n_unchanged) == (0, 3)
    for unit in record.keys("extract"):
        record.replace("extract", unit, "forgotten", [])
    run(record, codebook, batches=[batch])
    assert rows_of(record) == first


def test_only_what_changed_is_done_again(record: Record, codebook: Codebook, batch: Batch) -> None:
    fill(record)
    run(record, codebook, batches=[batch])
    page = make_page(ANSWER.replace("4. 7", "4. 8"), document=LETTER)
    record.replace("read", LETTER, "new", [Document(LETTER, "x", "text/plain", 1, 1, 0), page])
    again = run(record, codebook, batches=[batch])
    assert (again.n_done, again.n_unchanged) == (1, 2)
    newer = replace(codebook, version="2")
    assert run(record, newer, batches=[batch]).n_done == 3


def test_a_ruling_reaches_its_answer_alone(record: Record, codebook: Codebook, batch: Batch) -> None:
    fill(record)
    run(record, codebook, batches=[batch])
    case = next(one for one in record.all(Case) if one.method == "published_log")
    record.append_judgements([accept(case, by="Ada", made_at=AT)])
    again = run(record, codebook, batches=[batch])
    assert (again.n_done, again.n_unchanged) == (1, 2)
    assert record.get(Case, case.id).standing is Standing.ACCEPTED
    assert run(record, codebook, batches=[batch]).n_done == 0


@given(st.lists(st.lists(st.integers(0, 9), min_size=1, max_size=3), max_size=12))
def test_answers_that_share_a_document_are_one_unit(documents: list[list[int]]) -> None:
    origin = Origin("doc", "avonmoor", "foi_response", "", "", False)
    answers = [
        Answer(f"msg-{at}", tuple(f"doc-{one}" for one in held), origin, "") for at, held in enumerate(documents)
    ]
    groups = group_answers(answers)
    assert sorted(one.message_id for group in groups for one in group) == sorted(one.message_id for one in answers)
    held = [{one for answer in group for one in answer.documents} for group in groups]
    assert all(one.isdisjoint(other) for at, one in enumerate(held) for other in held[:at])
    for group in groups:  # and none is in a group that it is not tied to
        tied, left = set(group[0].documents), list(group[1:])
        while more := [one for one in left if not tied.isdisjoint(one.documents)]:
            tied |= {document for one in more for document in one.documents}
            left = [one for one in left if one not in more]
        assert not left
