"""Pre-flight: what is said before a letter goes."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from answerable.ask.preflight import check_batch, check_request, count_parts
from answerable.ask.published import list_published
from answerable.ask.requests import Sender, make_request
from answerable.model.authority import Authority, EmailAddress
from answerable.model.dates import Period
from answerable.model.log import LogItem, LogSource
from answerable.model.request import Batch, Question
from answerable.model.span import make_span
from answerable.store.record import Record

CLEAR = Batch(
    id="clear",
    subject="Dogs",
    body="By officers I mean police officers, not staff.\n1. How many dogs were kept on 31 March 2021?\n",
    questions=(Question(1, "How many dogs were kept on 31 March 2021?"),),
    law="foia-2000",
    period=Period.of_calendar_year(2021),
    origin="letters/clear.md",
)


def codes(batch: Batch, *others: Batch) -> set[str]:
    return {problem.code for problem in check_batch(batch, others)}


def test_a_clear_letter_has_nothing_against_it() -> None:
    assert codes(CLEAR) == set()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("1. How many ... were kept?", "letter-unfinished"),
        ("1. How many dogs were [kept or sold]?", "letter-unfinished"),
        ("1. How many officers keep dogs?", "term-ambiguous"),
        ("1. How many were dismissed?", "term-ambiguous"),
        ("1. How many complaints were made?", "term-ambiguous"),
        ("1. How many posts on social media?", "term-ambiguous"),
        ("1. How many dogs in the last five years?", "period-relative"),
        ("1. How many dogs, by year?", "year-ambiguous"),
        ("1. Please send all emails about dogs.", "cost-risk"),
        ("1. Any and all documents about dogs.", "cost-risk"),
    ],
)
def test_what_authorities_read_in_different_ways_is_said(body: str, code: str) -> None:
    assert code in codes(replace(CLEAR, body=body))


@pytest.mark.parametrize(
    "body",
    [
        "By officers I mean sworn officers. 1. How many officers keep dogs?",
        "1. How many were dismissed, and how many would have been dismissed had they still been serving?",
        "1. How many posts on social media, including WhatsApp?",
        "1. How many dogs, by calendar year?",
    ],
)
def test_what_the_letter_settles_is_not_said(body: str) -> None:
    assert codes(replace(CLEAR, body=body)) == set()


def test_no_period_and_a_long_period_are_said() -> None:
    assert "letter-without-period" in codes(replace(CLEAR, period=None))
    long = Period(dt.date(2010, 1, 1), dt.date(2021, 12, 31))
    assert "cost-risk" in codes(replace(CLEAR, period=long))


def test_many_sub_questions_may_sink_the_whole() -> None:
    question = Question(
        1, "For each dog (a) its name (b) its breed (c) its age; (d) its handler (e) its food; and why?"
    )
    assert count_parts(question) >= 7
    assert "cost-risk" in codes(replace(CLEAR, questions=(question, Question(2, "How many cats?"))))


def test_the_same_question_in_another_letter_is_said() -> None:
    other = replace(CLEAR, id="earlier", questions=(Question(3, "how many dogs were kept on 31 March 2021"),))
    assert codes(CLEAR, other) == {"question-asked-already"}
    assert codes(CLEAR, CLEAR) == set()


def test_no_address_and_an_unconfirmed_one_stand_in_the_way_and_a_confirmed_one_does_not() -> None:
    nobody = Authority("a", "A Police", "foia-2000")
    retired = replace(nobody, emails=(EmailAddress("foi@a.pnn.police.uk"),))
    confirmed = replace(nobody, emails=(EmailAddress("foi@a.example", dt.date(2021, 11, 1)),))
    found = [check_request(make_request(CLEAR, row, Sender()), row) for row in (nobody, retired, confirmed)]
    assert [[problem.code for problem in problems] for problems in found] == [
        ["address-missing"],
        ["address-unverified"],
        [],
    ]
    assert "no longer in use" in found[1][0].found
    assert all(problem.remedy and problem.authority_id == "a" for problems in found for problem in problems)


def test_a_finding_names_the_line_it_stands_on() -> None:
    letter = replace(
        CLEAR, body="Dear A,\n\n1. How many dogs?\n2. All emails about dogs.\n", origin="letters/clear.md:7"
    )
    (found,) = [item for item in check_batch(letter) if item.code == "cost-risk"]
    assert found.where == "letters/clear.md:10"
    assert found.remedy
    (period,) = [item for item in check_batch(replace(letter, period=None)) if item.code == "letter-without-period"]
    assert period.where == "letters/clear.md"


def test_the_same_question_in_other_words_of_the_same_kind_is_said() -> None:
    other = replace(CLEAR, id="old", questions=(Question(1, "On 31 March 2021, how many dogs were kept?"),))
    assert "question-asked-already" in codes(CLEAR, other)
    cats = replace(CLEAR, id="cats", questions=(Question(1, "How many horses were sold by 31 March 2021?"),))
    assert codes(CLEAR, cats) == set()


def test_what_is_published_or_came_already_is_said(tmp_path: Path) -> None:
    with Record.open("sqlite://", archive=tmp_path / "sources") as record:
        text = "FOI 104-20 Police dogs kept in kennels, and dogs retired, at 31 March"
        span = make_span("d" * 64, 1, text, 0, len(text))
        words = "Officer dismissed: police dogs were kept out of the kennels"
        notice = make_span("d" * 64, 1, words, 0, len(words))
        record.replace(
            "test",
            "log",
            "1",
            [
                LogSource("oak-log", "oakham", "disclosure_log", "https://oakham.example/log"),
                LogSource("oak-hearings", "oakham", "hearing_notices", "https://oakham.example/hearings"),
                LogItem("one", "oak-log", "oakham", "d" * 64, span, "2021-04-01", "2021-05-01", address="https://oakham.example/104"),
                LogItem("two", "oak-hearings", "oakham", "d" * 64, notice, "2021-04-01", "2021-05-01"),
            ],
        )  # fmt: skip
        published = list_published(record)
    question = Question(1, "How many police dogs were kept in kennels on 31 March 2021?")
    letter = replace(CLEAR, body=f"Dear A,\n1. {question.text}\n", questions=(question,))
    (found,) = check_batch(letter, (), published)
    assert (found.code, found.authority_id) == ("already-published", "oakham")
    assert "https://oakham.example/104" in found.found
    assert "FOIA s.21" in found.remedy
    horses = replace(letter, questions=(Question(1, "How many police horses were sold at auction?"),))
    assert check_batch(horses, (), published) == ()
