"""The board: a row per request, what it waits for, its clock with the proof, and the sentence with the denominator.

What comes in: requests, authorities, messages, classifications, the day. What goes out: a `Board`. Pure. What must
never be here: the record, today's date as the machine has it, screens.

An authority has answered when it sent a response or the outcome of a review. A refusal is an answer; an
acknowledgement, a holding reply and a request for clarification are not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from answerable.law import HolidayCalendar
from answerable.law.answers import make_answers
from answerable.law.request_clock import CLARIFICATION, FEE
from answerable.model.answer import Answer
from answerable.model.authority import Authority
from answerable.model.law import DueDate
from answerable.model.message import Message, MessageKind
from answerable.model.request import Request, RequestState
from answerable.model.response import Classification, Decision

K = MessageKind
_ACKNOWLEDGES = (K.AUTO_ACKNOWLEDGEMENT, K.ACKNOWLEDGEMENT)
_ANSWERS = (K.RESPONSE, K.REVIEW_OUTCOME)
_URGENCY = (
    "rule",
    "undelivered",
    "clarify",
    "pay",
    "redirect",
    "send",
    "overdue",
    "due soon",
    "review",
    "wait",
    "done",
)


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One request on the board.

    Args:
        request_id: the request.
        authority_id: whom it was put to.
        name: of the authority.
        law: the access law.
        state: where the request stands; never what was decided.
        asked_on: the day it went; None while it has not.
        acknowledged_on: the day of the first acknowledgement.
        due: the due date with its proof; None where the clock cannot be counted.
        decision: of the answers that stand; None where none came.
        answered_on: the day of the first answer.
        days_late: days from the due date to the answer, or to today while there is none; 0 in time; None unknown,
            as where the answer has no day.
        documents: sha256 and name of what came with the answers.
        needs: what a person should do next, in words; empty where nothing.
        urgency: a word by which the board is ordered, most urgent first (see `Board`).
        grounds: law and section of each exemption engaged.
        n_messages: letters in and out.
        reviewed: a person ruled on every answer that stands.
        clock_why: why there is no due date, where there is none.
    """

    request_id: str
    authority_id: str
    name: str
    law: str
    state: RequestState
    asked_on: dt.date | None
    acknowledged_on: dt.date | None
    due: DueDate | None
    decision: Decision | None
    answered_on: dt.date | None
    days_late: int | None
    documents: tuple[tuple[str, str], ...]
    needs: str
    urgency: str
    grounds: tuple[tuple[str, str], ...] = ()
    n_messages: int = 0
    reviewed: bool = False
    clock_why: str = ""

    @property
    def due_on(self) -> dt.date | None:
        """The last day for an answer."""
        return self.due.due_on if self.due else None

    @property
    def answered(self) -> bool:
        """Whether an answer came."""
        return self.state is RequestState.ANSWERED


@dataclass(frozen=True, slots=True)
class Board:
    """All requests on one day.

    Args:
        today: the day it is made for.
        rows: what needs a person first, then what is overdue, then by due date and name.
        sentence: who answered, of how many, and how the answers fell; every figure with its denominator.
        n_asked: requests that went.
        n_answered: of those.
        n_in_time: of those answered.
        n_overdue: not answered and past their due date.
        n_held: letters that wait in the holding pen.
        decisions: how many answers gave each decision, in the order of `Decision`.
    """

    today: dt.date
    rows: tuple[BoardRow, ...]
    sentence: str
    n_asked: int
    n_answered: int
    n_in_time: int
    n_overdue: int
    n_held: int
    decisions: tuple[tuple[Decision, int], ...]


