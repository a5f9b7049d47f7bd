"""The state that a requester gave a request on WhatDoTheyKnow, held against what the letters say.

What comes in: the record after classification, with request JSON of the site among its sources. What goes out: a
problem where the two differ. The state is the requester's view; it never becomes a decision. What must never be here:
reading of letters.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz

from answerable.law.answers import make_answers
from answerable.mail.platforms import split_platform_json
from answerable.mail.whatdotheyknow import RequestStates, parse_request_json
from answerable.model.authority import Authority
from answerable.model.document import Source
from answerable.model.ids import make_id, make_key
from answerable.model.message import Message
from answerable.model.problem import Problem
from answerable.model.request import Request
from answerable.model.response import Classification, Decision
from answerable.store.record import Record
from answerable.track.tracker_words import STATUSES

STAGE = "track.states"
EXPORTS = "track.exports"
_SAME_SUBJECT = 80
_ALIKE = {
    Decision.DISCLOSED: (Decision.DISCLOSED, Decision.ALREADY_PUBLIC),
    Decision.PARTLY_DISCLOSED: (Decision.PARTLY_DISCLOSED, Decision.ALREADY_PUBLIC),
    Decision.REFUSED: (
        Decision.REFUSED,
        Decision.COST_LIMIT_EXCEEDED,
        Decision.NEITHER_CONFIRMED_NOR_DENIED,
        Decision.ALREADY_PUBLIC,
    ),
    Decision.NOT_HELD: (Decision.NOT_HELD,),
}
"""What the site's few states can stand for."""


def check_states(record: Record, requests: Sequence[Request]) -> None:
    """Write a problem for each request whose state on the site is not what its letters say.

    Args:
        record: after classification.
        requests: that were made.
    """
    sources = [one for one in record.iter_sources() if one.media_type == "application/json"]
    rows = [(source, states) for source in sources if (states := parse_request_json(record.get_bytes(source.id)))]
    if not rows and not record.keys(STAGE):
        return
    answers = {
        answer.request_id: answer.decision
        for answer in make_answers(requests, record.all(Message), record.all(Classification))
    }
    authorities = record.all(Authority)
    for source, states in rows:
        found = list(_compare(source, states, _find_requests(states, requests, authorities), answers))
        key = make_key(STAGE, [item.id for item in found])
        if not record.is_current(STAGE, source.id, key):
            record.replace(STAGE, source.id, key, found)
    record.keep_only(STAGE, [source.id for source, _ in rows])


def check_exports(record: Record) -> None:
    """Write a problem for each JSON in the inbox that is no export of a site: nothing of it was taken in."""
    units = []
    given = [one for one in record.iter_sources() if one.media_type == "application/json" and not one.parent]
    for source in given:
        if not source.origin.startswith("inbox/"):
            continue
        units.append(source.id)
        key = make_key(EXPORTS, source.name)
        if record.is_current(EXPORTS, source.id, key):
            continue
        data = record.get_bytes(source.id)
        known = parse_request_json(data) is not None or bool(split_platform_json(data))
        problem = Problem(
            make_id("prb", "json-not-known", source.id),
            "json-not-known",
            source.origin,
            "JSON of another shape: no letter was taken from it",
            "a request's JSON from MuckRock, FragDenStaat or WhatDoTheyKnow, whole",
            "export the request again; data that an authority sent: as CSV into inbox/, in a folder named by its id",
            document=source.id,
        )
        record.replace(EXPORTS, source.id, key, [] if known else [problem])
    record.keep_only(EXPORTS, units)


def _find_requests(
    states: RequestStates, requests: Sequence[Request], authorities: Sequence[Authority]
) -> list[Request]:
    """The requests that the JSON can be about: its authority's, by slug or name; of several, those of its subject."""
    named = {
        row.id
        for row in authorities
        if (states.authority_slug and row.whatdotheyknow == states.authority_slug)
        or states.authority.casefold() in {name.casefold() for name in row.names}
    }
    mine = [request for request in requests if request.authority_id in named]
    if len(mine) < 2:
        return mine
    return [one for one in mine if fuzz.partial_ratio(states.title.lower(), one.subject.lower()) >= _SAME_SUBJECT]


def _compare(
    source: Source, states: RequestStates, requests: Sequence[Request], answers: dict[str, Decision | None]
) -> Iterator[Problem]:
    status = STATUSES.get(states.state.replace("_", " "))
    wanted = status[1] if status else Decision.NOT_HELD if states.state == "not_held" else None
    if len(requests) != 1 or wanted is None:
        return
    (request,) = requests
    ours = answers.get(request.id)
    if ours in _ALIKE.get(wanted, (wanted,)):
        return
    told = ours.value if ours else "no answer in the record"
    yield Problem(
        make_id("prb", "state-differs", source.id, request.id, told),
        "state-differs",
        source.name,
        f"{states.state} on {states.changed_on or 'an unknown day'}, by the requester; {told}, by the letters",
        "the same from both",
        "read the letters and rule; where a letter is missing, put the request's zip into inbox/",
        document=source.id,
        authority_id=request.authority_id,
    )
