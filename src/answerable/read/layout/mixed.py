"""Tables whose rules do not part every row and column: the rules that are there, and the white for the rest.

What comes in: a grid that was read by its rules. What goes out: the same grid, or a finer one where cells of it hold
whole columns of figures or several figures side by side. What must never be here: finding rules.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from answerable.read.layout.grid import Grid, GridCell
from answerable.read.layout.numbers import is_number, part_numbers
from answerable.read.layout.unruled import find_separators, make_grid
from answerable.read.layout.words import PlacedWords, make_rows

_SHARE_COARSE = 0.15
_ENGINE = "rules-and-columns"


def refine(words: PlacedWords, grid: Grid, taken: NDArray[np.bool_]) -> Grid:
    """Return a finer grid where the rules leave rows or columns unparted; else the grid itself.

    Args:
        words: of the page.
        grid: as the rules give it.
        taken: words that stand in other tables already.
    """
    for cell in grid.cells:
        cell.words = [word for word in cell.words if not taken[word]]
    inside = [word for word in _find_inside(words, grid) if not taken[word]]
    if not inside or not _is_coarse(words, grid, len(inside)):
        return grid
    lines = part_numbers(words, make_rows(words, inside))
    separators = find_separators(words, lines, _find_edges(grid))
    if not separators:
        return grid
    finer = make_grid(words, lines, separators, _find_breaks(grid), certain=True)
    if finer is None or len(finer.cells) <= sum(bool(cell.words) for cell in grid.cells):
        return grid
    finer.engine = _ENGINE
    finer.share_sure = max(0.6, finer.share_sure)
    return finer


def _find_inside(words: PlacedWords, grid: Grid) -> list[int]:
    """Words of the grid, and those within its outline that stand in no cell of it."""
    x0, y0, x1, y1 = grid.box
    x, y = (words.boxes[:, 0] + words.boxes[:, 2]) / 2, (words.boxes[:, 1] + words.boxes[:, 3]) / 2
    within = np.flatnonzero((x >= x0) & (x <= x1) & (y >= y0) & (y <= y1)).tolist()
    return sorted({*within, *grid.words})


def _is_coarse(words: PlacedWords, grid: Grid, n_inside: int) -> bool:
    """True where many words stand in no cell, or in cells that hold more than one figure."""
    n_words = n_inside
    n_coarse = n_inside - len(set(grid.words))
    for cell in grid.cells:
        if not cell.words:
            continue
        if _is_torn(words, cell):
            n_coarse += len(cell.words)
    return n_coarse > _SHARE_COARSE * n_words


def _is_torn(words: PlacedWords, cell: GridCell) -> bool:
    """True for a cell with figures below or beside each other."""
    if len(cell.words) < 2:
        return False
    rows = part_numbers(words, make_rows(words, sorted(cell.words)))
    pieces = [[" ".join(words.texts[word] for word in segment.words) for segment in row.segments] for row in rows]
    stacked = sum(all(is_number(piece) for piece in row) for row in pieces)
    least = 1 if len(rows) > 2 or cell.column_span > 1 else 2
    beside = sum(len(row) > 1 and sum(is_number(piece) for piece in row) >= least for row in pieces)
    return (stacked > 1 and stacked >= 0.6 * len(rows)) or beside > 0.5 * len(rows)


def _find_edges(grid: Grid) -> list[float]:
    """Where the rules part columns."""
    inner = {round(cell.box[0], 1) for cell in grid.cells if cell.box is not None and cell.column > 0}
    return _thin(sorted(inner), 3.0)


def _find_breaks(grid: Grid) -> list[float]:
    """Where the rules part rows."""
    inner = {round(cell.box[1], 1) for cell in grid.cells if cell.box is not None and cell.row > 0}
    return _thin(sorted(inner), 2.0)


def _thin(values: list[float], nearest: float) -> list[float]:
    kept: list[float] = []
    for value in values:
        if not kept or value - kept[-1] > nearest:
            kept.append(value)
    return kept
