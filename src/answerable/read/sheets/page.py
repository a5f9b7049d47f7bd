"""A sheet as a page and a table: rows of values to text, with the place and the address of every cell.

In: the rows of one visible sheet, as any of the spreadsheet readers gives them, with what is hidden. Out: one `Page`
whose lines are rows and whose tabs part cells, and one `Table` over it. What must never be here: knowledge of a file
format.

Text is the shown form with *all* digits that the file holds: a number is never rounded to its display format; dates
are written ISO; a percentage shows its sign. Cells of hidden rows and columns are counted, and their words kept out.
"""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, make_dataclass
from typing import Any, TypeVar

from answerable.model.document import Block, BlockKind, Cell, CellKind, Page, Table
from answerable.read.compose import clean_cell
from answerable.read.draft import Draft

MAX_CELLS = 3_000_000
"""Cells read from one file; what lies beyond is a problem, and the bytes stay in the archive."""
_BLANK_ROWS_KEPT = 2
"""Blank rows in a row that are kept: enough to part two tables, and a million of them cost nothing."""
_RUNS_NAMED = 6
_REMEMBERED = 100_000

_YoungCell: type[Any] = make_dataclass(
    "_YoungCell", [(f.name, Any, field(default=f.default)) for f in fields(Cell)], slots=True
)
"""A cell that may still be written to. A frozen one takes four times as long to make, and a sheet has a million: so
each is made young and then given its class, which has the same slots."""

Key = TypeVar("Key", str, float)
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


@contextmanager
def without_collecting() -> Iterator[None]:
    """Leave garbage alone while a sheet is read: among millions of young values that all live on, looking for it finds
    nothing and takes a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def add_sheet(draft: Draft, sheet: SheetRows, *, show_hidden: bool = False) -> None:
    """Put one visible sheet into the draft: a page, a table where it holds anything, counts of what is hidden.

    Args:
        draft: the file so far.
        sheet: the sheet.
        show_hidden: a person decided to look at hidden rows, columns and cells too; they are counted all the same.
    """
    rows = _limit_rows(draft, sheet)
    columns = list(sheet.columns) or list(range(max((len(values) for _, values in rows), default=0)))
    grid = _Grid(sheet, rows, columns)
    if sheet.hidden_rows or sheet.hidden_columns or sheet.hidden_cells:
        _unfold_merges(grid)
        _count_hidden(draft, grid)
    if show_hidden:
        grid.hidden_rows = grid.hidden_columns = frozenset()
        grid.hidden_cells = set()
    number = len(draft.pages) + 1
    cells, text, n_rows, n_columns = _fill_lines(grid)
    blocks = (Block(BlockKind.TABLE, 0, len(text)),) if cells else ()
    draft.pages.append(Page(draft.page_id(number), draft.sha256, number, "sheet", text, sheet.label, blocks=blocks))
    if cells:
        draft.tables.append(
            Table(draft.table_id(number, 1), draft.sha256, number, 1, n_rows, n_columns, cells, engine=sheet.engine)
        )


class _Grid:
    """A sheet's rows while they are turned into a page."""

    def __init__(self, sheet: SheetRows, rows: list[tuple[int, Sequence[Value]]], columns: list[int]) -> None:
        self.label = sheet.label
        self.rows = rows
        self.columns = columns
        self.hidden_rows = sheet.hidden_rows
        self.hidden_columns = sheet.hidden_columns
        self.hidden_cells = set(sheet.hidden_cells)
        self.shown = dict(sheet.shown)
        self.merges = sheet.merges
        self.anchors: dict[tuple[int, int], tuple[int, int]] = {}
        """Where a merged cell's value stands in the file, where that is not where it is seen."""


def _limit_rows(draft: Draft, sheet: SheetRows) -> list[tuple[int, Sequence[Value]]]:
    rows: list[tuple[int, Sequence[Value]]] = []
    n_cells = sum(len(table.cells) for table in draft.tables)
    for number, values in sheet.rows:
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
        rows.append((number, values))
    return rows


