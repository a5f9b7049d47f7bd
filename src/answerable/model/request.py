"""What we ask: batches, questions, requests."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from answerable.model.dates import Period


@dataclass(frozen=True, slots=True)
class Question:
    """One numbered question of a batch."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Batch:
    """One letter put to many authorities.

    Args:
        id: the letter's file name without its ending.
        subject: without the token.
        body: Markdown with ``{{ authority.name }}`` fields.
        questions: in order.
        law: the law for authorities that name none.
        period: what the questions ask about.
        sent_on: the day the letters went, or None while they have not.
        origin: file and line, for messages about it.
        register: the list of authorities that it goes or went to, with its version.
    """

    id: str
    subject: str
    body: str
    questions: tuple[Question, ...]
    law: str
    period: Period | None
    sent_on: dt.date | None = None
    origin: str = ""
    register: str = ""


class RequestState(StrEnum):
    """Where a request stands: process only. What was decided is `Decision`; what followed is an outcome.

    `overdue` is computed from the clock and never stored.
    """

    DRAFTED = "drafted"
    SENT = "sent"
    UNDELIVERED = "undelivered"
    ACKNOWLEDGED = "acknowledged"
    AWAITING_CLARIFICATION = "awaiting_clarification"
    EXTENDED = "extended"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Request:
    """One letter to one authority.

    Args:
        id: stable identifier.
        batch_id: the batch.
        authority_id: the authority.
        token: stands in the subject and the message id.
        law: the access law that governs it.
        subject: with the token.
        body: the letter as sent.
        message_id: ours, without angle brackets.
        recipient: address, or empty where there is none.
        channel: `mail`, `portal`, `post` or `whatdotheyknow`.
        sent_on: the day it went, or None.
        is_school: a school's own clock runs, where the law has one.
        clarified_on: the day on which our answer to their question reached them, as a person stated.
        fee_paid_on: the day on which a fee was paid, as a person stated.
    """

    id: str
    batch_id: str
    authority_id: str
    token: str
    law: str
    subject: str
    body: str
    message_id: str
    recipient: str = ""
    channel: str = "mail"
    sent_on: dt.date | None = None
    is_school: bool = False
    clarified_on: dt.date | None = None
    fee_paid_on: dt.date | None = None
