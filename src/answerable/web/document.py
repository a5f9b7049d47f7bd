"""The reader: a page of a document with its words lit, beside what was coded from it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from answerable.model.authority import Authority
from answerable.model.case import Basis, Case, Coded, Standing, Tally, Value
from answerable.model.codebook import Codebook, Variable, VariableKind
from answerable.model.dates import Period
from answerable.model.document import Document, Hidden, Page, Table
from answerable.model.message import Message
from answerable.model.problem import Problem
from answerable.read.picture import render_page
from answerable.web.lighting import GridCell, Lit, LitBox, Segment, cut_segments, lay_grid, place_boxes
from answerable.web.page import Desk

_IMAGE_DPI = 110
_MOST_GRID_ROWS = 400


@dataclass(frozen=True, slots=True)
class ValueView:
    """One variable of one case, as its row on the right shows it."""

    place: str
    name: str
    label: str
    shown: str
    raw: str
    words: str
    note: str
    share_sure: float
    unconfirmed: bool
    by_person: str
    open: bool
    next: str
    categories: tuple[tuple[str, str], ...]
    chosen: tuple[str, ...]
    multi: bool


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case with its values in the codebook's order."""

    id: str
    standing: str
    values: tuple[ValueView, ...]


@dataclass(frozen=True, slots=True)
class TallyView:
    """A reported count."""

    id: str
    place: str
    shown: str
    standing: str
    meaning: str
    note: str
    low: str
    high: str
    open: bool
    next: str


@dataclass(frozen=True, slots=True)
class ReaderView:
    """All that the reader screen shows."""

    document: Document
    authority: Authority | None
    superseded: bool
    problems: tuple[Problem, ...]
    hidden: tuple[Hidden, ...]
    page: Page
    page_numbers: tuple[tuple[int, str], ...]
    has_picture: bool
    boxes: tuple[LitBox, ...]
    grid: tuple[tuple[GridCell | None, ...], ...]
    segments: tuple[Segment, ...]
    cases: tuple[CaseView, ...]
    tallies: tuple[TallyView, ...]
    elsewhere: tuple[int, ...]
    address: str


