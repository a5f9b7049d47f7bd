"""Case tables: one row a subject. Columns are mapped by their headers, cells coded by the codebook.

In: a `Grid`. Out: cases whose values' spans are the cells. A description column is read like a narrative for what no
column of its own tells. Never here: tables that count.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from answerable.extract.cues import find_codes
from answerable.extract.narrative.cases import Origin, make_case
from answerable.extract.narrative.coding import MACHINE, code_text, code_value, find_variable_for, make_coded
from answerable.extract.narrative.scope import SCOPE, read_scope
from answerable.extract.places import cut, make_stretch
from answerable.extract.tabular.grid import Grid, Row, is_figure, is_year_text
from answerable.extract.tabular.parties import Party, find_parties
from answerable.model.case import ONE, Basis, Case, Coded
from answerable.model.codebook import Codebook
from answerable.model.document import Cell
from answerable.model.interval import Interval
from answerable.words.figures import CellState, parse_cell

_COUNT_HEADER = re.compile(
    r"\s*(?:no\.?|number|count|total|#)\s*(?:of\s+)?(?:officers?|individuals|people|staff|cases|subjects|"
    r"persons)?\s*(?:involved)?\s*\Z|\s*officers\s*\Z",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"\s*(?:ref(?:erence)?|id|case\s*(?:no|ref|number|id)?|row|serial|item|unique\s+(?:ref|id).*|#|"
    r"officer\s*(?:no|number|ref)?)\b\.?\s*\Z",
    re.IGNORECASE,
)
_TELLING = ("rank", "outcome", "behaviours", "platform", "level_found")
_SPILLS: dict[str, frozenset[str]] = {
    "behaviours": frozenset(
        {"platform", "standards", "occurred_on", "level_alleged", "former_officer", "behaviours", "rank"}
    ),
    "outcome": frozenset({"duration_months", "procedure", "level_found", "former_officer", "decided_on"}),
    "rank": frozenset({"former_officer"}),
    "procedure": frozenset({"level_found", "decided_on"}),
    "": frozenset(
        {
            "platform",
            "behaviours",
            "standards",
            "duration_months",
            "former_officer",
            "occurred_on",
            "decided_on",
            "level_found",
            "procedure",
        }
    ),
}
"""What else a column's words may tell, where no column of its own does."""


