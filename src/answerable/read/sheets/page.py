"""A sheet as a page and a table: rows of values to text, with the place and the address of every cell.

In: the rows of one visible sheet, as any of the spreadsheet readers gives them, with what is hidden. Out: one `Page`
whose lines are rows and whose tabs part cells, and one `Table` over it. What must never be here: knowledge of a file
format.

Text is the shown form with *all* digits that the file holds: a number is never rounded to its display format; dates
are written ISO; a percentage shows its sign. Cells of hidden rows and columns are counted, and their words kept out.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from answerable.model.cells import MadeCells
from answerable.model.document import Block, BlockKind, CellKind, Page, Table
from answerable.read.draft import Draft
from answerable.read.sheets.lines import (
    FindKinds,
    RegularKinds,
    Row,
    SheetCells,
    Special,
    find_kinds,
    make_lines,
    make_shown_lines,
)
from answerable.read.sheets.regular import RegularRows
from answerable.read.sheets.values import Shown, Value, is_filled, name_column, show_value

MAX_CELLS = 3_000_000
"""Cells read from one file; what lies beyond is a problem, and the bytes stay in the archive."""
_RUNS_NAMED = 6


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
        may_hold_truth: values may be true or false.
        regular: what the cells hold, where the rows give the texts that they show.
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
    may_hold_truth: bool = True
    regular: RegularRows | None = None


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
    places = _find_positions(grid)
    special = _find_special(grid, places)
    visible = _iter_visible(grid, places, special)
    if sheet.regular is not None:
        lines = make_shown_lines(visible, special)
        seen = tuple(grid.columns[position] for position in places)
        held = sheet.regular.keep((number for number, _ in lines.rows), seen, grid.hidden_cells)
        kinds: FindKinds = RegularKinds(held, sheet.regular.values, seen)
    else:
        lines = make_lines(visible, special, may_hold_truth=sheet.may_hold_truth)
        kinds = find_kinds
    text, n_rows = lines.text, len(lines.rows)
    blocks = (Block(BlockKind.TABLE, 0, len(text)),) if text else ()
    draft.pages.append(Page(draft.page_id(number), draft.sha256, number, "sheet", text, sheet.label, blocks=blocks))
    if text:
        prefix = f"{sheet.label}!" if sheet.label else ""
        named = tuple(prefix + name_column(grid.columns[position]) for position in places)
        cells = MadeCells(lines.n_cells, SheetCells(text, lines.rows, named, special, kinds))
        draft.tables.append(
            Table(
                draft.table_id(number, 1),
                draft.sha256,
                number,
                1,
                n_rows,
                lines.n_columns,
                cells,
                engine=sheet.engine,
            )
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
        self.regular = sheet.regular
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
        blank = b"" if grid.regular is not None else None
        target.extend([blank] * (to + 1 - len(target)))
        target[to], source[at] = source[at], blank
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
            in_rows[number] = sum(map(is_filled, values))
            continue
        for position, column in at_columns:
            if position < len(values) and is_filled(values[position]):
                in_columns[column] = in_columns.get(column, 0) + 1
        if grid.hidden_cells:
            for position, column in enumerate(grid.columns[: len(values)]):
                seen = column not in grid.hidden_columns and is_filled(values[position])
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
        if first == 0:
            break
        if row in grid.hidden_rows:
            continue
        for position in range(min(first, len(values))):
            if grid.columns[position] in grid.hidden_columns:
                continue
            if is_filled(values[position]) or (row, grid.columns[position]) in grid.shown:
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


def _find_special(grid: _Grid, positions: Sequence[int]) -> dict[int, dict[int, Special]]:
    """Cells of which something is to be said beyond their value, by row of the sheet and visible column."""
    spans = _visible_spans(grid)
    place_of = {grid.columns[position]: (place, position) for place, position in enumerate(positions)}
    values_of = dict(grid.rows) if spans else {}
    sheet = f"{grid.label}!" if grid.label else ""
    special: dict[int, dict[int, Special]] = {}
    for key in {**dict.fromkeys(grid.hidden_cells), **grid.shown, **spans}:
        row, column = key
        if row in grid.hidden_rows or column not in place_of:
            continue
        place, position = place_of[column]
        if key in grid.hidden_cells:
            shown = Shown("", CellKind.BLANK)
        elif key in grid.shown:
            shown = grid.shown[key]
        elif grid.regular is not None:
            shown = grid.regular.show(*grid.anchors.get(key, key))
        else:
            values = values_of.get(row, ())
            shown = show_value(values[position] if position < len(values) else None)
        top, left = grid.anchors.get(key, key)
        address = f"{sheet}{name_column(left)}{top + 1}"
        special.setdefault(row, {})[place] = Special(shown, address, *spans.get(key, (1, 1)))
    return special


def _iter_visible(grid: _Grid, positions: Sequence[int], special: Mapping[int, Mapping[int, Special]]) -> Iterator[Row]:
    """Rows with the values of the visible columns, and nothing of what is hidden."""
    first = positions[0] if positions else 0
    end = first + len(positions)
    blank = b"" if grid.regular is not None else None
    in_line = list(positions) == list(range(first, end))
    for row, values in grid.rows:
        if row in grid.hidden_rows:
            continue
        if in_line:
            seen = values if first == 0 and len(values) <= end else values[first:end]
        else:
            seen = [values[position] if position < len(values) else blank for position in positions]
        if row in special and grid.hidden_cells:
            both = zip(positions, seen, strict=False)
            seen = [blank if (row, grid.columns[at]) in grid.hidden_cells else value for at, value in both]
        yield row, seen
