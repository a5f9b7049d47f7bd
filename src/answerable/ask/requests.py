"""A batch and an authority become one request: token, law, subject, letter, due date.

What lives here: pure functions. What comes in: a `Batch`, an `Authority`, the `Sender`; what goes out: a `Request`
and its `DueDate`. What must never be here: today's date, the record.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from answerable.ask.fields import render_fields
from answerable.errors import ValueNotAllowed
from answerable.law import HolidayCalendar, find_law, get_law
from answerable.law.request_clock import count_request
from answerable.model.authority import Authority
from answerable.model.ids import make_id, make_token
from answerable.model.law import DueDate
from answerable.model.request import Batch, Question, Request

MESSAGE_ID_DOMAIN = "answerable.example"
_SCHOOLS = ("school", "academy", "maintained_school", "nursery_school", "pupil_referral_unit")
"""Kinds of authority whose days are school days where the law says so (SI 2009/1369)."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who asks: the name and address that answers go to."""

    name: str = ""
    contact: str = ""


def make_request(batch: Batch, authority: Authority, sender: Sender) -> Request:
    """Return the request that a letter becomes for one authority.

    The same batch and authority give the same token for ever, so that an answer finds its request after a restart,
    on another machine, or after the letter's wording was mended.

    Raises:
        ProjectFileInvalid: the letter uses a field that does not exist.
        LawUnknown: the authority's law is none of those known.
    """
    token = make_token(batch.id, authority.id)
    law_id = authority.law or batch.law
    values = make_fields(batch, authority, sender, token)
    email = authority.email
    return Request(
        id=make_request_id(batch, authority),
        batch_id=batch.id,
        authority_id=authority.id,
        token=token,
        law=get_law(law_id).id,
        subject=f"{render_fields(batch.subject, values, batch.origin)} [{token}]",
        body=render_fields(batch.body, values, batch.origin),
        message_id=f"{token}@{MESSAGE_ID_DOMAIN}",
        recipient=email.address if email else "",
        channel="mail" if email else "post",
        sent_on=batch.sent_on,
        is_school=authority.kind.casefold().replace(" ", "_") in _SCHOOLS,
    )


def make_request_id(batch: Batch, authority: Authority) -> str:
    """Return the id of the request that a letter becomes for one authority."""
    return make_id("req", batch.id, authority.id)


def make_fields(batch: Batch, authority: Authority, sender: Sender, token: str) -> dict[str, str]:
    """Return what each field of a letter stands for."""
    law = find_law(authority.law or batch.law)
    return {
        "authority.name": authority.name,
        "authority.id": authority.id,
        "authority.kind": authority.kind.replace("_", " "),
        "authority.email": authority.email.address if authority.email else "",
        "law.name": f"the {law.name}" if law and law.language == "en" else law.name if law else "",
        "law.short": law.short if law else "",
        "law.regulator": law.regulator.name if law else "",
        "period.from": render_day(batch.period.start) if batch.period else "",
        "period.to": render_day(batch.period.end) if batch.period else "",
        "publisher.name": sender.name,
        "publisher.contact": sender.contact,
        "request.token": token,
    }


def make_questions(batch: Batch, authority: Authority, sender: Sender, token: str) -> tuple[Question, ...]:
    """Return the questions as they stand in the letter to one authority."""
    values = make_fields(batch, authority, sender, token)
    return tuple(replace(one, text=render_fields(one.text, values, batch.origin)) for one in batch.questions)


def find_due(request: Request, holidays: HolidayCalendar | None = None) -> DueDate | None:
    """Return when the answer to a request is due, or None while it has not been sent.

    A letter sent by mail is taken as received on the day it was sent. What letters of theirs move is counted in
    `law.answers`, from the record.
    """
    return count_request(request, (), (), holidays=holidays).proof


def check_tokens(requests: Iterable[Request]) -> None:
    """Refuse two requests with one token: an answer could not tell them apart.

    Raises:
        ValueNotAllowed: two tokens meet.
    """
    seen: dict[str, Request] = {}
    for request in requests:
        other = seen.setdefault(request.token, request)
        if other is not request:
            raise ValueNotAllowed(
                "two requests would bear the same token",
                where=f"letters/{request.batch_id}.md",
                found=f"{request.token}: {other.id} of {other.batch_id}, {request.id} of {request.batch_id}",
                allowed="a token for each request",
                remedy='give the batch another name in its front matter (batch = "...")',
            )


def render_day(day: dt.date) -> str:
    """Return a day as ``1 January 2018``."""
    return f"{day.day} {day:%B %Y}"
