"""Passages made from the record: pages of documents and messages, cases, notes; only what changed is made anew.

What comes in: the record. What goes out: an index that holds what the record holds. Never here: how it is searched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from answerable.model.case import Case, Value
from answerable.model.document import Document, Page
from answerable.model.ids import make_key
from answerable.model.judgement import Judgement
from answerable.model.log import Capture, LogItem
from answerable.model.message import Message
from answerable.model.passage import Passage
from answerable.model.report import Progress, no_progress
from answerable.model.request import Request
from answerable.store.enclosed import find_letters_of
from answerable.store.record import Record
from answerable.store.search.index import SearchIndex
from answerable.words.mutations import looks_welsh

_LONGEST = 4000
"""Characters of a passage: about a page of print, so that words which stand on one page are found together."""
_VERSION = 2


def refresh_index(index: SearchIndex, record: Record, progress: Progress = no_progress) -> int:
    """Bring an index up to the record; return how many passages were made anew."""
    units = list(_list_units(record))
    known = index.keys()
    gone = sorted(set(known) - {name for name, _, _ in units})
    if gone:
        index.forget(gone)
    n_made = 0
    stale = [unit for unit in units if known.get(unit[0]) != unit[1]]
    for number, (name, key, make) in enumerate(stale):
        progress(number, len(stale), name)
        n_made += index.replace(name, key, make())
    progress(len(stale), len(stale), "")
    return n_made


def _list_units(record: Record) -> Iterator[tuple[str, str, Callable[[], Iterable[Passage]]]]:
    """Name, key and maker of every unit: one for each document, one for the cases, one for the notes."""
    owners = _Owners(record)
    read = record.keys("read")
    for document in record.iter(Document):
        owner = owners.of(document.id)
        key = make_key("passages", _VERSION, read.get(document.id, ""), list(owner))
        yield f"document:{document.id}", key, partial(_cut_document, record, document, owner)
    yield "cases", make_key("passages", _VERSION, record.fingerprint(Case)), lambda: _cut_cases(record)
    judgements = record.judgements()
    notes = make_key("passages", _VERSION, [one.id for one in judgements])
    yield "notes", notes, lambda: _cut_notes(record, judgements)


class _Owners:
    """Whose a document is, and whether it is itself a letter."""

    def __init__(self, record: Record) -> None:
        asked = {request.id: request.authority_id for request in record.iter(Request)}
        self._letters: dict[str, tuple[str, str, str]] = {}
        self._owner: dict[str, str] = {}
        sender: dict[str, str] = {}
        for message in record.iter(Message):
            sender[message.id] = asked.get(message.request_id, "")
            self._letters[message.document] = (message.id, message.subject, sender[message.id])
        for sha256, letter in find_letters_of(record, record.iter(Message)).items():
            self._owner[sha256] = sender[letter]
        captured = {capture.document: capture.source_id for capture in record.iter(Capture)}
        for item in record.iter(LogItem):
            self._owner.setdefault(item.document, item.authority_id)
        self._captured = captured

    def of(self, sha256: str) -> tuple[str, str, str, str]:
        """Place, subject, title and authority of a document's passages."""
        if sha256 in self._letters:
            message_id, subject, authority = self._letters[sha256]
            return "message", message_id, subject, authority
        return "document", sha256, "", self._owner.get(sha256, "")


def _cut_document(record: Record, document: Document, owner: tuple[str, str, str, str]) -> Iterator[Passage]:
    place, subject, title, authority = owner
    for page in sorted(record.iter(Page, document=document.id), key=lambda page: page.number):
        for start, end in cut_text(page.text):
            text = page.text[start:end]
            if not text.strip():
                continue
            yield Passage(
                place,
                subject,
                document.id,
                page.number,
                start,
                text,
                title=title or document.name,
                authority_id=authority,
                is_welsh=looks_welsh(text),
            )


def cut_text(text: str) -> Iterator[tuple[int, int]]:
    """Ranges that cover a text, each at most so long, cut where a paragraph, line or word ends."""
    start = 0
    while len(text) - start > _LONGEST:
        window = text[start : start + _LONGEST]
        cut = max(window.rfind("\n\n") + 2 if "\n\n" in window else 0, 0)
        if cut < _LONGEST // 2:
            cut = max(window.rfind("\n") + 1, 0)
        if cut < _LONGEST // 2:
            cut = window.rfind(" ") + 1
        cut = cut or _LONGEST
        yield start, start + cut
        start += cut
    if start < len(text):
        yield start, len(text)


def _cut_cases(record: Record) -> Iterator[Passage]:
    for case in record.iter(Case):
        span = case.span
        yield Passage(
            "case",
            case.id,
            span.document,
            span.page,
            span.start,
            span.exact[:_LONGEST],
            title=", ".join(filter(None, map(_say, case.values))),
            authority_id=case.authority_id,
            is_welsh=looks_welsh(span.exact),
        )


def _say(value: Value) -> str:
    """A value in plain words, as they stand in the codebook: `would have been dismissed`."""
    coded = value.effective.value if value.effective else None
    if isinstance(coded, bool):
        return value.variable.replace("_", " ") if coded else ""
    words = " ".join(coded) if isinstance(coded, tuple) else "" if coded is None else str(coded)
    return words.replace("_", " ")


def _cut_notes(record: Record, judgements: list[Judgement]) -> Iterator[Passage]:
    for judgement in judgements:
        if not judgement.reason.strip():
            continue
        span = judgement.span
        case = record.find(Case, judgement.subject) if judgement.noun == "case" else None
        place = span or (case.span if case else None)
        yield Passage(
            "note",
            judgement.subject,
            place.document if place else "",
            place.page if place else 0,
            place.start if place else 0,
            judgement.reason,
            title=f"{judgement.ruling.value} {judgement.noun} {judgement.variable}".strip(),
            authority_id=case.authority_id if case else "",
            by=judgement.by,
            is_welsh=looks_welsh(judgement.reason),
        )