def show(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """The reader screen."""
    wanted = request.query_params.get("page", "")
    view = make_view(desk, str(request.path_params["id"]), int(wanted) if wanted.isdecimal() else None)
    return desk.render("reader.html", request, view=view)


def picture(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """A page's image."""
    record = desk.investigation.record
    document = record.get(Document, str(request.path_params["id"]))
    data = record.get_bytes(document.id)
    image = render_page(data, int(request.path_params["number"]), _IMAGE_DPI)
    return Response(image, media_type="image/png", headers={"cache-control": "private, max-age=86400, immutable"})


def original(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """The bytes as received, for saving; never shown or run by the browser."""
    record = desk.investigation.record
    source = record.find_source(str(request.path_params["id"]))
    if source is None:
        return PlainTextResponse("No such file was received.", 404)
    name = re.sub(r"[^\w.-]+", "_", source.name, flags=re.ASCII) or "file"
    headers = {
        "content-disposition": f'attachment; filename="{name}"',
        "content-security-policy": "default-src 'none'; sandbox",
    }
    return Response(record.get_bytes(source.id), media_type="application/octet-stream", headers=headers)


def make_view(desk: Desk, document_id: str, number: int | None) -> ReaderView:
    """Put together what the reader shows of one page.

    Args:
        desk: the investigation.
        document_id: sha256.
        number: of the page; None for the first page on which something was coded.
    """
    record = desk.investigation.record
    document = record.get(Document, document_id)
    pages = sorted(record.all(Page, document=document_id), key=lambda page: page.number)
    cases = record.all(Case, document=document_id)
    tallies = record.all(Tally, document=document_id)
    coded: tuple[Case | Tally, ...] = (*cases, *tallies)
    coded_pages = sorted({one.span.page for one in coded})
    if number is None:
        number = coded_pages[0] if coded_pages else 1
    page = next((page for page in pages if page.number == number), None) or _blank_page(document_id)
    cases_here = [case for case in cases if page.number in _pages_of(case)]
    tallies_here = [tally for tally in tallies if tally.span.page == page.number]
    codebook = desk.investigation.project.codebook
    language = desk.investigation.project.settings.languages[0]
    case_views, tally_views, lit = _make_panel(cases_here, tallies_here, codebook, language)
    tables = [table for table in record.all(Table, document=document_id) if table.page == page.number]
    has_picture = page.kind in ("pdf", "image") and page.width > 0
    owner = _owner_of(desk, document_id, coded)
    return ReaderView(
        document=document,
        authority=desk.investigation.find_authority(owner),
        superseded=any(one.superseded for one in coded),
        problems=tuple(record.all(Problem, document=document_id)),
        hidden=tuple(one for one in document.hidden if one.kind != "metadata"),
        page=page,
        page_numbers=tuple((one.number, one.label or str(one.number)) for one in pages),
        has_picture=has_picture,
        boxes=tuple(place_boxes(page, lit)) if has_picture else (),
        grid=_grid(tables, lit) if page.kind == "sheet" else (),
        segments=tuple(cut_segments(page, lit)),
        cases=case_views,
        tallies=tally_views,
        elsewhere=tuple(one for one in coded_pages if one != page.number),
        address=f"/document/{document_id}?page={page.number}",
    )


def _blank_page(document_id: str) -> Page:
    return Page(f"{document_id}:1", document_id, 1, "text", "")


def _pages_of(case: Case) -> set[int]:
    spans = [value.effective.span for value in case.values if value.effective and value.effective.span]
    return {case.span.page, *(span.page for span in spans)}


def _owner_of(desk: Desk, document_id: str, coded: tuple[Case | Tally, ...]) -> str:
    """The authority whose document it is: of what was coded, else of the message that brought it."""
    if coded:
        return coded[0].authority_id
    source = desk.investigation.record.find_source(document_id)
    for holder in (document_id, source.parent if source else ""):
        for message in desk.investigation.record.all(Message, document=holder) if holder else ():
            request = desk.investigation.find_request(message.request_id)
            if request:
                return request.authority_id
    return ""


def _grid(tables: list[Table], lit: list[Lit]) -> tuple[tuple[GridCell | None, ...], ...]:
    return tuple(tuple(row) for table in tables[:1] for row in lay_grid(table, lit)[:_MOST_GRID_ROWS])


def _make_panel(
    cases: list[Case], tallies: list[Tally], codebook: Codebook, language: str
) -> tuple[tuple[CaseView, ...], tuple[TallyView, ...], list[Lit]]:
    variables = [variable for variable in codebook.variables if variable.unit == "case"]
    order = [f"{case.id}-{variable.name}" for case in cases for variable in variables] + [one.id for one in tallies]
    following = dict(zip(order, [*order[1:], order[-1] if order else ""], strict=True))
    lit = [Lit(tally.id, tally.span) for tally in tallies]
    case_views = []
    for case in cases:
        by_name = {value.variable: value for value in case.values}
        values = []
        for variable in variables:
            place = f"{case.id}-{variable.name}"
            value = by_name.get(variable.name) or Value(variable.name)
            if value.effective and value.effective.span:
                lit.append(Lit(place, value.effective.span))
            values.append(_value_view(case, value, variable, place, following[place], language))
        case_views.append(CaseView(case.id, case.standing.value, tuple(values)))
    return tuple(case_views), tuple(_tally_view(tally, following[tally.id]) for tally in tallies), lit


def _value_view(case: Case, value: Value, variable: Variable, place: str, following: str, language: str) -> ValueView:
    coded = value.effective or Coded(None, Basis.NOT_STATED)
    raw = coded.value
    chosen = tuple(raw) if isinstance(raw, tuple) else (str(raw),) if raw is not None else ()
    if variable.kind is VariableKind.YES_NO and raw is not None:
        chosen = ("yes" if raw else "no",)
    categories = tuple((category.name, _label(category.label, language)) for category in variable.categories)
    if variable.kind is VariableKind.YES_NO:
        categories = (("yes", "yes"), ("no", "no"))
    names = dict(categories)
    return ValueView(
        place=place,
        name=variable.name,
        label=_label(variable.label, language),
        shown=", ".join(names.get(one, one) for one in chosen) or "not stated",
        raw=", ".join(chosen),
        words=coded.span.exact if coded.span else "",
        note=coded.note,
        share_sure=coded.share_sure,
        unconfirmed=bool(coded.span and coded.span.unconfirmed),
        by_person=value.ruled.by if value.ruled else "",
        open=value.ruled is None and case.standing is Standing.PROPOSED,
        next=following,
        categories=categories,
        chosen=chosen,
        multi=variable.kind is VariableKind.MULTI_CATEGORY,
    )


def _tally_view(tally: Tally, following: str) -> TallyView:
    number = tally.effective
    period = f", {_name_period(tally.period)}" if tally.period else ""
    narrowed = "".join(f", {name} {value}".replace("_", " ") for name, value in tally.categories)
    meaning = f"{tally.measure.replace('_', ' ')}, {tally.unit.replace('_', ' ')}{narrowed}{period}"
    return TallyView(
        id=tally.id,
        place=tally.id,
        shown=str(number) if number else "withheld",
        standing=tally.standing.value,
        meaning=meaning + (" (printed as a total)" if tally.is_total else ""),
        note=tally.note,
        low=f"{number.low:g}" if number else "0",
        high=f"{number.high:g}" if number and number.high is not None else "",
        open=tally.standing is Standing.PROPOSED,
        next=following,
    )


def _name_period(period: Period) -> str:
    """``2018``, ``2018 to 2021`` for whole calendar years, else both days."""
    start, end = period.start, period.end
    if (start.month, start.day, end.month, end.day) != (1, 1, 12, 31):
        return f"{start} to {end}"
    return str(start.year) if start.year == end.year else f"{start.year} to {end.year}"


def _label(labels: tuple[tuple[str, str], ...], language: str) -> str:
    by_language = dict(labels)
    return by_language.get(language) or next(iter(by_language.values()), "")
