"""Tables: each one to cases (a row tells of a subject) or to tallies (a cell counts), by what its headers name.

In: tables with their pages, the codebook, the document's notes, the questions. Out: cases and tallies whose spans are the
cells. A table that is neither, or whose columns cannot be mapped, gives nothing and a problem where it looked like one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from answerable.extract.cases import Origin
from answerable.extract.casetable import find_case_columns, read_case_rows
from answerable.extract.counttable import read_counts
from answerable.extract.cues import find_codes, find_measures
from answerable.extract.coding import find_variable_for
from answerable.extract.grid import TOTAL, Grid, is_figure, is_year_text, make_grid
from answerable.extract.notes import Notes
from answerable.extract.questions import Asked
from answerable.model.case import Case, Tally
from answerable.model.codebook import Codebook
from answerable.model.document import Page, Table
from answerable.model.ids import make_id
from answerable.model.problem import Problem


@dataclass(slots=True)
class FromTables:
    """What the tables of a document gave."""

    cases: list[Case] = field(default_factory=list)
    tallies: list[Tally] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def extract_tables(
    tables: Sequence[Table],
    pages: Sequence[Page],
    codebook: Codebook,
    origin: Origin,
    notes: Notes,
    asked: Sequence[Asked],
    recipes: Sequence[object] = (),
) -> FromTables:
    """Read every table of a document; one torn over pages goes on under the header of its first part."""
    by_number = {page.number: page for page in pages}
    out = FromTables()
    last: Grid | None = None
    for table in sorted(tables, key=lambda one: (one.page, one.number)):
        page = by_number.get(table.page)
        if page is None:
            continue
        grid = make_grid(table, lambda text: names_something(text, codebook), page.label)
        if not any(grid.headers) and last is not None and len(last.headers) == table.n_columns:
            grid = Grid(last.titles, last.headers, last.header_cells, grid.rows, grid.notes)
        last = grid
        _read_one(grid, table, page, codebook, origin, notes, asked, out)
    return out


def _read_one(
    grid: Grid, table: Table, page: Page, codebook: Codebook, origin: Origin, notes: Notes, asked: Sequence[Asked], out: FromTables
) -> None:
    columns = find_case_columns(grid, codebook)
    if columns:
        cases = read_case_rows(grid, columns, page, codebook, origin)
        out.cases += cases
        if not cases and grid.rows:
            out.problems.append(_unread(table, page, grid, origin))
        return
    tallies = read_counts(grid, page, codebook, origin, notes, asked)
    out.tallies += tallies
    if not tallies and sum(is_figure(cell) for row in grid.rows for cell in row.cells.values()) >= 3:
        out.problems.append(_unread(table, page, grid, origin))


def names_something(text: str, codebook: Codebook) -> bool:
    """Whether a header cell names a variable, year, measure or category, or says "Total" or "Number"."""
    plain = " ".join(text.split())
    if not plain or len(plain) > 120:
        return False
    if is_year_text(plain) or TOTAL.match(plain) or find_variable_for(plain, codebook):
        return True
    if len(plain) > 60:
        return False
    if plain.lower().strip(".: ") in ("number", "count", "no", "no of officers", "number of officers", "ref", "reference", "officers", "case", "number of cases", "#", "case no"):
        return True
    if find_measures(plain, codebook):
        return True
    return any(find_codes(plain, one) for one in codebook.variables if one.categories and one.name in ("rank", "platform", "outcome", "unit"))


def _unread(table: Table, page: Page, grid: Grid, origin: Origin) -> Problem:
    place = f"sheet {page.label!r}" if page.label else f"page {page.number}"
    return Problem(
        id=make_id("prb", "table-not-mapped", table.id),
        code="table-not-mapped",
        where=f"{place}, table {table.number}",
        found="headers: " + " | ".join(header or "(blank)" for header in grid.headers)[:300],
        expected="headers that name variables, years or measures of the codebook",
        remedy="write a recipe for this table, or add the header's words to the codebook's cues",
        document=origin.document,
        authority_id=origin.authority_id,
    )
