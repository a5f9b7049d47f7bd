"""Case tables: one row a subject. Columns are mapped by their headers, cells coded by the codebook.

In: a `Grid`. Out: cases whose values' spans are the cells. A description column is read like a narrative for what no
column of its own tells. Never here: tables that count.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from answerable.extract.narrative.cases import Origin, make_case
from answerable.extract.narrative.coding import MACHINE, code_text, code_value, make_coded
from answerable.extract.narrative.outcomes import Reading
from answerable.extract.narrative.plain import code_plain
from answerable.extract.narrative.scope import SCOPE, read_scope
from answerable.extract.places import Stretch, cut, make_stretch
from answerable.extract.rulings import write_interval
from answerable.extract.tabular.case_columns import count_columns, list_telling
from answerable.extract.tabular.grid import Grid, Row, is_figure
from answerable.extract.tabular.parties import Party, find_parties
from answerable.model.case import ONE, Basis, Case, Coded
from answerable.model.codebook import Codebook, Variable, VariableKind
from answerable.model.document import Cell
from answerable.model.interval import Interval
from answerable.words.figures import CellState, FigureKind, find_figures, parse_cell

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
        value = code_value(row.stretch(column), variable) or _code_amount(row.stretch(column), variable)
        if value is not None:
            coded[name] = _at(value, cell)
    own = set(columns.values())
    for column, cell in sorted(cells.items()):
        spills = _list_spills(columns.get(column, ""), codebook)
        if is_figure(cell) or not spills:
            continue
        read = code_text if codebook.has_ranks else code_plain
        for name, value in read(row.stretch(column), codebook).items():
            if name in spills and name not in coded and (name not in own or name == columns.get(column)):
                coded[name] = replace(_at(value, cell), share_sure=round(value.share_sure * 0.97, 3))
    coded.update(_scope_of_row(row, coded, codebook))
    coded = _date_of_year(coded, codebook, row, columns)
    if "year" not in coded:
        coded.update(_year_of_row(row, coded, grid, codebook))
    if not (list_telling(codebook).names - {"rank"}) & coded.keys():
        return None
    ends = [cell for cell in row.cells.values() if cell.text.strip()]
    ends += [cell for several in row.more.values() for cell in several]
    own_row = [cell for cell in ends if cell.row == max(one.row for one in row.cells.values())]
    ends = own_row or ends
    span = cut(row.page, min(one.start for one in ends), max(one.end for one in ends), _addresses(ends))
    return make_case(coded, span, codebook, origin, "table-cases", n_subjects=_n_subjects(row, grid))


def _code_amount(stretch: Stretch, variable: Variable) -> Coded | None:
    """A sum under its header without a sign of its currency ("12,500"), or a number that may be hidden ("<5")."""
    text = stretch.text
    if variable.kind is VariableKind.INTERVAL:
        number = parse_cell(text).interval
        inner = text.strip()
        start = text.find(inner)
        found = Reading(write_interval(number), start, start + len(inner), 0.95) if number is not None else None
        return make_coded(stretch, found, variable) if found is not None else None
    figures = [one for one in find_figures(text) if one.kind is FigureKind.NUMBER and one.interval.is_exact]
    is_bare = len(figures) == 1 and not (text[: figures[0].start] + text[figures[0].end :]).strip()
    if variable.kind is not VariableKind.MONEY or not is_bare:
        return None
    return make_coded(stretch, Reading(figures[0].number, figures[0].start, figures[0].end, 0.9), variable)


def _list_spills(name: str, codebook: Codebook) -> frozenset[str]:
    """What else the words of a column may tell; of any other codebook, words in a column of their own tell all."""
    if codebook.has_ranks:
        return _SPILLS.get(name, frozenset())
    variable = codebook.find_variable(name) if name else None
    if variable is not None and variable.kind is not VariableKind.TEXT:
        return frozenset()
    return frozenset(one.name for one in codebook.case_variables if one.categories)


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
    dates = [one.name for one in codebook.case_variables if one.kind is VariableKind.DATE and one.name in coded]
    decided = coded.get("decided_on") or coded.get("occurred_on") or (coded[dates[0]] if len(dates) == 1 else None)
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
    for column in count_columns(grid):
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
