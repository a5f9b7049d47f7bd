"""The reader: a page of a document with its words lit, beside what was coded from it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from starlette.requests import Request
from starlette.responses import Response

from answerable.extract.queue import load_reasons
from answerable.model.authority import Authority
from answerable.model.case import ONE, Case, Standing, Tally
from answerable.model.document import Document, Hidden, Page
from answerable.model.finding import Finding
from answerable.model.ids import make_key
from answerable.model.log import PRESS, Capture, LogSource
from answerable.model.message import Message
from answerable.model.problem import Problem
from answerable.model.suggestion import Suggestion
from answerable.store.record import Record
from answerable.web.leaf import Leaf, load_page, make_leaf
from answerable.web.lighting import FOUND, light_found
from answerable.web.page import Desk, go_to
from answerable.web.panel import Panel, make_panel
from answerable.web.picture import address_of_picture, prepare
from answerable.web.rulings import RulingView, find_lately
from answerable.web.wanted import carry, clean_wanted
from answerable.web.wording import say_media

_DEEPEST = 6
"""A file in a mail in a mail in an archive."""
_MOST_PAGES = 40
_PAGE = re.compile(r'"page":(\d+)')
"""A page, as the JSON of a case or count names it."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """Whose words a document holds, and how and when they came.

    Args:
        authority: whose; None where nothing tells.
        came: in words: the letter it came with and its day, or the log and the days it was seen.
        letter: address of the letter it came with; empty where it is itself one, or came from a log.
    """

    authority: Authority | None
    came: str
    letter: str


@dataclass(frozen=True, slots=True)
class ReaderView:
    """All that the reader screen shows."""

    document: Document
    media: str
    provenance: Provenance
    superseded: bool
    problems: tuple[Problem, ...]
    hidden: tuple[Hidden, ...]
    leaf: Leaf
    page_numbers: tuple[tuple[int, str], ...]
    panel: Panel
    measures: tuple[str, ...]
    units: tuple[str, ...]
    elsewhere: tuple[int, ...]
    inside: tuple[tuple[str, str], ...]
    """Documents that came in this one, such as attachments: sha256 and name."""
    seen: str
    """Which version of each row the page shows; empty where nobody else rules."""
    looked_for: str = ""
    """The words of a search that led here, where they stand on the page."""
    n_found: int = 0
    reasons: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Why cases and counts wait, by their ids."""
    wanted: str = ""
    """What of the queue is gone through (`answerable.web.wanted`)."""
    lately: RulingView | None = None
    """The ruling that was made just before, which one key takes back."""
    lately_back: str = ""
    """Where its place is shown."""


