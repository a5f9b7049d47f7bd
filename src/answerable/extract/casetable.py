"""Case tables: one row a subject. Columns are mapped by their headers, cells coded by the codebook.

In: a `Grid`. Out: cases whose values' spans are the cells. A description column is read like a narrative for what no
column of its own tells. Never here: tables that count.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from answerable.extract.cases import Origin, make_case
from answerable.extract.coding import code_text, code_value, find_variable_for
from answerable.extract.cues import find_codes
from answerable.extract.grid import Grid, Row, is_figure, is_year_text
from answerable.extract.places import Piece, Stretch, cut, join
from answerable.model.case import ONE, Case, Coded
from answerable.model.codebook import Codebook, VariableKind
from answerable.model.document import Cell, Page
from answerable.model.interval import Interval
from answerable.words.figures import CellState, parse_cell

_COUNT_HEADER = re.compile(r"\s*(?:no\.?|number|count|total|#)\s*(?:of\s+)?(?:officers?|individuals|people|staff|cases|subjects|persons)?\s*(?:involved)?\s*\Z|\s*officers\s*\Z", re.IGNORECASE)
_REFERENCE = re.compile(r"\s*(?:ref(?:erence)?|id|case\s*(?:no|ref|number|id)?|row|serial|item|unique\s+(?:ref|id).*|#|officer\s*(?:no|number|ref)?)\b\.?\s*\Z", re.IGNORECASE)
_TELLING = ("rank", "outcome", "behaviours", "platform", "level_found")
_SPILLS: dict[str, frozenset[str]] = {
    "behaviours": frozenset({"platform", "standards", "occurred_on", "level_alleged", "former_officer", "behaviours", "rank"}),
    "outcome": frozenset({"duration_months", "procedure", "level_found", "former_officer", "decided_on"}),
    "rank": frozenset({"former_officer"}),
    "procedure": frozenset({"level_found", "decided_on"}),
    "": frozenset({"platform", "behaviours", "standards", "duration_months", "former_officer", "occurred_on", "decided_on", "level_found", "procedure"}),
}
"""What else a column's words may tell, where no column of its own does."""


def find_case_columns(grid: Grid, codebook: Codebook) -> dict[int, str]:
    """Map columns to variables; empty where the table does not tell of cases.

    A header decides first; a column whose header says nothing is mapped by its cells where most of them are codes of one
    variable. A table whose cells under the mapped headers are numbers counts and is no table of cases.
    """
    named: dict[int, str] = {}
    for column, header in enumerate(grid.headers):
        if not header or is_year_text(header) or _COUNT_HEADER.match(header):
            continue
        name = find_variable_for(header, codebook)
        if _REFERENCE.match(header) and not _is_coded(grid, column, codebook, name):
            continue
        if name and _is_figures(grid, column) and name not in ("year", "duration_months", "decided_on", "occurred_on"):
            continue
        if name:
            named[column] = name
    named = _part_same(named, grid, codebook)
    for column in range(len(grid.headers)):
        if column not in named and not _COUNT_HEADER.match(grid.headers[column] or "x"):
            guess = _guess_column(grid, column, codebook)
            if guess and guess not in named.values():
                named[column] = guess
    telling = {name for name in named.values() if name in _TELLING}
    if len(telling) < 2 or not grid.rows:
        return {}
    counted = [column for column, header in enumerate(grid.headers) if _COUNT_HEADER.match(header or "x") and _is_figures(grid, column)]
    years = [column for column, header in enumerate(grid.headers) if is_year_text(header or "")]
    if years and any(_is_figures(grid, column) for column in years):
        return {}
    if counted and not {"behaviours", "platform"} & telling:
        return {}
    return named


def _is_coded(grid: Grid, column: int, codebook: Codebook, name: str) -> bool:
    variable = codebook.find_variable(name) if name else None
    cells = [row.cells[column] for row in grid.rows if column in row.cells]
    if variable is None or not cells or not variable.categories:
        return False
    return sum(bool(find_codes(cell.text, variable)) for cell in cells) * 2 > len(cells)


def _is_figures(grid: Grid, column: int) -> bool:
    cells = [row.cells[column] for row in grid.rows if column in row.cells and not row.is_total]
    return bool(cells) and sum(is_figure(cell) for cell in cells) * 2 > len(cells)


def _part_same(named: dict[int, str], grid: Grid, codebook: Codebook) -> dict[int, str]:
    """Where two headers name one variable, the column whose cells are coded best keeps it."""
    out: dict[int, str] = {}
    for name in dict.fromkeys(named.values()):
        columns = [column for column, other in named.items() if other == name]
        variable = codebook.find_variable(name)
        if len(columns) > 1 and variable is not None:
            columns.sort(key=lambda column: (-_n_coded(grid, column, codebook, name), column))
        out[columns[0]] = name
    return dict(sorted(out.items()))


def _n_coded(grid: Grid, column: int, codebook: Codebook, name: str) -> int:
    variable = codebook.find_variable(name)
    if variable is None:
        return 0
    cells = [row.cells[column] for row in grid.rows if column in row.cells]
    if not variable.categories:
        return sum(bool(cell.text.strip()) for cell in cells)
    return sum(bool(find_codes(cell.text, variable)) for cell in cells)


