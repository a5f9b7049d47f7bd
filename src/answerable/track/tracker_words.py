"""What the words of trackers and platforms mean in ours.

What lives here: data. Where a request stands and what was decided are two things; a word that says only one leaves the
other None. A word that is not here is a problem, never a default.
"""

from __future__ import annotations

from answerable.model.request import RequestState
from answerable.model.response import Decision

_ANSWERED = RequestState.ANSWERED

STATUSES: dict[str, tuple[RequestState | None, Decision | None]] = {
    # spreadsheets of newsrooms
    "full": (_ANSWERED, Decision.DISCLOSED),
    "full response": (_ANSWERED, Decision.DISCLOSED),
    "yes": (_ANSWERED, Decision.DISCLOSED),
    "received in full": (_ANSWERED, Decision.DISCLOSED),
    "full disclosure": (_ANSWERED, Decision.DISCLOSED),
    "disclosed": (_ANSWERED, Decision.DISCLOSED),
    "granted": (_ANSWERED, Decision.DISCLOSED),
    "responded": (_ANSWERED, None),
    "replied": (_ANSWERED, None),
    "answered": (_ANSWERED, None),
    "received": (_ANSWERED, None),
    "partial": (_ANSWERED, Decision.PARTLY_DISCLOSED),
    "partial response": (_ANSWERED, Decision.PARTLY_DISCLOSED),
    "part": (_ANSWERED, Decision.PARTLY_DISCLOSED),
    "received in part": (_ANSWERED, Decision.PARTLY_DISCLOSED),
    "partly disclosed": (_ANSWERED, Decision.PARTLY_DISCLOSED),
    "part granted": (_ANSWERED, Decision.PARTLY_DISCLOSED),
    "refused": (_ANSWERED, Decision.REFUSED),
    "refusal": (_ANSWERED, Decision.REFUSED),
    "no information held": (_ANSWERED, Decision.NOT_HELD),
    "info not held": (_ANSWERED, Decision.NOT_HELD),
    "not held": (_ANSWERED, Decision.NOT_HELD),
    "cost": (_ANSWERED, Decision.COST_LIMIT_EXCEEDED),
    "clarification": (RequestState.AWAITING_CLARIFICATION, None),
    "did not respond": (RequestState.SENT, None),
    "no response": (RequestState.SENT, None),
    "no reply": (RequestState.SENT, None),
    "awaiting response": (RequestState.SENT, None),
    "awaiting reply": (RequestState.SENT, None),
    "pending": (RequestState.SENT, None),
    "outstanding": (RequestState.SENT, None),
    "overdue": (RequestState.SENT, None),
    "sent": (RequestState.SENT, None),
    "acknowledged": (RequestState.ACKNOWLEDGED, None),
    "bounced": (RequestState.UNDELIVERED, None),
    # MuckRock
    "submitted": (RequestState.SENT, None),
    "ack": (RequestState.SENT, None),  # shown as "awaiting acknowledgement"
    "processed": (RequestState.ACKNOWLEDGED, None),  # shown as "awaiting response"
    "fix": (RequestState.AWAITING_CLARIFICATION, None),
    "payment": (RequestState.ACKNOWLEDGED, None),
    "no docs": (_ANSWERED, Decision.NOT_HELD),
    "done": (_ANSWERED, Decision.DISCLOSED),
    "rejected": (_ANSWERED, Decision.REFUSED),
    # WhatDoTheyKnow (Alaveteli): the requester's view
    "waiting response": (RequestState.SENT, None),
    "waiting clarification": (RequestState.AWAITING_CLARIFICATION, None),
    "successful": (_ANSWERED, Decision.DISCLOSED),
    "partially successful": (_ANSWERED, Decision.PARTLY_DISCLOSED),
    "response long overdue": (RequestState.SENT, None),
    "error message": (RequestState.UNDELIVERED, None),
}

REASONS: dict[str, Decision] = {
    "info not held": Decision.NOT_HELD,
    "information not held": Decision.NOT_HELD,
    "not held": Decision.NOT_HELD,
    "no information held": Decision.NOT_HELD,
    "cost": Decision.COST_LIMIT_EXCEEDED,
    "cost exceeded": Decision.COST_LIMIT_EXCEEDED,
    "cost limit": Decision.COST_LIMIT_EXCEEDED,
    "section 12": Decision.COST_LIMIT_EXCEEDED,
    "s12": Decision.COST_LIMIT_EXCEEDED,
    "already published": Decision.ALREADY_PUBLIC,
    "section 21": Decision.ALREADY_PUBLIC,
}
