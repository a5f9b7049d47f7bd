"""A sheet as a page and a table: rows of values to text, with the place and the address of every cell.

In: the rows of one visible sheet, as any of the spreadsheet readers gives them, with what is hidden. Out: one `Page` whose
lines are rows and whose tabs part cells, and one `Table` over it. What must never be here: knowledge of a file format.

Text is the shown form with *all* digits that the file holds: a number is never rounded to its display format; dates are
written ISO; a percentage shows its sign. Cells of hidden rows and columns are counted, and their words kept out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from answerable.model.document import Block, BlockKind, Cell, CellKind, Page, Table
from answerable.read.compose import clean_cell
from answerable.read.draft import Draft

MAX_CELLS = 3_000_000
"""Cells read from one file; what lies beyond is a problem, and the bytes stay in the archive."""
_BLANK_ROWS_KEPT = 2
"""Blank rows in a row that are kept: enough to part two tables, and a million of them cost nothing."""

Value = str | float | int | bool | dt.date | dt.datetime | dt.time | dt.timedelta | None


@dataclass(frozen=True, slots=True)
class Shown:
    """What a cell shows where its bare value does not tell it: an error, a percentage, leading zeros."""

    text: str
    kind: CellKind
    number: float | None = None


@dataclass(slots=True)
class SheetRows:
    """One sheet, before it is a page.

    Args:
        label: its name.
        rows: row number from 0 and its values, the first one being that of `columns[0]`; in order.
        columns: number from 0 of each column of the rows' values; empty for 0, 1, 2 ...
        hidden_rows: numbers from 0.
        hidden_columns: numbers from 0.
        hidden_cells: places whose words nobody sees (white on white, format ``;;;``).
        shown: what some cells show, by row and column.
        merges: first row, first column, last row, last column.
        engine: what read it.
    """

    label: str
    rows: Iterable[tuple[int, Sequence[Value]]]
    columns: Sequence[int] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    hidden_cells: frozenset[tuple[int, int]] = frozenset()
    shown: Mapping[tuple[int, int], Shown] = field(default_factory=dict)
    merges: Sequence[tuple[int, int, int, int]] = ()
    engine: str = ""


def name_column(number: int) -> str:
    """Letters of a column counted from 0.

    >>> name_column(0), name_column(27)
    ('A', 'AB')
    """
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def show_value(value: Value) -> Shown:
    """The text, kind and number of a bare value.

    >>> show_value(32247.409999999996).text, show_value(5.0).text, show_value(dt.datetime(2019, 3, 5)).text
    ('32247.41', '5', '2019-03-05')
    """
    if isinstance(value, str):
        text = value if _is_clean(value) else clean_cell(value)
        return Shown(text, CellKind.TEXT if text else CellKind.BLANK)
    if isinstance(value, bool):
        return Shown("TRUE" if value else "FALSE", CellKind.BOOLEAN)
    if isinstance(value, int | float):
        return Shown(show_number(value), CellKind.NUMBER, float(value))
    if isinstance(value, dt.datetime):
        midnight = value.hour == value.minute == value.second == value.microsecond == 0
        text = value.date().isoformat() if midnight else value.isoformat(sep=" ", timespec="seconds")
        return Shown(text, CellKind.DATE)
    if isinstance(value, dt.date | dt.time):
        return Shown(value.isoformat(), CellKind.DATE)
    if isinstance(value, dt.timedelta):
        return Shown(_show_duration(value), CellKind.DATE)
    return Shown("", CellKind.BLANK)


def show_number(number: float) -> str:
    """A number with the 15 digits that a spreadsheet holds; whole numbers without a decimal mark."""
    if number != number or number in (float("inf"), float("-inf")):
        return str(number)
    if number == int(number) and abs(number) < 1e15:
        return str(int(number))
    return f"{number:.15g}"


def _is_clean(text: str) -> bool:
    return bool(text) and text.isascii() and text.isprintable() and text[0] != " " != text[-1] and "  " not in text


def _show_duration(value: dt.timedelta) -> str:
    seconds = round(value.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600}:{seconds % 3600 // 60:02d}:{seconds % 60:02d}"


def add_sheet(draft: Draft, sheet: SheetRows) -> None:
    """Put one visible sheet into the draft: a page, a table where it holds anything, counts of what is hidden."""
    number = len(draft.pages) + 1
    kept = _keep_visible(draft, sheet)
    columns, first = _find_columns(sheet, kept)
    cells, text, n_rows, n_columns = _make_cells(sheet, kept, columns, first)
    blocks = (Block(BlockKind.TABLE, 0, len(text)),) if cells else ()
    draft.pages.append(Page(draft.page_id(number), draft.sha256, number, "sheet", text, sheet.label, blocks=blocks))
    if cells:
        draft.tables.append(
            Table(draft.table_id(number, 1), draft.sha256, number, 1, n_rows, n_columns, tuple(cells), engine=sheet.engine)
        )


def _keep_visible(draft: Draft, sheet: SheetRows) -> list[tuple[int, Sequence[Value]]]:
    """Rows that show something, within limits; hidden ones are counted."""
    kept: list[tuple[int, Sequence[Value]]] = []
    n_cells = sum(len(table.cells) for table in draft.tables)
    hidden_by_row: dict[int, int] = {}
    for number, values in sheet.rows:
        if number in sheet.hidden_rows:
            hidden_by_row[number] = sum(value is not None and value != "" for value in values)
            continue
        n_cells += len(values)
        if n_cells > MAX_CELLS:
            draft.add_problem(
                "sheet-cut",
                f"sheet '{sheet.label}', row {number + 1}",
                found=f"more than {MAX_CELLS:,} cells in the file",
                expected="a sheet that a person could have filled",
                remedy="ask for the data as CSV, or cut the sheet into parts; rows from here on were not read",
                blocks=True,
            )
            break
        kept.append((number, values))
    for rows, count in _join_runs(hidden_by_row):
        draft.add_hidden("hidden_row", f"sheet '{sheet.label}', {rows}", count)
    return kept


def _join_runs(counts: Mapping[int, int]) -> list[tuple[str, int]]:
    """Neighbouring numbers as one place: ``rows 5-9``."""
    runs: list[list[int]] = []
    for number in sorted(number for number, count in counts.items() if count):
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return [
        (
            f"row {first + 1}" if first == last else f"rows {first + 1}-{last + 1}",
            sum(counts.get(number, 0) for number in range(first, last + 1)),
        )
        for first, last in runs
    ]


def _find_columns(sheet: SheetRows, kept: list[tuple[int, Sequence[Value]]]) -> tuple[list[int], int]:
    """Positions in the rows' values of the visible columns, from the first one that holds anything."""
    width = max((len(values) for _, values in kept), default=0)
    first = width
    for row, values in kept:
        for position in range(min(first, len(values))):
            value = values[position]
            if (value is not None and value != "") or (row, _column_of(sheet, position)) in sheet.shown:
                first = position
                break
    visible = [p for p in range(first, width) if _column_of(sheet, p) not in sheet.hidden_columns]
    return visible, first


