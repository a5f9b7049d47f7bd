"""A classified letter as the row that the record keeps: every place a span of the page where the words stand.

What comes in: a letter as the rules read it, its pages, the message, the request. What goes out: a `Classification`.
Pure. What must never be here: the record, what a person ruled.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from answerable.model.document import Page
from answerable.model.ids import make_id
from answerable.model.message import DatedFact, Message, MessageKind
from answerable.model.request import Request
from answerable.model.response import Classification, Decision, ExemptionCited, QuestionDecision
from answerable.model.span import Span, make_span
from answerable.track.letter import LetterClass, Place, Stated

_ABOUT_A_REQUEST = re.compile(r"\brequest\b|freedom of information|\bFOI|\breference\b|\bcais\b", re.IGNORECASE)
_CHASES = re.compile(
    r"\b(?:by law|overdue|reminder|have not (?:yet )?(?:had|received|heard)|when I can expect|internal review)\b",
    re.IGNORECASE,
)
_MODES = {"engaged": "engaged", "considered": "considered", "duty": "duty"}


def make_classification(
    found: LetterClass, pages: Sequence[Page], *, message_id: str = "", request_id: str = "", authority_id: str = ""
) -> Classification:
    """Turn a classified letter into the row that the record keeps: every place becomes a span of its page.

    Args:
        found: of `classify_letter`.
        pages: whose texts were given to it, in order.
        message_id: empty for a letter by itself.
        request_id: when known.
        authority_id: when known; else what the letter shows.
    """

    def span(place: Place | None) -> Span | None:
        if place is None:
            return None
        page = pages[place.part]
        return make_span(page.document, page.number, page.text, place.start, place.end, unconfirmed=page.by_ocr)

    def fact(stated: Stated | None) -> DatedFact | None:
        if stated is None:
            return None
        place = span(stated.place)
        assert place is not None
        return DatedFact(stated.value, place, stated.problem)

    exemptions = []
    for item in found.grounds:
        place = span(item.place)
        if place is not None:
            exemptions.append(ExemptionCited(item.law, item.section, _MODES[item.mode], place, item.question))
    return Classification(
        id=make_id("cls", message_id or (pages[0].document if pages else "")),
        message_id=message_id,
        request_id=request_id,
        authority_id=authority_id or found.authority_id,
        kind=found.kind,
        kind_span=span(found.kind_place),
        decision=found.decision,
        decisions=tuple(
            QuestionDecision(item.question, item.decision, span(item.place), item.rule) for item in found.decisions
        ),
        exemptions=tuple(exemptions),
        law=found.law,
        reference=fact(found.reference),
        received_on=fact(found.received_on),
        answered_on=fact(found.answered_on),
        share_sure=found.share_sure,
        why=found.why,
    )


def make_row(
    found: LetterClass, pages: Sequence[Page], message: Message, request: Request | None, numbers: Sequence[int]
) -> Classification:
    """The row of a message: what it is depends on who sent it; a decision on the whole is one on every question."""
    row = make_classification(
        found,
        pages,
        message_id=message.id,
        request_id=message.request_id,
        authority_id=request.authority_id if request else "",
    )
    if message.direction == "out":
        starts = (
            not message.in_reply_to
            and not message.subject.lower().startswith(("re:", "re "))
            and not _CHASES.search(message.body)
        )
        is_ours = request is not None and message.message_id == request.message_id
        is_request = is_ours or (starts and (found.kind is MessageKind.REQUEST or _has_our_subject(message, request)))
        kind = MessageKind.REQUEST if is_request else MessageKind.OTHER_OUTGOING
        return replace(row, kind=kind, decision=None, decisions=(), exemptions=(), share_sure=0.95)
    if row.kind is MessageKind.REQUEST:
        return replace(row, kind=MessageKind.UNCLEAR if message.request_id else MessageKind.OTHER_REQUEST)
    if (
        not message.matches
        and not message.request_id
        and row.kind
        in (
            MessageKind.RESPONSE,
            MessageKind.ACKNOWLEDGEMENT,
            MessageKind.HOLDING_REPLY,
        )
    ):
        # Nobody we asked, and nothing ties it to us: an answer to somebody else, or private mail.
        kind = (
            MessageKind.OTHER_REQUEST
            if _ABOUT_A_REQUEST.search(f"{message.subject}\n{message.body}")
            else MessageKind.UNCLEAR
        )
        return replace(row, kind=kind, decision=None, decisions=(), share_sure=min(row.share_sure, 0.7))
    if (
        len(row.decisions) == 1
        and row.decisions[0].question is None
        and numbers
        and row.decision is not Decision.PARTLY_DISCLOSED
    ):
        whole = row.decisions[0]
        return replace(
            row,
            decisions=tuple(replace(whole, question=number, rule=f"{whole.rule}, of the whole") for number in numbers),
        )
    return row


def _has_our_subject(message: Message, request: Request | None) -> bool:
    return request is not None and " ".join(message.subject.split()) == " ".join(request.subject.split())
