"""Grids: a table as its reader sees it: titles, header rows, sections, body rows and totals.

In: a `Table`. Out: a `Grid` whose cells keep their places. Never here: what a header or a number means.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from answerable.model.document import Cell, Table
from answerable.words.figures import CellState, parse_cell

TOTAL = re.compile(r"\s*(?:grand\s+|overall\s+|sub[\s-]?)?totals?\b(?!\s+(?:number|dismissed|discipl|alleg))|\s*(?:all\s+(?:ranks|officers|years|outcomes|platforms)|overall|cyfanswm)\s*\Z", re.IGNORECASE)
_YEAR_ONLY = re.compile(r"\s*(?:19|20)\d{2}(?:\s?[/\u2013-]\s?(?:20)?\d{2})?\s*\*?\s*\Z|\s*FY\s?\d{2}\s?/\s?\d{2}\s*\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """A body row: its cells by column, the section above it, and whether it is a total."""

    number: int
    cells: dict[int, Cell]
    section: str = ""
    section_cell: Cell | None = None
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table parted into what stands above, its columns and its body.

    Args:
        titles: words above the header, the table's own title first.
        headers: by column, its header lines joined.
        header_cells: by column, the lowest header cell.
        rows: the body.
        notes: words beneath.
    """

    titles: tuple[str, ...]
    headers: tuple[str, ...]
    header_cells: tuple[Cell | None, ...]
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


def make_grid(table: Table, names: Callable[[str], bool], label: str = "") -> Grid:
    """Part a table.

    Args:
        table: as read.
        names: whether a text names a variable, a period, a measure or a category, as header cells do.
        label: the sheet's name.
    """
    by_row = _spread(table)
    numbers = [number for number in range(table.n_rows) if any(cell.text.strip() for cell in by_row.get(number, {}).values())]
    top, bottom = _find_header(by_row, numbers, table.n_columns, names)
    titles = [table.title] if table.title.strip() else []
    titles += [" ".join(_texts(by_row[number])) for number in numbers if number < top]
    if label:
        titles.append(label)
    headers, cells = _join_headers(by_row, [number for number in numbers if top <= number <= bottom], table.n_columns)
    rows, notes = _read_body(by_row, [number for number in numbers if number > bottom], headers, table.n_columns)
    return Grid(tuple(titles), headers, cells, tuple(rows), (*notes, *([table.notes] if table.notes else [])))


def _spread(table: Table) -> dict[int, dict[int, Cell]]:
    """Cells by row and column, a merged cell standing in every place that it covers."""
    out: dict[int, dict[int, Cell]] = {}
    for cell in table.cells:
        for row in range(cell.row, cell.row + max(1, cell.row_span)):
            for column in range(cell.column, cell.column + max(1, cell.column_span)):
                here = out.setdefault(row, {})
                if (row, column) == (cell.row, cell.column) or column not in here:
                    here[column] = cell
    return out


def _texts(row: dict[int, Cell]) -> list[str]:
    """Texts of a row, a merged cell once."""
    seen: list[Cell] = []
    for _, cell in sorted(row.items()):
        if cell.text.strip() and cell not in seen:
            seen.append(cell)
    return [" ".join(cell.text.split()) for cell in seen]


def _find_header(
    by_row: dict[int, dict[int, Cell]], numbers: list[int], n_columns: int, names: Callable[[str], bool]
) -> tuple[int, int]:
    """First and last header row; (-1, -1) for a table without one."""
    best, best_score = -1, 0.0
    for number in numbers[:15]:
        texts = _texts(by_row[number])
        if len(texts) < 2 and n_columns > 1:
            continue
        figures = sum(is_figure(cell) for cell in by_row[number].values())
        named = sum(names(text) for text in texts)
        score = named - 1.5 * figures
        if score > best_score + 0.5 and named * 2 >= len(texts) - 1:
            best, best_score = number, score
        if best >= 0 and number > best + 2:
            break
    if best < 0:
        return -1, -1
    top = bottom = best
    at = numbers.index(best)
    # A row above with merged groups ("Dismissed" over two years) and rows beneath of labels alone belong to the header.
    while at > 0 and _is_group_row(by_row[numbers[at - 1]], n_columns, names):
        at -= 1
        top = numbers[at]
    at = numbers.index(best)
    while at + 1 < len(numbers) and _is_second_line(by_row[numbers[at + 1]], names):
        at += 1
        bottom = numbers[at]
    return top, bottom


def _is_group_row(row: dict[int, Cell], n_columns: int, names: Callable[[str], bool]) -> bool:
    filled = [cell for cell in row.values() if cell.text.strip()]
    distinct = {id(cell): cell for cell in filled}.values()
    if len(distinct) < 2 and not any(1 < cell.column_span < n_columns for cell in distinct):
        return False
    return all(len(cell.text) < 60 and not is_figure(cell) for cell in distinct) and any(names(cell.text) for cell in distinct)


def _is_second_line(row: dict[int, Cell], names: Callable[[str], bool]) -> bool:
    """A second header line: several short labels that name things, no figure and no full entry beneath a first column."""
    texts = _texts(row)
    if len(texts) < 2 or any(is_figure(cell) for cell in row.values()):
        return False
    return all(is_year_text(text) or TOTAL.match(text) for text in texts[1:]) and len(texts) >= 2


def _join_headers(
    by_row: dict[int, dict[int, Cell]], numbers: list[int], n_columns: int
) -> tuple[tuple[str, ...], tuple[Cell | None, ...]]:
    headers: list[str] = []
    cells: list[Cell | None] = []
    for column in range(n_columns):
        parts: list[Cell] = []
        for number in numbers:
            cell = by_row[number].get(column)
            if cell is not None and cell.text.strip() and cell not in parts:
                parts.append(cell)
        headers.append(" ".join(" ".join(cell.text.split()) for cell in parts))
        cells.append(parts[-1] if parts else None)
    return tuple(headers), tuple(cells)


def _read_body(
    by_row: dict[int, dict[int, Cell]], numbers: list[int], headers: tuple[str, ...], n_columns: int
) -> tuple[list[Row], list[str]]:
    rows: list[Row] = []
    notes: list[str] = []
    section, section_cell = "", None
    for number in numbers:
        cells = {column: cell for column, cell in by_row[number].items() if cell.text.strip()}
        texts = _texts(cells)
        if _repeats_header(cells, headers):
            continue
        if len(texts) == 1 and n_columns > 1:
            only = next(iter(cells.values()))
            if is_figure(only) and only.column > 0:
                rows.append(Row(number, cells, section, section_cell, False))
            elif len(only.text) > 70 or re.match(r"\s*(?:\*|note|nb|source|please|figures?\b|n\.b)", only.text, re.IGNORECASE):
                notes.append(only.text)
            else:
                section, section_cell = " ".join(only.text.split()), only
            continue
        first = cells[min(cells)]
        rows.append(Row(number, cells, section, section_cell, bool(TOTAL.match(first.text))))
    return rows, notes


def _repeats_header(cells: dict[int, Cell], headers: tuple[str, ...]) -> bool:
    texts = [(column, " ".join(cell.text.split()).casefold()) for column, cell in cells.items()]
    same = sum(bool(headers[column]) and headers[column].casefold().endswith(text) for column, text in texts if column < len(headers))
    return same >= 2 and same == len(texts)