def _column_of(sheet: SheetRows, position: int) -> int:
    return sheet.columns[position] if sheet.columns else position


def _make_cells(
    sheet: SheetRows, kept: list[tuple[int, Sequence[Value]]], positions: list[int], first: int
) -> tuple[list[Cell], str, int, int]:
    """The hot loop: a sheet may have a million cells, so it asks for little."""
    spans = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in sheet.merges}
    columns = [_column_of(sheet, position) for position in positions]
    prefixes = [f"{sheet.label}!{name_column(column)}" for column in columns]
    look_up = bool(sheet.shown or spans or sheet.hidden_cells)
    cells: list[Cell] = []
    append = cells.append
    lines: list[str] = []
    at = n_columns = n_blank = 0
    for row, values in kept:
        width, row_name, texts, offset = len(values), str(row + 1), [], at
        before, index = len(cells), len(lines)
        for place, position in enumerate(positions):
            value = values[position] if position < width else None
            shown = None
            if look_up:
                key = (row, columns[place])
                if key in sheet.hidden_cells:
                    value = None
                shown = sheet.shown.get(key) if key not in sheet.hidden_cells else None
            if shown is None:
                if value is None or value == "":
                    texts.append("")
                    offset += 1
                    continue
                shown = show_value(value)
            text = shown.text
            texts.append(text)
            end = offset + len(text)
            if text:
                n_rows_merged, n_columns_merged = spans.get((row, columns[place]), (1, 1)) if spans else (1, 1)
                append(
                    Cell(
                        index,
                        place,
                        text,
                        offset,
                        end,
                        shown.kind,
                        shown.number,
                        prefixes[place] + row_name,
                        n_rows_merged,
                        n_columns_merged,
                    )
                )
            offset = end + 1
        if len(cells) == before:
            n_blank += 1
            if not lines or n_blank > _BLANK_ROWS_KEPT:
                continue
            line = ""
        else:
            n_blank = 0
            n_columns = max(n_columns, cells[-1].column + 1)
            line = "\t".join(texts).rstrip("\t")
        lines.append(line)
        at += len(line) + 1
    if n_blank and cells:
        # Blank rows at the end belong to nothing.
        del lines[cells[-1].row + 1 :]
    return cells, "\n".join(lines), len(lines), n_columns
