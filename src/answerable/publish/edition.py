"""What publishing is told: the folder's plain parts, and what was read from the record.

What lives here: frozen records. What comes in: the hall's plain model objects; the record's nouns. Never here: HTML,
files, decisions about what may be shown (that is `preflight`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from answerable.law.answers import make_answers
from answerable.law.holidays import HolidayCalendar
from answerable.model.answer import Answer
from answerable.model.authority import Authority
from answerable.model.case import Case, Standing, Tally
from answerable.model.claim import Claim
from answerable.model.codebook import Codebook
from answerable.model.dates import Period
from answerable.model.document import Document, Page, Source
from answerable.model.finding import Finding, FindingQuestion
from answerable.model.judgement import Judgement
from answerable.model.link import Count, Subject
from answerable.model.log import Capture, LogItem, LogSource
from answerable.model.message import Message
from answerable.model.problem import Problem
from answerable.model.request import Batch, Request
from answerable.model.response import Classification
from answerable.model.story import Story
from answerable.store.record import Record

RenderPage = Callable[[str, int, int], bytes | None]
"""A page's image: sha256 of the document, page from 1, dots per inch; PNG bytes, or None where it cannot be drawn."""


def render_no_page(sha256: str, page: int, dpi: int) -> bytes | None:
    """Draw nothing: for an edition without page images."""
    return None


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


@dataclass(frozen=True)
class Material:
    """Everything of the record that the site shows or counts, in a fixed order."""

    authorities: Mapping[str, Authority]
    requests: tuple[Request, ...]
    messages: Mapping[str, Message]
    classifications: tuple[Classification, ...]
    answers: Mapping[str, Answer]
    cases: Mapping[str, Case]
    subjects: tuple[Subject, ...]
    subject_of: Mapping[str, Subject]
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
    cases = {
        row.id: row
        for row in sorted(record.all(Case), key=lambda row: row.id)
        if row.standing is not Standing.REJECTED and not row.superseded
    }
    tallies = {row.id: row for row in sorted(record.all(Tally), key=lambda row: row.id)}
    subjects = tuple(sorted(record.all(Subject), key=lambda row: row.id))
    claims = tuple(row for row in record.all(Claim) if row.origin == edition.story.origin)
    return Material(
        authorities={row.id: row for row in sorted(record.all(Authority), key=lambda row: row.name)},
        requests=requests,
        messages=messages,
        classifications=classifications,
        answers=answers,
        cases=cases,
        subjects=subjects,
        subject_of={case_id: subject for subject in subjects for case_id in subject.cases},
        tallies=tallies,
        counts=tuple(sorted(record.all(Count), key=lambda row: row.id)),
        findings={row.id: row for row in sorted(record.all(Finding), key=lambda row: row.id)},
        claims=claims,
        documents={row.id: row for row in record.all(Document)},
        sources={row.id: row for row in record.sources()},
        log_sources=tuple(sorted(record.all(LogSource), key=lambda row: row.id)),
        log_items={row.id: row for row in record.all(LogItem)},
        captures=tuple(sorted(record.all(Capture), key=lambda row: row.id)),
        problems=tuple(
            sorted((row for row in record.all(Problem) if not row.code.startswith("publish-")), key=lambda row: row.id)
        ),
        judgements=tuple(record.judgements()),
        pages=_read_pages(record, cases, tallies, claims),
    )


def _read_pages(
    record: Record, cases: Mapping[str, Case], tallies: Mapping[str, Tally], claims: tuple[Claim, ...]
) -> Mapping[str, Page]:
    nouns: list[Case | Tally] = [*cases.values(), *tallies.values()]
    wanted = {f"{noun.document}:{noun.span.page}" for noun in nouns}
    for claim in claims:
        if claim.bound_to.startswith("letter:"):
            _, document, page, *_ = claim.bound_to.split(":")
            wanted.add(f"{document}:{page}")
    pages = {page_id: record.find(Page, page_id) for page_id in sorted(wanted)}
    return {page_id: page for page_id, page in pages.items() if page is not None}


def pick_claims(story: Story, claims: tuple[Claim, ...]) -> dict[int, Claim]:
    """The claims of bindings and references by where they start, without those of an earlier text of the story."""
    words = {binding.start: story.text[binding.start : binding.end] for binding in story.bindings}
    words.update({reference.start: reference.words for reference in story.references})
    return {claim.start: claim for claim in claims if words.get(claim.start) == claim.text}