def _unfold_merges(grid: _Grid) -> None:
    """Move the value of a merged cell whose first row or column is hidden to where it is seen.

    Sheets made from printed pages hide helper columns under merged cells all the time; what a reader sees there is not
    hidden.
    """
    moved = []
    for top, left, bottom, right in grid.merges:
        if top in grid.hidden_rows or left in grid.hidden_columns:
            row = next((r for r in range(top, bottom + 1) if r not in grid.hidden_rows), None)
            column = next((c for c in range(left, right + 1) if c not in grid.hidden_columns), None)
            if row is not None and column is not None:
                moved.append(((top, left), (row, column)))
    if not moved:
        return
    by_row = {number: list(values) for number, values in grid.rows}
    position_of = {column: position for position, column in enumerate(grid.columns)}
    for (top, left), (row, column) in moved:
        source, target = by_row.get(top), by_row.get(row)
        if column not in position_of and grid.columns and column > grid.columns[-1]:
            # The merged cell reaches beyond the last column that holds a value.
            position_of[column] = len(grid.columns)
            grid.columns.append(column)
        at, to = position_of.get(left), position_of.get(column)
        if source is None or target is None or at is None or to is None or at >= len(source):
            continue
        target.extend([None] * (to + 1 - len(target)))
        target[to], source[at] = source[at], None
        grid.anchors[row, column] = (top, left)
        if (top, left) in grid.shown:
            grid.shown[row, column] = grid.shown.pop((top, left))
        if (top, left) in grid.hidden_cells:
            grid.hidden_cells.discard((top, left))
            grid.hidden_cells.add((row, column))
    grid.rows = [(number, by_row[number]) for number, _ in grid.rows]


def _count_hidden(draft: Draft, grid: _Grid) -> None:
    in_rows: dict[int, int] = {}
    in_columns: dict[int, int] = {}
    n_invisible = 0
    at_columns = [(p, column) for p, column in enumerate(grid.columns) if column in grid.hidden_columns]
    for number, values in grid.rows:
        if number in grid.hidden_rows:
            in_rows[number] = sum(value is not None and value != "" for value in values)
            continue
        for position, column in at_columns:
            if position < len(values) and values[position] is not None and values[position] != "":
                in_columns[column] = in_columns.get(column, 0) + 1
        if grid.hidden_cells:
            for position, column in enumerate(grid.columns[: len(values)]):
                seen = column not in grid.hidden_columns and values[position] is not None and values[position] != ""
                n_invisible += seen and (number, column) in grid.hidden_cells
    place = f"sheet '{grid.label}'"
    for kind, noun, counts, names in (
        ("hidden_row", "row", in_rows, lambda number: str(number + 1)),
        ("hidden_column", "column", in_columns, name_column),
    ):
        counted = {number: count for number, count in counts.items() if count}
        if counted:
            draft.add_hidden(kind, f"{place}, {_name_runs(noun, sorted(counted), names)}", sum(counted.values()))
    draft.add_hidden("invisible_text", place, n_invisible)


def _name_runs(noun: str, numbers: list[int], name: Callable[[int], str]) -> str:
    """Neighbouring numbers as one place: ``rows 5-9, 12``."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    named = [name(first) if first == last else f"{name(first)}-{name(last)}" for first, last in runs]
    rest = f" and {len(named) - _RUNS_NAMED} more" if len(named) > _RUNS_NAMED else ""
    return f"{noun}{'s' if len(numbers) > 1 else ''} {', '.join(named[:_RUNS_NAMED])}{rest}"


def _find_positions(grid: _Grid) -> list[int]:
    """Positions in the rows' values of the visible columns, from the first one that holds anything."""
    first = len(grid.columns)
    for row, values in grid.rows:
        if row in grid.hidden_rows:
            continue
        for position in range(min(first, len(values))):
            value = values[position]
            if grid.columns[position] in grid.hidden_columns:
                continue
            if (value is not None and value != "") or (row, grid.columns[position]) in grid.shown:
                first = position
                break
    return [p for p in range(first, len(grid.columns)) if grid.columns[p] not in grid.hidden_columns]


