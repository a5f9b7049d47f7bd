"""What publishing is told: the folder's plain parts, and what was read from the record.

What lives here: frozen records. What comes in: the hall's plain model objects; the record's nouns. Never here: HTML,
files, decisions about what may be shown (that is `preflight`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from pathlib import Path

from answerable.law.answers import make_answers
from answerable.law.holidays import HolidayCalendar
from answerable.model.agreement import Agreement
from answerable.model.answer import Answer
from answerable.model.authority import Authority
from answerable.model.case import Case, Tally
from answerable.model.claim import Claim
from answerable.model.codebook import Codebook
from answerable.model.dates import Period
from answerable.model.document import Document, Page, Reading, Source
from answerable.model.finding import Finding, FindingQuestion
from answerable.model.ids import hash_bytes
from answerable.model.judgement import Judgement
from answerable.model.link import Count, Subject
from answerable.model.log import Capture, LogItem, LogSource
from answerable.model.message import Message
from answerable.model.names import NameLists
from answerable.model.problem import Problem
from answerable.model.request import Batch, Request
from answerable.model.response import Classification
from answerable.model.story import Story
from answerable.publish.briefs import Brief, Briefs, Matters, read_briefs
from answerable.publish.people import find_people
from answerable.publish.privacy import NOBODY, Names
from answerable.publish.ranked import RankedPeople
from answerable.publish.shelf import Shelf
from answerable.store.record import Record

PAGES_AT_HAND = 250
"""Pages kept in memory at once; their words have boxes, and cases come page by page."""

RenderPage = Callable[[str, int, int], bytes | None]
"""A page's image: sha256 of the document, page from 1, dots per inch; PNG bytes, or None where it cannot be drawn."""


def render_no_page(sha256: str, page: int, dpi: int) -> bytes | None:
    """Draw nothing: for an edition without page images."""
    return None


ReadFile = Callable[[bytes, str], Reading]
"""Reads a file's bytes under its name, to see its pages and what it hides."""


def read_no_file(data: bytes, name: str) -> Reading:
    """Read nothing: for an edition without files of its own."""
    return Reading(Document(hash_bytes(data), name, "", len(data), 0, 0))


@dataclass(frozen=True, slots=True)
class Readers:
    """Paths of the site's own server that take something from readers; each empty where it takes nothing.

    Args:
        errors: the form "tell the editor of an error".
        newsletter: the newsletter's form.
        comments: a comment server (Isso).
    """

    errors: str = ""
    newsletter: str = ""
    comments: str = ""


@dataclass(frozen=True, slots=True)
class Edition:
    """The parts of the investigation's folder that a site is made from.

    Args:
        name: of the investigation.
        slug: for file names.
        publisher: who publishes.
        contact: whom readers write to.
        languages: codes, the first one at the site's root.
        as_of: the day it is told on.
        period: asked about.
        story: parsed.
        codebook: for labels and definitions.
        batches: the letters.
        questions: the findings as asked.
        address: where the site will stand, such as ``https://example.org/psm/``; empty where not known yet.
        holidays: another calendar than the bundled one, where the folder keeps newer lists.
        now: the instant, against which an embargo is read; the end of `as_of` where none is given.
        folder: of the investigation; the story's photo, audio and files lie beside the story in it.
        readers: what the site's own server takes from readers.
        names: names that must not stand on a page, and names that may.
        reply_days: days that whoever is criticised has to reply.
    """

    name: str
    slug: str
    publisher: str
    contact: str
    languages: tuple[str, ...]
    as_of: dt.date
    period: Period | None
    story: Story
    codebook: Codebook
    batches: tuple[Batch, ...] = ()
    questions: tuple[FindingQuestion, ...] = ()
    address: str = ""
    holidays: HolidayCalendar | None = None
    now: dt.datetime | None = None
    folder: Path = Path()
    readers: Readers = Readers()
    names: NameLists = field(default_factory=NameLists)
    reply_days: int = 7

    @property
    def instant(self) -> dt.datetime:
        """The instant against which an embargo is read."""
        return self.now or dt.datetime.combine(self.as_of, dt.time(23, 59, 59), dt.UTC)

    def find_beside(self, name: str) -> Path:
        """A file beside the story."""
        return self.folder / Path(self.story.origin).parent / name


@dataclass(frozen=True)
class Material:
    """Everything of the record that the site shows or counts, in a fixed order."""

    authorities: Mapping[str, Authority]
    requests: tuple[Request, ...]
    messages: Mapping[str, Message]
    classifications: tuple[Classification, ...]
    answers: Mapping[str, Answer]
    cases: Shelf[Case]
    """Those that stand; read when they are looked at, so that there may be any number of them."""
    briefs: Briefs
    subject_of: Matters
    iter_subjects: Callable[[], Iterable[Subject]]
    """Every person's matter, read anew each time."""
    tallies: Mapping[str, Tally]
    counts: tuple[Count, ...]
    findings: Mapping[str, Finding]
    claims: tuple[Claim, ...]
    documents: Mapping[str, Document]
    sources: Mapping[str, Source]
    log_sources: tuple[LogSource, ...]
    log_items: Mapping[str, LogItem]
    captures: tuple[Capture, ...]
    problems: tuple[Problem, ...]
    judgements: tuple[Judgement, ...]
    pages: Mapping[str, Page]
    names: Names = NOBODY
    """Whom the letters and papers give away, and what the newsroom said of names."""
    surnames: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Of people whom each authority's own papers name beside a rank, by the authority."""
    agreements: tuple[Agreement, ...] = ()
    """How far two coders agree, per variable of each double coding that is open."""
    _names_on: dict[str, Names] = field(default_factory=dict, compare=False, repr=False)

    def names_on(self, page: Page | None, text: str = "") -> Names:
        """Whom a page gives away besides; a text stands in where there is no page."""
        if page is None:
            return self.names.on(text)
        if page.id not in self._names_on:
            if len(self._names_on) >= PAGES_AT_HAND:
                self._names_on.clear()
            self._names_on[page.id] = self.names.on(page.text)
        return self._names_on[page.id]

    @property
    def n_answered(self) -> int:
        """Authorities that decided on the request."""
        return sum(1 for answer in self.answers.values() if answer.answered)


