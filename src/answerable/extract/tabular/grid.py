"""Grids as extraction reads them: headers by column, body rows with their places, titles from the nearest
outwards.

In: the tables of a document, understood by `answerable.tables`. Out: `Grid` rows whose cells know their page.
Never here: what a header or a number means.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from answerable.extract.places import Stretch, make_stretch
from answerable.model.document import Cell, Page, Table
from answerable.tables import Grid as Understood
from answerable.tables import Row as UnderstoodRow
from answerable.tables import RowKind, join, understand
from answerable.words.figures import CellState, parse_cell

TOTAL = re.compile(
    r"\s*(?:grand\s+|overall\s+|sub[\s-]?)?totals?\b(?!\s+(?:number|dismissed|discipl|alleg))|"
    r"\s*(?:all\s+(?:ranks|officers|years|outcomes|platforms)|overall|cyfanswm)\s*\Z",
    re.IGNORECASE,
)
_YEAR_ONLY = re.compile(
    r"\s*(?:19|20)\d{2}(?:\s?[/\u2013-]\s?(?:20)?\d{2})?\s*\*?\s*\Z|\s*FY\s?\d{2}\s?/\s?\d{2}\s*\Z", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Row:
    """A body row.

    Args:
        page: the page it stands on.
        cells: filled cells by column.
        more: further lines of a cell that goes on beneath, by column.
        section: words of the section row above it.
        section_cell: that row's cell, where it is known.
        is_total: printed as a total or subtotal.
    """

    page: Page
    cells: Mapping[int, Cell]
    more: Mapping[int, tuple[Cell, ...]] = field(default_factory=dict)
    section: str = ""
    section_cell: Cell | None = None
    is_total: bool = False

    def stretch(self, column: int) -> Stretch:
        """A cell's words, with those of its further lines."""
        cells = [self.cells[column], *self.more.get(column, ())]
        return make_stretch([(self.page, cell.start, cell.end) for cell in cells], " ")


@dataclass(frozen=True, slots=True)
class Grid:
    """A table parted into what stands above, its columns and its body.

    Args:
        titles: words above the header, nearest first, the sheet's name last.
        headers: by column, its header lines joined.
        rows: the body.
        notes: words beneath.
    """

    titles: tuple[str, ...]
    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()


def is_year_text(text: str) -> bool:
    """Whether a cell is a year or financial year and nothing else."""
    return bool(_YEAR_ONLY.match(text))


def is_figure(cell: Cell | None) -> bool:
    """Whether a cell holds a count: a number, nil or a suppressed number; a year is none."""
    if cell is None or not cell.text.strip() or is_year_text(cell.text):
        return False
    return parse_cell(cell.text).kind in (CellState.EXACT, CellState.SUPPRESSED)


def make_grids(tables: Sequence[Table], pages: Sequence[Page]) -> list[Grid]:
    """Understand a document's tables and bring them into reading shape.

    A part without a header goes on under the one before. Tables of one form on several sheets stay apart, because each
    sheet's title says of which year it is; one that has no title of its own takes that of the one before.
    """
    by_number = {page.number: page for page in pages}
    ordered = sorted(tables, key=lambda one: (one.page, one.number))
    parts: list[Understood] = []
    for part in (grid for table in ordered for grid in understand(table)):
        joined = join([parts[-1], part]) if parts and not part.has_header else ()
        if len(joined) == 1:
            parts[-1] = joined[0]
            continue
        if parts and not part.title and _names(parts[-1]) == _names(part) and not _label(part, by_number):
            part = replace(part, title=parts[-1].title)
        parts.append(part)
    return [grid for one in parts if (grid := _make_grid(one, by_number)) is not None]


def _names(grid: Understood) -> list[str]:
    return [column.name for column in grid.columns]


def _label(grid: Understood, pages: Mapping[int, Page]) -> str:
    page = pages.get(grid.page)
    return page.label if page is not None else ""


def _make_grid(understood: Understood, pages: Mapping[int, Page]) -> Grid | None:
    page = pages.get(understood.page)
    if page is None:
        return None
    titles = [title for title in (understood.title, page.label) if title.strip()]
    rows: list[Row] = []
    section_cell: Cell | None = None
    for row in understood.rows:
        if row.kind is RowKind.SECTION:
            section_cell = next((cell for cell in row.cells if cell is not None), None)
        elif row.kind in (RowKind.DATA, RowKind.TOTAL, RowKind.SUBTOTAL):
            here = pages.get(row.page, page)
            made = _make_row(row, here, section_cell if row.section else None)
            # A total right after a section's own subtotal is of the whole table, not of that section again.
            if made.is_total and rows and rows[-1].is_total and rows[-1].section == made.section:
                made = replace(made, section="", section_cell=None)
            rows.append(made)
    return Grid(tuple(titles), tuple(column.name for column in understood.columns), tuple(rows), understood.notes)


def _make_row(row: UnderstoodRow, page: Page, section_cell: Cell | None) -> Row:
    cells = {column: cell for column, cell in enumerate(row.cells) if cell is not None and cell.text.strip()}
    more: dict[int, list[Cell]] = {}
    for column, cell in row.more:
        more.setdefault(column, []).append(cell)
    first = cells[min(cells)].text if cells else ""
    is_total = row.kind is not RowKind.DATA or bool(TOTAL.match(first))
    return Row(
        page, cells, {column: tuple(several) for column, several in more.items()}, row.section, section_cell, is_total
    )
