"""Tabulating: the tables of any documents as one clean table, each row with the place it came from.

In: readings, and a recipe where there is one. Out: a `Tabulation`. Numbers are plain numbers, dates ISO dates, and
what a cell said before is kept beside it; what is suppressed, withheld, dashed or an error stays in the words of the
authority. Totals are left out and reported. What must never be here: files and formats.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from answerable.model.document import Page, Reading
from answerable.model.problem import Problem
from answerable.model.recipe import Recipe
from answerable.model.report import counted
from answerable.tables.grid import ColumnKind, Grid, Row, RowKind, TotalCheck, fold_name
from answerable.tables.join import drop_copies, join
from answerable.tables.recipe import RecipeRow, apply_recipe, make_row_number
from answerable.tables.understand import understand
from answerable.tables.values import read_cell, read_date
from answerable.words.figures import CellState

_QUANTITIES = (ColumnKind.NUMBER, ColumnKind.MONEY, ColumnKind.PERCENT, ColumnKind.YEAR)
_HIDDEN_DATA = ("hidden_row", "hidden_column", "hidden_sheet", "very_hidden_sheet", "invisible_text", "pivot_cache")
PROVENANCE = ("_file", "_sha256", "_page", "_sheet", "_row", "_cells", "_how", "_original")
"""Columns that every row carries after its own."""


@dataclass(frozen=True, slots=True)
class TabulatedRow:
    """One row of the clean table.

    Args:
        values: by column; None for a blank.
        original: by column, the words as received where they differ from the value.
        name: the file's name.
        document: sha256.
        page: from 1.
        sheet: the sheet's name, if any.
        row: as the program that shows the sheet counts it, or from 1 in its table; 0 for records in prose.
        cells: first and last address, for sheets.
        how: what read it and what was mended.
    """

    values: Mapping[str, str | float | None]
    original: Mapping[str, str]
    name: str
    document: str
    page: int
    sheet: str
    row: int
    cells: str
    how: str


@dataclass(slots=True)
class Tabulation:
    """The clean table and what there is to say about it.

    Args:
        columns: names, in order of first appearance.
        rows: in the order of documents and lines.
        problems: where a recipe does not fit, or a document holds no table.
        warnings: sentences for people: tables and rows left out, totals that do not add up.
        totals: totals that were left out, by file and page.
    """

    columns: list[str] = field(default_factory=list)
    rows: list[TabulatedRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    totals: list[tuple[str, int, str, TotalCheck]] = field(default_factory=list)


def tabulate(
    readings: Sequence[Reading],
    recipe: Recipe | None = None,
    *,
    sheets: Sequence[str] = (),
    carriers: Collection[str] = (),
) -> Tabulation:
    """Make one table of all documents.

    Without a recipe each document gives its largest table and all with the same columns; tables of other documents
    with the same columns fall into one. With a recipe it gives what the recipe takes.

    Args:
        readings: documents.
        recipe: which columns and rows; None for the best automatic reading.
        sheets: without a recipe, tables of sheets with such names only (patterns such as ``20*``).
        carriers: sha256 of mails and archives in which a file with a table lies; that they have none is no news.
    """
    made = Tabulation()
    for reading in readings:
        made.problems += reading.problems
        hidden = [one for one in reading.document.hidden if one.kind in _HIDDEN_DATA]
        if hidden:
            places = "; ".join(f"{one.kind.replace('_', ' ')} with {one.count} cells in {one.place}" for one in hidden)
            made.warnings.append(f"{reading.document.name}: hidden by whoever made the file: {places}")
    if recipe is not None:
        _follow(made, recipe, readings)
    else:
        for reading in readings:
            _read_largest(made, reading, sheets, reading.document.id in carriers)
    return made


def _follow(made: Tabulation, recipe: Recipe, readings: Sequence[Reading]) -> None:
    result = apply_recipe(recipe, readings)
    made.problems += result.problems
    if result.n_left_out:
        made.warnings.append(f"the recipe's conditions left out {result.n_left_out} rows")
    for row in result.rows:
        for value in row.values:
            _add_column(made, value.variable)
        made.rows.append(_from_recipe(row))


def _from_recipe(row: RecipeRow) -> TabulatedRow:
    values: dict[str, str | float | None] = {}
    original: dict[str, str] = {}
    for value in row.values:
        shown = value.value
        if shown is None and value.state not in (CellState.BLANK, CellState.TEXT):
            # "<5", "withheld" and "#REF!" say something: they stay.
            shown = value.text.strip() or None
        values[value.variable] = shown
        if value.text and _show(shown) != value.text:
            original[value.variable] = value.text
    cells = _list_cells(row.cells)
    return TabulatedRow(values, original, row.name, row.document, row.page, row.sheet, row.row, cells, row.how)


def _show(value: str | float | None) -> str:
    if isinstance(value, float):
        return str(int(value)) if value == int(value) else repr(value)
    return value or ""


def _list_cells(addresses: Sequence[str]) -> str:
    """Addresses in the order of the sheet, its name said once: ``Sheet1!E4, G4``."""
    if not addresses:
        return ""
    sheet, mark, _ = addresses[0].rpartition("!")
    bare = sorted((address.rpartition("!")[2] for address in addresses), key=lambda name: (len(name), name))
    return sheet + mark + ", ".join(bare)


def _name_range(addresses: Sequence[str]) -> str:
    if not addresses:
        return ""
    first, last = addresses[0], addresses[-1].rpartition("!")[2]
    return first if first.rpartition("!")[2] == last else f"{first}:{last}"


def _add_column(made: Tabulation, name: str) -> None:
    if name not in made.columns:
        made.columns.append(name)


def _read_largest(made: Tabulation, reading: Reading, sheets: Sequence[str], carries: bool) -> None:
    name = reading.document.name
    labels = {page.number: page.label.lower() for page in reading.pages}
    tables = [
        table
        for table in reading.tables
        if not sheets or any(fnmatchcase(labels[table.page], pattern.lower()) for pattern in sheets)
    ]
    grids, copies = drop_copies([grid for table in tables for grid in understand(table)])
    made.warnings += [f"{name}: {sentence}" for sentence in copies]
    joined = join(grids)
    if not joined:
        made.warnings += [] if carries else [f"{name}: no table found"]
        return
    known = [set(map(fold_name, made.columns))] if made.columns else []
    largest = max(joined, key=lambda grid: (_fits(grid, known), _size(grid)))
    pages = {page.number: page for page in reading.pages}
    for grid in joined:
        if grid is not largest and not _fits(grid, [{fold_name(column.name) for column in largest.columns}]):
            names = ", ".join(column.name or "?" for column in grid.columns)[:100]
            size = counted(len(grid.data), "row", "rows")
            made.warnings.append(f"{name}, page {grid.page}: a table of {size} left out ({names})")
            continue
        _add_grid(made, reading, grid, pages)


def _size(grid: Grid) -> int:
    return sum(cell is not None for row in grid.data for cell in row.cells)


def _fits(grid: Grid, known: Sequence[set[str]]) -> bool:
    names = {fold_name(column.name) for column in grid.columns if column.name}
    return any(names and len(names & other) >= 0.8 * max(len(names), len(other)) for other in known)


def _name_columns(made: Tabulation, grid: Grid) -> list[str]:
    """Names for the clean table: those already there where they are the same words, each once."""
    by_folded = {fold_name(name): name for name in made.columns}
    names: list[str] = []
    for number, column in enumerate(grid.columns, 1):
        words = " ".join(column.name.split()) or f"column {number}"
        name = by_folded.get(fold_name(words), words)
        copy = 2
        while name in names:
            name = f"{words} ({copy})"
            copy += 1
        names.append(name)
    return names


def _add_grid(made: Tabulation, reading: Reading, grid: Grid, pages: Mapping[int, Page]) -> None:
    names = _name_columns(made, grid)
    has_sections = any(row.section for row in grid.data)
    for name in [*names, "section"] if has_sections else names:
        _add_column(made, name)
    for check in grid.checks:
        made.totals.append((reading.document.name, grid.page, names[check.column], check))
        if not check.holds:
            made.warnings.append(
                f"{reading.document.name}, page {grid.page}: the total of {names[check.column]!r} says"
                f" {check.stated:,.15g}, its rows add up to {check.low:,.15g}"
            )
    n_totals = sum(row.kind in (RowKind.TOTAL, RowKind.SUBTOTAL) for row in grid.rows)
    if n_totals:
        totals = counted(n_totals, "row", "rows")
        made.warnings.append(f"{reading.document.name}, page {grid.page}: {totals} of totals left out")
    for row in grid.data:
        values: dict[str, str | float | None] = {}
        original: dict[str, str] = {}
        for index, (name, text) in enumerate(zip(names, row.texts, strict=True)):
            value = _clean(grid, row, index, text)
            values[name] = value
            if text and _show(value) != text:
                original[name] = text
        if has_sections:
            values["section"] = row.section or None
        addresses = [cell.address for cell in row.cells if cell is not None and cell.address]
        mended = "; " + "; ".join(grid.repairs) if row.more else ""
        made.rows.append(
            TabulatedRow(
                values,
                original,
                reading.document.name,
                grid.document,
                row.page,
                pages[row.page].label,
                make_row_number(row),
                _name_range(addresses),
                f"read by {_find_engine(reading, row)}{mended}",
            )
        )


def _find_engine(reading: Reading, row: Row) -> str:
    return next((table.engine for table in reading.tables if table.id == row.table), "") or "answerable"


def _clean(grid: Grid, row: Row, index: int, text: str) -> str | float | None:
    """A plain number where the column holds numbers and the cell states one; an ISO date; else the words."""
    if not text:
        return None
    column = grid.columns[index]
    if column.kind in _QUANTITIES:
        number = read_cell(row.cells[index]).number
        if number is not None and not any(position == index for position, _ in row.more):
            return number
    if column.kind is ColumnKind.DATE:
        date = read_date(text, column.month_first)
        if date is not None:
            return str(date)
    return text