def gather(record: Record, edition: Edition) -> Material:
    """Read the record once. Pages are read only where a published span stands on them."""
    requests = tuple(sorted(record.all(Request), key=lambda row: row.id))
    messages = {row.id: row for row in sorted(record.all(Message), key=lambda row: row.id)}
    classifications = tuple(sorted(record.all(Classification), key=lambda row: row.id))
    made = make_answers(requests, messages.values(), classifications, edition.holidays)
    answers = {row.authority_id: row for row in made}
    briefs = read_briefs(record)
    tallies = {row.id: row for row in sorted(record.all(Tally), key=lambda row: row.id)}
    claims = tuple(row for row in record.all(Claim) if row.origin == edition.story.origin)
    authorities = {row.id: row for row in sorted(record.all(Authority), key=lambda row: row.name)}
    pages = Shelf(record, Page, _list_pages(record, briefs, tallies, claims), PAGES_AT_HAND)
    log_items = {row.id: row for row in record.all(LogItem)}
    shared = [_share_ids(row, briefs) for row in record.iter(Finding)]
    names, surnames = _find_names(
        edition, authorities, requests, messages, log_items, pages, chain(briefs.values(), tallies.values())
    )
    return Material(
        authorities=authorities,
        requests=requests,
        messages=messages,
        classifications=classifications,
        answers=answers,
        cases=Shelf(record, Case, briefs),
        briefs=briefs,
        iter_subjects=partial(record.iter, Subject),
        subject_of=Matters(briefs, ((row.id, row.cases) for row in record.iter(Subject))),
        tallies=tallies,
        counts=tuple(sorted(record.all(Count), key=lambda row: row.id)),
        findings={row.id: row for row in sorted(shared, key=lambda row: row.id)},
        claims=claims,
        documents={row.id: row for row in record.all(Document)},
        sources={row.id: row for row in record.sources()},
        log_sources=tuple(sorted(record.all(LogSource), key=lambda row: row.id)),
        log_items=log_items,
        captures=tuple(sorted(record.all(Capture), key=lambda row: row.id)),
        problems=tuple(
            sorted((row for row in record.all(Problem) if not row.code.startswith("publish-")), key=lambda row: row.id)
        ),
        judgements=tuple(record.judgements()),
        pages=pages,
        agreements=tuple(record.all(Agreement)),
        names=names,
        surnames=surnames,
    )


def _share_ids(finding: Finding, briefs: Briefs) -> Finding:
    """The same finding; ids of cases that many findings name are in memory once."""
    rows, parts = (
        tuple(replace(row, cases=briefs.share(row.cases)) for row in several)
        for several in (finding.rows, finding.parts)
    )
    return replace(finding, cases=briefs.share(finding.cases), rows=rows, parts=parts)


def _find_names(
    edition: Edition,
    authorities: Mapping[str, Authority],
    requests: Iterable[Request],
    messages: Mapping[str, Message],
    log_items: Mapping[str, LogItem],
    pages: Mapping[str, Page],
    nouns: Iterable[Brief | Tally],
) -> tuple[Names, Mapping[str, frozenset[str]]]:
    """Who must not stand on a page, and the surnames that each authority's papers name beside a rank."""
    ours = (*edition.story.bylines, *(person.name for person in edition.story.people))
    whose = {noun.document: noun.authority_id for noun in nouns}
    asked = {request.id: request.authority_id for request in requests}
    ranked = RankedPeople()
    for item in log_items.values():
        ranked.hear(item.text, item.authority_id)
    for message in messages.values():
        if message.direction == "in":
            ranked.hear(message.body, asked.get(message.request_id, ""))
    texts = (ranked.hear(page.text, whose.get(page.document, "")) for page in pages.values())
    names = find_people(messages.values(), texts, edition.names, authorities.values(), ours)
    names = replace(names, known=names.known | (ranked.list_full() - names.allow))
    places = frozenset(word for row in authorities.values() for name in row.names for word in name.split())
    return names, ranked.list_surnames(names, places)


def _list_pages(
    record: Record, briefs: Mapping[str, Brief], tallies: Mapping[str, Tally], claims: tuple[Claim, ...]
) -> list[str]:
    """The pages on which a published span stands, in the order of cases."""
    wanted = dict.fromkeys(f"{brief.document}:{brief.page}" for brief in briefs.values())
    wanted |= dict.fromkeys(f"{tally.document}:{tally.span.page}" for tally in tallies.values())
    for claim in claims:
        if claim.bound_to.startswith("letter:"):
            _, document, page, *_ = claim.bound_to.split(":")
            wanted[f"{document}:{page}"] = None
    known = record.ids(Page)
    return [page_id for page_id in wanted if page_id in known]


def pick_claims(story: Story, claims: tuple[Claim, ...]) -> dict[int, Claim]:
    """The claims of bindings and references by where they start, without those of an earlier text of the story."""
    words = {binding.start: story.text[binding.start : binding.end] for binding in story.bindings}
    words.update({reference.start: reference.words for reference in story.references})
    return {claim.start: claim for claim in claims if words.get(claim.start) == claim.text}
