"""The stage: rows for every authority, nothing done twice, only what changed done again."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from answerable.ask.previews import iter_letters, list_letter_problems, list_previews
from answerable.ask.requests import Sender
from answerable.ask.run import run
from answerable.errors import ProjectFileInvalid
from answerable.model.authority import Authority, EmailAddress
from answerable.model.dates import Period
from answerable.model.problem import Problem
from answerable.model.request import Batch, Question, Request
from answerable.store.record import Record

TODAY = dt.date(2022, 8, 1)
SENDER = Sender("The Lantern Post", "desk@lantern.example")
AUTHORITIES = tuple(
    Authority(
        f"force-{n}", f"Force {n}", "foisa-2002" if n == 3 else "foia-2000", emails=(EmailAddress(f"foi@f{n}.example"),)
    )
    for n in range(1, 6)
)
BATCH = Batch(
    id="dogs",
    subject="Dogs",
    body="Dear {{ authority.name }},\n\n1. How many dogs?\n",
    questions=(Question(1, "How many dogs?"),),
    law="foia-2000",
    period=Period.of_calendar_year(2021),
    sent_on=dt.date(2022, 7, 1),
    origin="letters/dogs.md",
)
DRAFT = replace(
    BATCH,
    id="cats",
    questions=(Question(1, "How many officers have cats?"),),
    body="1. How many officers have cats?\n",
    sent_on=None,
    origin="letters/cats.md",
)


def test_every_letter_goes_to_every_authority_and_a_second_run_does_nothing(record: Record) -> None:
    first = run(record, [BATCH, DRAFT], AUTHORITIES, TODAY, sender=SENDER)
    requests = record.all(Request)
    assert len(requests) == 10
    assert len({request.token for request in requests}) == 10
    assert first.n_done == 5 + 2 + 10
    again = run(record, [BATCH, DRAFT], AUTHORITIES, TODAY + dt.timedelta(days=9), sender=SENDER)
    assert (again.n_done, again.n_unchanged) == (0, 17)
    assert record.all(Request) == requests


def test_one_changed_authority_redoes_only_its_own_rows(record: Record) -> None:
    run(record, [BATCH, DRAFT], AUTHORITIES, TODAY, sender=SENDER)
    renamed = (replace(AUTHORITIES[0], name="Force One"), *AUTHORITIES[1:])
    report = run(record, [BATCH, DRAFT], renamed, TODAY, sender=SENDER)
    # The authority itself and its letter of the batch that names it; the other letter's words are the same.
    assert report.n_done == 2
    run(record, [BATCH, DRAFT], AUTHORITIES[1:], TODAY, sender=SENDER)
    assert {request.authority_id for request in record.iter(Request)} == {f"force-{n}" for n in range(2, 6)}


def test_rebuilding_everything_gives_the_same_rows(record: Record) -> None:
    run(record, [BATCH, DRAFT], AUTHORITIES, TODAY, sender=SENDER)
    before = [record.fingerprint(kind) for kind in (Authority, Batch, Request, Problem)]
    record.forget_derived()
    run(record, [BATCH, DRAFT], AUTHORITIES, TODAY + dt.timedelta(days=90), sender=SENDER)
    assert [record.fingerprint(kind) for kind in (Authority, Batch, Request, Problem)] == before


def test_the_report_says_when_answers_are_due_and_what_stands_in_the_way(record: Record) -> None:
    report = run(record, [BATCH, DRAFT], AUTHORITIES, TODAY, sender=SENDER)
    assert report.did[0] == "dogs: 5 letters sent on 1 July 2022, answers are due 29 July 2022 to 2 August 2022"
    needs = "\n".join(report.needs_person)
    assert "no person has confirmed the address of 5 authorities" in needs
    assert "officers" in needs
    assert not any(line.startswith("dogs") for line in report.needs_person)


def test_problems_are_only_of_letters_that_have_not_gone(record: Record) -> None:
    run(record, [BATCH, DRAFT], AUTHORITIES, TODAY, sender=SENDER)
    assert {problem.code for problem in record.iter(Problem)} == {"term-ambiguous", "address-unverified"}
    assert [problem.code for problem in list_letter_problems(record, DRAFT)] == ["term-ambiguous"]
    assert list_letter_problems(record, BATCH) == ()
    assert all(preview.problems for preview in list_previews(record, "cats"))
    assert not any(preview.problems for preview in list_previews(record, "dogs"))


def test_previews_are_the_letters(record: Record) -> None:
    run(record, [BATCH], AUTHORITIES, TODAY, sender=SENDER)
    letters = dict(iter_letters(record, "dogs", SENDER))
    assert len(letters) == 5
    for preview in list_previews(record, "dogs"):
        name = f"{preview.authority.id}-{preview.request.token.lower()}.eml"
        assert preview.request.token.encode() in letters[name]
    assert list(letters) == sorted(letters, key=lambda name: name)


def test_a_broken_letter_writes_no_row_at_all(record: Record) -> None:
    with pytest.raises(ProjectFileInvalid):
        run(record, [BATCH, replace(DRAFT, body="{{ nobody }}")], AUTHORITIES, TODAY, sender=SENDER)
    assert record.count(Request) == 0


def test_each_letter_keeps_the_register_it_was_made_with_and_says_when_another_is_in_use(record: Record) -> None:
    noted = replace(BATCH, register="uk-police 2026-01-01")
    report = run(record, [noted, DRAFT], AUTHORITIES, TODAY, sender=SENDER, register="uk-police 2026-11-22")
    assert {batch.id: batch.register for batch in record.iter(Batch)} == {
        "dogs": "uk-police 2026-01-01",
        "cats": "uk-police 2026-11-22",
    }
    assert report.did[-1] == "dogs: made with uk-police 2026-01-01; in use now is uk-police 2026-11-22"
