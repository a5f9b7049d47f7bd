"""The second step of track, after read: classify every letter from its pages and those of the letters attached to it.

What comes in: the record (messages, pages, judgements), requests. What goes out: one `Classification` per message,
every place a span in the document and page where the words stand. What must never be here: rules.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import resources
from typing import Any

from answerable.mail.outlook import parse_any_mail
from answerable.mail.segments import make_live_text
from answerable.model.authority import Authority
from answerable.model.document import Document, Page
from answerable.model.ids import hash_bytes, make_id, make_key
from answerable.model.judgement import Judgement
from answerable.model.message import Message, MessageKind
from answerable.model.problem import Problem
from answerable.model.report import Progress, StageReport, counted, no_progress
from answerable.model.request import Batch, Request
from answerable.model.response import Classification, Decision
from answerable.store.record import Record
from answerable.store.work import Unit, Writer, run_units
from answerable.track.classify import VERSION, classify_letter
from answerable.track.doubts import iter_doubts, iter_several
from answerable.track.intake import run_intake
from answerable.track.joint import iter_joint
from answerable.track.quoted import is_letter
from answerable.track.rows import make_row
from answerable.track.rulings import group_rulings, overlay_rulings
from answerable.track.sheets import check_sheets
from answerable.track.states import check_exports, check_states
from answerable.track.superseding import CORRECTS, find_correction, mark_superseded

__all__ = ["run_classify", "run_intake"]

STAGE = "track.classify"
_MAIL_TYPES = ("message/rfc822", "application/vnd.ms-outlook")
_MAX_PAGES = 60
"""Of one attached letter; what lies beyond is data or an annex."""


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
    judgements = group_rulings(record.judgements(noun="classification"))
    messages = {message.id: message for message in record.all(Message)}
    asked = {batch: frozenset(one.authority_id for one in requests if one.batch_id == batch) for batch in batches}
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
            sorted(asked[batch.id]) if batch else [],
            [record.fingerprint(Page, document=sha256) for sha256 in _list_documents(record, message)],
            [item.id for item in mine],
        )
        units.append(Unit(message.id, key, _Maker(record, message, request, batch, tuple(authorities), mine, asked)))
    done = run_units(record, STAGE, units, progress)
    _record_superseded(record, messages)
    check_states(record, requests)
    check_exports(record)
    check_sheets(record, requests)
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
    asked: Mapping[str, frozenset[str]]

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
        row = make_row(
            found,
            parts.pages,
            self.message,
            self.request,
            [item.number for item in self.batch.questions] if self.batch else [],
        )
        correction = next((words for page in parts.pages if (words := find_correction(page.text[:6000]))), "")
        if correction and row.kind is MessageKind.RESPONSE:
            row = replace(row, why=(*row.why, f"{CORRECTS}: {correction}"))
        yield overlay_rulings(row, self.judgements)
        yield from iter_doubts(row, found, self.message)
        yield from iter_several(row, parts.pages, self.message)
        if self.batch:
            heads = [self.message.subject, *(make_live_text(page.text) for page in parts.pages)]
            yield from iter_joint(row, heads, self.message, self.authorities, self.asked[self.batch.id])


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


def _record_superseded(record: Record, messages: Mapping[str, Message]) -> None:
    """Write `superseded_by` where it changed; the unit's key stays, so that the next run finds nothing to do."""
    before = record.all(Classification)
    after = {item.id: item for item in mark_superseded(before, messages)}
    keys = record.keys(STAGE)
    with Writer(record, STAGE) as writer:
        for item in before:
            now = after[item.id]
            if now != item:
                mine = record.all(Problem, stage=STAGE, unit=item.message_id)
                writer.put(item.message_id, keys[item.message_id], [now, *mine])


def _hash_rules() -> str:
    folder = resources.files("answerable.track").joinpath("rules")
    return make_key(
        [
            hash_bytes(item.read_bytes())
            for item in sorted(folder.iterdir(), key=lambda item: item.name)
            if item.is_file()
        ]
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
    n_joint = sum(1 for _ in record.iter(Problem, code="joint-answer"))
    return StageReport(
        stage="track",
        n_done=n_done,
        n_unchanged=n_unchanged,
        n_failed=n_failed,
        did=tuple(did),
        needs_person=(
            *([f"{counted(n_open, 'letter', 'letters')} whose words do not decide: rule on them"] if n_open else ()),
            *(
                [f"{counted(n_joint, 'answer names', 'answers name')} two who were asked: say for whom"]
                if n_joint
                else ()
            ),
        ),
        next_command="answerable status",
    )
