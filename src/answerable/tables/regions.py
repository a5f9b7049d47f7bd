"""Regions: a received table cut into the rectangles that are tables of their own, with blank columns left out.

In: a `model.Table`, whose rectangle is a whole sheet as often as not. Out: `Region`s: lines of cells. What must never
be here: what a line means, which is `headers` and `lines`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from answerable.model.document import Cell, Table

Line = tuple[int, tuple[Cell | None, ...]]
"""The row's number in the table and its cells, one for each column of the region."""


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle of a table.

    Args:
        columns: numbers in the table; only those that hold anything.
        lines: in order; blank rows inside are kept.
    """

    columns: tuple[int, ...]
    lines: tuple[Line, ...]


def split_regions(table: Table) -> tuple[Region, ...]:
    """Cut a table where blank rows and columns clearly part it.

    Side by side: a blank column with at least two filled ones on either side, whose rows begin or end elsewhere. One
    above the other: a blank row after which other columns are filled than before. Anything less clear stays together:
    headers are looked for inside a region too.
    """
    by_row: dict[int, dict[int, Cell]] = {}
    for cell in table.cells:
        if cell.text:
            by_row.setdefault(cell.row, {})[cell.column] = cell
    if not by_row:
        return ()
    regions: list[Region] = []
    for rows in _split_rows(by_row):
        for columns in _split_columns({row: by_row[row] for row in rows}):
            kept = [row for row in rows if any(column in by_row[row] for column in columns)]
            lines = [
                (row, tuple(by_row.get(row, {}).get(column) for column in columns))
                for row in range(kept[0], kept[-1] + 1)
            ]
            regions.append(Region(tuple(columns), tuple(lines)))
    return tuple(regions)


def _split_rows(by_row: dict[int, dict[int, Cell]]) -> list[list[int]]:
    """Groups of rows, cut at blank rows after which entirely other columns are filled."""
    groups: list[list[int]] = [[]]
    rows = sorted(by_row)
    for position, row in enumerate(rows):
        if position and row > rows[position - 1] + 1:
            following = _next_block(rows, position)
            before = {column for known in groups[-1] for column in by_row[known]}
            after = {column for known in following for column in by_row[known]}
            if len(after) > 1 and len(before) > 1 and not before & after:
                groups.append([])
        groups[-1].append(row)
    return groups


def _next_block(rows: Sequence[int], position: int) -> list[int]:
    block = [rows[position]]
    while len(block) < 20 and position + len(block) < len(rows) and rows[position + len(block)] == block[-1] + 1:
        block.append(rows[position + len(block)])
    return block


def _split_columns(by_row: dict[int, dict[int, Cell]]) -> list[list[int]]:
    """Groups of columns, cut at blank columns between tables that stand side by side."""
    filled = sorted({column for cells in by_row.values() for column in cells})
    groups: list[list[int]] = []
    for column in filled:
        if groups and column == groups[-1][-1] + 1:
            groups[-1].append(column)
        else:
            groups.append([column])
    if len(groups) == 1 or any(len(group) < 2 for group in groups):
        return [filled]
    extents = []
    for group in groups:
        rows = [row for row, cells in by_row.items() if any(column in cells for column in group)]
        extents.append((min(rows), max(rows), len(rows)))
    # Two halves of one table begin and end on the same rows.
    apart = all(abs(a[0] - b[0]) + abs(a[1] - b[1]) >= 2 for a, b in pairwise(extents))
    return groups if apart else [filled]