def _visible_spans(grid: _Grid) -> dict[tuple[int, int], tuple[int, int]]:
    """Rows and columns that each merged cell covers on the page, by the place where its value is seen."""
    at = {anchor: seen for seen, anchor in grid.anchors.items()}
    spans = {}
    for top, left, bottom, right in grid.merges:
        n_rows = sum(row not in grid.hidden_rows for row in range(top, min(bottom, top + 5000) + 1))
        n_columns = sum(column not in grid.hidden_columns for column in range(left, right + 1))
        spans[at.get((top, left), (top, left))] = (max(1, n_rows), max(1, n_columns))
    return spans


def _fill_lines(grid: _Grid) -> tuple[tuple[Cell, ...], str, int, int]:
    """The hot loop: a sheet may have a million cells, so it asks for little and keeps what repeats."""
    spans = _visible_spans(grid)
    positions = _find_positions(grid)
    columns = [grid.columns[position] for position in positions]
    sheet = f"{grid.label}!" if grid.label else ""
    places = [(place, position, sheet + name_column(columns[place])) for place, position in enumerate(positions)]
    look_up = bool(grid.shown or spans or grid.hidden_cells)
    strings: dict[str, Shown] = {}
    floats: dict[float, Shown] = {}
    cells: list[Cell] = []
    append = cells.append
    lines: list[str] = []
    at = n_columns = n_blank = 0
    for row, values in grid.rows:
        if row in grid.hidden_rows:
            continue
        width, row_name, texts, offset = len(values), str(row + 1), [], at
        before, index = len(cells), len(lines)
        for place, position, prefix in places:
            value = values[position] if position < width else None
            if look_up:
                special = _look_up(grid, spans, row, columns[place], value, index, place, offset, sheet)
                if special is not None:
                    texts.append(special.text)
                    if special.text:
                        append(special)
                    offset = special.end + 1
                    continue
            if value is None or value == "":
                texts.append("")
                offset += 1
                continue
            # Words and floats are remembered apart: 1.0 and True are one key to a dictionary.
            if isinstance(value, str):
                shown = strings.get(value) or _remember(strings, value)
            elif isinstance(value, float):
                shown = floats.get(value) or _remember(floats, value)
            else:
                shown = show_value(value)
            text = shown.text
            texts.append(text)
            end = offset + len(text)
            if text:
                cell = _YoungCell(index, place, text, offset, end, shown.kind, shown.number, prefix + row_name)
                cell.__class__ = Cell
                append(cell)
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
    return tuple(cells), "\n".join(lines), len(lines), n_columns


def _remember(known: dict[Key, Shown], value: Key) -> Shown:
    if len(known) > _REMEMBERED:
        known.clear()
    shown = known[value] = show_value(value)
    return shown


def _look_up(
    grid: _Grid,
    spans: Mapping[tuple[int, int], tuple[int, int]],
    row: int,
    column: int,
    value: Value,
    index: int,
    place: int,
    offset: int,
    sheet: str,
) -> Cell | None:
    """The cell at a place where something is to be said beyond its value; None for every other place."""
    key = (row, column)
    hidden, shown, span = key in grid.hidden_cells, grid.shown.get(key), spans.get(key)
    if not hidden and shown is None and span is None:
        return None
    if hidden:
        shown = Shown("", CellKind.BLANK)
    elif shown is None:
        shown = show_value(value)
    n_rows, n_across = span or (1, 1)
    top, left = grid.anchors.get(key, key)
    address = f"{sheet}{name_column(left)}{top + 1}"
    end = offset + len(shown.text)
    return Cell(index, place, shown.text, offset, end, shown.kind, shown.number, address, n_rows, n_across)