def _guess_column(grid: Grid, column: int, codebook: Codebook) -> str:
    """The variable that most cells of an unnamed column are codes of."""
    cells = [row.cells[column].text for row in grid.rows if column in row.cells and not row.is_total]
    if len(cells) < 2:
        return ""
    if all(is_year_text(text) and len(text.strip()) == 4 for text in cells):
        return "year"
    for name in ("outcome", "rank", "platform", "behaviours"):
        variable = codebook.find_variable(name)
        if variable is not None and sum(bool(find_codes(text, variable)) for text in cells) * 10 >= 7 * len(cells):
            return name
    return ""


def read_case_rows(grid: Grid, columns: Mapping[int, str], page: Page, codebook: Codebook, origin: Origin) -> list[Case]:
    """Code every body row."""
    out: list[Case] = []
    above: dict[int, Cell] = {}
    year = _year_above(grid, page)
    for row in grid.rows:
        if row.is_total:
            continue
        cells = dict(row.cells)
        for column, name in columns.items():
            if column in cells:
                above[column] = cells[column]
            elif name in ("year", "rank") and column in above and column == min(columns) and len(cells) > 1:
                cells[column] = above[column]  # "year on the first row of the group only"
        case = _read_row(row, cells, columns, grid, page, codebook, origin, year)
        if case is not None:
            out.append(case)
    return out


def _year_above(grid: Grid, page: Page) -> int | None:
    """The year that a sheet's name or title gives to all its rows, where there is exactly one."""
    for title in reversed(grid.titles):
        years = set(re.findall(r"(?<![\w/-])(?:19|20)\d{2}(?![\w/]|\s?[-\u2013]\s?\d|\s+to\b)", title))
        if len(years) == 1:
            return int(years.pop())
    return None


def stretch_of(cell: Cell, page: Page) -> Stretch:
    """A cell's words with their place."""
    return Stretch(page.text[cell.start : cell.end], (Piece(page, cell.start, cell.end, 0),))


def _read_row(
    row: Row,
    cells: Mapping[int, Cell],
    columns: Mapping[int, str],
    grid: Grid,
    page: Page,
    codebook: Codebook,
    origin: Origin,
    year: int | None,
) -> Case | None:
    coded: dict[str, Coded] = {}
    for column, name in columns.items():
        cell, variable = cells.get(column), codebook.find_variable(name)
        if cell is None or variable is None:
            continue
        value = code_value(stretch_of(cell, page), variable)
        if value is not None:
            coded[name] = _at(value, cell)
    own = set(columns.values())
    for column, cell in sorted(cells.items()):
        spills = _SPILLS.get(columns.get(column, ""), frozenset())
        if is_figure(cell) or not spills:
            continue
        for name, value in code_text(stretch_of(cell, page), codebook).items():
            if name in spills and name not in coded and (name not in own or name == columns.get(column)):
                coded[name] = replace(_at(value, cell), share_sure=round(value.share_sure * 0.97, 3))
    if "year" not in coded:
        coded.update(_year_of_row(row, coded, page, codebook))
    if not {"outcome", "behaviours", "platform", "level_found"} & coded.keys():
        return None
    ends = [cell for cell in row.cells.values() if cell.text.strip()]
    span = cut(page, min(one.start for one in ends), max(one.end for one in ends), _addresses(ends))
    return make_case(coded, span, codebook, origin, "table-cases", n_subjects=_n_subjects(row, grid))


def _at(value: Coded, cell: Cell) -> Coded:
    """Note the cell's address on a value's span."""
    if value.span is None or not cell.address:
        return value
    return replace(value, span=replace(value.span, cells=(cell.address,)))


def _addresses(cells: list[Cell]) -> tuple[str, ...]:
    return tuple(cell.address for cell in sorted(cells, key=lambda one: one.column) if cell.address)


def _year_of_row(row: Row, coded: Mapping[str, Coded], page: Page, codebook: Codebook) -> dict[str, Coded]:
    """The year of a row without a year's cell: of its decision's date, of the section above, of the sheet."""
    variable = codebook.find_variable("year")
    decided = coded.get("decided_on") or coded.get("occurred_on")
    if variable is None:
        return {}
    if decided is not None and isinstance(decided.value, str) and decided.span is not None:
        return {"year": replace(decided, value=int(decided.value[:4]))}
    if row.section_cell is not None and re.search(r"(?:19|20)\d{2}", row.section):
        value = code_value(stretch_of(row.section_cell, page), variable)
        return {"year": _at(value, row.section_cell)} if value is not None else {}
    return {}


def _n_subjects(row: Row, grid: Grid) -> Interval:
    """How many people a row is about, where a column counts them."""
    for column, header in enumerate(grid.headers):
        cell = row.cells.get(column)
        if cell is not None and _COUNT_HEADER.match(header or "x"):
            reading = parse_cell(cell.text)
            if reading.kind in (CellState.EXACT, CellState.SUPPRESSED) and reading.interval is not None and reading.interval.low >= 1:
                return reading.interval
    return ONE


__all__ = ["VariableKind", "find_case_columns", "join", "read_case_rows"]
