"""What became of one request: answered or not, what was decided, and how late."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from answerable.model.law import DueDate
from answerable.model.response import Decision


@dataclass(frozen=True, slots=True)
class Answer:
    """The responses to one request, rolled up.

    Args:
        request_id: the request.
        authority_id: whom it was put to.
        law: the access law that governs it.
        asked_on: the day the letter went; None while it has not.
        due_on: the last day for a response; None where nothing is due or no clock can be counted.
        decision: of the responses that stand; None where none came.
        answered_on: the day of the first response that stands or was superseded; None where none came.
        grounds: law and section of each exemption or limit engaged, in order of first mention.
        responses: `Classification.id` of those that stand.
        messages: `Message.id` of those that stand.
        reviewed: a person ruled on each of them.
        due: the proof of `due_on`.
        clock_why: why nothing is due, where nothing is.
        waits_for: `clarification` or `fee` where the clock stands still until the requester acts.
    """

    request_id: str
    authority_id: str
    law: str
    asked_on: dt.date | None
    due_on: dt.date | None
    decision: Decision | None
    answered_on: dt.date | None
    grounds: tuple[tuple[str, str], ...] = ()
    responses: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()
    reviewed: bool = False
    due: DueDate | None = None
    clock_why: str = ""
    waits_for: str = ""

    @property
    def answered(self) -> bool:
        """Whether the authority decided on the request, be it by a refusal."""
        return self.decision not in (None, Decision.UNDECIDED, Decision.CLARIFICATION_SOUGHT)

    @property
    def gave_figures(self) -> bool:
        """Whether it gave at least a part of what was asked."""
        return self.decision in (Decision.DISCLOSED, Decision.PARTLY_DISCLOSED)

    @property
    def days_late(self) -> int | None:
        """Days between the due date and the response, 0 for one in time; None where one of both is not known."""
        if self.due_on is None or self.answered_on is None:
            return None
        return max(0, (self.answered_on - self.due_on).days)
