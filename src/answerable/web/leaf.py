"""One leaf of a document as it is drawn: its picture with boxes, its cells, or its text, with spans lit.

What comes in: a document, a page, tables and what to light. What goes out: a view object for `leaf.html`. Never here:
what was coded, HTTP.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from answerable.model.document import Document, Page, Table
from answerable.store.record import Record
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

_MOST_GRID_ROWS = 400


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page as it is drawn."""

    document: Document
    page: Page
    has_picture: bool
    boxes: tuple[LitBox, ...]
    lines: tuple[TextLine, ...]
    grid: tuple[tuple[GridCell | None, ...], ...]
    first_row: int
    n_rows: int
    parts: tuple[Part, ...]
    segments: tuple[Segment, ...]


def load_page(record: Record, document_id: str, number: int) -> Page:
    """A page of a document; an empty one where it has none of this number."""
    found = record.find(Page, f"{document_id}:{number}")
    return found or Page(f"{document_id}:1", document_id, 1, "text", "")


def make_leaf(record: Record, document: Document, page: Page, lit: Sequence[Lit], at: str = "") -> Leaf:
    """Draw a page.

    Args:
        record: for the page's tables.
        document: that it belongs to.
        page: which.
        lit: what to light.
        at: the place at hand: of a long sheet the rows around it are shown.
    """
    found = record.iter_holding((Table,), f'"page":{page.number}', document=document.id)
    tables = [table for table in found if table.page == page.number]
    has_picture = page.kind in ("pdf", "image") and page.width > 0
    grid, first_row = _grid(tables, lit, at) if page.kind == "sheet" else ((), 0)
    return Leaf(
        document=document,
        page=page,
        has_picture=has_picture,
        boxes=tuple(place_boxes(page, lit)) if has_picture else (),
        lines=tuple(lay_text(page)) if has_picture else (),
        grid=grid,
        first_row=first_row,
        n_rows=tables[0].n_rows if tables else 0,
        parts=() if has_picture or page.kind == "sheet" else tuple(cut_parts(page, tables, lit)),
        segments=tuple(cut_segments(page, lit)),
    )


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
