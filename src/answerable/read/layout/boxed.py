"""Cells drawn by rules, filled with the words whose middles lie in them.

What comes in: boxes of cells, from whatever found them, and words. What goes out: a grid. What must never be here:
finding rules.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from answerable.read.layout.grid import Grid, GridCell
from answerable.read.layout.words import PlacedWords

_ENGINE = "ruled-lines"


def make_boxed_grid(boxes: list[tuple[float, ...]], words: PlacedWords, taken: NDArray[np.bool_]) -> Grid | None:
    """Put words into the boxes they lie in.

    Args:
        boxes: of cells: x0, y0, x1, y1 in points.
        words: of the page.
        taken: words that stand in other tables already.

    Returns:
        The grid, without rows and columns that hold nothing; None where fewer than two cells hold words.
    """
    if len(boxes) < 2 or len(words) == 0:
        return None
    lefts = _cluster([box[0] for box in boxes] + [box[2] for box in boxes])
    tops = _cluster([box[1] for box in boxes] + [box[3] for box in boxes])
    n_rows, n_columns = len(tops) - 1, len(lefts) - 1
    if n_rows < 1 or n_columns < 1 or n_rows * n_columns > 40_000:
        return None
    middles_x = (words.boxes[:, 0] + words.boxes[:, 2]) / 2
    middles_y = (words.boxes[:, 1] + words.boxes[:, 3]) / 2
    cells = []
    for box in sorted(boxes, key=lambda box: (box[1], box[0])):
        column, after = _nearest(lefts, box[0]), _nearest(lefts, box[2])
        row, below = _nearest(tops, box[1]), _nearest(tops, box[3])
        inside = np.flatnonzero(
            (middles_x >= box[0]) & (middles_x < box[2]) & (middles_y >= box[1]) & (middles_y < box[3]) & ~taken
        )
        cells.append(
            GridCell(
                row,
                column,
                inside.tolist(),
                max(1, below - row),
                max(1, after - column),
                (box[0], box[1], box[2], box[3]),
            )
        )
    cells = _drop_overlaps(cells)
    cells, n_rows, n_columns = _drop_empty(cells, n_rows, n_columns)
    n_filled = sum(bool(cell.words) for cell in cells)
    if n_filled < 2 or n_rows * n_columns < 2:
        return None
    outer = (lefts[0], tops[0], lefts[-1], tops[-1])
    share = 0.97 if n_rows > 1 and n_columns > 1 else 0.5
    return Grid(n_rows, n_columns, cells, outer, share, _ENGINE)


def _cluster(values: list[float], tolerance: float = 2.5) -> list[float]:
    """Coordinates of rules, those nearer than the tolerance taken for one."""
    groups: list[list[float]] = []
    for value in sorted(values):
        if groups and value - groups[-1][-1] <= tolerance:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [sum(group) / len(group) for group in groups]


def _nearest(values: list[float], value: float) -> int:
    return min(range(len(values)), key=lambda index: abs(values[index] - value))


def _drop_overlaps(cells: list[GridCell]) -> list[GridCell]:
    """Each place of the grid once: where two cells claim it, the first keeps it and takes the other's words."""
    owner: dict[tuple[int, int], GridCell] = {}
    kept = []
    for cell in sorted(cells, key=lambda cell: (cell.row, cell.column, cell.row_span * cell.column_span)):
        clash = owner.get((cell.row, cell.column))
        if clash is not None:
            clash.words = sorted(set(clash.words) | set(cell.words))
            continue
        for row in range(cell.row, cell.row + cell.row_span):
            for column in range(cell.column, cell.column + cell.column_span):
                owner.setdefault((row, column), cell)
        kept.append(cell)
    seen: set[int] = set()
    for cell in kept:
        cell.words = [word for word in cell.words if word not in seen]
        seen.update(cell.words)
    return kept


def _drop_empty(cells: list[GridCell], n_rows: int, n_columns: int) -> tuple[list[GridCell], int, int]:
    """Take out rows and columns that hold no word: thin strips between double rules."""
    rows = sorted({cell.row for cell in cells if cell.words})
    columns = sorted({cell.column for cell in cells if cell.words})
    row_of = {row: place for place, row in enumerate(rows)}
    column_of = {column: place for place, column in enumerate(columns)}
    kept = []
    for cell in cells:
        if cell.row in row_of and cell.column in column_of:
            cell.row_span = max(1, sum(cell.row <= row < cell.row + cell.row_span for row in rows))
            cell.column_span = max(1, sum(cell.column <= c < cell.column + cell.column_span for c in columns))
            cell.row, cell.column = row_of[cell.row], column_of[cell.column]
            kept.append(cell)
    return kept, len(rows), len(columns)
