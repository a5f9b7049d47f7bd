"""One authority: its letters in order, what it decided and by which words, what was coded, what is counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from answerable.collect.difference import find_difference
from answerable.errors import NotInRecord
from answerable.model.case import Case, Tally
from answerable.model.document import Document, Page
from answerable.model.link import Count
from answerable.model.log import LogChange, LogItem
from answerable.model.message import Message
from answerable.model.problem import Problem
from answerable.model.request import Request as AccessRequest
from answerable.model.response import Classification, Decision
from answerable.model.span import Span
from answerable.web.conflict import tell_letters
from answerable.web.letters import DECIDING, INCOMING, list_requests
from answerable.web.lighting import Lit, Segment, cut_segments
from answerable.web.page import Desk


@dataclass(frozen=True, slots=True)
class LetterView:
    """A letter of the thread, its deciding words lit."""

    message: Message
    classification: Classification | None
    segments: tuple[Segment, ...]
    shown_by: tuple[tuple[str, Span], ...]
    seen: str
    seen_message: str


def show(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """The authority's page."""
    investigation, record = desk.investigation, desk.investigation.record
    authority = investigation.find_authority(str(request.path_params["id"]))
    if authority is None:
        raise NotInRecord(
            "no such authority is asked in this investigation",
            found=str(request.path_params["id"]),
            remedy="look it up on the board",
        )
    requests = record.all(AccessRequest, authority_id=authority.id)
    letters = []
    for one in requests:
        messages = record.all(Message, request_id=one.id)
        letters += [_letter(desk, message) for message in sorted(messages, key=lambda m: (m.sent_at, m.id))]
    cases = record.all(Case, authority_id=authority.id)
    tallies = record.all(Tally, authority_id=authority.id)
    return desk.render(
        "authority.html",
        request,
        authority=authority,
        requests=requests,
        letters=letters,
        n_cases=len(cases),
        n_tallies=len(tallies),
        documents=sorted({case.document for case in cases} | {tally.document for tally in tallies}),
        counts=record.all(Count, authority_id=authority.id),
        items=record.all(LogItem, authority_id=authority.id),
        changes={
            change.item_id: change
            for item in record.all(LogItem, authority_id=authority.id)
            for change in record.all(LogChange, item_id=item.id)
        },
        difference=find_difference,
        problems=record.all(Problem, authority_id=authority.id),
        kinds=INCOMING,
        deciding=DECIDING,
        decisions=tuple(Decision),
        access_requests=list_requests(desk),
        files={document.id: document.name for document in record.iter(Document)},
    )


def _letter(desk: Desk, message: Message) -> LetterView:
    record = desk.investigation.record
    classification = next(iter(record.all(Classification, message_id=message.id)), None)
    shown_by = _shown_by(classification) if classification else ()
    page = record.find(Page, f"{message.document}:1")
    lit = [Lit(f"{message.id}-{number}", span) for number, (_, span) in enumerate(shown_by) if _is_in(span, page)]
    segments = cut_segments(page, lit) if page else [Segment(message.body, (), "paragraph")]
    seen = tell_letters(desk, [message, *([classification] if classification else [])])
    of_row = seen[classification.id] if classification else ""
    return LetterView(message, classification, tuple(segments), shown_by, of_row, seen[message.id])


def _is_in(span: Span, page: Page | None) -> bool:
    return page is not None and span.document == page.document and span.page == page.number


def _shown_by(classification: Classification) -> tuple[tuple[str, Span], ...]:
    shown: list[tuple[str, Span]] = []
    if classification.kind_span:
        shown.append((classification.kind.value.replace("_", " "), classification.kind_span))
    for decision in classification.decisions:
        if decision.span:
            question = f"question {decision.question}: " if decision.question else ""
            shown.append((question + decision.decision.value.replace("_", " "), decision.span))
    for exemption in classification.exemptions:
        shown.append((f"{exemption.law} s.{exemption.section} ({exemption.mode})", exemption.span))
    for label, fact in (
        ("reference", classification.reference),
        ("received on", classification.received_on),
        ("answered on", classification.answered_on),
    ):
        if fact:
            shown.append((f"{label}: {fact.value}", fact.span))
    return tuple(shown)
