"""The reader: a page of a document with its words lit, beside what was coded from it."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PIL import Image
from starlette.requests import Request
from starlette.responses import Response

from answerable.errors import NotInRecord
from answerable.model.authority import Authority
from answerable.model.case import Case, Tally
from answerable.model.document import Document, Hidden, Page, Table
from answerable.model.log import Capture, LogSource
from answerable.model.message import Message
from answerable.model.problem import Problem
from answerable.read.picture import render_page
from answerable.web.lighting import (
    GridCell,
    Lit,
    LitBox,
    Part,
    Segment,
    TextLine,
    cut_parts,
    cut_segments,
    lay_grid,
    lay_text,
    place_boxes,
)
from answerable.web.page import Desk, go_to
from answerable.web.panel import Panel, make_panel
from answerable.web.wording import say_media

_DEEPEST = 6
"""A file in a mail in a mail in an archive."""
_IMAGE_DPI = 110
_MOST_GRID_ROWS = 400
_MOST_PAGES = 40
_N_COLOURS = 32


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
    page: Page
    page_numbers: tuple[tuple[int, str], ...]
    has_picture: bool
    boxes: tuple[LitBox, ...]
    lines: tuple[TextLine, ...]
    grid: tuple[tuple[GridCell | None, ...], ...]
    first_row: int
    n_rows: int
    parts: tuple[Part, ...]
    segments: tuple[Segment, ...]
    panel: Panel
    measures: tuple[str, ...]
    units: tuple[str, ...]
    elsewhere: tuple[int, ...]
    inside: tuple[tuple[str, str], ...]
    """Documents that came in this one, such as attachments: sha256 and name."""


def show(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """The reader screen."""
    wanted = request.query_params.get("page", "")
    at = request.query_params.get("at", "")
    view = make_view(desk, str(request.path_params["id"]), int(wanted) if wanted.isdecimal() else None, at)
    return desk.render("reader.html", request, view=view)


def address_of(row: Case | Tally) -> str:
    """Where the reader shows a case or count."""
    return f"/document/{row.document}?page={row.span.page}&at={row.id}#{row.id}"


def show_case(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """A case by its id: its place in the reader."""
    return go_to(address_of(desk.investigation.record.get(Case, str(request.path_params["id"]))))


def picture(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """A page's image, made light: print needs few colours and is kept sharp, a scan is kept as a photograph."""
    record = desk.investigation.record
    document, number = record.get(Document, str(request.path_params["id"])), int(request.path_params["number"])
    page = record.find(Page, f"{document.id}:{number}")
    drawn = Image.open(io.BytesIO(render_page(record.get_bytes(document.id), number, _IMAGE_DPI))).convert("RGB")
    light = io.BytesIO()
    if page is not None and (page.by_ocr or page.kind == "image"):
        media_type = "image/webp"
        drawn.save(light, "WEBP", quality=70, method=2)
    else:
        media_type = "image/png"
        drawn.quantize(_N_COLOURS, Image.Quantize.FASTOCTREE).save(light, "PNG", optimize=True)
    headers = {"cache-control": "private, max-age=86400, immutable"}
    return Response(light.getvalue(), media_type=media_type, headers=headers)


