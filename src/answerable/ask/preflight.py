"""What could go wrong with a letter, said before it goes.

What lives here: checks that return problems. What comes in: batches, authorities, requests; what goes out: `Problem`
rows, each with what to do. What must never be here: changing the letter, refusing to send (a person decides).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from answerable.ask.fields import find_line
from answerable.ask.published import Published, find_published
from answerable.ask.wording import COSTLY, TERMS
from answerable.model.authority import Authority
from answerable.model.ids import make_id
from answerable.model.problem import Problem
from answerable.model.request import Batch, Question, Request

# The regulations let an authority refuse a request whole when one part goes over 18 hours (FOIA) or £600 (FOISA).
_MANY_PARTS = 8
_LONG_PERIOD_YEARS = 6
_PART = re.compile(r"(?:^|[\s;,:])(?:\(?[a-h]\)|[ivx]{1,4}\))\s|;\s", re.MULTILINE)
_UNFINISHED = re.compile(r"\w* ?(?:\.\.\.|…)|\[[^\]\n]{3,}\](?!\()|\b(?:TODO|TBC|XXX+)\b")
_SAME_QUESTION = 90
"""Likeness in [0, 100] of two questions, whatever the order of their words, from which they ask the same."""
_LINE = re.compile(r":\d+\Z")
_RELATIVE = re.compile(
    r"\b(?:last|past|previous)\s+(?:\w+\s+)?(?:years?|months?)\b|\bto date\b|\bso far\b", re.IGNORECASE
)
_BY_YEAR = re.compile(r"\bper year\b|\b(?:by|each|every) year\b", re.IGNORECASE)
_WHICH_YEAR = re.compile(r"\b(?:calendar|financial) years?\b", re.IGNORECASE)
_RETIRED_DOMAIN = "pnn.police.uk"


@dataclass(frozen=True, slots=True)
class Preflight:
    """What was found wrong with a letter, and with each request it becomes."""

    letter: tuple[Problem, ...]
    requests: tuple[tuple[str, tuple[Problem, ...]], ...]


def check_batch(batch: Batch, others: Sequence[Batch] = (), published: Sequence[Published] = ()) -> tuple[Problem, ...]:
    """Return what is unclear, costly, repeated or published already in a letter, whoever it goes to.

    Args:
        batch: the letter.
        others: the investigation's other letters.
        published: answers that are public or came already.
    """
    return (
        *_check_unfinished(batch),
        *_check_period(batch),
        *_check_terms(batch),
        *_check_cost(batch),
        *_check_repeated(batch, others),
        *_check_published(batch, published),
    )


def check_request(request: Request, authority: Authority, confirmed_address: str = "") -> tuple[Problem, ...]:
    """Return what stands in the way of sending one request; an address that a person confirmed for it does not."""
    found = []
    email = authority.email
    if email is None:
        found.append(
            _problem(
                "address-missing",
                request.id,
                authority,
                "",
                "an address for requests",
                remedy="look it up on the authority's site, or mark the request as sent elsewhere",
            )
        )
    elif not email.is_verified and email.address != confirmed_address:
        retired = f"; {_RETIRED_DOMAIN} is no longer in use" if email.address.endswith(_RETIRED_DOMAIN) else ""
        found.append(
            _problem(
                "address-unverified",
                request.id,
                authority,
                email.address + retired,
                "an address that a person confirmed, with the day in `email_verified_on`",
                remedy="confirm it on the authority's site; an unverified address is never mailed unasked",
            )
        )
    return tuple(found)


def _check_unfinished(batch: Batch) -> Iterator[Problem]:
    remedy = "the letter still holds words of its template: write your own there"
    if found := _UNFINISHED.search(batch.subject):
        yield _problem_of(batch, None, "letter-unfinished", found.group().strip(), "finished sentences", remedy)
    elif found := _UNFINISHED.search(batch.body):
        yield _problem_of(
            batch, found.start(), "letter-unfinished", found.group().strip(), "finished sentences", remedy
        )


def _check_period(batch: Batch) -> Iterator[Problem]:
    if batch.period is None:
        expected = "period = { from = ..., to = ... }"
        yield _problem_of(batch, None, "letter-without-period", "no period", expected, "say from when to when")
    if relative := _RELATIVE.search(batch.body):
        remedy = "each authority counts back from another day: write the first and the last day"
        yield _problem_of(batch, relative.start(), "period-relative", relative.group(), "two dates", remedy)
    year = _BY_YEAR.search(batch.body)
    if year and not _WHICH_YEAR.search(batch.body):
        expected = "calendar year or financial year"
        remedy = "forces answer in financial years unless told otherwise: say which"
        yield _problem_of(batch, year.start(), "year-ambiguous", "year", expected, remedy)


def _check_terms(batch: Batch) -> Iterator[Problem]:
    for term in TERMS:
        if found := term.find(batch.body):
            yield _problem_of(batch, found.start(), "term-ambiguous", found.group(), term.why, term.remedy)


def _check_cost(batch: Batch) -> Iterator[Problem]:
    n_parts = sum(count_parts(question) for question in batch.questions)
    if n_parts >= _MANY_PARTS:
        remedy = "one part over the cost limit may sink the whole: put the costly part into a letter of its own"
        first = find_question(batch, batch.questions[0]) if batch.questions else -1
        words = f"{n_parts} questions and sub-questions"
        yield _problem_of(batch, first, "cost-risk", words, f"fewer than {_MANY_PARTS}", remedy)
    for pattern, why in COSTLY:
        if found := pattern.search(batch.body):
            remedy = "narrow it, or offer to drop it if the limit is near"
            yield _problem_of(batch, found.start(), "cost-risk", found.group(), why, remedy)
    if batch.period and batch.period.end - batch.period.start > dt.timedelta(days=366 * _LONG_PERIOD_YEARS):
        words = f"{batch.period.start} to {batch.period.end}"
        remedy = "older systems may have to be searched by hand: shorten the period"
        yield _problem_of(batch, None, "cost-risk", words, f"at most {_LONG_PERIOD_YEARS} years", remedy)


def _check_repeated(batch: Batch, others: Sequence[Batch]) -> Iterator[Problem]:
    asked = [(_plain(one.text), other) for other in others if other.id != batch.id for one in other.questions]
    for question in batch.questions:
        plain = _plain(question.text)
        other = next((other for text, other in asked if fuzz.token_sort_ratio(plain, text) >= _SAME_QUESTION), None)
        if other:
            gone = f", sent on {other.sent_on}" if other.sent_on else ""
            yield _problem_of(
                batch,
                find_question(batch, question),
                "question-asked-already",
                f"question {question.number}",
                "a question that no other letter asks",
                f"the letter {other.id}{gone} asks it too: repeated requests may be refused (FOIA s.14(2))",
            )


def _check_published(batch: Batch, published: Sequence[Published]) -> Iterator[Problem]:
    for question in batch.questions:
        for one in find_published(question.text, published):
            yield _problem_of(
                batch,
                find_question(batch, question),
                "already-published",
                f"question {question.number}: {one.words} ({one.place})",
                "a question whose answer is not public yet",
                "look at it first: what is public may be refused (FOIA s.21, FOISA s.25); ask for what it leaves out",
                one.authority_id,
            )


def count_parts(question: Question) -> int:
    """Return how many things a question asks: lettered parts and semicolons each count.

    >>> count_parts(Question(1, "How many (a) officers, (b) staff; and why?"))
    4
    """
    return 1 + len(_PART.findall(question.text))


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9 ]+", " ", text.casefold()).split())


def find_question(batch: Batch, question: Question) -> int:
    """Return where a question stands in the letter; -1 where it does not, as it is written."""
    found = re.search(rf"(?m)^{question.number}[.)]\s", batch.body)
    return found.start() if found else -1


def _problem_of(
    batch: Batch, place: int | None, code: str, found: str, expected: str, remedy: str, authority_id: str = ""
) -> Problem:
    """A problem of a letter; its place is a line of the text, or the file where it is the front matter's."""
    origin = batch.origin or f"letters/{batch.id}.md"
    path = _LINE.sub("", origin)
    where = path if place is None or place < 0 or path == origin else find_line(batch.body, place, origin)
    return Problem(
        make_id("prb", code, batch.id, found), code, where, found, expected, remedy, authority_id=authority_id
    )


def _problem(code: str, request_id: str, authority: Authority, found: str, expected: str, remedy: str) -> Problem:
    return Problem(
        make_id("prb", code, request_id), code, authority.name, found, expected, remedy, authority_id=authority.id
    )


def list_unsendable(problems: Iterable[Problem]) -> tuple[str, ...]:
    """Return the ids of the authorities to whom nothing may go unasked."""
    codes = ("address-missing", "address-unverified")
    return tuple(dict.fromkeys(item.authority_id for item in problems if item.code in codes))