def find_case_columns(grid: Grid, codebook: Codebook) -> dict[int, str]:
    """Map columns to variables; empty where the table does not tell of cases.

    A header decides first; a column whose header says nothing is mapped by its cells where most of them are codes of
    one variable. A table whose cells under the mapped headers are numbers counts and is no table of cases.
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
    if "behaviours" not in named.values() and codebook.find_variable("behaviours") is not None:
        told = _longest_text_column(grid, named)
        if told is not None:
            named[told] = "behaviours"
    telling = {name for name in named.values() if name in _TELLING}
    if len(telling) < 2 or not grid.rows:
        return {}
    counted = _count_columns(grid)
    years = [column for column, header in enumerate(grid.headers) if is_year_text(header or "")]
    if years and any(_is_figures(grid, column) for column in years):
        return {}
    if counted and not {"behaviours", "platform"} & telling:
        return {}
    return named


def _longest_text_column(grid: Grid, named: Mapping[int, str]) -> int | None:
    """The column that tells most in words, where its header named nothing: what happened."""
    best, length = None, 18.0
    for column in range(len(grid.headers)):
        texts = [row.cells[column].text for row in grid.rows if column in row.cells and not row.is_total]
        if column in named or not texts:
            continue
        mean = sum(len(text) for text in texts) / len(texts)
        if mean > length:
            best, length = column, mean
    return best


def _is_coded(grid: Grid, column: int, codebook: Codebook, name: str) -> bool:
    variable = codebook.find_variable(name) if name else None
    cells = [row.cells[column] for row in grid.rows if column in row.cells]
    if variable is None or not cells or not variable.categories:
        return False
    return sum(bool(find_codes(cell.text, variable)) for cell in cells) * 2 > len(cells)


def _count_columns(grid: Grid) -> list[int]:
    """Columns that count people; one that only numbers the rows is none."""
    return [
        column
        for column, header in enumerate(grid.headers)
        if _COUNT_HEADER.match(header or "x") and _is_figures(grid, column) and not _is_running(grid, column)
    ]


def _is_running(grid: Grid, column: int) -> bool:
    numbers = [
        parse_cell(row.cells[column].text).number for row in grid.rows if column in row.cells and not row.is_total
    ]
    known = [number for number in numbers if number is not None]
    return len(known) > 1 and all(later - earlier == 1 for earlier, later in pairwise(known))


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


def read_case_rows(
    grid: Grid, columns: Mapping[int, str], codebook: Codebook, origin: Origin, parties: Sequence[Party] = ()
) -> list[Case]:
    """Code every body row."""
    out: list[Case] = []
    above: dict[int, Cell] = {}
    whose = _origins(grid, columns, origin, parties)
    for place, row in enumerate(grid.rows):
        if row.is_total:
            continue
        cells = dict(row.cells)
        for column, name in columns.items():
            if column in cells:
                above[column] = cells[column]
            elif name in ("year", "rank") and column in above and column == min(columns) and len(cells) > 1:
                cells[column] = above[column]  # "year on the first row of the group only"
        case = _read_row(replace(row, cells=cells), columns, grid, codebook, whose.get(place, origin))
        if case is not None:
            out.append(case)
    return out


def _origins(grid: Grid, columns: Mapping[int, str], origin: Origin, parties: Sequence[Party]) -> dict[int, Origin]:
    """Whose each row is, where a column of a joint answer names the authority."""
    for column in range(len(grid.headers)):
        if column not in columns:
            found = find_parties(
                [row.cells[column].text if column in row.cells else "" for row in grid.rows], parties, origin
            )
            if found:
                return found
    return {}


def _read_row(row: Row, columns: Mapping[int, str], grid: Grid, codebook: Codebook, origin: Origin) -> Case | None:
    cells = row.cells
    coded: dict[str, Coded] = {}
    for column, name in columns.items():
        cell, variable = cells.get(column), codebook.find_variable(name)
        if cell is None or variable is None:
            continue
        value = code_value(row.stretch(column), variable)
        if value is not None:
            coded[name] = _at(value, cell)
    own = set(columns.values())
    for column, cell in sorted(cells.items()):
        spills = _SPILLS.get(columns.get(column, ""), frozenset())
        if is_figure(cell) or not spills:
            continue
        for name, value in code_text(row.stretch(column), codebook).items():
            if name in spills and name not in coded and (name not in own or name == columns.get(column)):
                coded[name] = replace(_at(value, cell), share_sure=round(value.share_sure * 0.97, 3))
    coded.update(_scope_of_row(row, coded, codebook))
    coded = _date_of_year(coded, codebook, row, columns)
    if "year" not in coded:
        coded.update(_year_of_row(row, coded, grid, codebook))
    if not {"outcome", "behaviours", "platform", "level_found"} & coded.keys():
        return None
    ends = [cell for cell in row.cells.values() if cell.text.strip()]
    ends += [cell for several in row.more.values() for cell in several]
    own_row = [cell for cell in ends if cell.row == max(one.row for one in row.cells.values())]
    ends = own_row or ends
    span = cut(row.page, min(one.start for one in ends), max(one.end for one in ends), _addresses(ends))
    return make_case(coded, span, codebook, origin, "table-cases", n_subjects=_n_subjects(row, grid))


def _date_of_year(
    coded: dict[str, Coded], codebook: Codebook, row: Row, columns: Mapping[int, str]
) -> dict[str, Coded]:
    """A column "Date" beside an outcome gives the day of the decision as well as its year."""
    column = next((one for one, name in columns.items() if name == "year"), None)
    variable = codebook.find_variable("decided_on")
    dated = (
        column is not None
        and column in row.cells
        and "outcome" in coded
        and {"decided_on", "occurred_on"}.isdisjoint(columns.values())
    )
    if not dated or variable is None or column is None:
        return coded
    value = code_value(row.stretch(column), variable)
    if value is None or not isinstance(value.value, str) or len(value.value) < 7:
        return coded
    return {"decided_on": replace(_at(value, row.cells[column]), share_sure=0.88), **coded}


def _at(value: Coded, cell: Cell) -> Coded:
    """Note the cell's address on a value's span."""
    if value.span is None or not cell.address:
        return value
    return replace(value, span=replace(value.span, cells=(cell.address,)))


def _addresses(cells: list[Cell]) -> tuple[str, ...]:
    return tuple(cell.address for cell in sorted(cells, key=lambda one: one.column) if cell.address)


def _scope_of_row(row: Row, coded: Mapping[str, Coded], codebook: Codebook) -> dict[str, Coded]:
    """Out of scope where no cell names what was asked for and one tells of other conduct."""
    variable = codebook.find_variable(SCOPE)
    words = "\n".join(row.cells[column].text for column in sorted(row.cells))
    if variable is None or read_scope(words, variable, stated=coded, codebook=codebook) is None:
        return {}
    for column, cell in sorted(row.cells.items()):
        stretch = row.stretch(column)
        reading = read_scope(stretch.text, variable, stated=(), codebook=codebook)
        value = make_coded(stretch, reading, variable) if reading is not None else None
        if value is not None:
            return {SCOPE: _at(value, cell)}
    return {}


def _year_of_row(row: Row, coded: Mapping[str, Coded], grid: Grid, codebook: Codebook) -> dict[str, Coded]:
    """The year of a row without a year's cell: of its decision's date, of the section above, of the sheet."""
    variable = codebook.find_variable("year")
    decided = coded.get("decided_on") or coded.get("occurred_on")
    if variable is None:
        return {}
    if decided is not None and isinstance(decided.value, str) and decided.span is not None:
        return {"year": replace(decided, value=int(decided.value[:4]))}
    if row.section_cell is not None and re.search(r"(?:19|20)\d{2}", row.section):
        cell = row.section_cell
        value = code_value(make_stretch([(row.page, cell.start, cell.end)]), variable)
        return {"year": _at(value, row.section_cell)} if value is not None else {}
    return _year_of_titles(row, grid)


def _year_of_titles(row: Row, grid: Grid) -> dict[str, Coded]:
    """The year that a title above the table, or the sheet's name, gives to all its rows, where there is exactly one."""
    for title in grid.titles:
        years = {
            int(one) for one in re.findall(r"(?<![\w/-])((?:19|20)\d{2})(?![\w/]|\s?[-\u2013]\s?\d|\s+to\b)", title)
        }
        if len(years) != 1:
            continue
        year = years.pop()
        at = row.page.text.find(title)
        if at >= 0:
            start = at + title.index(str(year))
            return {
                "year": Coded(year, Basis.STATED, cut(row.page, start, start + 4), "the title above", 0.93, MACHINE)
            }
        return {"year": Coded(year, Basis.INFERRED, None, f"the sheet is named {title!r}", 0.93, MACHINE)}
    return {}


def _n_subjects(row: Row, grid: Grid) -> Interval:
    """How many people a row is about, where a column counts them."""
    for column in _count_columns(grid):
        cell = row.cells.get(column)
        if cell is not None:
            reading = parse_cell(cell.text)
            if (
                reading.kind in (CellState.EXACT, CellState.SUPPRESSED)
                and reading.interval is not None
                and reading.interval.low >= 1
            ):
                return reading.interval
    return ONE