def show(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """The reader screen."""
    wanted = request.query_params.get("page", "")
    at, words = request.query_params.get("at", ""), request.query_params.get("find", "")
    view = make_view(desk, str(request.path_params["id"]), int(wanted) if wanted.isdecimal() else None, at, words)
    wanted = clean_wanted(request.query_params.get("queue", ""))
    lately = find_lately(desk, request.query_params.get("done", ""))
    back = carry(lately.address or request.url.path, wanted) if lately else ""
    view = replace(view, wanted=wanted, lately=lately, lately_back=back)
    answer = desk.render("reader.html", request, view=view)
    if view.leaf.has_picture:
        # The browser asks for the picture while it still reads the page.
        answer.headers["link"] = f"<{address_of_picture(view.leaf.page)}>; rel=preload; as=image"
    return answer


def address_of(row: Case | Tally) -> str:
    """Where the reader shows a case or count."""
    return f"/document/{row.document}?page={row.span.page}&at={row.id}#{row.id}"


def show_case(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """A case by its id: its place in the reader."""
    return go_to(address_of(desk.investigation.record.get(Case, str(request.path_params["id"]))))


def make_view(desk: Desk, document_id: str, number: int | None, at: str = "", words: str = "") -> ReaderView:
    """Put together what the reader shows of one page.

    Args:
        desk: the investigation.
        document_id: sha256.
        number: of the page; None for the first page on which something was coded.
        at: the place at hand (see `answerable.web.stops`).
        words: of a search that led here, to be lit too.
    """
    record, codebook = desk.investigation.record, desk.investigation.project.codebook
    document = record.get(Document, document_id)
    coded_pages = _find_coded_pages(record, document)
    if number is None:
        number = coded_pages[0] if coded_pages else 1
    page = load_page(record, document_id, number)
    if page.kind in ("pdf", "image") and page.width > 0:
        prepare(desk, page)
    cases, tallies = load_coded(record, document_id, page.number)
    coded: tuple[Case | Tally, ...] = (*cases, *tallies)
    panel = _draw_panel(desk, cases, tallies, at)
    unit = codebook.find_variable("unit")
    found = light_found(page, words)
    return ReaderView(
        document=document,
        media=say_media(document.media_type),
        provenance=find_provenance(desk, document_id, coded),
        superseded=any(one.superseded for one in coded),
        problems=tuple(record.all(Problem, document=document_id)),
        hidden=tuple(one for one in document.hidden if one.kind != "metadata"),
        leaf=make_leaf(record, document, page, [*panel.lit, *found], at or (FOUND if found else "")),
        page_numbers=_list_pages(desk, document, page, coded_pages),
        panel=panel,
        measures=tuple(measure.name for measure in codebook.measures),
        units=tuple(category.name for category in unit.categories) if unit else (),
        inside=tuple((sha256, name) for sha256, name in document.parts if record.find(Document, sha256)),
        elsewhere=tuple(one for one in coded_pages if one != page.number),
        seen=desk.tell_seen(coded),
        looked_for=words if found else "",
        n_found=len(found),
        reasons=load_reasons(record, codebook, coded, _load_findings(desk)),
    )


def _load_findings(desk: Desk) -> list[Finding]:
    """All findings, read anew only when they were measured anew."""
    record = desk.investigation.record
    found: list[Finding] = desk.remember("findings", lambda: record.all(Finding), make_key(record.keys("analyze")))
    return found


def load_coded(record: Record, document_id: str, number: int) -> tuple[list[Case], list[Tally]]:
    """Cases and counts of one page, without reading those of all the others."""
    found = list(record.iter_holding((Case, Tally), f'"page":{number}', document=document_id))
    cases = [one for one in found if isinstance(one, Case) and number in _pages_of(one)]
    tallies = [one for one in found if isinstance(one, Tally) and one.span.page == number]
    cases.sort(key=lambda case: (case.span.page, case.span.start, case.id))
    tallies.sort(key=lambda tally: (tally.span.start, tally.id))
    return cases, tallies


def _draw_panel(desk: Desk, cases: Sequence[Case], tallies: Sequence[Tally], at: str) -> Panel:
    """The reader's right half, with one place at hand."""
    project, record, blind = desk.investigation.project, desk.investigation.record, desk.blind()
    suggestions = [
        one
        for document in sorted({case.document for case in cases})
        for one in record.all(Suggestion, document=document)
    ]
    shown = [hide_values(case) if case.id in blind else case for case in cases]
    return make_panel(shown, tallies, project.codebook, project.settings.languages[0], at, blind, suggestions)


def hide_values(case: Case) -> Case:
    """A case as its blind coder may see it: its words, and nothing that anyone says of them."""
    return replace(case, values=(), standing=Standing.PROPOSED, n_subjects=ONE)


def _find_coded_pages(record: Record, document: Document) -> list[int]:
    """Pages that something was coded on; of one page, only whether."""
    if document.n_pages <= 1:
        return [1]
    kinds = (Case, Tally)
    texts = (text for kind in kinds for text in record.iter_texts(kind, document=document.id))
    return sorted({int(number) for text in texts for number in _PAGE.findall(text)})


def _list_pages(desk: Desk, document: Document, page: Page, coded: Sequence[int]) -> tuple[tuple[int, str], ...]:
    """Pages to go to: sheets by name; of a long document the ends, those near this one, those with something coded."""
    if page.kind == "sheet":
        sheets = desk.investigation.record.all(Page, document=document.id)
        return tuple(sorted((one.number, one.label or str(one.number)) for one in sheets))
    every = range(1, document.n_pages + 1)
    near = {1, document.n_pages, *range(page.number - 2, page.number + 3), *coded[:_MOST_PAGES]}
    return tuple((number, str(number)) for number in every if document.n_pages <= _MOST_PAGES or number in near)


def _pages_of(case: Case) -> set[int]:
    spans = [value.effective.span for value in case.values if value.effective and value.effective.span]
    return {case.span.page, *(span.page for span in spans)}


def find_provenance(desk: Desk, document_id: str, coded: Sequence[Case | Tally] = ()) -> Provenance:
    """Whose document it is: of what was coded, of the message that brought it, of the log that showed it."""
    investigation, record = desk.investigation, desk.investigation.record
    first = coded[0] if coded else next(record.iter(Case, document=document_id), None)
    first = first or next(record.iter(Tally, document=document_id), None)
    owner = first.authority_id if first else ""
    holder = document_id
    for _ in range(_DEEPEST):
        message = next(iter(record.all(Message, document=holder)), None)
        if message is not None:
            request = investigation.find_request(message.request_id)
            day = f"sent on {message.sent_at[:10]}" if message.sent_at else "undated"
            inside = holder != document_id
            came = f"{'with the ' if inside else ''}letter “{message.subject or '(no subject)'}”, {day}"
            owner = owner or (request.authority_id if request else "")
            return Provenance(investigation.find_authority(owner), came, f"/document/{holder}" if inside else "")
        source = record.find_source(holder)
        if source is None or not source.parent:
            break
        holder = source.parent
    captures = record.all(Capture, document=document_id)
    days = sorted({capture.captured_at[:10] for capture in captures})
    log = record.find(LogSource, captures[0].source_id) if captures else None
    shown = f"press report, {log.publication}" if log and log.kind == PRESS else "published log"
    came = f"{shown}, seen on {days[0]}{f' and up to {days[-1]}' if len(days) > 1 else ''}" if days else ""
    owner = owner or (log.authority_id if log else "")
    return Provenance(investigation.find_authority(owner), came, "")
