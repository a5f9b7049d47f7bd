"""What the requester did that moves the clock: answered a question of theirs by another way than mail, paid a fee.

What comes in: the day a person states. What goes out: judgements on the request, and the days read back from them.
What must never be here: the counting of days (``law``).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import replace

from answerable.ask.outbox import NOUN
from answerable.errors import ValueNotAllowed
from answerable.model.judgement import Judgement, Ruling, make_judgement
from answerable.model.request import Request
from answerable.ports import Clock
from answerable.store.record import Record

CLARIFIED = "clarified_on"
FEE_PAID = "fee_paid_on"


def note_step(record: Record, request: Request, step: str, clock: Clock, *, by: str, on: dt.date) -> None:
    """Note the day of a step; a later note of the same step stands in place of an earlier one.

    Raises:
        ValueNotAllowed: the request has not gone, or it went after that day.
    """
    if request.sent_on is None or on < request.sent_on:
        raise ValueNotAllowed(
            "that is before the request went",
            found=str(on),
            allowed=f"{request.sent_on} or later" if request.sent_on else "none: the request has not been sent",
            remedy="check the day: --on 2021-11-15",
        )
    judgement = make_judgement(
        made_at=clock.now().isoformat(),
        by=by,
        ruling=Ruling.ADD,
        noun=NOUN,
        subject=request.id,
        variable=step,
        after=json.dumps({"on": on.isoformat()}),
        reason="stated by hand",
    )
    record.append_judgements([judgement])


def take_steps(request: Request, judgements: Iterable[Judgement]) -> Request:
    """Return the request with the days that its judgements state."""
    days: dict[str, dt.date] = {}
    for judgement in sorted(judgements, key=lambda one: one.made_at):
        if judgement.noun == NOUN and judgement.variable in (CLARIFIED, FEE_PAID):
            days[judgement.variable] = dt.date.fromisoformat(json.loads(judgement.after)["on"])
    return replace(request, clarified_on=days.get(CLARIFIED), fee_paid_on=days.get(FEE_PAID)) if days else request
