"""What could go wrong with a letter, said before it goes.

What lives here: checks that return problems. What comes in: batches, authorities, requests; what goes out: `Problem`
rows, each with what to do. What must never be here: changing the letter, refusing to send (a person decides).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

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
_RETIRED_DOMAIN = "pnn.police.uk"


@dataclass(frozen=True, slots=True)
class Preflight:
    """What was found wrong with a letter, and with each request it becomes."""

    letter: tuple[Problem, ...]
    requests: tuple[tuple[str, tuple[Problem, ...]], ...]


def check_batch(batch: Batch, others: Sequence[Batch] = ()) -> tuple[Problem, ...]:
    """Return what is unclear, costly or repeated in a letter, whoever it goes to."""
    return (
        *_check_unfinished(batch),
        *_check_period(batch),
        *_check_terms(batch),
        *_check_cost(batch),
        *_check_repeated(batch, others),
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
    match = _UNFINISHED.search(f"{batch.subject}\n{batch.body}")
    if match:
        yield _letter_problem(
            batch,
            "letter-unfinished",
            match.group().strip(),
            "finished sentences",
            remedy="the letter still holds words of its template: write your own there",
        )


def _check_period(batch: Batch) -> Iterator[Problem]:
    if batch.period is None:
        yield _letter_problem(
            batch,
            "letter-without-period",
            "no period",
            "period = { from = ..., to = ... }",
            remedy="say from when to when",
        )
    relative = re.search(
        r"\b(?:last|past|previous)\s+(?:\w+\s+)?(?:years?|months?)\b|\bto date\b|\bso far\b", batch.body, re.I
    )
    if relative:
        yield _letter_problem(
            batch,
            "period-relative",
            relative.group(),
            "two dates",
            remedy="each authority counts back from another day: write the first and the last day",
        )
    if re.search(r"\bper year\b|\b(?:by|each|every) year\b", batch.body, re.I) and not re.search(
        r"\b(?:calendar|financial) years?\b", batch.body, re.I
    ):
        yield _letter_problem(
            batch,
            "year-ambiguous",
            "year",
            "calendar year or financial year",
            remedy="forces answer in financial years unless told otherwise: say which",
        )


def _check_terms(batch: Batch) -> Iterator[Problem]:
    for term in TERMS:
        match = term.find(batch.body)
        if match:
            yield _letter_problem(batch, "term-ambiguous", match, term.why, remedy=term.remedy)


def _check_cost(batch: Batch) -> Iterator[Problem]:
    n_parts = sum(count_parts(question) for question in batch.questions)
    if n_parts >= _MANY_PARTS:
        yield _letter_problem(
            batch,
            "cost-risk",
            f"{n_parts} questions and sub-questions",
            f"fewer than {_MANY_PARTS}",
            remedy="one part over the cost limit may sink the whole: put the costly part into a letter of its own",
        )
    for pattern, why in COSTLY:
        match = pattern.search(batch.body)
        if match:
            yield _letter_problem(
                batch, "cost-risk", match.group(), why, remedy="narrow it, or offer to drop it if the limit is near"
            )
    if batch.period and batch.period.end - batch.period.start > dt.timedelta(days=366 * _LONG_PERIOD_YEARS):
        yield _letter_problem(
            batch,
            "cost-risk",
            f"{batch.period.start} to {batch.period.end}",
            f"at most {_LONG_PERIOD_YEARS} years",
            remedy="older systems may have to be searched by hand: shorten the period",
        )


def _check_repeated(batch: Batch, others: Sequence[Batch]) -> Iterator[Problem]:
    earlier = {_plain(question.text): other for other in others if other.id != batch.id for question in other.questions}
    for question in batch.questions:
        other = earlier.get(_plain(question.text))
        if other:
            yield _letter_problem(
                batch,
                "question-asked-already",
                f"question {question.number}",
                "a question that no other letter asks",
                remedy=f"the letter {other.id} asks it too: repeated requests may be refused (FOIA s.14(2))",
            )


def count_parts(question: Question) -> int:
    """Return how many things a question asks: lettered parts and semicolons each count.

    >>> count_parts(Question(1, "How many (a) officers, (b) staff; and why?"))
    4
    """
    return 1 + len(_PART.findall(question.text))


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9 ]+", " ", text.casefold()).split())


def _letter_problem(batch: Batch, code: str, found: str, expected: str, remedy: str) -> Problem:
    where = batch.origin or f"letters/{batch.id}.md"
    return Problem(make_id("prb", code, batch.id, found), code, where, found, expected, remedy)


def _problem(code: str, request_id: str, authority: Authority, found: str, expected: str, remedy: str) -> Problem:
    return Problem(
        make_id("prb", code, request_id), code, authority.name, found, expected, remedy, authority_id=authority.id
    )


def list_unsendable(problems: Iterable[Problem]) -> tuple[str, ...]:
    """Return the ids of the authorities to whom nothing may go unasked."""
    codes = ("address-missing", "address-unverified")
    return tuple(dict.fromkeys(item.authority_id for item in problems if item.code in codes))
