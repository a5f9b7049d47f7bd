"""The clock of one request as its letters moved it: restarted, stopped, made longer, or a school's.

What comes in: a request, the letters about it. What goes out: a `RequestClock`, with the proof or with the reason why
nothing is due. Board, drafts, findings and the published page all count by it, so that none calls an authority late
whom another does not. What must never be here: today's date, the record, the reading of letters.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from answerable.errors import AnswerableError
from answerable.law.clocks import FeeNotice, due
from answerable.law.holidays import HolidayCalendar
from answerable.law.laws import get_law
from answerable.model.law import AccessLaw, ClockName, DueDate
from answerable.model.message import MessageKind
from answerable.model.request import Request

CLARIFICATION = "clarification"
FEE = "fee"


@dataclass(frozen=True, slots=True)
class DatedKind:
    """What a received letter is, and the day it went."""

    on: dt.date
    kind: MessageKind


@dataclass(frozen=True, slots=True)
class RequestClock:
    """When the answer to one request is due.

    Args:
        proof: the due date; None where nothing is due or nothing can be counted.
        why: why there is no due date; empty where there is one.
        waits_for: `clarification` or `fee` where the clock stands still until the requester acts; else empty.
    """

    proof: DueDate | None
    why: str = ""
    waits_for: str = ""


def count_request(
    request: Request,
    received: Sequence[DatedKind],
    outgoing: Sequence[dt.date],
    answered_on: dt.date | None = None,
    holidays: HolidayCalendar | None = None,
) -> RequestClock:
    """Return the response clock of a request.

    A clarification, a fee notice or an extension counts only if it came before the answer and before the time for
    answering had run out: nothing mends a late answer afterwards (FOIA s.9(1) and s.17(1), EIR reg. 7(3)).

    Args:
        request: the request; its own days of a clarification or a payment are those that a person stated.
        received: the letters of the authority, in the order of their days.
        outgoing: the days of our own letters, in order.
        answered_on: the day of the first answer.
        holidays: another calendar than the bundled one.
    """
    if request.sent_on is None:
        return RequestClock(None, "the letter has not gone yet")
    try:
        return _count(request, request.sent_on, received, outgoing, answered_on, holidays)
    except AnswerableError as error:  # an unknown law or a year without known holidays: not known, not wrong
        return RequestClock(None, error.message)


def _count(
    request: Request,
    sent_on: dt.date,
    received: Sequence[DatedKind],
    outgoing: Sequence[dt.date],
    answered_on: dt.date | None,
    holidays: HolidayCalendar | None,
) -> RequestClock:
    law = get_law(request.law)
    clock = ClockName.RESPONSE
    if request.is_school and law.clock(ClockName.SCHOOL_RESPONSE):
        clock = ClockName.SCHOOL_RESPONSE
    now = due(sent_on, law.id, clock, holidays=holidays)
    clarified: dt.date | None = None
    awaited: list[tuple[dt.date, dt.date]] = []
    fees: list[FeeNotice] = []
    for letter in received:
        if letter.on > now.due_on or (answered_on is not None and letter.on > answered_on):
            break
        if letter.kind is MessageKind.CLARIFICATION and law.clarification != "none":
            reply = _find_reply(request, letter.on, outgoing)
            if reply is None and answered_on is None:
                return RequestClock(None, _say_unclear(law, letter.on), CLARIFICATION)
            if reply is not None and law.clarification == "restarts":
                clarified = reply
            elif reply is not None:
                awaited.append((letter.on, reply))
        elif letter.kind is MessageKind.FEE_NOTICE and law.fee_notice == "pauses":
            if request.fee_paid_on is None or request.fee_paid_on < letter.on:
                waits_for = FEE if answered_on is None else ""
                return RequestClock(None, _say_unpaid(law, letter.on), waits_for)
            fees.append(FeeNotice(letter.on, request.fee_paid_on))
        elif letter.kind is MessageKind.EXTENSION and clock is ClockName.RESPONSE:
            clock = ClockName.EXTENDED_RESPONSE if law.clock(ClockName.EXTENDED_RESPONSE) else clock
        else:
            continue
        now = due(sent_on, law.id, clock, clarified_on=clarified, awaited=awaited, fee_notices=fees, holidays=holidays)
    return RequestClock(now)


def _find_reply(request: Request, asked_on: dt.date, outgoing: Sequence[dt.date]) -> dt.date | None:
    """The day of our answer to their question: as a person stated, else that of our next letter."""
    if request.clarified_on is not None and request.clarified_on >= asked_on:
        return request.clarified_on
    return next((day for day in outgoing if day >= asked_on), None)


def _say_unclear(law: AccessLaw, asked_on: dt.date) -> str:
    does = "starts again" if law.clarification == "restarts" else "goes on"
    return f"on {asked_on} they asked what is meant; the clock {does} when your answer reaches them " + (
        f"[{law.clarification_statute}]"
    )


def _say_unpaid(law: AccessLaw, given_on: dt.date) -> str:
    return f"a fee was asked on {given_on}; the clock stands still until it is paid [{law.fee_notice_statute}]"
