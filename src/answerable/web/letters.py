"""Letters that a person rules on: which request one answers, what it is, what it decides.

What comes in: forms of the holding pen and of an authority's page. What goes out: judgements. Never here: how track
matches and classifies.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from answerable.errors import ValueNotAllowed
from answerable.model.document import Document, Page
from answerable.model.judgement import Judgement, Ruling, make_judgement
from answerable.model.message import Message, MessageKind
from answerable.model.request import Request as AccessRequest
from answerable.model.response import Classification, Decision
from answerable.model.span import Span
from answerable.track.intake import list_pen
from answerable.web.conflict import check_letter, tell_letters
from answerable.web.judging import ground
from answerable.web.page import Desk, go_to
from answerable.web.wording import say

INCOMING = tuple(kind for kind in MessageKind if kind not in (MessageKind.REQUEST, MessageKind.OTHER_OUTGOING))
"""What a letter that we received can be."""
DECIDING = (MessageKind.RESPONSE, MessageKind.REVIEW_OUTCOME, MessageKind.CLARIFICATION)
"""Kinds that carry a decision."""


@dataclass(frozen=True, slots=True)
class PenView:
    """A letter that waits, with what the machine makes of it."""

    message: Message
    kind: str
    body: str
    candidates: tuple[tuple[str, str, str], ...]
    seen: str


def show_pen(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """The holding pen; letters with candidates first."""
    record = desk.investigation.record
    kinds = {one.message_id: one.kind for one in record.iter(Classification)}
    waiting = []
    pen = [message for message in list_pen(record.all(Message)) if message.direction == "in"]
    seen = tell_letters(desk, pen)
    for message in pen:
        page = record.find(Page, f"{message.document}:1")
        candidates = tuple(
            (match.request_id, _name_request(desk, match.request_id), f"{say(match.reason)}: {match.evidence}")
            for match in message.matches
        )
        kind = kinds.get(message.id)
        waiting.append(
            PenView(
                message,
                say(kind.value) if kind else "",
                (page.text if page else "")[:3000],
                candidates,
                seen[message.id],
            )
        )
    waiting.sort(key=lambda view: (not view.candidates, view.message.sent_at, view.message.id))
    return desk.render("pen.html", request, waiting=waiting, requests=list_requests(desk))


def list_requests(desk: Desk) -> list[tuple[str, str]]:
    """Every request and whom it was put to, by name."""
    requests = desk.investigation.record.all(AccessRequest)
    return sorted(((one.id, _name_request(desk, one.id)) for one in requests), key=lambda pair: (pair[1], pair[0]))


def match(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """Say which request (or which two) a letter answers; track runs again with it."""
    record = desk.investigation.record
    message = record.get(Message, form.get("message", ""))
    wanted = list(dict.fromkeys(one for one in form.get("request", "").split(",") if one))
    if not wanted:
        raise ValueNotAllowed("no request was chosen", remedy="go back and choose the request that the letter answers")
    for one in wanted:
        record.get(AccessRequest, one)
    check_letter(desk, message)
    judgement = make_judgement(
        made_at=desk.now(),
        by=desk.by,
        ruling=Ruling.MATCH,
        noun="message",
        subject=message.id,
        before=json.dumps(message.request_id),
        after=json.dumps(wanted[0] if len(wanted) == 1 else wanted),
        reason=form.get("reason", ""),
    )
    desk.keep([judgement])
    names = " and ".join(_name_request(desk, one) for one in wanted)
    return go_to(form.get("back", "/pen"), f"Kept: the letter “{message.subject}” belongs to {names}.")


def classify(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """Rule what a letter is and what it decides; what the form leaves as it was is accepted."""
    record = desk.investigation.record
    row = record.get(Classification, form.get("classification", ""))
    check_letter(desk, row)
    span = _find_span(desk, row, form.get("words", ""))
    changes = list(_list_changes(row, form))
    made_at = desk.now()

    def rule(ruling: Ruling, variable: str, before: object, after: object) -> Judgement:
        return make_judgement(
            made_at=made_at,
            by=desk.by,
            ruling=ruling,
            noun="classification",
            subject=row.id,
            variable=variable,
            before=json.dumps(before),
            after=json.dumps(after),
            span=span,
            reason=form.get("reason", ""),
        )

    judgements = [rule(Ruling.AMEND, *change) for change in changes]
    if not judgements:
        judgements = [rule(Ruling.ACCEPT, "", None, row.decision.value if row.decision else row.kind.value)]
    desk.keep(judgements)
    said = "Kept. Count again to bring figures up to date." if changes else "Accepted as it stands."
    return go_to(form.get("back", "/"), said)


def _list_changes(row: Classification, form: Mapping[str, str]) -> list[tuple[str, object, object]]:
    """Field, before, after of each thing that the form says otherwise."""
    kind = _read(MessageKind, form.get("kind", row.kind.value))
    changes: list[tuple[str, object, object]] = []
    if kind is not row.kind:
        changes.append(("kind", row.kind.value, kind.value))
    if kind not in DECIDING:
        return changes
    wanted = form.get("decision", "")
    decision = _read(Decision, wanted) if wanted else None
    before = [{"question": one.question, "decision": one.decision.value} for one in row.decisions]
    after = []
    for one in before:
        chosen = form.get(f"question-{one['question']}", "") or str(one["decision"])
        after.append({"question": one["question"], "decision": _read(Decision, chosen).value})
    if decision is not row.decision:
        changes.append(("decision", row.decision.value if row.decision else None, decision.value if decision else None))
        if before == after and decision is not None and decision is not Decision.PARTLY_DISCLOSED:
            # The whole was ruled and no question by itself: what holds of the whole holds of each.
            after = [{**one, "decision": decision.value} for one in before]
    if before != after:
        changes.append(("decisions", before, after))
    return changes


def _read(kinds: type[MessageKind] | type[Decision], text: str) -> MessageKind | Decision:
    try:
        return kinds(text)
    except ValueError:
        allowed = ", ".join(one.value for one in kinds)
        raise ValueNotAllowed("no such ruling on a letter", found=text, allowed=allowed) from None


def _find_span(desk: Desk, row: Classification, words: str) -> Span | None:
    """The words that show it, in the letter or in what came with it; None where none were picked."""
    if not words.strip():
        return None
    record = desk.investigation.record
    message = record.get(Message, row.message_id)
    documents = [message.document, *(sha256 for sha256, _ in message.attachments)]
    pages = [
        (sha256, number)
        for sha256 in documents
        if (document := record.find(Document, sha256))
        for number in range(1, document.n_pages + 1)
    ]
    return ground(record, pages, words)[1]


def _name_request(desk: Desk, request_id: str) -> str:
    request = desk.investigation.find_request(request_id)
    if request is None:
        return request_id
    return f"{desk.investigation.name_of(request.authority_id)} ({request.token})"