def make_board(
    requests: Sequence[Request],
    authorities: Iterable[Authority],
    messages: Sequence[Message],
    classifications: Sequence[Classification],
    today: dt.date,
    holidays: HolidayCalendar | None = None,
) -> Board:
    """Make the board of one day.

    Args:
        requests: all of them, sent or not.
        authorities: of the investigation.
        messages: of the record.
        classifications: of the record.
        today: the day it is for.
        holidays: another calendar than the bundled one.
    """
    names = {row.id: row.name for row in authorities}
    classes = {row.message_id: row for row in classifications}
    answers = {answer.request_id: answer for answer in make_answers(requests, messages, classifications, holidays)}
    by_request: dict[str, list[tuple[Message, Classification | None]]] = {}
    for message in sorted(messages, key=lambda item: (item.sent_at, item.id)):
        by_request.setdefault(message.request_id, []).append((message, classes.get(message.id)))
    rows = [
        _make_row(request, names, answers[request.id], by_request.get(request.id, []), today) for request in requests
    ]
    rows.sort(key=lambda row: (_URGENCY.index(row.urgency), row.due_on or dt.date.max, row.name))
    held = [message for message in messages if not message.request_id and message.direction == "in"]
    n_held = sum(1 for message in held if not _is_noise(classes.get(message.id)))
    return _count(tuple(rows), n_held, today)


def _make_row(
    request: Request,
    names: Mapping[str, str],
    answer: Answer,
    letters: Sequence[tuple[Message, Classification | None]],
    today: dt.date,
) -> BoardRow:
    incoming = [(message, row) for message, row in letters if message.direction == "in" and row is not None]
    proof = answer.due
    acknowledged = next((_day(message) for message, row in incoming if row.kind in _ACKNOWLEDGES), None)
    answering = [(message, row) for message, row in incoming if row.kind in _ANSWERS]
    answered_on = answer.answered_on or next((_day(message) for message, _ in answering), None)
    state = _find_state(request, letters)
    last = answered_on or (today if request.sent_on and not answering else None)
    days_late = max(0, (last - proof.due_on).days) if proof is not None and last is not None else None
    urgency, needs = _find_needs(request, state, answer, letters, proof, today, days_late or 0)
    documents = dict.fromkeys(item for message, _ in answering for item in message.attachments)
    return BoardRow(
        request_id=request.id,
        authority_id=request.authority_id,
        name=names.get(request.authority_id, request.authority_id),
        law=request.law,
        state=state,
        asked_on=request.sent_on,
        acknowledged_on=acknowledged,
        due=proof,
        decision=answer.decision,
        answered_on=answered_on,
        days_late=days_late,
        documents=tuple(documents),
        needs=needs,
        urgency=urgency,
        grounds=answer.grounds,
        n_messages=len(letters),
        reviewed=answer.reviewed,
        clock_why=answer.clock_why,
    )


def _find_state(request: Request, letters: Sequence[tuple[Message, Classification | None]]) -> RequestState:
    """Where the request stands after its last telling letter."""
    if request.sent_on is None:
        return RequestState.DRAFTED
    kinds = [(row.kind, message.direction) for message, row in letters if row is not None]
    incoming = [kind for kind, direction in kinds if direction == "in"]
    if any(kind in _ANSWERS for kind in incoming):
        return RequestState.ANSWERED
    state = RequestState.SENT
    for kind, direction in kinds:
        if direction == "out":
            if state is RequestState.AWAITING_CLARIFICATION:
                state = RequestState.ACKNOWLEDGED
        elif kind is K.CLARIFICATION:
            state = RequestState.AWAITING_CLARIFICATION
        elif kind is K.EXTENSION:
            state = RequestState.EXTENDED
        elif kind in (*_ACKNOWLEDGES, K.HOLDING_REPLY, K.FEE_NOTICE, K.TRANSFER) and state in (
            RequestState.SENT,
            RequestState.UNDELIVERED,
        ):
            state = RequestState.ACKNOWLEDGED
        elif kind is K.BOUNCE and state is RequestState.SENT:
            state = RequestState.UNDELIVERED
    if state is RequestState.AWAITING_CLARIFICATION and _was_clarified(request, letters):
        return RequestState.ACKNOWLEDGED
    return state


def _was_clarified(request: Request, letters: Sequence[tuple[Message, Classification | None]]) -> bool:
    """Whether a person stated that their last question was answered."""
    asked = [_day(message) for message, row in letters if row is not None and row.kind is K.CLARIFICATION]
    return request.clarified_on is not None and all(day is None or day <= request.clarified_on for day in asked)