def original(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """The bytes as received, for saving; never shown or run by the browser."""
    record = desk.investigation.record
    source = record.find_source(str(request.path_params["id"]))
    if source is None:
        raise NotInRecord(
            "no such file was received", found=str(request.path_params["id"]), remedy="go back to the board"
        )
    name = re.sub(r"[^\w.-]+", "_", source.name, flags=re.ASCII) or "file"
    headers = {
        "content-disposition": f'attachment; filename="{name}"',
        "content-security-policy": "default-src 'none'; sandbox",
    }
    return Response(record.get_bytes(source.id), media_type="application/octet-stream", headers=headers)


def make_view(desk: Desk, document_id: str, number: int | None, at: str = "") -> ReaderView:
    """Put together what the reader shows of one page.

    Args:
        desk: the investigation.
        document_id: sha256.
        number: of the page; None for the first page on which something was coded.
        at: the place at hand (see `answerable.web.panel`).
    """
    record, codebook = desk.investigation.record, desk.investigation.project.codebook
    document = record.get(Document, document_id)
    coded: tuple[Case | Tally, ...] = (
        *record.all(Case, document=document_id),
        *record.all(Tally, document=document_id),
    )
    coded_pages = sorted({one.span.page for one in coded})
    if number is None:
        number = coded_pages[0] if coded_pages else 1
    page = record.find(Page, f"{document_id}:{number}") or _blank_page(document_id)
    panel = read_panel(desk, document_id, page.number, at)
    tables = [table for table in record.all(Table, document=document_id) if table.page == page.number]
    has_picture = page.kind in ("pdf", "image") and page.width > 0
    unit = codebook.find_variable("unit")
    grid, first_row = _grid(tables, panel.lit, at) if page.kind == "sheet" else ((), 0)
    return ReaderView(
        document=document,
        media=say_media(document.media_type),
        provenance=find_provenance(desk, document_id, coded),
        superseded=any(one.superseded for one in coded),
        problems=tuple(record.all(Problem, document=document_id)),
        hidden=tuple(one for one in document.hidden if one.kind != "metadata"),
        page=page,
        page_numbers=_list_pages(desk, document, page, coded_pages),
        has_picture=has_picture,
        boxes=tuple(place_boxes(page, panel.lit)) if has_picture else (),
        lines=tuple(lay_text(page)) if has_picture else (),
        grid=grid,
        first_row=first_row,
        n_rows=tables[0].n_rows if tables else 0,
        parts=() if has_picture or page.kind == "sheet" else tuple(cut_parts(page, tables, panel.lit)),
        segments=tuple(cut_segments(page, panel.lit)),
        panel=panel,
        measures=tuple(measure.name for measure in codebook.measures),
        units=tuple(category.name for category in unit.categories) if unit else (),
        inside=tuple((sha256, name) for sha256, name in document.parts if record.find(Document, sha256)),
        elsewhere=tuple(one for one in coded_pages if one != page.number),
    )


def read_panel(desk: Desk, document_id: str, number: int, at: str) -> Panel:
    """What was coded on one page, as it stands in the record now."""
    record, project = desk.investigation.record, desk.investigation.project
    cases = [case for case in record.all(Case, document=document_id) if number in _pages_of(case)]
    tallies = [tally for tally in record.all(Tally, document=document_id) if tally.span.page == number]
    cases.sort(key=lambda case: (case.span.page, case.span.start, case.id))
    tallies.sort(key=lambda tally: (tally.span.start, tally.id))
    return make_panel(cases, tallies, project.codebook, project.settings.languages[0], at)


def _list_pages(desk: Desk, document: Document, page: Page, coded: Sequence[int]) -> tuple[tuple[int, str], ...]:
    """Pages to go to: sheets by name; of a long document the ends, those near this one, those with something coded."""
    if page.kind == "sheet":
        sheets = desk.investigation.record.all(Page, document=document.id)
        return tuple(sorted((one.number, one.label or str(one.number)) for one in sheets))
    every = range(1, document.n_pages + 1)
    near = {1, document.n_pages, *range(page.number - 2, page.number + 3), *coded[:_MOST_PAGES]}
    return tuple((number, str(number)) for number in every if document.n_pages <= _MOST_PAGES or number in near)


def _blank_page(document_id: str) -> Page:
    return Page(f"{document_id}:1", document_id, 1, "text", "")


def _pages_of(case: Case) -> set[int]:
    spans = [value.effective.span for value in case.values if value.effective and value.effective.span]
    return {case.span.page, *(span.page for span in spans)}


def find_provenance(desk: Desk, document_id: str, coded: Sequence[Case | Tally] = ()) -> Provenance:
    """Whose document it is: of what was coded, of the message that brought it, of the log that showed it."""
    investigation, record = desk.investigation, desk.investigation.record
    owner = coded[0].authority_id if coded else ""
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
    came = f"published log, seen on {days[0]}{f' and up to {days[-1]}' if len(days) > 1 else ''}" if days else ""
    if captures and not owner:
        log = record.find(LogSource, captures[0].source_id)
        owner = log.authority_id if log else ""
    return Provenance(investigation.find_authority(owner), came, "")


def _grid(tables: Sequence[Table], lit: Sequence[Lit], at: str) -> tuple[tuple[tuple[GridCell | None, ...], ...], int]:
    """A sheet's rows, of a long one those around the place at hand; and how many rows go before them."""
    if not tables:
        return (), 0
    rows = lay_grid(tables[0], lit)
    hit = (
        number
        for number, row in enumerate(rows)
        if at and any(place.startswith(at) for cell in row if cell for place in cell.places)
    )
    first = max(0, min(next(hit, 0) - _MOST_GRID_ROWS // 2, len(rows) - _MOST_GRID_ROWS))
    return tuple(tuple(row) for row in rows[first : first + _MOST_GRID_ROWS]), first
