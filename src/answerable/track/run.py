"""The second step of track, after read: classify every letter from its pages and those of the letters attached to it.

What comes in: the record (messages, pages, judgements), requests. What goes out: one `Classification` per message,
every place a span in the document and page where the words stand. What must never be here: rules.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import resources
from typing import Any

from answerable.mail.outlook import parse_any_mail
from answerable.model.authority import Authority
from answerable.model.document import Document, Page
from answerable.model.ids import hash_bytes, make_id, make_key
from answerable.model.judgement import Judgement, Ruling
from answerable.model.message import DatedFact, Message, MessageKind
from answerable.model.problem import Problem
from answerable.model.report import Progress, StageReport, counted, no_progress
from answerable.model.request import Batch, Request
from answerable.model.response import Classification, Decision, ExemptionCited, QuestionDecision
from answerable.model.span import Span, make_span
from answerable.store.record import Record
from answerable.store.work import Unit, run_units
from answerable.track.classify import VERSION, classify_letter, is_letter
from answerable.track.intake import run_intake
from answerable.track.letter import LetterClass, Place, Stated
from answerable.track.superseding import CORRECTS, find_correction, mark_superseded

__all__ = ["make_classification", "run_classify", "run_intake"]

STAGE = "track.classify"
_MAIL_TYPES = ("message/rfc822", "application/vnd.ms-outlook")
_MAX_PAGES = 60
"""Of one attached letter; what lies beyond is data or an annex."""
_ABOUT_A_REQUEST = re.compile(r"\brequest\b|freedom of information|\bFOI|\breference\b|\bcais\b", re.IGNORECASE)
_CHASES = re.compile(
    r"\b(?:by law|overdue|reminder|have not (?:yet )?(?:had|received|heard)|when I can expect|internal review)\b",
    re.IGNORECASE,
)
_MODES = {"engaged": "engaged", "considered": "considered", "duty": "duty"}


@dataclass(frozen=True, slots=True)
class _Parts:
    """The pages of a letter in the order they are read, and whether data came with it."""

    pages: tuple[Page, ...]
    data_attached: bool


def run_classify(record: Record, requests: Sequence[Request], progress: Progress = no_progress) -> StageReport:
    """Classify every message of the record.

    Args:
        record: after `read`.
        requests: that were made; they tell the law and the questions.
        progress: told of each message.
    """
    batches = {batch.id: batch for batch in record.all(Batch)}
    authorities = record.all(Authority)
    by_id = {request.id: request for request in requests}
    judgements = _group(record.judgements(noun="classification"))
    messages = {message.id: message for message in record.all(Message)}
    basis = make_key(STAGE, VERSION, _hash_rules(), [row.id for row in authorities], [row.names for row in authorities])
    units = []
    for message in messages.values():
        request = by_id.get(message.request_id)
        batch = batches.get(request.batch_id) if request else None
        mine = judgements.get(make_id("cls", message.id), ())
        key = make_key(
            basis,
            repr(message),
            repr(request),
            repr(batch.questions) if batch else "",
            [record.fingerprint(Page, document=sha256) for sha256 in _list_documents(record, message)],
            [item.id for item in mine],
        )
        units.append(Unit(message.id, key, _Maker(record, message, request, batch, tuple(authorities), mine)))
    done = run_units(record, STAGE, units, progress)
    _record_superseded(record, messages)
    return _report(record, done.n_done, done.n_unchanged, done.n_failed)


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes the rows of one message when they are wanted."""

    record: Record
    message: Message
    request: Request | None
    batch: Batch | None
    authorities: tuple[Authority, ...]
    judgements: tuple[Judgement, ...]

    def __call__(self) -> Iterator[Any]:
        parts = _find_parts(self.record, self.message)
        if not parts.pages:
            return
        questions = [item.text for item in self.batch.questions] if self.batch else []
        found = classify_letter(
            parts.pages[0].text,
            subject=self.message.subject,
            headers={"auto": _find_auto(self.record, self.message)},
            questions=questions,
            default_law=self.request.law if self.request else "",
            attachments_text=[page.text for page in parts.pages[1:]],
            data_attached=parts.data_attached,
            authorities=self.authorities,
        )
        row = _make_row(
            found,
            parts.pages,
            self.message,
            self.request,
            [item.number for item in self.batch.questions] if self.batch else [],
        )
        correction = next((words for page in parts.pages if (words := find_correction(page.text[:6000]))), "")
        if correction and row.kind is MessageKind.RESPONSE:
            row = replace(row, why=(*row.why, f"{CORRECTS}: {correction}"))
        yield _overlay(row, self.judgements)
        yield from _list_problems(row, found, self.message)


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