def _find_needs(
    request: Request,
    state: RequestState,
    answer: Answer,
    letters: Sequence[tuple[Message, Classification | None]],
    proof: DueDate | None,
    today: dt.date,
    days_late: int,
) -> tuple[str, str]:
    """What a person should do next, with the word it is ordered by."""
    open_rows = [row for _, row in letters if row is not None and not row.ruled_by and not row.superseded_by]
    if any(row.decision is Decision.UNDECIDED for row in open_rows) or any(row.kind is K.UNCLEAR for row in open_rows):
        return "rule", "a letter's words do not decide: read it and rule"
    if state is RequestState.ANSWERED:
        if answer.decision in (Decision.REFUSED, Decision.COST_LIMIT_EXCEEDED, Decision.NEITHER_CONFIRMED_NOR_DENIED):
            return "review", "consider asking for an internal review"
        return "done", ""
    if state is RequestState.DRAFTED:
        return "send", "send the letter"
    if state is RequestState.UNDELIVERED:
        return "undelivered", "the letter came back: find another address"
    if state is RequestState.AWAITING_CLARIFICATION:
        waits = "; the clock waits for it" if answer.waits_for == CLARIFICATION else ""
        return "clarify", f"answer their question{waits}"
    kinds = [row.kind for message, row in letters if row is not None and message.direction == "in"]
    if answer.waits_for == FEE or (kinds and kinds[-1] is K.FEE_NOTICE and request.fee_paid_on is None):
        waits = "; the clock waits for it" if answer.waits_for == FEE else ""
        return "pay", f"a fee is asked: pay it, narrow the request or object{waits}"
    if kinds and kinds[-1] is K.TRANSFER:
        return "redirect", "they sent the request elsewhere: ask there, or object"
    if proof is not None and today > proof.due_on:
        return "overdue", f"{days_late} days overdue: send a reminder"
    if proof is not None and (proof.due_on - today).days <= 5:
        return "due soon", f"due on {proof.due_on.isoformat()}"
    return "wait", ""


def _count(rows: tuple[BoardRow, ...], n_held: int, today: dt.date) -> Board:
    asked = [row for row in rows if row.asked_on is not None]
    answered = [row for row in asked if row.answered]
    in_time = [row for row in answered if row.days_late == 0]
    overdue = [row for row in asked if not row.answered and row.due_on is not None and today > row.due_on]
    decisions = tuple(
        (decision, n) for decision in Decision if (n := sum(1 for row in answered if row.decision is decision))
    )
    return Board(
        today=today,
        rows=rows,
        sentence=_render_sentence(len(asked), len(answered), len(in_time), len(overdue), decisions),
        n_asked=len(asked),
        n_answered=len(answered),
        n_in_time=len(in_time),
        n_overdue=len(overdue),
        n_held=n_held,
        decisions=decisions,
    )


def _render_sentence(
    n_asked: int, n_answered: int, n_in_time: int, n_overdue: int, decisions: Sequence[tuple[Decision, int]]
) -> str:
    """Who answered, of how many, in words that carry their denominators."""
    if not n_asked:
        return "No request has gone out yet."
    noun = "authority" if n_asked == 1 else "authorities"
    text = f"{n_answered} of {n_asked} {noun} answered"
    if n_answered:
        falls = ", ".join(f"{n} {decision.value.replace('_', ' ')}" for decision, n in decisions)
        text += f" ({falls}), {n_in_time} of the {n_answered} in time"
    n_silent = n_asked - n_answered
    if n_silent:
        text += f"; {n_silent} did not, {n_overdue} of them overdue"
    return f"{text}."


def _day(message: Message) -> dt.date | None:
    return dt.date.fromisoformat(message.sent_at[:10]) if len(message.sent_at) >= 10 else None


def _is_noise(row: Classification | None) -> bool:
    return row is not None and row.kind in (K.SPAM, K.OTHER_REQUEST, K.OUT_OF_OFFICE, K.BOUNCE, K.RECEIPT)
