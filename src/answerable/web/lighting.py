"""A page of a document with its spans lit: as an image with boxes, as a grid of cells, or as marked text.

What comes in: pages, tables and spans. What goes out: plain view objects for the templates. Never here: HTTP.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from answerable.errors import ValueNotAllowed
from answerable.model.document import Block, BlockKind, Page, Table
from answerable.model.span import Box, Span, make_span
from answerable.words.mutations import looks_welsh
from answerable.words.queries import find_matches, parse_query

FOUND = "found"
"""The place of words that a search found: they belong to no value."""


@dataclass(frozen=True, slots=True)
class Lit:
    """A span to light, and the value on the right that it belongs to."""

    place: str
    span: Span


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of text; `places` name the values that it shows, `kind` is that of its block."""

    text: str
    places: tuple[str, ...]
    kind: str


@dataclass(frozen=True, slots=True)
class LitBox:
    """A rectangle on the page's image, in percent of its width and height."""

    place: str
    left: float
    top: float
    width: float
    height: float
    words: str


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of words laid unseen over the page's image, so that they can be picked; places in the page's points."""

    text: str
    left: float
    base: float
    width: float
    size: float


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell of a sheet or table."""

    text: str
    address: str
    places: tuple[str, ...]
    row_span: int
    column_span: int


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a page: text, or a table."""

    segments: tuple[Segment, ...]
    grid: tuple[tuple[GridCell | None, ...], ...]


def light_found(page: Page, words: str) -> list[Lit]:
    """Light the words of a search where they stand on a page; what is no search lights nothing."""
    try:
        query = parse_query(words)
    except ValueNotAllowed:
        return []
    matches = find_matches(query, page.text, is_welsh=looks_welsh(page.text))
    return [Lit(FOUND, make_span(page.document, page.number, page.text, *match)) for match in matches]


def cut_segments(page: Page, lit: Iterable[Lit]) -> list[Segment]:
    """Cut a page's text where lit spans or quoted blocks begin and end.

    Segments join to exactly the page's text.
    """
    marks = [(one.span.start, one.span.end, one.place) for one in lit if one.span.page == page.number]
    set_apart = [block for block in page.blocks if block.kind is not BlockKind.PARAGRAPH]
    edges = {0, len(page.text)}
    for start, end in [(start, end) for start, end, _ in marks] + [(block.start, block.end) for block in set_apart]:
        edges.update((max(0, start), min(len(page.text), end)))
    cuts = sorted(edge for edge in edges if 0 <= edge <= len(page.text))
    return [
        Segment(
            page.text[start:end],
            tuple(dict.fromkeys(place for s, e, place in marks if s <= start and end <= e and s < e)),
            _kind_at(set_apart, start, end),
        )
        for start, end in pairwise(cuts)
    ]


def _kind_at(blocks: Sequence[Block], start: int, end: int) -> str:
    return next((block.kind.value for block in blocks if block.start <= start and end <= block.end), "paragraph")


def cut_parts(page: Page, tables: Iterable[Table], lit: Sequence[Lit]) -> list[Part]:
    """A page without a picture as stretches of text with its tables between them, each where it stands."""
    ranges = sorted(
        (min(cell.start for cell in table.cells), max(cell.end for cell in table.cells), table.id, table)
        for table in tables
        if table.cells
    )
    parts: list[Part] = []
    at = 0
    for start, end, _, table in ranges:
        if start < at:
            continue
        parts.append(Part(_within(page, lit, at, start), ()))
        parts.append(Part((), tuple(tuple(row) for row in lay_grid(table, lit))))
        at = end
    parts.append(Part(_within(page, lit, at, len(page.text)), ()))
    return [part for part in parts if part.grid or any(segment.text.strip() for segment in part.segments)]


def _within(page: Page, lit: Sequence[Lit], start: int, end: int) -> tuple[Segment, ...]:
    """The segments between two offsets of a page's text, without blank lines at their ends."""
    inside, at = [], 0
    for segment in cut_segments(page, lit):
        left, right = max(start - at, 0), end - at
        text = segment.text[left : max(right, left)]
        at += len(segment.text)
        if text:
            inside.append(Segment(text, segment.places, segment.kind))
    if inside:
        inside[0] = replace(inside[0], text=inside[0].text.lstrip("\n"))
        inside[-1] = replace(inside[-1], text=inside[-1].text.rstrip("\n"))
    return tuple(inside)


def place_boxes(page: Page, lit: Iterable[Lit]) -> list[LitBox]:
    """Where the lit spans stand on the page's image; words on one line share one box."""
    boxes = []
    for one in lit:
        if one.span.page != page.number or not page.width:
            continue
        found = one.span.boxes or tuple(
            word.box for word in page.words if word.start < one.span.end and one.span.start < word.end
        )
        for box in _join_lines(found):
            boxes.append(
                LitBox(
                    one.place,
                    round(100 * box.x0 / page.width, 3),
                    round(100 * box.y0 / page.height, 3),
                    round(100 * (box.x1 - box.x0) / page.width, 3),
                    round(100 * (box.y1 - box.y0) / page.height, 3),
                    one.span.exact,
                )
            )
    return boxes


def lay_text(page: Page) -> list[TextLine]:
    """The page's words as lines over its image: what stands on one line close together is one run."""
    lines: list[TextLine] = []
    end = 0
    for word in page.words:
        box, text = word.box, page.text[word.start : word.end]
        last = lines[-1] if lines else None
        height = box.y1 - box.y0
        base = round(box.y1 - 0.2 * height, 1)
        if (
            last
            and page.text[end : word.start] == " "
            and abs(last.base - base) < 0.5 * height
            and 0 <= box.x0 - last.left - last.width < 2 * height
        ):
            lines[-1] = TextLine(f"{last.text} {text}", last.left, last.base, round(box.x1 - last.left, 1), last.size)
        else:
            lines.append(TextLine(text, round(box.x0, 1), base, round(box.x1 - box.x0, 1), round(height, 1)))
        end = word.end
    return lines


def _join_lines(boxes: Sequence[Box]) -> list[Box]:
    lines: list[Box] = []
    for box in boxes:
        last = lines[-1] if lines else None
        if last and abs(last.y0 - box.y0) < 0.6 * (box.y1 - box.y0) and box.x0 >= last.x0:
            lines[-1] = Box(last.x0, min(last.y0, box.y0), max(last.x1, box.x1), max(last.y1, box.y1))
        else:
            lines.append(box)
    return lines


def lay_grid(table: Table, lit: Iterable[Lit]) -> list[list[GridCell | None]]:
    """A table as rows of cells; None where a merged cell of another row or column covers the place."""
    spans = [(one.span.start, one.span.end, one.place) for one in lit if one.span.page == table.page]
    rows: list[list[GridCell | None]] = [
        [GridCell("", "", (), 1, 1) for _ in range(table.n_columns)] for _ in range(table.n_rows)
    ]
    for cell in table.cells:
        places = tuple(
            dict.fromkeys(
                place for start, end, place in spans if cell.end > cell.start and start < cell.end and cell.start < end
            )
        )
        for row in range(cell.row, min(cell.row + cell.row_span, table.n_rows)):
            for column in range(cell.column, min(cell.column + cell.column_span, table.n_columns)):
                rows[row][column] = None
        rows[cell.row][cell.column] = GridCell(cell.text, cell.address, places, cell.row_span, cell.column_span)
    return rows