def _make_row(
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


def _list_documents(record: Record, message: Message) -> list[str]:
    """The message's document and every document inside it, in order, each once."""
    found: list[str] = []
    waiting = [message.document, *(sha256 for sha256, _ in message.attachments)]
    while waiting:
        sha256 = waiting.pop(0)
        if sha256 in found or len(found) > 200:
            continue
        found.append(sha256)
        document = record.find(Document, sha256)
        if document is not None:
            waiting += [part for part, _ in document.parts]
    return found


def _find_parts(record: Record, message: Message) -> _Parts:
    """The pages that are letters: the mail's own, and those of attached letters, whole; the rest is data."""
    own, letters, data = [], [], False
    for sha256 in _list_documents(record, message):
        pages = sorted(record.all(Page, document=sha256), key=lambda page: page.number)
        if sha256 == message.document:
            own = pages[:1] if pages and pages[0].kind == "mail" else pages[:_MAX_PAGES]
            continue
        document = record.find(Document, sha256)
        if document is None or document.media_type.startswith("image/") or not any(page.text.strip() for page in pages):
            continue
        if document.media_type in _MAIL_TYPES:
            letters += pages[:1]
        elif pages[0].kind != "sheet" and is_letter("\n".join(page.text for page in pages[:2])):
            letters += pages[:_MAX_PAGES]
        else:
            data = data or document.n_tables > 0 or pages[0].kind == "sheet" or len(pages) > 0
    return _Parts((*own, *letters), data)


def _find_auto(record: Record, message: Message) -> str:
    source = record.find_source(message.document)
    if source is None or source.media_type not in _MAIL_TYPES:
        return ""
    mail = parse_any_mail(record.get_bytes(message.document))
    return mail.auto if mail is not None else ""


def _group(judgements: Sequence[Judgement]) -> Mapping[str, tuple[Judgement, ...]]:
    undone = {item.undoes for item in judgements if item.undoes}
    found: dict[str, tuple[Judgement, ...]] = {}
    for item in judgements:
        if item.id not in undone and not item.undoes:
            found[item.subject] = (*found.get(item.subject, ()), item)
    return found


def _overlay(row: Classification, judgements: Sequence[Judgement]) -> Classification:
    """A person's rulings, in the order they were made; what they did not touch stays the machine's."""
    for item in judgements:
        if item.ruling is Ruling.ACCEPT:
            row = replace(row, ruled_by=item.by)
        elif item.ruling is Ruling.AMEND:
            row = _amend(replace(row, ruled_by=item.by), item)
    return row


def _amend(row: Classification, item: Judgement) -> Classification:
    try:
        value = json.loads(item.after) if item.after else None
    except ValueError:
        value = item.after
    if item.variable == "kind":
        kind = MessageKind(str(value))
        carries = kind in (MessageKind.RESPONSE, MessageKind.REVIEW_OUTCOME, MessageKind.CLARIFICATION)
        return replace(row, kind=kind) if carries else replace(row, kind=kind, decision=None, decisions=())
    if item.variable == "decision":
        return replace(row, decision=Decision(str(value)) if value else None)
    if item.variable == "decisions" and isinstance(value, list):
        rows = tuple(
            QuestionDecision(entry.get("question"), Decision(entry["decision"]), item.span, f"ruled by {item.by}")
            for entry in value
        )
        return replace(row, decisions=rows)
    if item.variable == "law":
        return replace(row, law=str(value or ""))
    if item.variable in ("reference", "received_on", "answered_on") and item.span is not None:
        fact = DatedFact(str(value), item.span)
        if item.variable == "reference":
            return replace(row, reference=fact)
        return replace(row, received_on=fact) if item.variable == "received_on" else replace(row, answered_on=fact)
    return row


def _list_problems(row: Classification, found: LetterClass, message: Message) -> Iterator[Problem]:
    """Dates that cannot be used, and answers whose words do not decide."""
    for name, fact in (("received_on", row.received_on), ("answered_on", row.answered_on)):
        if fact is not None and fact.problem:
            yield Problem(
                make_id("prb", "date-unusable", message.id, name),
                "date-unusable",
                f"{message.subject}: {name}",
                fact.value,
                f"a day of the calendar ({fact.problem})",
                "look at the letter and rule on the date",
                message.document,
                row.authority_id,
            )
    if row.decision is Decision.UNDECIDED and not row.ruled_by:
        yield Problem(
            make_id("prb", "decision-undecided", message.id),
            "decision-undecided",
            message.subject or message.document,
            "; ".join(found.why)[:300],
            "words that say what is decided",
            "read the letter and rule on its decision",
            message.document,
            row.authority_id,
        )


def _record_superseded(record: Record, messages: Mapping[str, Message]) -> None:
    """Write `superseded_by` where it changed; the unit's key stays, so that the next run finds nothing to do."""
    before = record.all(Classification)
    after = {item.id: item for item in mark_superseded(before, messages)}
    keys = record.keys(STAGE)
    for item in before:
        now = after[item.id]
        if now != item:
            others = [
                row
                for row in record.all(Problem, document=messages[item.message_id].document)
                if row.code in ("date-unusable", "decision-undecided")
            ]
            mine = [
                row
                for row in others
                if row.id
                in {make_id("prb", row.code, item.message_id, name) for name in ("received_on", "answered_on")}
                | {make_id("prb", row.code, item.message_id)}
            ]
            record.replace(STAGE, item.message_id, keys[item.message_id], [now, *mine])


def _hash_rules() -> str:
    folder = resources.files("answerable.track").joinpath("rules")
    return make_key(
        [hash_bytes(folder.joinpath(f"{name}.toml").read_bytes()) for name in ("decisions", "kinds", "speakers")]
    )


def _report(record: Record, n_done: int, n_unchanged: int, n_failed: int) -> StageReport:
    rows = record.all(Classification)
    kinds = Counter(row.kind for row in rows)
    decisions = Counter(
        row.decision for row in rows if row.decision and row.kind in (MessageKind.RESPONSE, MessageKind.REVIEW_OUTCOME)
    )
    did = [
        f"{counted(len(rows), 'letter', 'letters')} classified{': ' * bool(rows)}"
        + ", ".join(f"{n} {kind.value}" for kind, n in sorted(kinds.items(), key=lambda item: (-item[1], item[0])))
    ]
    if decisions:
        did.append(
            "decisions: "
            + ", ".join(
                f"{n} {decision.value}"
                for decision, n in sorted(decisions.items(), key=lambda item: (-item[1], item[0]))
            )
        )
    n_open = sum(
        1
        for row in rows
        if not row.ruled_by and (row.decision is Decision.UNDECIDED or row.kind is MessageKind.UNCLEAR)
    )
    return StageReport(
        stage="track",
        n_done=n_done,
        n_unchanged=n_unchanged,
        n_failed=n_failed,
        did=tuple(did),
        needs_person=(
            (f"{counted(n_open, 'letter', 'letters')} whose words do not decide: rule on them",) if n_open else ()
        ),
        next_command="answerable status",
    )
