"""Roll the responses to each request up to one answer, with its clock.

What comes in: requests, messages and classifications as the record holds them. What goes out: one `Answer` for each
request, in the order of requests. Never here: the record itself, today's date, the reading of letters.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from answerable.law.holidays import HolidayCalendar
from answerable.law.laws import find_law
from answerable.law.request_clock import DatedKind, count_request
from answerable.model.answer import Answer
from answerable.model.law import ProvisionKind
from answerable.model.message import Message, MessageKind
from answerable.model.request import Request
from answerable.model.response import Classification, Decision

_CARRY_DECISIONS = (MessageKind.RESPONSE, MessageKind.REVIEW_OUTCOME)
_GIVES = (Decision.DISCLOSED, Decision.PARTLY_DISCLOSED)
_Letter = tuple[Message | None, Classification]


def make_answers(
    requests: Iterable[Request],
    messages: Iterable[Message],
    classifications: Iterable[Classification],
    holidays: HolidayCalendar | None = None,
) -> tuple[Answer, ...]:
    """Return what became of each request.

    A response that a later one supersedes no longer decides, but its day still counts as the day of the answer:
    a corrected figure does not make an authority late. An answer without an envelope, such as a scan of a letter by
    post, was sent on the day that stands in it. What moves the clock on the way is told in `request_clock`.

    Args:
        requests: all of them.
        messages: of the record.
        classifications: of the record.
        holidays: another calendar than the bundled one.
    """
    by_message = {message.id: message for message in messages}
    letters: dict[str, list[_Letter]] = {}
    for classification in classifications:
        message = by_message.get(classification.message_id)
        request_id = classification.request_id or (message.request_id if message else "")
        letters.setdefault(request_id, []).append((message, classification))
    outgoing: dict[str, list[dt.date]] = {}
    for message in by_message.values():
        day = _parse_day(message.sent_at)
        if message.direction == "out" and day:
            outgoing.setdefault(message.request_id, []).append(day)
    return tuple(
        _make_answer(
            request,
            sorted(letters.get(request.id, []), key=_order),
            sorted(outgoing.get(request.id, [])),
            holidays,
        )
        for request in requests
    )


def _order(letter: _Letter) -> tuple[str, str]:
    message, classification = letter
    return (message.sent_at if message else "", classification.id)


def _find_day(message: Message | None, row: Classification, asked_on: dt.date | None) -> dt.date | None:
    """The day a letter went: by its envelope; of a file that came by post or portal, the day that stands in it."""
    sent_on = _parse_day(message.sent_at) if message else None
    if sent_on is not None or row.answered_on is None or row.answered_on.problem:
        return sent_on
    try:
        stated = dt.date.fromisoformat(row.answered_on.value)
    except ValueError:  # a month, a year, or words that a person typed
        return None
    return stated if asked_on is None or stated >= asked_on else None


def _parse_day(instant: str) -> dt.date | None:
    return dt.date.fromisoformat(instant[:10]) if len(instant) >= 10 else None


def _make_answer(
    request: Request,
    letters: Sequence[_Letter],
    outgoing: Sequence[dt.date],
    holidays: HolidayCalendar | None,
) -> Answer:
    carrying = [
        (message, row)
        for message, row in letters
        if row.kind in _CARRY_DECISIONS and row.decision not in (None, Decision.CLARIFICATION_SOUGHT)
    ]
    standing = [(message, row) for message, row in carrying if not row.superseded_by]
    days = [day for message, row in carrying if (day := _find_day(message, row, request.sent_on))]
    answered_on = min(days) if days else None
    clock = count_request(
        request, list(_iter_received(letters, carrying, answered_on)), outgoing, answered_on, holidays
    )
    return Answer(
        request_id=request.id,
        authority_id=request.authority_id,
        law=request.law,
        asked_on=request.sent_on,
        due_on=clock.proof.due_on if clock.proof else None,
        decision=_roll_up([row for _, row in standing]),
        answered_on=answered_on,
        grounds=_list_grounds([row for _, row in standing]),
        responses=tuple(row.id for _, row in standing),
        messages=tuple(message.id for message, _ in standing if message),
        reviewed=bool(standing) and all(row.ruled_by for _, row in standing),
        due=clock.proof,
        clock_why=clock.why,
        waits_for=clock.waits_for,
    )


def _iter_received(
    letters: Sequence[_Letter], carrying: Sequence[_Letter], answered_on: dt.date | None
) -> Iterator[DatedKind]:
    """What they sent, by its day. Where an answer came on no known day, nothing is known to have come before it."""
    if carrying and answered_on is None:
        return
    for message, row in letters:
        day = _parse_day(message.sent_at) if message and message.direction == "in" else None
        if day:
            yield DatedKind(day, row.kind)


def _roll_up(rows: Sequence[Classification]) -> Decision | None:
    decisions = [row.decision for row in rows if row.decision is not None]
    if not decisions:
        return None
    giving = [decision for decision in decisions if decision in _GIVES]
    if not giving:
        return decisions[-1]
    # A full disclosure after an earlier part answer, or beside a refusal that still stands, gave a part of the whole.
    return Decision.DISCLOSED if set(decisions) == {Decision.DISCLOSED} else Decision.PARTLY_DISCLOSED


def _list_grounds(rows: Sequence[Classification]) -> tuple[tuple[str, str], ...]:
    grounds: dict[tuple[str, str], None] = {}
    for row in rows:
        for exemption in row.exemptions:
            if exemption.mode != "engaged":
                continue
            law = find_law(exemption.law)
            provision = law.find_provision(exemption.section) if law else None
            if provision is None or provision.kind in (ProvisionKind.EXEMPTION, ProvisionKind.LIMIT):
                grounds[exemption.law, exemption.section] = None
    return tuple(grounds)
