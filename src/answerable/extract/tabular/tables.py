"""Tables: each one to cases (a row tells of a subject) or to tallies (a cell counts), by what its headers name.

In: tables with their pages, the codebook, the document's notes, the questions. Out: cases and tallies whose
spans are the cells. A table that is neither, or whose columns cannot be mapped, gives nothing and a problem
where it looked like one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from answerable.extract.counting.notes import Notes
from answerable.extract.narrative.cases import Origin
from answerable.extract.questions import Asked
from answerable.extract.tabular.case_columns import find_case_columns
from answerable.extract.tabular.case_rows import read_case_rows
from answerable.extract.tabular.count_cells import read_counts
from answerable.extract.tabular.grid import Grid, is_figure, make_grids
from answerable.extract.tabular.parties import Party
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
    parties: Sequence[Party] = (),
) -> FromTables:
    """Read every table of a document; one torn over pages goes on under the header of its first part."""
    out = FromTables()
    for grid in make_grids(tables, pages):
        _read_one(grid, codebook, origin, notes, asked, parties, out)
    return out


def _read_one(
    grid: Grid,
    codebook: Codebook,
    origin: Origin,
    notes: Notes,
    asked: Sequence[Asked],
    parties: Sequence[Party],
    out: FromTables,
) -> None:
    columns = find_case_columns(grid, codebook)
    if columns:
        cases = read_case_rows(grid, columns, codebook, origin, parties)
        out.cases += cases
        if not cases and grid.rows:
            out.problems.append(_unread(grid, origin))
        return
    tallies = read_counts(grid, codebook, origin, notes, asked, parties)
    out.tallies += tallies
    if not tallies and sum(is_figure(cell) for row in grid.rows for cell in row.cells.values()) >= 3:
        out.problems.append(_unread(grid, origin))


def _unread(grid: Grid, origin: Origin) -> Problem:
    page = grid.rows[0].page
    place = f"sheet {page.label!r}" if page.label else f"page {page.number}"
    return Problem(
        id=make_id("prb", "table-not-mapped", origin.authority_id, page.id, list(grid.headers), list(grid.titles)),
        code="table-not-mapped",
        where=place,
        found="headers: " + " | ".join(header or "(blank)" for header in grid.headers)[:300],
        expected="headers that name variables, years or measures of the codebook",
        remedy="write a recipe for this table, or add the header's words to the codebook's cues",
        document=origin.document,
        authority_id=origin.authority_id,
    )
